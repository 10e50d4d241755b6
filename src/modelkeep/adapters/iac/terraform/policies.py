"""`data.aws_iam_policy_document` that can be read only during apply: its statements are known but for single values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from modelkeep.adapters.iac.resource import Unknown, Value
from modelkeep.adapters.iac.terraform.planned import AFTER_APPLY, mapping, sequence

_LISTS = (
    ("actions", "Action"),
    ("not_actions", "NotAction"),
    ("resources", "Resource"),
    ("not_resources", "NotResource"),
)
_PRINCIPALS = (("principals", "Principal"), ("not_principals", "NotPrincipal"))


def document_of(
    change: Mapping[str, Any], expressions: Mapping[str, Any], referred: Callable[[Any], list[str] | None]
) -> Value:
    """The policy of such a data source, as far as the plan tells its statements; None where it tells none.

    Documents that take in others (`source_policy_documents`, `override_policy_documents`) are not told.
    """
    after, unknown = mapping(change.get("after")), mapping(change.get("after_unknown"))
    statements = sequence(after.get("statement"))
    marks = unknown.get("statement")
    shown = sequence(expressions.get("statement"))
    if not statements or marks is True or any(_others(tree) for tree in (after, unknown, expressions)):
        return None
    found = []
    for position, each in enumerate(statements):
        mark = sequence(marks)[position] if position < len(sequence(marks)) else {}
        expression = shown[position] if len(shown) == len(statements) else {}
        found.append(
            AFTER_APPLY if mark is True else _statement(mapping(each), mapping(mark), mapping(expression), referred)
        )
    return {"Version": "2012-10-17", "Statement": found}


def _others(tree: Mapping[str, Any]) -> bool:
    return any(tree.get(f"{word}_{form}") for word in ("source", "override") for form in ("policy_documents", "json"))


def _statement(
    given: Mapping[str, Any],
    marks: Mapping[str, Any],
    shown: Mapping[str, Any],
    referred: Callable[[Any], list[str] | None],
) -> Value:
    statement: dict[str, Value] = {"Effect": given.get("effect") or "Allow"}
    if marks.get("effect") or marks.get("condition") is True:
        return AFTER_APPLY
    if isinstance(given.get("sid"), str) and given["sid"]:
        statement["Sid"] = given["sid"]
    for attribute, name in _LISTS:
        values = _listed(given, marks, shown, attribute, referred)
        if values is AFTER_APPLY:
            return AFTER_APPLY
        if values:
            statement[name] = values
    for attribute, name in _PRINCIPALS:
        principals = _principals(given, marks, shown, attribute, referred)
        if isinstance(principals, Unknown):
            return AFTER_APPLY
        if principals:
            statement[name] = principals
    conditions = _conditions(given, marks)
    if isinstance(conditions, Unknown):
        return AFTER_APPLY
    return {**statement, "Condition": conditions} if conditions else statement


def _listed(
    given: Mapping[str, Any], marks: Mapping[str, Any], shown: Mapping[str, Any], attribute: str,
    referred: Callable[[Any], list[str] | None],
) -> Value:  # fmt: skip
    mark = marks.get(attribute)
    values = list(sequence(given.get(attribute)))
    if not (mark is True or any(sequence(mark))):
        return values
    # The plan does not tell what surrounds an ARN, as in "${bucket.arn}/*"; principals are named as they are.
    texts = referred(mapping(shown.get(attribute)).get("references")) if attribute == "identifiers" else None
    return [*(each for each in values if isinstance(each, str)), *texts] if texts else AFTER_APPLY


def _principals(
    given: Mapping[str, Any], marks: Mapping[str, Any], shown: Mapping[str, Any], attribute: str,
    referred: Callable[[Any], list[str] | None],
) -> Value:  # fmt: skip
    mark = marks.get(attribute)
    found: dict[str, list[str]] = {}
    if mark is True:
        return AFTER_APPLY
    for position, each in enumerate(sequence(given.get(attribute))):
        inner = mapping(sequence(mark)[position]) if position < len(sequence(mark)) else {}
        expressions = sequence(shown.get(attribute))
        expression = mapping(expressions[position]) if position < len(expressions) else {}
        kind, values = mapping(each).get("type"), _listed(mapping(each), inner, expression, "identifiers", referred)
        if not isinstance(kind, str) or not isinstance(values, list):
            return AFTER_APPLY
        if kind == "*" and "*" in values:
            return "*"
        found.setdefault(kind, []).extend(values)
    return found


def _conditions(given: Mapping[str, Any], marks: Mapping[str, Any]) -> Value:
    found: dict[str, dict[str, Sequence[Any]]] = {}
    if _any(marks.get("condition")):
        return AFTER_APPLY
    for each in sequence(given.get("condition")):
        test, variable = mapping(each).get("test"), mapping(each).get("variable")
        if not isinstance(test, str) or not isinstance(variable, str):
            return AFTER_APPLY
        found.setdefault(test, {})[variable] = sequence(mapping(each).get("values"))
    return found


def _any(marks: Any) -> bool:
    if isinstance(marks, Mapping):
        return any(_any(each) for each in marks.values())
    if isinstance(marks, list):
        return any(_any(each) for each in marks)
    return marks is True
