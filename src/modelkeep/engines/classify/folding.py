"""Names of columns where they are data themselves: documents that are keyed by customer have as many paths as there are customers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from modelkeep.engines.classify.reading import ROWS, Column

COLUMNS = 1_000
"""Columns of one file or member that go by their own names; of further ones, those that are alike but for numbers become one."""
KEYS = "*"
"""The column of names that may be values themselves, and of what has no other name."""
_NUMBERED = re.compile(r"[^.]*\d[^.]*")
_MAY_BE_DATA = re.compile(r"[\d@]")


@dataclass(slots=True)
class Folded:
    """The columns of one file or member by the names under which they are judged. What is remembered does not grow with them."""

    names: set[str] = field(default_factory=set)
    pending: dict[str, tuple[list[bytes], list[int]]] = field(default_factory=dict)

    def add(self, column: Column) -> Iterator[Column]:
        """What can be judged by now."""
        name = column.name
        if name not in self.names:
            if _MAY_BE_DATA.search(name):
                keys = [name] if "@" in name else [each for each in name.split(".") if _MAY_BE_DATA.search(each)]
                yield from self._gather(
                    KEYS, [each.encode("utf-8", "replace") for each in keys], [column.rows[0]] * len(keys)
                )
            folded = self._name(name)
            if folded != name:
                yield from self._gather(folded, column.values, column.rows)
                return
        yield column

    def _name(self, name: str) -> str:
        """Its own name, or one that it shares: without numbers, or of its last element alone."""
        for more, each in enumerate((name, _NUMBERED.sub(KEYS, name), f"{KEYS}.{name.rpartition('.')[2]}"), 1):
            if each in self.names:
                return each
            if len(self.names) < more * COLUMNS:
                self.names.add(each)
                return each
        return KEYS

    def _gather(self, name: str, values: Sequence[bytes], rows: Sequence[int]) -> Iterator[Column]:
        held = self.pending.setdefault(name, ([], []))
        held[0].extend(values)
        held[1].extend(rows)
        if len(held[0]) >= ROWS:
            del self.pending[name]
            yield Column(name, *held)

    def end(self) -> Iterator[Column]:
        """What is left."""
        yield from (Column(name, *held) for name, held in self.pending.items())
        self.pending.clear()
