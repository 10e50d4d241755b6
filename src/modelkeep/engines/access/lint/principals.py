"""Rules about principals.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html and
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
(which conditions keep a policy that names everybody from being public)
"""

from __future__ import annotations

from collections.abc import Iterator

from modelkeep.core.policy import Elements
from modelkeep.core.tables import Condition
from modelkeep.core.verdict import Severity
from modelkeep.engines.access.lint.subject import OF_RESOURCE, PolicyKind, Rule, Spot, Subject
from modelkeep.engines.access.operators import network
from modelkeep.engines.access.principals import is_deleted

_EVERYBODY = ("*", "AWS:*")
_LIMITING = frozenset({
    "aws:principalorgid", "aws:principalorgpaths", "aws:principalaccount", "aws:principalarn", "aws:sourcearn", "aws:sourceaccount",
    "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner", "aws:sourceip", "aws:sourcevpc", "aws:sourcevpce", "aws:vpceaccount",
    "aws:vpceorgid", "aws:vpceorgpaths", "aws:userid", "s3:dataaccesspointarn", "s3:dataaccesspointaccount",
    "kms:calleraccount",
})  # fmt: skip
_WIDEST = {4: 8, 6: 32}
"""Ranges wider than this are not taken for a limit, as S3 has it."""
_POSITIVE = ("stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress")


def _limits(condition: Condition) -> bool:
    operator = condition.operator.lower().removeprefix("foranyvalue:")
    if condition.key.lower() not in _LIMITING or operator not in _POSITIVE:
        return False
    if operator == "ipaddress":
        ranges = [network(value) for value in condition.values]
        return all(each is not None and each.prefixlen >= _WIDEST[each.version] for each in ranges)
    return all(value.strip("*?") and not value.startswith("arn:*:*:*:*:*") for value in condition.values)


def _names_everybody(each: Elements) -> bool:
    return any(name in _EVERYBODY for name in each.principals)


def _is_public(each: Elements) -> bool:
    return _names_everybody(each) and not any(map(_limits, each.conditions))


def _public(subject: Subject) -> Iterator[Spot]:
    for at, each in subject.allows:
        if _is_public(each):
            what = "may assume the role" if subject.kind is PolicyKind.TRUST else "of any account may do this"
            more = ", on conditions that name nobody" if each.conditions else ""
            yield Spot(f"everybody {what}{more}", at, ("Principal",))


def _wildcard(subject: Subject) -> Iterator[Spot]:
    for at, each in subject.allows:
        if _names_everybody(each) and not _is_public(each):
            yield Spot("everybody is named, and only the conditions tell who is meant", at, ("Principal",))


def _all_but(subject: Subject) -> Iterator[Spot]:
    for at, each in subject.allows:
        if each.not_principals:
            message = "everybody but those listed is allowed, strangers and anonymous callers included"
            yield Spot(message, at, ("NotPrincipal",))


def _inside(subject: Subject) -> Iterator[Spot]:
    for at, each in subject.numbered:
        for element, names in (("Principal", each.principals), ("NotPrincipal", each.not_principals)):
            for name in names:
                value = name.removeprefix("AWS:")
                if name.startswith("AWS:") and value != "*" and ("*" in value or "?" in value):
                    yield Spot(f"{value} names nobody: a wildcard counts only alone", at, (element,))


def _gone(subject: Subject) -> Iterator[Spot]:
    for at, each in subject.numbered:
        for element, names in (("Principal", each.principals), ("NotPrincipal", each.not_principals)):
            for name in names:
                if is_deleted(name):
                    message = f"{name.removeprefix('AWS:')} is the id of a user or role that is gone"
                    yield Spot(message, at, (element,))


RULES = (
    Rule(
        id="public",
        severity=Severity.CRITICAL,
        title="Everybody is allowed",
        remedy="Name the principals, or limit them by a condition such as aws:PrincipalOrgID.",
        find=_public,
        kinds=frozenset({PolicyKind.RESOURCE, PolicyKind.TRUST}),
    ),
    Rule(
        id="wildcard-principal",
        severity=Severity.LOW,
        title="Everybody is named, limited by conditions",
        remedy="Name the principals where they are known; a condition is easily dropped.",
        find=_wildcard,
        kinds=frozenset({PolicyKind.RESOURCE, PolicyKind.TRUST}),
    ),
    Rule(
        id="allow-not-principal",
        severity=Severity.CRITICAL,
        title="Allow with NotPrincipal",
        remedy="Name those that are meant under Principal.",
        find=_all_but,
        kinds=OF_RESOURCE,
    ),
    Rule(
        id="wildcard-in-principal",
        severity=Severity.HIGH,
        title="A wildcard inside of a principal's ARN",
        remedy='Name each principal, or use "AWS": "*" with a condition on aws:PrincipalArn (ArnLike).',
        find=_inside,
        kinds=OF_RESOURCE,
    ),
    Rule(
        id="deleted-principal",
        severity=Severity.MEDIUM,
        title="The id of a deleted user or role",
        remedy="Remove it. A user or role of the same name that was made since has another id and is not meant.",
        find=_gone,
        kinds=OF_RESOURCE,
    ),
)
