"""Requests: what is asked, with everything that principal, action and resource settle by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from modelkeep.core.action import Action
from modelkeep.core.arn import ArnParts, parse_arn
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.context import Context, Openness, Values
from modelkeep.engines.access.decision import Request
from modelkeep.engines.access.patterns import overlaps
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
    return _owner(_parts(resource), principal)


def _owner(parts: ArnParts | None, principal: Principal) -> str:
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
    known = table.action(action) or _operation(table, action)
    takes_resource = known is None or not known.wildcard_only
    service = action.partition(":")[0].lower()
    parts = _parts(resource)
    owner = _owner(parts, principal) if account is None else account
    of_aws = False
    if service == "kms":
        of_aws = ":alias/aws/" in resource
        resource = _key_of(resource, known)
    settled = dict(_own_keys(principal))
    if owner:
        settled["aws:resourceaccount"] = (owner,)
    region = table.region_of_requests(service, principal.partition) or (parts.region if parts else "")
    if region and "*" not in region:
        settled["aws:requestedregion"] = (region,)
    if fixed:
        settled |= fixed
    return Request(
        principal,
        known.name if known else action,
        resource if takes_resource else "*",
        owner,
        context.with_fixed(settled, settled_keys),
        takes_resource,
        known is not None,
        service in table.rcp_services and not of_aws and (known is None or known.name not in table.rcp_exempt),
        takes_resource and is_decided_by_resource(action, resource),
    )


@lru_cache(maxsize=65536)
def _own_keys(principal: Principal) -> Mapping[str, Values | Openness | None]:
    return principal.own_keys()


def _operation(table: ActionTable, name: str) -> Action | None:
    """The one action that authorises an operation of another name: bedrock:InvokeModel for bedrock:Converse."""
    found = table.actions_of_operation(name)
    return found[0] if len(found) == 1 else None


def _key_of(resource: str, action: Action | None) -> str:
    """An alias stands for its key, whose ARN is what policies are compared with, but in actions on aliases.

    Which key it is, an ARN does not tell: any one of its account and region.
    https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
    """
    if action is None or ":alias/" not in resource or any(use.name == "alias" for use in action.resource_types):
        return resource
    return f"{resource.partition(':alias/')[0]}:key/*"


def is_decided_by_resource(action: str, resource: str) -> bool:
    """Whether identity policies alone never open the resource: KMS keys
    (https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html) and roles to be assumed.
    """
    lower = action.lower()
    if lower.startswith("kms:"):
        return overlaps(resource, "arn:*:kms:*:*:key/*")
    return lower in _TRUST
