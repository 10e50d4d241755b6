"""What readers of formats give: texts and tables, piece by piece. What they cannot read they tell as gaps, and members go on to others.

A format is one module of `formats` with `read(source, reading)`. Containers are read by `engines.artifacts.formats`, whose `inspect`
takes `reading.look`: members come back here.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Source
from modelkeep.engines.classify.redacted import blanked, kept_of

BLOCK = 4 << 20
"""Bytes of the largest text that is looked at in one piece; pieces end at line ends, or overlap by `OVERLAP` where there is none."""
OVERLAP = 256
ROWS = 2_000
"""Rows of a table that are looked at in one piece."""


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
    """How much is read: everything with `full`, else about `sample` bytes of each file, chosen by `seed`."""

    full: bool = False
    sample: int = 1 << 20
    seed: int = 0

    def chance(self, name: str) -> random.Random:
        """Random numbers that are the same for one object and seed."""
        return random.Random(f"{self.seed}:{name}")  # noqa: S311  # a sample, not a secret


@dataclass(slots=True)
class Tally:
    """What one object's reading comes to. `sampled` says that not all of it was read, which is no gap; `records` are rows or lines."""

    formats: list[str] = field(default_factory=list)
    sampled: bool = False
    records: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """One file or member while it is read: `look` tells gaps, bounds what is unpacked and goes on with members."""

    look: Look
    plan: Plan
    sink: Sink
    tally: Tally

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
        if column.values:
            self.sink.column(self.look.place, column)

    def read(self, records: int) -> None:
        """So many rows or lines were read."""
        self.tally.records += records

    def sampled(self) -> None:
        """Not all of it was read."""
        self.tally.sampled = True

    def member(self, name: str, source: Source) -> None:
        """Read what lies within, in its own format."""
        self.look.member(name, source)
