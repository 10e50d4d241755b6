"""The identifiers in a column of a table, or at a path of JSON documents: its name is a keyword, and its values are judged together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from modelkeep.core.data import ColumnHit, Identifier
from modelkeep.engines.classify.compiled import Compiled, Use, keywords
from modelkeep.engines.classify.finders.linear import compiled as linear
from modelkeep.engines.classify.text import TextScanner, context, is_glued, stands_near

ENOUGH = 100
"""Values that are confirmed, one by one, before further ones are only counted."""
FEW = 20
"""Candidates up to which each is believed by itself; of more, `MOST` have to be valid."""
MOST = 0.5
"""Of random numbers a tenth keeps to a checksum of one digit: a column in which most candidates fail it holds something else."""
_NEWLINE = ord("\n")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(slots=True)
class _Tally:
    """What is known of one shape in one column."""

    use: Use
    named: bool
    tried: int = 0
    confirmed: int = 0
    counted: int = 0
    confidence: float = 0.0
    first: tuple[int, int, int] = (0, 0, 0)
    value: bytes = b""

    @property
    def says_alone(self) -> bool:
        """A value that is nothing else suffices."""
        return (self.use.shape.near if self.named else self.use.shape.alone) > 0


@dataclass(slots=True)
class _Group:
    """The shapes of one pattern in one column; `open_alone` while one may still be confirmed by a value that is nothing else."""

    tallies: list[_Tally]
    open_alone: bool
    counted: int = 0


@dataclass(slots=True)
class _Column:
    """One column while it is read."""

    name: str
    rows: int = 0
    values: int = 0
    groups: dict[int, _Group] = field(default_factory=dict)
    looks: dict[str, _Look] = field(default_factory=dict)


@dataclass(slots=True)
class _Look:
    """How many values of a column look like an identifier that its name tells."""

    matches: Callable[[bytes], object]
    matched: int = 0
    first: int = -1
    value: bytes = b""


class ColumnScanner:
    """Judges columns. Values are given in any number of pieces; what is remembered does not grow with them."""

    def __init__(self, scanner: TextScanner) -> None:
        self._scanner = scanner
        self._compiled: Compiled = scanner.compiled
        self._columns: dict[str, _Column] = {}
        self._named = [
            (each, keywords((*each.columns,)), linear(f"(?s:{each.value})\\z".encode()).match)
            for each in self._compiled.identifiers
            if each.columns and each.value
        ]

    def add(self, name: str, values: Sequence[bytes], rows: Sequence[int] | None = None) -> None:
        """Look at further values of a column; `rows` are their rows where some have none."""
        column = self._columns.get(name)
        if column is None:
            column = self._columns[name] = _Column(name)
            words = told(name)
            for identifier, (_, _, keyword), matches in self._named:
                if keyword(words) is not None:
                    column.looks[identifier.id] = _Look(matches)
        joined = b"\n\n".join(values)
        starts = list(accumulate((len(each) + 2 for each in values), initial=0))
        self._count(column, joined, starts, rows)
        for look in column.looks.values():
            for row, value in enumerate(values):
                if look.matches(value):
                    look.matched += 1
                    if look.first < 0:
                        look.first = rows[row] if rows else column.rows + row
                        look.value = value
        column.values += len(values)
        column.rows += len(values) if rows is None else 0

    def _count(self, column: _Column, joined: bytes, starts: Sequence[int], rows: Sequence[int] | None) -> None:
        at = 0
        last = len(starts) - 1
        length = len(joined)
        free = self._compiled.free
        groups = column.groups
        for start, end, number in self._scanner.finder.find(joined):
            group = groups.get(number)
            if group is None:
                group = groups[number] = self._group(column.name, number)
            whole = (start == 0 or joined[start - 1] == _NEWLINE) and (end == length or joined[end] == _NEWLINE)
            if whole and not group.open_alone:
                group.counted += 1
                continue
            while at < last and starts[at + 1] <= start:
                at += 1
            if end > starts[at + 1] - 2 or (not free[number] and is_glued(joined, start, end)):
                continue
            group.counted += 1
            for tally in group.tallies:
                if tally.confirmed < ENOUGH and _confirm(tally, joined, start, end, alone=whole):
                    if not tally.confirmed:
                        tally.first = (rows[at] if rows else column.rows + at, start - starts[at], end - starts[at])
                        tally.value = joined[start:end]
                    tally.confirmed += 1
                    tally.counted = group.counted
            group.open_alone = any(each.confirmed < ENOUGH and each.says_alone for each in group.tallies)

    def _group(self, name: str, number: int) -> _Group:
        words = told(name)
        tallies = [_Tally(use, use.keyword(words) is not None) for use in self._compiled.uses[number]]
        return _Group(tallies, any(each.says_alone for each in tallies))

    def finish(self) -> Iterator[ColumnHit]:
        """What the columns hold, by column and identifier; of shapes that share their values, the most certain."""
        for name in sorted(self._columns):
            column = self._columns[name]
            found: dict[str, ColumnHit] = {}
            for hit in (*_judged(column), *_looked(column, self._compiled.identifiers)):
                other = found.get(hit.identifier)
                if other is None or (hit.confidence, hit.matched) > (other.confidence, other.matched):
                    found[hit.identifier] = hit
            yield from (found[each] for each in sorted(found))
        self._columns.clear()


def _confirm(tally: _Tally, joined: bytes, start: int, end: int, *, alone: bool) -> bool:
    """Whether a candidate is one; `alone` says that it is the whole value, in which no keyword can stand."""
    use = tally.use
    shape = use.shape
    confidence = shape.near if tally.named else shape.alone
    if confidence == 0 and alone:
        return False
    near = not tally.named and not alone and shape.near > shape.alone and bool(use.words or use.substrings)
    if near and stands_near(use, context(joined, start, end)):
        confidence = shape.near
    if confidence == 0:
        return False
    tally.tried += 1
    value = joined[start:end]
    if (use.validate is not None and not use.validate(value)) or use.is_denied(value):
        return False
    tally.confidence = max(tally.confidence, confidence)
    return True


def told(name: str) -> bytes:
    """A column's name or path as words in lower case."""
    return _CAMEL.sub(" ", name).replace(".", " ").replace("/", " ").lower().encode()


def _judged(column: _Column) -> Iterator[ColumnHit]:
    for group in column.groups.values():
        believed = [
            each
            for each in group.tallies
            if each.confirmed and (each.tried <= FEW or each.confirmed >= MOST * each.tried)
        ]
        best = max((each.confidence for each in believed), default=0.0)
        for each in believed:
            if each.confidence < best and each.confirmed <= max(other.confirmed for other in believed):
                continue  # the same values are something that is more certain
            row, start, end = each.first
            yield ColumnHit(
                identifier=each.use.identifier.id,
                column=column.name,
                values=column.values,
                matched=each.confirmed + (group.counted - each.counted if each.confirmed >= ENOUGH else 0),
                confirmed=each.confirmed,
                confidence=each.confidence,
                named=each.named,
                first=row,
                start=start,
                end=end,
                value=each.value,
            )


def _looked(column: _Column, identifiers: Iterable[Identifier]) -> Iterator[ColumnHit]:
    known: Mapping[str, Identifier] = {each.id: each for each in identifiers}
    for name, look in column.looks.items():
        if name in known and look.matched and look.matched >= MOST * column.values:
            yield ColumnHit(
                identifier=name,
                column=column.name,
                values=column.values,
                matched=look.matched,
                confirmed=look.matched,
                confidence=0.8,
                named=True,
                first=look.first,
                start=0,
                end=len(look.value),
                value=look.value,
            )
