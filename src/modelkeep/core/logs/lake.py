"""The lake's files, and what is added to it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from modelkeep.core.logs.objects import KnownObject, LogObject

STAGING = ".staging"
"""The folder, in the lake, of files that are not listed yet or not yet in place."""
QUARANTINE = "quarantine"
"""The folder of what could not be read; its files are listed like a table's, without a partition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LakeFile:
    """A file of the lake. `name` is its path in the lake; `first` and `last` the times of its events; `batch` the newest batch with
    events in it; `schema` tells which columns it has."""

    table: str
    account: str
    region: str
    day: date | None
    name: str
    rows: int
    bytes: int
    first: datetime | None
    last: datetime | None
    batch: int
    schema: str

    @property
    def partition(self) -> tuple[str, str, str, date | None]:
        """Where its events belong."""
        return (self.table, self.account, self.region, self.day)

    def staged(self, folder: Path) -> Path:
        """Where it lies until its batch is committed."""
        return folder / STAGING / self.name.rpartition("/")[2]

    def path(self, folder: Path) -> Path:
        """Where its rows are now."""
        path = folder / self.name
        staged = self.staged(folder)
        return staged if not path.exists() and staged.exists() else path


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What is committed together."""

    id: int
    objects: Sequence[KnownObject]
    files: Sequence[LakeFile]
    duplicates: int = 0


@dataclass(frozen=True, slots=True)
class TableCount:
    """What the lake holds of one table."""

    table: str
    files: int
    rows: int
    bytes: int
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Objects that are read together: they become batch `batch`, with ids from `origin` on. `known` are the tags, by container and key,
    of what was read before. `attempt` tells the files of one attempt from those of another where a batch may be read more than once."""

    batch: int
    origin: int
    objects: tuple[LogObject, ...]
    known: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    attempt: str = ""

    @property
    def stem(self) -> str:
        """How the names of its files begin."""
        return f"{self.batch:08}-{self.attempt}" if self.attempt else f"{self.batch:08}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of the objects: those that were read, and the staged files with their events. Objects that could not be fetched are in
    `unread` with the reason, and nothing is remembered of them."""

    batch: int
    objects: Sequence[KnownObject] = ()
    files: Sequence[LakeFile] = ()
    duplicates: int = 0
    known: Sequence[tuple[str, str, str]] = ()
    """Objects that turned out to be known when their content was: container, key, tag."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Objects, or documents in them, that hold no events: how many of each sort."""
    unread: Sequence[tuple[str, str]] = ()
    bytes: int = 0
    """As the objects were packed."""
