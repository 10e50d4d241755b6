"""What opens or closes resources besides their policies, added to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from modelkeep.core.kinds.awslambda import Function, FunctionUrl
from modelkeep.core.kinds.ecr import RegistryPolicyStatement, Repository
from modelkeep.core.kinds.kms import Alias, Key, KeyGrant
from modelkeep.core.kinds.s3 import AccessPoint, Bucket
from modelkeep.core.tables import Resource, Row
from modelkeep.engines.access.assembly.buckets import Buckets
from modelkeep.engines.access.assembly.compiler import Compiler
from modelkeep.engines.access.assembly.estate import Estate
from modelkeep.engines.access.assembly.functions import of_urls
from modelkeep.engines.access.assembly.keys import GRANTABLE, granted
from modelkeep.engines.access.decision import Level
from modelkeep.engines.access.statements import unread_policy
from modelkeep.engines.access.unread_grants import may_allow
from modelkeep.engines.access.world import Target, Unread

RowT = TypeVar("RowT", bound=Row)

_ALIASES = "kms:ListAliases"
_GRANTS = "kms:ListGrants"
_REGISTRY = "ecr:GetRegistryPolicy"
_URLS = "lambda:ListFunctionUrlConfigs"


class Openings:
    """What an estate shows of grants, lists, blocks and URLs."""

    def __init__(self, estate: Estate, compiler: Compiler, unread: list[Unread]) -> None:
        """Reads the rows; what is missing is told in `unread`."""
        self._estate = estate
        self._unread = unread
        self._buckets = Buckets(estate, unread)
        self._grants = _by_arn(estate, KeyGrant)
        self._aliases: dict[str, list[str]] = {}
        for alias in estate.rows(Alias):
            self._aliases.setdefault(alias.target_key_arn or "", []).append(alias.arn.split(":", 5)[5])
        self._urls = _by_arn(estate, FunctionUrl)
        self._registries = compiler.by_resource(estate.rows(RegistryPolicyStatement), of_resource=True)

    def added(self, row: Resource, target: Target) -> Target:
        """A resource, with what counts besides its policy."""
        if isinstance(row, Bucket):
            return replace(target, policies=(*target.policies, *self._buckets.of(row.arn, target.policies)))
        if isinstance(row, AccessPoint):
            added = self._buckets.of_point(row, target.policies)
            bucket = f"arn:{row.arn.split(':')[1]}:s3:::{row.bucket_name}" if row.bucket_name else ""
            return replace(target, policies=(*target.policies, *added), behind=bucket)
        if isinstance(row, Key):
            return self._key(row, target)
        if isinstance(row, Function):
            return self._function(row, target)
        if isinstance(row, Repository):
            return replace(target, policies=(*target.policies, *self._registry(row)))
        return target

    def _key(self, row: Key, target: Target) -> Target:
        """Grants of keys that AWS manages are not asked for; neither are their policies, which so are unread already."""
        policies = target.policies
        for grant in self._grants.get(row.arn, ()):
            policies = (*policies, *granted(grant))
        if not self._estate.was_read(_GRANTS, row.account, row.region, row.arn):
            why = f"{_GRANTS}: {self._estate.why_not(_GRANTS, row.account, row.arn)}"
            self._unread.append(Unread("grants on a key", row.arn, why))
            policies = (*policies, may_allow(f"the grants on {row.arn}", why, actions=GRANTABLE))
        return replace(target, policies=policies, keys=self._names_of(row))

    def _names_of(self, row: Key) -> Mapping[str, tuple[str, ...] | None]:
        """The aliases of a key, which its requests have as a condition key
        (https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-resource-aliases); open where the
        account's aliases were not listed.
        """
        if not self._estate.was_read(_ALIASES, row.account, row.region, ""):
            return {}
        return {"kms:resourcealiases": tuple(self._aliases.get(row.arn, ())) or None}

    def _registry(self, row: Repository) -> Level:
        """The policy of the repository's registry, which counts besides its own
        (https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry-permissions.html).
        """
        partition = row.arn.split(":")[1]
        registry = f"arn:{partition}:ecr:{row.region}:{row.account}:registry-policy"
        if self._estate.was_read(_REGISTRY, row.account, row.region, registry):
            return self._registries.get(registry, ())
        why = f"{_REGISTRY}: {self._estate.why_not(_REGISTRY, row.account, registry)}"
        self._unread.append(Unread("registry policy", row.arn, why))
        return (unread_policy(f"the policy of the registry of {row.arn}", why),)

    def _function(self, row: Function, target: Target) -> Target:
        read = self._estate.was_read(_URLS, row.account, row.region, row.arn)
        if not read:
            why = f"{_URLS}: {self._estate.why_not(_URLS, row.account, row.arn)}"
            self._unread.append(Unread("function URL", row.arn, why))
        closed, keys = of_urls(row.arn, self._urls.get(row.arn, ()), read=read)
        return replace(target, policies=(*target.policies, *closed), keys=keys)


def _by_arn(estate: Estate, row: type[RowT]) -> dict[str, list[RowT]]:
    found: dict[str, list[RowT]] = {}
    for each in estate.rows(row):
        found.setdefault(each.arn, []).append(each)
    return found
