"""A journal in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from modelkeep.core.coverage import Read
from modelkeep.core.tables import Row
from modelkeep.ports import Former, Recorded


@dataclass(slots=True)
class MemoryJournal:
    """A `ports.Journal` that remembers until it is dropped."""

    entries: dict[tuple[str, str, str, str], Recorded] = field(default_factory=dict)
    former: Former | None = None
    formerly: dict[tuple[str, str, str, str], Recorded] = field(default_factory=dict)

    def earlier(self, key: tuple[str, str, str, str]) -> Recorded | None:
        """Find in the former scan's."""
        return self.formerly.get(key)

    def record(self, read: Read, values: Sequence[Any], version: str = "") -> None:
        """Keep."""
        self.entries[read.key] = Recorded(read, tuple(values), version)

    def recall(self, key: tuple[str, str, str, str]) -> Recorded | None:
        """Find."""
        return self.entries.get(key)

    @property
    def rows(self) -> list[Row]:
        """All rows, in the order in which they were recorded."""
        return [value for entry in self.entries.values() for value in entry.values if isinstance(value, Row)]

    def read(self, call: str, resource: str = "") -> Read:
        """The one read of a call about a resource."""
        (found,) = (
            entry.read for entry in self.entries.values() if (entry.read.call, entry.read.resource) == (call, resource)
        )
        return found
