"""Which events a condition can match at all, by the few columns that make an event's kind: who called what, from where, how it ended.

Millions of events are of some hundred kinds. What a condition says of a kind's columns is asked of each kind once, and the rest, which
stands in JSON, of the events of those kinds alone for which it can hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sigma.conditions import ConditionAND, ConditionFieldEqualsValueExpression, ConditionNOT, ConditionOR
from sigma.types import SigmaCasedString, SigmaString
from sqlglot import exp

TOLD_APART: Mapping[str, str] = {"cloudtrail": "eventName"}
"""The field of each table by which its events are told apart first."""
_PROMPT = frozenset(
    {
        "account", "region", "principal", "model", "error_code", "cut", "input_form", "output_form", "input_read", "output_read",
        "stop_reason", "guardrail_used", "guardrail_id", "guardrail_version", "guardrail_action", "injection_user", "jailbreak_user",
        "extraction_user", "injection_context", "encoded_markers", "hidden_characters", "tool_calls",
    }
)  # fmt: skip
KIND_COLUMNS: Mapping[str, frozenset[str]] = {
    "cloudtrail": frozenset(
        {
            "account", "region", "event_source", "event_name", "event_type", "event_category", "management_event", "read_only",
            "error_code", "source_ip", "user_agent", "vpc_endpoint_id", "user_type", "user_arn", "user_name", "user_account",
            "access_key", "invoked_by", "issuer_type", "issuer_arn", "issuer_name", "issuer_account", "mfa", "principal",
        }
    ),
    "bedrock_invocation": _PROMPT | {"operation", "model_id", "caller"},
    "sagemaker_capture": _PROMPT | {"endpoint"},
}  # fmt: skip
"""The columns of each table that many events share; the tables that are not here have events of one kind."""


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


class Gate:
    """What conditions over one table say of the columns of a kind. `reads` gives the columns of a condition, `compiled` its SQL."""

    def __init__(
        self, kind: frozenset[str], reads: Callable[[object], frozenset[str]], compiled: Callable[[object], exp.Expr]
    ) -> None:
        self._kind, self._reads, self._compiled = kind, reads, compiled

    def is_exact(self, node: object) -> bool:
        """Whether the kind of an event decides the condition."""
        return self._reads(node) <= self._kind

    def possible(self, node: object) -> exp.Expr | None:
        """What holds of an event's kind wherever the condition holds; None for what no kind decides."""
        return self._relaxed(node, True)

    def _relaxed(self, node: object, default: bool) -> exp.Expr | None:
        """The condition with `default` in place of whatever a kind does not decide; None where that is all that is left."""
        if self.is_exact(node):
            return self._compiled(node)
        if isinstance(node, ConditionNOT):
            found = self._relaxed(node.args[0], not default)
            return None if found is None else exp.Not(this=exp.Coalesce(this=found, expressions=[exp.false()]))
        if not isinstance(node, ConditionAND | ConditionOR):
            return None
        return self._joined(node.args, default, is_and=isinstance(node, ConditionAND))

    def _joined(self, nodes: Sequence[object], default: bool, *, is_and: bool) -> exp.Expr | None:
        parts = [self._relaxed(each, default) for each in nodes]
        known = [each for each in parts if each is not None]
        # An undecided part is `default`: it does not matter where it is the neutral element, and decides everything where it is not.
        if not known or (default is not is_and and len(known) < len(parts)):
            return None
        return exp.and_(*known, copy=False) if is_and else exp.or_(*known, copy=False)
