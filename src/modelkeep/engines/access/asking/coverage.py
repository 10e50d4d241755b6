"""How far an answer carries: which accounts, policies and services were read for it, which were not, and of which day the actions are."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from modelkeep.core.arn import parse_arn
from modelkeep.engines.access.asking.ground import Ground
from modelkeep.engines.access.decision import Level
from modelkeep.engines.access.statements import Effect
from modelkeep.engines.access.world import Unread, World

PRINCIPAL_POLICIES = ("identity", "permissions boundary", "role trust")
"""Kinds that one call gives for users, groups and roles together."""

SESSION_POLICIES = "session policies"
NEVER = (SESSION_POLICIES, "VPC endpoint policies")
"""Only the request tells which of them counts. They narrow and never grant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """See the module. `services` counts the resources whose policies were read, by service; `lacks` is what the source never holds."""

    source: str
    accounts: tuple[str, ...]
    principals: int
    policy_kinds: tuple[str, ...]
    services: Mapping[str, int]
    unread: tuple[Unread, ...]
    lacks: tuple[str, ...]
    table_date: dt.date
    table_source: str
    never: tuple[str, ...] = NEVER

    @property
    def unread_by_kind(self) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
        """What was not read and why, each with the places."""
        found: dict[tuple[str, str], list[str]] = {}
        for each in self.unread:
            found.setdefault((each.what, each.why), []).append(each.where)
        return tuple((what, why, tuple(where)) for (what, why), where in found.items())


def coverage(ground: Ground, more: Iterable[Unread] = (), session: Level = ()) -> Coverage:
    """The coverage of any answer about a ground; `more` is what else was found to be unread on the way, `session` the policies of the
    session that was asked about.
    """
    world = ground.world
    unread = tuple(dict.fromkeys((*world.unread, *more)))
    return Coverage(
        source=ground.source,
        accounts=tuple(sorted(world.accounts)),
        principals=len(world.identities),
        policy_kinds=tuple(_policy_kinds(world)),
        services=dict(sorted(_services(world).items())),
        unread=unread,
        lacks=ground.lacks,
        table_date=world.table.date,
        table_source=world.table.source,
        never=tuple(each for each in NEVER if each != SESSION_POLICIES or not session),
    )


def _policy_kinds(world: World) -> Iterable[str]:
    """The kinds of policies that were read for at least one account or resource."""
    if world.accounts:
        yield from PRINCIPAL_POLICIES
    if _services(world):
        yield "resource"
    for kind, levels in (
        ("service control", [each.scp for each in world.memberships.values()]),
        ("resource control", [each.rcp for each in world.memberships.values()]),
    ):
        unread = [each for each in levels if _is_unread(each)]
        if any(each and each not in unread for each in levels) or (levels and not unread):
            yield kind


def _is_unread(levels: Iterable[Iterable[object]]) -> bool:
    return any(
        statement.effect is Effect.UNREAD
        for level in levels
        for policy in level
        for statement in getattr(policy, "statements", ())
    )


def _services(world: World) -> Counter[str]:
    missing = {each.where for each in world.unread}
    found: Counter[str] = Counter()
    for arn in world.targets:
        parts = parse_arn(arn)
        if parts is not None and arn not in missing:
            found[parts.service] += 1
    return found
