"""Several requests that all have to be allowed: what an action needs on several resources, and what it needs besides."""

from __future__ import annotations

from collections.abc import Iterable

from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.decision import DENIED, Decision, Outcome
from modelkeep.engines.access.paths.together import asked, joined


def all_together(table: ActionTable, parts: Iterable[tuple[str, str, Decision]]) -> Decision:
    """The decision on all of several (action, resource, decision): the first denial, or what all of them depend on together.

    Conditions on the caller are the same for all; those on a request are each request's own. Conditions that exclude each other deny.
    """
    known = tuple(parts)
    for _, _, decision in known:
        if decision.outcome in DENIED:
            return decision
    if len(known) == 1:
        return known[0][2]
    by = tuple(dict.fromkeys(ref for _, _, decision in known for ref in decision.by))
    says = tuple(say for _, _, decision in known for say in decision.says)
    joint = joined(asked(decision, action, resource, table.may_be_about) for action, resource, decision in known)
    if joint is None:
        return Decision(Outcome.EXPLICIT_DENY, by=by, says=says)
    return Decision(joint.outcome, joint.condition, by, says=says)
