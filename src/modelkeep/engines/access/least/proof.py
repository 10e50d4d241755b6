"""The proof: every recorded call, asked again of the evaluator under the new policy.

Asked is what the role's own policy says; what boundaries, organisations and policies of resources say besides is not changed by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from modelkeep.core.policy import statements
from modelkeep.core.tables import Statement as StatementRow
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.context import Context, Values
from modelkeep.engines.access.decision import DENIED, Decision, Outcome, Policies, decide
from modelkeep.engines.access.least.evidence import Circumstance, Evidence, Seen
from modelkeep.engines.access.least.grants import Grants
from modelkeep.engines.access.least.uses import Call
from modelkeep.engines.access.least.writing import via_service
from modelkeep.engines.access.principals import principal_of
from modelkeep.engines.access.requests import request_of
from modelkeep.engines.access.statements import Policy, policies_of, policy_of

_OF_SERVICES = ".amazonaws.com"


class Verdict(StrEnum):
    """What becomes of a recorded call."""

    ALLOWED = "allowed"
    AS_TODAY = "as today"
    """It depends on what events do not tell, on just what it depends on today."""
    NOT_TODAY = "not today"
    """The role's own policies do not allow it today either: another policy does, or they were changed since."""
    OPEN = "open"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Replayed:
    """A call, how often it was recorded, and what becomes of it."""

    circumstance: Circumstance
    events: int
    place: str
    verdict: Verdict
    condition: str = ""

    @property
    def call(self) -> Call:
        """The call itself."""
        return self.circumstance.call


@dataclass(frozen=True, slots=True)
class Proof:
    """All recorded calls."""

    replayed: tuple[Replayed, ...]

    def of(self, verdict: Verdict) -> tuple[Replayed, ...]:
        """The calls with a verdict."""
        return tuple(each for each in self.replayed if each.verdict is verdict)

    @property
    def holds(self) -> bool:
        """Whether nothing breaks."""
        return not self.of(Verdict.BROKEN)


def prove(
    evidence: Evidence,
    documents: Sequence[Mapping[str, Any]],
    today: Iterable[StatementRow],
    table: ActionTable,
) -> Proof:
    """Ask everything that was recorded of the new policy; where it depends on what events do not tell, of today's too."""
    partition = principal_of(evidence.role).partition
    new = tuple(policy_of(f"new policy {at}", each, partition=partition) for at, each in enumerate(documents, 1))
    rows = tuple(today)
    written = (
        row for at, each in enumerate(documents) for row in statements(StatementRow, evidence.role, f"{at}", each)
    )
    before, after = (policies_of(rows), Grants(rows, table)), (new, Grants(written, table))
    return Proof(
        tuple(_replayed(each, seen, evidence.role, before, after, table) for each, seen in evidence.calls.items())
    )


_Side = tuple[tuple[Policy, ...], Grants]
"""The policies of today, or the new ones, both ready to be asked and taken apart."""


def _replayed(
    circumstance: Circumstance, seen: Seen, role: str, before: _Side, after: _Side, table: ActionTable
) -> Replayed:
    decision = _decided(circumstance, role, after[0], table)
    verdict = _VERDICTS.get(decision.outcome, Verdict.OPEN)
    if verdict is not Verdict.ALLOWED:
        today = _decided(circumstance, role, before[0], table).outcome
        if verdict is Verdict.BROKEN and today in DENIED:
            verdict = Verdict.NOT_TODAY
        elif (
            verdict is Verdict.OPEN and today is not Outcome.ALLOWED and _keeps(circumstance.call, before[1], after[1])
        ):
            verdict = Verdict.AS_TODAY
    return Replayed(circumstance, seen.events, seen.place, verdict, decision.condition)


def _keeps(call: Call, before: Grants, after: Grants) -> bool:
    """Whether all that is allowed of a call today is allowed then. What is denied is the same in both."""
    scopes = after.scopes(call.action)
    same_denies = {_content(row) for row in after.denies} <= {_content(row) for row in before.denies}
    return same_denies and all(
        any(scope.says(each) for scope in scopes) for each in before.narrowed(call.action, call.resource)
    )


def _content(row: StatementRow) -> tuple[object, ...]:
    return (row.actions, row.not_actions, row.resources, row.not_resources, frozenset(row.conditions))


_VERDICTS = {
    Outcome.ALLOWED: Verdict.ALLOWED,
    Outcome.EXPLICIT_DENY: Verdict.BROKEN,
    Outcome.IMPLICIT_DENY: Verdict.BROKEN,
}


def _decided(circumstance: Circumstance, role: str, policies: tuple[Policy, ...], table: ActionTable) -> Decision:
    call = circumstance.call
    principal = principal_of(role)
    context = Context(context_of(circumstance), strict=False)
    request = request_of(table, principal, call.action, call.resource, context, account=principal.account)
    # The resource's own policy has its say besides; what the role needs is that its policy allows.
    return decide(replace(request, decides_itself=False), Policies(identity=policies))


def context_of(circumstance: Circumstance) -> dict[str, Values | None]:
    """What the event tells of the request's keys; None for those that it cannot have had."""
    call = circumstance.call
    found: dict[str, Values | None] = {key: (value,) for key, value in circumstance.known}
    if call.region:
        found["aws:requestedregion"] = (call.region,)
    if not call.via:
        found |= {"aws:viaawsservice": ("false",), "aws:calledvia": None, "kms:viaservice": None}
    elif call.via.endswith(_OF_SERVICES):
        found |= {"aws:viaawsservice": ("true",), "kms:viaservice": (via_service(call),)}
    return found
