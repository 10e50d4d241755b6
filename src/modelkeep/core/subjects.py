"""What an index of values by their hashes tells: where a value was found, and where it cannot be ruled out. Never a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """A file or object whose values were kept: `key` tells with which key. `only` are the identifiers that were looked for, none for all;
    `doubt` says why a value that is not found in it cannot be ruled out, '' where it can."""

    place: str
    tag: str
    at: datetime
    key: str
    doubt: str
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """Where in an object a value stands: `within` is the way to the file in it, '' for itself, `column` the column or JSON path, `unit`
    such as `page 3`. `positions` are the first ones, rows (from 0) or bytes as `kind` says; `count` is how often."""

    identifier: str
    within: str
    column: str
    unit: str
    kind: str
    count: int
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What an object is used for by a model of the latest snapshot, such as `training`."""

    model: str
    use: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """An object in which a value was found."""

    indexed: Indexed
    occurrences: tuple[Occurrence, ...]
    uses: tuple[Used, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Where a value cannot be ruled out, and why."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectAnswer:
    """Where a value is. `objects` is how many are indexed, `whole` how many of these rule it out or hold it; `first` and `last` when the
    oldest and the newest of them were read. `snapshot` is the one that uses are from, '' for none."""

    holdings: tuple[Holding, ...]
    objects: int
    whole: int
    doubts: tuple[Doubt, ...]
    first: datetime | None = None
    last: datetime | None = None
    snapshot: str = ""
