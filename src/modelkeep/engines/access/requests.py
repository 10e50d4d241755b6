"""Requests: what is asked, with everything that principal, action and resource settle by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from modelkeep.core.arn import ArnParts, parse_arn
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.context import Context, Values
from modelkeep.engines.access.decision import Request
from modelkeep.engines.access.principals import Principal

_TRUST = frozenset({
    "sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity", "sts:tagsession", "sts:setsourceidentity",
    "sts:setcontext",
})  # fmt: skip
"""Actions that a role's trust policy decides (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage-assume-role.html)."""

_OF_AWS = frozenset({"bedrock"})
"""Services some of whose resources belong to AWS and have ARNs without an account: foundation models."""


@lru_cache(maxsize=65536)
def _parts(resource: str) -> ArnParts | None:
    return parse_arn(resource)


def owner_of(resource: str, principal: Principal) -> str:
    """The account that a resource is in, by its ARN; '' for what is AWS's own.

    ARNs of S3 and some other services leave it out: such a resource is taken for the principal's.
    """
    parts = _parts(resource)
    if parts is None or "*" in parts.account:
        return principal.account
    if parts.account:
        return "" if parts.account == "aws" else parts.account
    return "" if parts.service in _OF_AWS else principal.account


def request_of(
    table: ActionTable,
    principal: Principal,
    action: str,
    resource: str,
    context: Context,
    *,
    account: str | None = None,
    fixed: Mapping[str, Values | None] | None = None,
    settled_keys: tuple[str, ...] = (),
) -> Request:
    """A request whose context has what principal and resource settle; `fixed` adds what else is known of both, tags for one.

    Keys that begin with one of `settled_keys` and are not in `fixed` are known to be missing.
    `account` is the resource's; None to take it from the ARN.
    """
    known = table.action(action)
    takes_resource = known is None or not known.wildcard_only
    service = action.partition(":")[0].lower()
    owner = owner_of(resource, principal) if account is None else account
    settled = {**principal.own_keys(), **_of_resource(table, service, resource, owner, principal), **(fixed or {})}
    return Request(
        principal,
        known.name if known else action,
        resource if takes_resource else "*",
        owner,
        context.with_fixed(settled, settled_keys),
        takes_resource,
        known is not None,
        service in table.rcp_services and (known is None or known.name not in table.rcp_exempt),
        is_decided_by_resource(action, resource),
    )


def is_decided_by_resource(action: str, resource: str) -> bool:
    """Whether identity policies alone never open the resource: KMS keys
    (https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html) and roles to be assumed.
    """
    lower = action.lower()
    if lower.startswith("kms:"):
        parts = _parts(resource)
        return parts is not None and parts.service == "kms" and parts.resource.startswith("key/")
    return lower in _TRUST


def _of_resource(
    table: ActionTable, service: str, resource: str, owner: str, principal: Principal
) -> dict[str, Values | None]:
    found: dict[str, Values | None] = {}
    if owner:
        found["aws:resourceaccount"] = (owner,)
    parts = _parts(resource)
    region = table.region_of_requests(service, principal.partition) or (parts.region if parts else "")
    if region and "*" not in region:
        found["aws:requestedregion"] = (region,)
    return found
