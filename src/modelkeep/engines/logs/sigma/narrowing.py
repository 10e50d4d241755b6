"""Which events a condition can match at all: the values of the field by which a log table's events are told apart.

The scan of a table first asks for the names of all rules together, once, and looks at the rules' conditions for those events alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from sigma.conditions import ConditionAND, ConditionFieldEqualsValueExpression, ConditionOR
from sigma.types import SigmaCasedString, SigmaString

TOLD_APART: Mapping[str, str] = {"cloudtrail": "eventName"}
"""The field of each table by which its events are told apart."""


def names(node: object, field: str) -> frozenset[str] | None:
    """Values in lower case, one of which the field has wherever the condition holds; None where that cannot be said."""
    if isinstance(node, ConditionAND):
        known = [found for each in node.args if (found := names(each, field)) is not None]
        return frozenset.intersection(*known) if known else None
    if isinstance(node, ConditionOR):
        arms = [names(each, field) for each in node.args]
        known = [each for each in arms if each is not None]
        return frozenset().union(*known) if len(known) == len(arms) else None
    if isinstance(node, ConditionFieldEqualsValueExpression) and node.field == field:
        value = node.value
        is_plain = isinstance(value, SigmaString) and not isinstance(value, SigmaCasedString)
        if is_plain and len(value.s) == 1 and isinstance(value.s[0], str):  # type: ignore[attr-defined]  # it is a SigmaString
            return frozenset({value.s[0].lower()})  # type: ignore[attr-defined]
    return None
