"""What readers of formats give: texts and tables, piece by piece, and what they could not read."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from modelkeep.core.artifacts import Gap
from modelkeep.engines.artifacts.sources import Source

BLOCK = 4 << 20
"""Bytes of the largest text that is looked at in one piece; pieces are cut at line ends and overlap by `OVERLAP` where there is none."""
OVERLAP = 256


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text in UTF-8: `at` is the offset of its first byte, `line` its first line, from 1. `unit` names what it is of where
    that is no file: `page 3`, `cell 7`."""

    data: bytes
    at: int = 0
    line: int = 1
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """Values of one column or JSON path that are neither null nor empty, in UTF-8; `rows` are their rows, from 0."""

    name: str
    values: Sequence[bytes]
    rows: Sequence[int]


@dataclass(frozen=True, slots=True)
class Table:
    """A piece of a table: `records` rows of it were read for these columns."""

    columns: Sequence[Column]
    records: int


Piece = Text | Table


@dataclass(slots=True)
class Plan:
    """How much is read: everything with `full`, else about `sample` bytes of an object, chosen by `seed`."""

    full: bool = False
    sample: int = 1 << 20
    seed: int = 0
    deepest: int = 10
    """Archives within archives."""
    members: int = 100_000
    unpacked: int = 8 << 30
    """Bytes that may come out of one object's archives."""

    def chance(self, name: str) -> random.Random:
        """Random numbers that are the same for one object and seed."""
        return random.Random(f"{self.seed}:{name}")  # noqa: S311  # a sample, not a secret


@dataclass(slots=True)
class Reading:
    """One file or member while it is read. A reader yields pieces, tells gaps, and hands on what lies within as members.

    `sampled` says that not all of it was read, which is no gap; `records` counts rows or lines that were read.
    """

    place: tuple[str, ...]
    plan: Plan
    pieces: Callable[[Reading, Source], Iterator[Piece]]
    gaps: list[Gap] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    sampled: bool = False
    records: int = 0

    @property
    def name(self) -> str:
        """Of the innermost file."""
        return self.place[-1]

    def gap(self, reason: str) -> None:
        """Something was not read."""
        self.gaps.append(Gap(self.place, reason))
