"""Data access policies of OpenSearch Serverless as policies of the collections that they are about. They only ever allow.

https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-data-access.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from modelkeep.core.arn import ArnParts, parse_arn
from modelkeep.core.kinds.opensearchserverless import AccessPolicy, AccessPolicyRule, Collection
from modelkeep.core.tables import Condition
from modelkeep.engines.access.assembly.estate import Estate
from modelkeep.engines.access.assembly.settled import Maybe
from modelkeep.engines.access.conditions import AnyTest
from modelkeep.engines.access.context import Context
from modelkeep.engines.access.data_access import EVERY_PERMISSION, PERMISSIONS
from modelkeep.engines.access.decision import Level
from modelkeep.engines.access.expressions import Expression
from modelkeep.engines.access.expressions import Unread as Unknown
from modelkeep.engines.access.members import Target, Unread, synthetic
from modelkeep.engines.access.patterns import matches
from modelkeep.engines.access.statements import Policy
from modelkeep.engines.access.unread_grants import may_allow

_LIST = "opensearchserverless:ListAccessPolicies"
_GET = "opensearchserverless:GetAccessPolicy"
_ALL = "aoss:*"
_WHAT = "data access policy"
_ANYBODY = ("*",)


@dataclass(frozen=True, slots=True)
class Inside:
    """The index, or the model, is one of those that a rule names."""

    kind: str
    pattern: str

    @property
    def is_unread(self) -> bool:
        """No: the request tells which it is."""
        return False

    def told(self, holds: bool) -> str:
        """As part of a condition."""
        return f"the {self.kind} {'is' if holds else 'is not'} {self.pattern}"

    def ask(self, context: Context) -> Expression:
        """Open."""
        return self


@dataclass(frozen=True, slots=True)
class _Undocumented:
    """Holds if OpenSearch takes a principal for what AWS documents neither to be so nor not to be."""

    what: str

    def ask(self, context: Context) -> Expression:
        """Open."""
        takes = f"take {self.what}, which AWS does not document"
        return Unknown("OpenSearch", (f"does {takes}", f"does not {takes}"))


def collections(estate: Estate, unread: list[Unread]) -> Iterator[Target]:
    """Every collection with what data access policies allow; what was not read of them is told in `unread` and may allow."""
    rules: dict[str, list[AccessPolicyRule]] = {}
    for rule in estate.rows(AccessPolicyRule):
        rules.setdefault(rule.arn, []).append(rule)
    policies: dict[tuple[str, str], list[AccessPolicy]] = {}
    for policy in estate.rows(AccessPolicy):
        policies.setdefault((policy.account, policy.region), []).append(policy)
    for each in estate.rows(Collection):
        here = policies.get((each.account, each.region), ())
        missing = [_missing(estate, policy) for policy in here if not _was_read(estate, policy)]
        if not estate.was_read(_LIST, each.account, each.region, ""):
            missing.append(f"{_LIST}: {estate.why_not(_LIST, each.account, '')}")
        unread += (Unread(_WHAT, each.arn, why) for why in missing)
        found: Level = tuple(_unread(each.arn, why) for why in missing)
        for policy in here:
            for rule in rules.get(policy.arn, ()):
                found = (*found, *_granted(policy, rule, each))
        yield Target(each.arn, each.account, found, each.tags)


def unknown_to_iam(estate: Estate) -> Iterator[tuple[Collection, AccessPolicy, str]]:
    """Those whom a data access policy lets at a collection and IAM does not know: users of a SAML provider."""
    rules: dict[str, list[AccessPolicyRule]] = {}
    for rule in estate.rows(AccessPolicyRule):
        rules.setdefault(rule.arn, []).append(rule)
    policies = tuple(estate.rows(AccessPolicy))
    for each in estate.rows(Collection):
        for policy in policies:
            if (policy.account, policy.region) != (each.account, each.region):
                continue
            whom = (who for rule in rules.get(policy.arn, ()) for who in rule.principals or () if _is_about(rule, each))
            for who in dict.fromkeys(whom):
                if not tuple(_named(who)):
                    yield each, policy, who


def _is_about(rule: AccessPolicyRule, collection: Collection) -> bool:
    patterns = (resource.partition("/")[2].partition("/")[0] for resource in rule.resources or ())
    return bool(rule.permissions) and any(matches(each, collection.name) for each in patterns)


def _was_read(estate: Estate, policy: AccessPolicy) -> bool:
    return estate.was_read(_GET, policy.account, policy.region, policy.arn)


def _missing(estate: Estate, policy: AccessPolicy) -> str:
    return f"{policy.name}: {_GET}: {estate.why_not(_GET, policy.account, policy.arn)}"


def _unread(arn: str, why: str) -> Policy:
    return may_allow(f"the data access policies of {arn}", why, actions=EVERY_PERMISSION)


def _granted(policy: AccessPolicy, rule: AccessPolicyRule, collection: Collection) -> Iterator[Policy]:
    name = f"{_WHAT} {policy.name}"
    if rule.resources is None or rule.permissions is None or rule.principals is None or not collection.name:
        yield synthetic(
            name, "Allow", actions=EVERY_PERMISSION, tests=(Maybe(f"{name}, which could not be understood,"),)
        )
        return
    kind = rule.resource_type or ""
    actions = _actions(rule.permissions, kind)
    for resource in rule.resources:
        _, _, rest = resource.partition("/")
        pattern, _, inner = rest.partition("/")
        if not actions or not matches(pattern, collection.name):
            continue
        inside: tuple[AnyTest, ...] = () if inner in ("", "*") else (Inside(kind, inner),)
        for who in rule.principals:
            for principals, conditions, tests in _named(who):
                yield synthetic(
                    name,
                    "Allow",
                    actions=actions,
                    principals=principals,
                    conditions=conditions,
                    tests=(*inside, *tests),
                )


def _actions(permissions: tuple[str, ...], kind: str) -> tuple[str, ...]:
    if _ALL in permissions:
        return PERMISSIONS.get(kind, EVERY_PERMISSION)
    return permissions


def _named(who: str) -> Iterator[tuple[tuple[str, ...], tuple[Condition, ...], tuple[AnyTest, ...]]]:
    """Principals, conditions and tests of those whom a rule means by a principal; nothing for whom IAM does not know, such as users
    of a SAML provider. AWS documents neither wildcards in principals nor what the ARN of a root user stands for beyond that user.
    """
    parts = parse_arn(who)
    if parts is None or parts.service not in ("iam", "sts"):
        return
    if parts.resource == "root":
        yield _ANYBODY, (Condition("ArnEquals", "aws:PrincipalArn", (who,)),), ()
        whole = Condition("StringEquals", "aws:PrincipalAccount", (parts.account,))
        yield _ANYBODY, (whole,), (_Undocumented(f"{who} for the whole account"),)
    elif "*" not in who:
        yield (f"AWS:{who}",), (), ()
    else:
        like = Condition("ArnLike", "aws:PrincipalArn", _roles(parts) or (who,))
        yield _ANYBODY, (like,), (_Undocumented(f"the wildcard in {who}"),)


def _roles(session: ArnParts) -> tuple[str, ...]:
    """The ARNs of a session's role: with and without a path."""
    kind, _, rest = session.resource.partition("/")
    if kind != "assumed-role":
        return ()
    start, name = f"arn:{session.partition}:iam::{session.account}:role/", rest.partition("/")[0]
    return f"{start}{name}", f"{start}*/{name}"
