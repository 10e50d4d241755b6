"""Who holds a permission: the one place where paths ask the evaluators.

Who comes into question is asked of everybody at once (`crowd`); what a step then rests on is asked of the exact evaluator, which tells
the statements.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from modelkeep.engines.access.context import Context
from modelkeep.engines.access.crowd import Crowd
from modelkeep.engines.access.decision import Decision
from modelkeep.engines.access.principals import Kind
from modelkeep.engines.access.world import SYMBOLIC, World

_MOST = 50_000
"""Decisions that are remembered; each holds what every layer of policies said."""
Settled = tuple[tuple[str, tuple[str, ...]], ...]
"""Condition keys that a request settles, with their values."""


class Asker(Protocol):
    """Answers who may do what. Principals are named as `Principal.name` has them."""

    def candidates(self, action: str, resource: str) -> Mapping[str, Decision]:
        """Everybody who may do it under some circumstances, principals from outside included, AWS's services left out; with decisions
        that lack the statements behind them. Those for whom the same holds share one."""

    def decision(self, principal: str, action: str, resource: str, settled: Settled = ()) -> Decision:
        """The decision for one principal, with the statements that decide."""


class AskedWorld:
    """The evaluators of a world, asked once for each question."""

    def __init__(self, world: World) -> None:
        """Puts the world's policies into an index."""
        self._world = world
        self._crowd = Crowd(world)
        self._candidates: dict[tuple[str, str], Mapping[str, Decision]] = {}
        self._outside: dict[tuple[str, str, Settled], Mapping[str, Decision]] = {}
        self._single: dict[tuple[str, str, str, Settled], Decision] = {}

    def candidates(self, action: str, resource: str) -> Mapping[str, Decision]:
        """See `Asker`."""
        key = (action, resource)
        found = self._candidates.get(key)
        if found is None:
            found = {**self._outsiders(action, resource, ()), **self._crowd.ask(action, resource)}
            self._candidates[key] = found
        return found

    def decision(self, principal: str, action: str, resource: str, settled: Settled = ()) -> Decision:
        """See `Asker`."""
        key = (principal, action, resource, settled)
        found = self._single.get(key)
        if found is None:
            if len(self._single) >= _MOST:
                self._single.clear()
            found = self._single[key] = self._decided(principal, action, resource, settled)
        return found

    def _decided(self, principal: str, action: str, resource: str, settled: Settled) -> Decision:
        known = self._world.identities.get(principal)
        if known is None and principal in (outside := self._outsiders(action, resource, settled)):
            return outside[principal]
        return self._world.decide(known.principal if known else principal, action, resource, _context(settled))

    def _outsiders(self, action: str, resource: str, settled: Settled) -> Mapping[str, Decision]:
        key = (action, resource, settled)
        found = self._outside.get(key)
        if found is None:
            holders = self._world.outsiders_who_can(action, resource, _context(settled))
            found = {each.principal.name: each.decision for each in holders if each.principal.kind is not Kind.SERVICE}
            self._outside[key] = found
        return found


def _context(settled: Settled) -> Context:
    return Context(dict(settled), strict=False) if settled else SYMBOLIC
