"""Rules about conditions that never hold, or hold where they were not meant to.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

from collections.abc import Iterator

from modelkeep.core.tables import Condition
from modelkeep.core.verdict import Severity
from modelkeep.engines.access.conditions import Test, compiled
from modelkeep.engines.access.context import Context
from modelkeep.engines.access.lint.keys import conditions, path_of
from modelkeep.engines.access.lint.subject import Rule, Spot, Subject
from modelkeep.engines.access.normal import TooManyAlternativesError, alternatives

_MFA = "aws:multifactorauthpresent"
_SYMBOLIC = Context(strict=False)
_FITTING = {
    "Numeric": ("numeric",),
    "Date": ("date", "numeric"),
    "Bool": ("bool",),
    "IPAddress": ("ip", "notip"),
}
"""How the operators for values of a type begin. Text and ARN operators may both be right for text that is an ARN."""
_TEXTUAL = ("string", "arn", "binary")
_PLAIN = ("stringequals", "stringnotequals", "stringequalsignorecase", "stringnotequalsignorecase")


def _operator(condition: Condition) -> str:
    """The operator without what stands around it, in lower case."""
    return condition.operator.lower().rpartition(":")[2].removesuffix("ifexists")


def _unknown_operator(subject: Subject) -> Iterator[Spot]:
    for at, condition in conditions(subject):
        if compiled(condition, True) is None:
            message = f"{condition.operator} is no condition operator"
            if _operator(condition) == "null":
                message = "Null takes true or false, and not both"
            yield Spot(message, at, path_of(condition))


def _unreadable(subject: Subject) -> Iterator[Spot]:
    for at, condition in conditions(subject):
        test = compiled(condition, True)
        if isinstance(test, Test) and not test.is_readable:
            values = ", ".join(value for value in condition.values if not test.operator.readable(value))
            yield Spot(f"{condition.operator} cannot read {values}, which fits nothing", at, path_of(condition))


def _mismatched(subject: Subject) -> Iterator[Spot]:
    for at, condition in conditions(subject):
        key = subject.table.condition_key(condition.key)
        operator = _operator(condition)
        if key is None or operator == "null" or compiled(condition, True) is None:
            continue
        kind = key.type.removeprefix("ArrayOf")
        fitting = _FITTING.get(kind, _TEXTUAL)
        if kind == "String" and operator.startswith("numeric"):
            continue  # numbers are text to services that do not tell better
        if not operator.startswith(fitting):
            message = f"{condition.key} is of type {key.type}, which {condition.operator} does not compare"
            yield Spot(message, at, path_of(condition))


def _wildcards(subject: Subject) -> Iterator[Spot]:
    for at, condition in conditions(subject):
        values = [value for value in condition.values if "*" in value.replace("${*}", "")]
        if values and _operator(condition) in _PLAIN:
            message = f"{condition.operator} takes the * in {', '.join(values)} for a character"
            yield Spot(message, at, path_of(condition))


def _contradictory(subject: Subject) -> Iterator[Spot]:
    for at, each in subject.numbered:
        if len(each.conditions) < 2 or subject.compiled[at].unclear:
            continue
        try:
            holds = alternatives(subject.compiled[at].holds(_SYMBOLIC))
        except TooManyAlternativesError:
            continue
        if not holds:
            yield Spot("the conditions contradict each other: no request fits all of them", at, ("Condition",))


def _mfa_deny(subject: Subject) -> Iterator[Spot]:
    for at, each in subject.denies:
        for condition in each.conditions:
            if condition.key.lower() == _MFA and condition.operator.lower() == "bool" and "false" in _lower(condition):
                message = "calls with long-lived access keys are not denied: they lack the key"
                yield Spot(message, at, path_of(condition))


def _mfa_allow(subject: Subject) -> Iterator[Spot]:
    for at, each in subject.allows:
        for condition in each.conditions:
            is_lax = condition.operator.lower() == "boolifexists" and "true" in _lower(condition)
            if condition.key.lower() == _MFA and is_lax:
                message = "calls with long-lived access keys are allowed without MFA: they lack the key"
                yield Spot(message, at, path_of(condition))


def _lower(condition: Condition) -> set[str]:
    return {value.lower() for value in condition.values}


RULES = (
    Rule(
        id="unknown-operator",
        severity=Severity.HIGH,
        title="A condition operator that AWS does not have",
        remedy="Correct the operator; AWS refuses the document as it is.",
        find=_unknown_operator,
    ),
    Rule(
        id="unreadable-value",
        severity=Severity.HIGH,
        title="A date, number, address or ARN that cannot be read",
        remedy="Write dates as 2026-11-21T00:00:00Z, ranges as 10.0.0.0/8, numbers in digits, ARNs with all their parts.",
        find=_unreadable,
    ),
    Rule(
        id="operator-of-another-type",
        severity=Severity.MEDIUM,
        title="An operator that does not compare values of the key's type",
        remedy="Use the operator for the key's type: Bool, IpAddress, DateLessThan, NumericLessThan, ArnLike, StringEquals, ...",
        find=_mismatched,
    ),
    Rule(
        id="wildcard-compared-as-text",
        severity=Severity.MEDIUM,
        title="A wildcard under an operator that knows none",
        remedy="Use StringLike or ArnLike.",
        find=_wildcards,
    ),
    Rule(
        id="contradictory-conditions",
        severity=Severity.HIGH,
        title="Conditions that no request can fit",
        remedy="Several values for one key are alternatives in one list; several conditions must all hold.",
        find=_contradictory,
    ),
    Rule(
        id="mfa-deny-misses-long-lived-keys",
        severity=Severity.HIGH,
        title="Deny without MFA by Bool instead of BoolIfExists",
        remedy="Use BoolIfExists.",
        find=_mfa_deny,
    ),
    Rule(
        id="mfa-allow-lets-long-lived-keys",
        severity=Severity.HIGH,
        title="Allow with MFA by BoolIfExists instead of Bool",
        remedy="Use Bool.",
        find=_mfa_allow,
    ),
)
