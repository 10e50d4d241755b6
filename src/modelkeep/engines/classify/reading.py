"""What readers of formats give: texts and tables, piece by piece. What they cannot read they tell as gaps, and members go on to others.

A format is one module of `formats` with `read(source, reading)`. Containers are read by `engines.artifacts.formats`, whose `inspect`
takes `reading.look`: members come back here.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Source
from modelkeep.engines.classify.choosing import bound
from modelkeep.engines.classify.redacted import blanked, kept_of

BLOCK = 4 << 20
"""Bytes of the largest text that is looked at in one piece; pieces end at line ends, or overlap by `OVERLAP` where there is none."""
OVERLAP = 256
ROWS = 2_000
"""Rows of a table that are looked at in one piece."""
PILOT = 32
"""Windows that are read before it is asked whether more are needed."""
NAMES = 5_000
"""Names of columns that a schema is told by."""
DRAWN = 3
"""Members of an archive of which it is told what was read of them."""


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text in UTF-8: `at` is the offset of its first byte and `line` its first line, from 1; -1 and 0 where that is not
    known. `unit` names what it is of where that is no file: `page 3`, `cell 7`. `repeated` bytes at its start were in the piece before.
    """

    data: bytes
    at: int = -1
    line: int = 0
    unit: str = ""
    repeated: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """Values of one column or JSON path that are neither null nor empty, in UTF-8; `rows` are their rows, from 0."""

    name: str
    values: Sequence[bytes]
    rows: Sequence[int]


class Sink(Protocol):
    """Looks at what is read. Nothing is kept but what it finds."""

    def text(self, place: tuple[str, ...], piece: Text) -> None:
        """A piece of a text."""

    def column(self, place: tuple[str, ...], column: Column) -> None:
        """Further values of a column."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is read: everything with `full`, else at most about `sample` bytes of each file, or a hundredth of a large table, chosen by
    `seed`; less where the share of it that may hold what was not found is at most `bound` already (see `core.data.Classified`)."""

    full: bool = False
    sample: int = 1 << 20
    seed: int = 0
    bound: float = 0.01

    def chance(self, name: str) -> random.Random:
        """Random numbers that are the same for one object and seed."""
        return random.Random(f"{self.seed}:{name}")  # noqa: S311  # a sample, not a secret


@dataclass(slots=True)
class Tally:
    """What one object's reading comes to. `sampled` says that not all of it was read, which is no gap; `records` are rows or lines; `bound`
    as in `Classified`; `names` are those of columns."""

    formats: list[str] = field(default_factory=list)
    sampled: bool = False
    records: int = 0
    bound: float = 0.0
    drawn: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    @property
    def schema(self) -> str:
        """A short digest of the names of the columns, '' for none."""
        if not self.names:
            return ""
        return hashlib.blake2b("\0".join(sorted(self.names)).encode("utf-8", "replace"), digest_size=8).hexdigest()


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Reading:
    """One file or member while it is read: `look` tells gaps, bounds what is unpacked and goes on with members."""

    look: Look
    plan: Plan
    sink: Sink
    tally: Tally
    settled: Callable[[], bool] = _never
    """Whether the class cannot rise any more, so that no more of a sample need be read."""

    def text(self, piece: Text) -> None:
        """Look at a piece of text, but not at what stands in it for redacted values."""
        data = blanked(piece.data)
        if data is not piece.data:
            piece = replace(piece, data=data)
        self.sink.text(self.look.place, piece)

    def column(self, column: Column) -> None:
        """Look at further values of a column, but not at those that are redacted."""
        kept = kept_of(column.values)
        if kept is not None:
            rows = column.rows
            column = Column(column.name, [value for _, value in kept], [rows[number] for number, _ in kept])
        self.named((column.name,))
        if column.values:
            self.sink.column(self.look.place, column)

    def read(self, records: int) -> None:
        """So many rows or lines were read."""
        self.tally.records += records

    def named(self, names: Iterable[str]) -> None:
        """It has columns of these names, read or not."""
        if len(self.tally.names) < NAMES:
            self.tally.names.update(names)

    def sampled(self, read: int = 0, total: int = 0, drawn: str = "") -> None:
        """Not all of it was read, but `read` of `total` windows that were drawn by chance; nothing is ruled out without."""
        self.tally.sampled = True
        self.tally.bound = max(self.tally.bound, bound(read, total) if total else 1.0)
        if drawn and len(self.tally.drawn) < DRAWN:
            self.tally.drawn.append(drawn)

    @property
    def place(self) -> str:
        """The way to it, in one text."""
        return " > ".join(self.look.place)

    def member(self, name: str, source: Source) -> None:
        """Read what lies within, in its own format."""
        self.look.member(name, source)
