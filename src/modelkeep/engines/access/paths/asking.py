"""Who holds a permission: the one place where paths ask the evaluator.

A set-based evaluator that answers for everybody at once takes the place of `AskedWorld` by having its two methods.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from modelkeep.engines.access.context import Context
from modelkeep.engines.access.decision import Decision, Outcome
from modelkeep.engines.access.principals import Kind
from modelkeep.engines.access.world import SYMBOLIC, World

DENIED = frozenset({Outcome.IMPLICIT_DENY, Outcome.EXPLICIT_DENY})
Settled = tuple[tuple[str, tuple[str, ...]], ...]
"""Condition keys that a request settles, with their values."""


class Asker(Protocol):
    """Answers who may do what. Principals are named as `Principal.name` has them."""

    def holders(self, action: str, resource: str, settled: Settled = ()) -> Mapping[str, Decision]:
        """Everybody who is not denied, principals from outside included, AWS's services left out."""

    def decision(self, principal: str, action: str, resource: str, settled: Settled = ()) -> Decision:
        """The decision for one principal."""


class AskedWorld:
    """The exact evaluator, asked once for each question."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._holders: dict[tuple[str, str, Settled], Mapping[str, Decision]] = {}
        self._single: dict[tuple[str, str, str, Settled], Decision] = {}

    def holders(self, action: str, resource: str, settled: Settled = ()) -> Mapping[str, Decision]:
        """See `Asker`."""
        key = (action, resource, settled)
        found = self._holders.get(key)
        if found is None:
            asked = self._world.who_can(action, resource, _context(settled))
            found = {each.principal.name: each.decision for each in asked if each.principal.kind is not Kind.SERVICE}
            self._holders[key] = found
        return found

    def decision(self, principal: str, action: str, resource: str, settled: Settled = ()) -> Decision:
        """See `Asker`."""
        key = (principal, action, resource, settled)
        found = self._single.get(key)
        if found is None:
            found = self._world.decide(principal, action, resource, _context(settled))
            self._single[key] = found
        return found


def _context(settled: Settled) -> Context:
    return Context(dict(settled), strict=False) if settled else SYMBOLIC
