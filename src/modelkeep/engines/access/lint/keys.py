"""Rules about condition keys.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html and
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from modelkeep.core.tables import Condition
from modelkeep.core.verdict import Severity
from modelkeep.engines.access.actions import Action, ActionTable, ConditionKey
from modelkeep.engines.access.lint.subject import Path, PolicyKind, Rule, Spot, Subject

_ALL = "forallvalues:"
_SET_OPERATORS = (_ALL, "foranyvalue:")
_CLOSE = 3


def path_of(condition: Condition) -> Path:
    """Where a condition stands in its statement."""
    return ("Condition", condition.operator, condition.key)


def conditions(subject: Subject) -> Iterator[tuple[int, Condition]]:
    """All conditions, with the positions of their statements."""
    for at, each in subject.numbered:
        for condition in each.conditions:
            yield at, condition


def _unknown(subject: Subject) -> Iterator[Spot]:
    table = subject.table
    for at, condition in conditions(subject):
        if table.condition_key(condition.key) is not None:
            continue
        close = _close(table, condition.key)
        maybe = f"Did you mean {' or '.join(close)}? " if close else ""
        yield Spot(
            f"the action table of {table.date} knows no condition key {condition.key}",
            at,
            path_of(condition),
            f"{maybe}A key that requests never have makes an Allow void and a negated condition always true.",
        )


def _close(table: ActionTable, key: str) -> list[str]:
    known = {each.name.lower(): each.name for each in table.global_keys}
    of_service = table.service_actions(key.partition(":")[0])
    if of_service is not None:
        known |= {each.name.lower(): each.name for each in of_service.condition_keys}
    return [known[each] for each in get_close_matches(key.lower(), known, _CLOSE)]


def _unsupported(subject: Subject) -> Iterator[Spot]:
    """Only keys of services: AWS's table does not tell of each action which global keys its requests have."""
    table = subject.table
    for at, each in subject.numbered:
        named = [action for _, action in subject.spelt_out(each)]
        for condition in each.conditions:
            key = table.condition_key(condition.key)
            if key is None or key in table.global_keys:
                continue
            without = [action.name for action in named if not _supports(table, action, key)]
            if without:
                message = f"requests for {', '.join(without)} never have the key {key.name}"
                yield Spot(message, at, path_of(condition))


def _supports(table: ActionTable, action: Action, key: ConditionKey) -> bool:
    names = {each.lower() for each in action.condition_keys}
    for use in action.resource_types:
        names |= {each.lower() for each in use.condition_keys}
        kind = table.resource_type(action.service, use.name)
        names |= {each.lower() for each in kind.condition_keys} if kind else set()
    return key.name.lower() in names


def _for_all_values(subject: Subject) -> Iterator[Spot]:
    for at, each in subject.allows:
        present = {
            condition.key.lower()
            for condition in each.conditions
            if condition.operator.lower() == "null" and {value.lower() for value in condition.values} == {"false"}
        }
        for condition in each.conditions:
            if condition.operator.lower().startswith(_ALL) and condition.key.lower() not in present:
                message = f"a request without {condition.key} is allowed: ForAllValues is true of no values"
                yield Spot(message, at, path_of(condition))


def _single(subject: Subject) -> Iterator[Spot]:
    for at, condition in conditions(subject):
        key = subject.table.condition_key(condition.key)
        if key is not None and not key.multivalued and condition.operator.lower().startswith(_SET_OPERATORS):
            operator = condition.operator.partition(":")[0]
            yield Spot(f"{operator} on {condition.key}, which has one value", at, path_of(condition))


def _several(subject: Subject) -> Iterator[Spot]:
    for at, condition in conditions(subject):
        key = subject.table.condition_key(condition.key)
        operator = condition.operator.lower()
        if key is not None and key.multivalued and operator != "null" and not operator.startswith(_SET_OPERATORS):
            yield Spot(
                f"{condition.key} may have several values, and no set operator tells which are meant",
                at,
                path_of(condition),
            )


RULES = (
    Rule(
        id="unknown-condition-key",
        severity=Severity.MEDIUM,
        title="A condition key that the action table does not know",
        remedy="Correct the name.",
        find=_unknown,
    ),
    Rule(
        id="unsupported-condition-key",
        severity=Severity.MEDIUM,
        title="A condition key that an action of the statement does not support",
        remedy="Put the actions without the key into a statement of their own.",
        find=_unsupported,
    ),
    Rule(
        id="for-all-values-in-allow",
        severity=Severity.HIGH,
        title="ForAllValues in an Allow that does not ask whether the key is there",
        remedy='Add "Null": {"<the key>": "false"} to the condition.',
        find=_for_all_values,
        kinds=frozenset(PolicyKind) - {PolicyKind.RCP},
    ),
    Rule(
        id="set-operator-on-single-value",
        severity=Severity.LOW,
        title="ForAllValues or ForAnyValue on a key with one value",
        remedy="Leave the set operator out: ForAllValues would let requests without the key through.",
        find=_single,
    ),
    Rule(
        id="several-values-without-set-operator",
        severity=Severity.MEDIUM,
        title="A key with several values without ForAllValues or ForAnyValue",
        remedy="Say ForAnyValue for `one of them fits`, ForAllValues with a Null check for `all of them fit`.",
        find=_several,
    ),
)
