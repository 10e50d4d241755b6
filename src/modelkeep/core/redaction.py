"""What redacting a file comes to. Never a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Redacted:
    """What was redacted. `counts` by column ('' for text) and identifier; `values` how many values each of those columns has that are not
    empty. `rounds` is how often the file was rewritten until nothing was found in it."""

    method: str
    format: str
    rounds: int
    counts: Mapping[tuple[str, str], int]
    values: Mapping[str, int]

    @property
    def total(self) -> int:
        """All values that were redacted."""
        return sum(self.counts.values())

    def told(self) -> dict[str, Any]:
        """As a mapping for JSON; never a value."""
        return {
            "method": str(self.method),
            "format": self.format,
            "rounds": self.rounds,
            "redacted": [
                {"identifier": identifier, "column": column, "count": count, "values": self.values.get(column)}
                for (column, identifier), count in sorted(self.counts.items())
            ],
        }
