"""The use case `actions update`: take a new edition of AWS's action facts in place of the table that there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from modelkeep.core.action import ActionFacts
from modelkeep.core.errors import UsageError
from modelkeep.engines.access.action_data import data_members
from modelkeep.engines.access.action_refresh import completed
from modelkeep.engines.access.actions import ActionTable
from modelkeep.ports import ActionSource

Keep = Callable[[Iterable[tuple[str, Mapping[str, Any]]]], None]
"""Write the members of a data file, all or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionUpdate:
    """What a new edition brought: names of actions that are new and gone, and services that only the table before has."""

    date: date
    source: str
    actions: int
    added: tuple[str, ...]
    removed: tuple[str, ...]
    kept_services: tuple[str, ...]


def update_actions(source: ActionSource, before: ActionTable, facts: ActionFacts, keep: Keep) -> ActionUpdate:
    """Read an edition, complete it from the table before and keep it.

    Raises what the source raises, and UsageError for an edition that is older than the table; then nothing is kept.
    """
    release = source.read()
    if release.date < before.date:
        raise UsageError(
            f"{release.source} is of {release.date}, older than the action table in use, of {before.date}",
            remedy="Download a newer edition, or go on with the table in use.",
        )
    whole = completed(release, before)
    told = {service.prefix for service in release.services}
    earlier = {action.name for action in before.matching("*")}
    now = {action.name for service in whole.services for action in service.actions}
    keep(data_members(whole, facts))
    return ActionUpdate(
        date=whole.date,
        source=whole.source,
        actions=len(now),
        added=tuple(sorted(now - earlier)),
        removed=tuple(sorted(earlier - now)),
        kept_services=tuple(prefix for prefix in before.services if prefix not in told),
    )
