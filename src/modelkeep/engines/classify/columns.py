"""The identifiers in a column of a table, or at a path of JSON documents: its name is a keyword, and its values are judged together."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from modelkeep.core.data import ColumnHit
from modelkeep.engines.classify.compiled import Compiled, keywords
from modelkeep.engines.classify.context import is_glued
from modelkeep.engines.classify.finders.linear import compiled as linear
from modelkeep.engines.classify.occurring import Named, Within
from modelkeep.engines.classify.packed import Packed
from modelkeep.engines.classify.subjects import Keeper, Kept
from modelkeep.engines.classify.tallying import ENOUGH, EVERY, LOOKED, MOST, Group, Look, Tally
from modelkeep.engines.classify.text import TextScanner

_ALL = 0.95
"""Of two identifiers, how much of the values of one the other has to have to stand for the same."""
NAMED = 0.8
"""The confidence in what the name of a column says and its values do not contradict."""
NAMES = 10_000
"""Names of columns that are remembered from one table to the next."""
FIRST = 256
"""Values of a column that are looked at first: behind them little is left to be looked for, mostly."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
Matches = tuple[int, Packed, Sequence[int], Iterable[Within]]
"""Matches of a pattern in some values of a piece, with the numbers of these values in the piece."""


@dataclass(slots=True)
class _Column:
    """One column while it is read; `named` are the patterns that its name tells."""

    name: str
    named: frozenset[int]
    looks: dict[str, Look]
    rows: int = 0
    values: int = 0
    groups: dict[int, Group] = field(default_factory=dict)

    def is_open(self, number: int) -> bool:
        """A value without a keyword may be confirmed by this pattern."""
        group = self.groups.get(number)
        return group is None or group.is_open

    def is_near(self, number: int) -> bool:
        """A value with a keyword may be confirmed by this pattern."""
        group = self.groups.get(number)
        return group is None or group.is_near


class ColumnScanner:
    """Judges columns. Values are given in any number of pieces; what is remembered does not grow with them."""

    def __init__(self, scanner: TextScanner, *, every: bool = False, keep: Callable[[], Keeper] = list) -> None:
        """With `every`, each value is confirmed, and given to a keeper, of which there are those of `kept` at the end: with lists, what is
        remembered grows with the values."""
        self._scanner = scanner
        self._every = every
        self._keep = keep
        self._enough = sys.maxsize if every else ENOUGH
        self._looked = sys.maxsize if every else LOOKED
        self.kept: list[tuple[ColumnHit, Sequence[Keeper]]] = []
        self._compiled = scanner.compiled
        self._occurring = scanner.occurring
        self._columns: dict[str, _Column] = {}

    def add(self, name: str, values: Sequence[bytes], rows: Sequence[int] | None = None) -> None:
        """Look at further values of a column; `rows` are their rows where some have none."""
        column = self._columns.get(name)
        if column is None:
            column = self._columns[name] = self._column(name)
        at = range(column.rows, column.rows + len(values)) if rows is None else rows
        if not column.values and len(values) > 2 * FIRST and not self._every:
            self._add(column, Packed(values[:FIRST]), at[:FIRST])
            values, at = values[FIRST:], at[FIRST:]
        self._add(column, Packed.of(values), at)
        column.rows = at[-1] + 1 if rows is None and len(at) else column.rows

    def _add(self, column: _Column, packed: Packed, at: Sequence[int]) -> None:
        for matches in self._found(column, packed):
            self._weigh(column, matches, at)
        for look in column.looks.values():
            self._look(column, look, packed, at)
        column.values += len(packed)

    def _column(self, name: str) -> _Column:
        names = self._occurring.names
        found = names.get(name)
        if found is None:
            if len(names) >= NAMES:
                names.clear()
            found = names[name] = _told_by(told(name), self._compiled)
        named, looks = found
        return _Column(name, named, {each: Look(matches, spans=self._keep()) for each, matches in looks})

    def _found(self, column: _Column, values: Packed) -> Iterator[Matches]:
        """All matches that may say something, and maybe others: in all values while a pattern may say it of any, then in those near a
        keyword, and in one of `EVERY`."""
        every = range(len(values))
        full = {number for number in column.named if column.is_open(number)}
        near: dict[int, set[int]] = {}
        done: set[int] = set()
        if self._occurring.is_worth(values):
            full.update(number for number in self._occurring.alone(values) if column.is_open(number))
            near = self._occurring.near(values, lambda number: number not in full and column.is_near(number))
        else:
            for number, found in self._as_text(values).items():
                if number in column.named:
                    near[number] = {index for index, _, _ in found}
                elif number not in full:
                    done.add(number)
                    yield number, values, every, found
        for number in full:
            yield number, values, every, self._occurring.find(number, values)
        sample = range(-column.values % EVERY, len(values), EVERY)
        settled = {number for number, group in column.groups.items() if group.is_settled}
        for number in (near.keys() | settled) - full - done:
            numbers = sorted(near.get(number, set()).union(sample if number in settled else ()))
            if numbers:
                some = Packed([values[each] for each in numbers])
                yield number, some, numbers, self._occurring.find(number, some)

    def _as_text(self, values: Packed) -> dict[int, Iterable[Within]]:
        """Matches by their patterns, found as in a text."""
        starts = values.starts
        found: dict[int, list[Within]] = {number: [] for number in self._occurring.anchored}
        at = 0
        for start, end, number in self._scanner.search(values.joined)[0]:
            while starts[at + 1] <= start:
                at += 1
            known = found.get(number)
            if known is None:
                known = found[number] = []
            known.append((at, start - starts[at], end - starts[at]))
        return {
            number: each if self._occurring.apart(number) is None else self._occurring.find(number, values)
            for number, each in found.items()
        }

    def _weigh(self, column: _Column, matches: Matches, rows: Sequence[int]) -> None:
        """Judge matches of a pattern; `rows` are those of all values of the piece."""
        number, values, numbers, found = matches
        free = self._compiled.free[number]
        group = column.groups.get(number)
        before = column.values
        every = values.values
        for index, start, end in found:
            value = every[index]
            place = numbers[index]
            if group is None:
                group = column.groups[number] = self._group(column, number)
            if not group.is_open and start == 0 and end == len(value) and (before + place) % EVERY:
                continue
            if not free and is_glued(value, start, end):
                continue
            for tally in group.weigh(value, start, end, before + place, self._enough):
                if tally.confirmed == 1:
                    tally.first = (rows[place], start, end)
                    tally.value = value[start:end]
                if self._every:
                    tally.spans.append(_kept(rows[place], start, end, value))

    def _group(self, column: _Column, number: int) -> Group:
        words = told(column.name)
        return Group(
            [Tally(use, use.keyword(words) is not None, spans=self._keep()) for use in self._compiled.uses[number]]
        )

    def _look(self, column: _Column, look: Look, values: Packed, rows: Sequence[int]) -> None:
        """Look at the form of values: of the first ones, and of one in `EVERY`."""
        before = column.values
        first = min(max(self._looked - before, 0), len(values))
        sample = range(first + -(before + first) % EVERY, len(values), EVERY)
        for place in (*range(first), *sample):
            value = values[place]
            if not look.matches(value):
                continue
            if look.first < 0:
                look.first, look.value = rows[place], value
            if place < first:
                look.matched += 1
            else:
                look.later += 1
            if self._every:
                look.spans.append(_kept(rows[place], 0, len(value), value))

    def so_far(self) -> Iterator[ColumnHit]:
        """What the columns seem to hold by now; more values may tell otherwise."""
        for column in self._columns.values():
            for hit, _ in (*_judged(column), *_looked(column, self._looked)):
                yield hit

    def finish(self) -> Iterator[ColumnHit]:
        """What the columns hold, by column and identifier; of identifiers that share their values, the most certain."""
        for name in sorted(self._columns):
            column = self._columns[name]
            found: dict[str, list[tuple[ColumnHit, Keeper]]] = {}
            for hit, spans in (*_judged(column), *_looked(column, self._looked)):
                found.setdefault(hit.identifier, []).append((hit, spans))
            hits = {identifier: _together([hit for hit, _ in each]) for identifier, each in found.items()}
            for identifier, hit in sorted(hits.items()):
                if not any(_is_better(other, hit) for other in hits.values()):
                    self.kept.append((hit, [spans for _, spans in found[identifier]]))
                    yield hit
        self._columns.clear()


def _told_by(words: bytes, compiled: Compiled) -> Named:
    """What the name of a column tells."""
    named = frozenset(
        number for number, uses in enumerate(compiled.uses) if any(use.keyword(words) is not None for use in uses)
    )
    looks = tuple(
        (each.id, linear(f"(?s:{each.value})\\z".encode()).match)
        for each in compiled.identifiers
        if each.columns and each.value and keywords(each.columns)[2](words) is not None
    )
    return named, looks


def _together(hits: Sequence[ColumnHit]) -> ColumnHit:
    """What is told of an identifier that several shapes found, and the name of the column: how many there are at least, as two may stand
    for the same values."""
    most = max(hits, key=_says)
    return (
        replace(most, matched=max(each.matched for each in hits), confirmed=max(each.confirmed for each in hits))
        if len(hits) > 1
        else most
    )


def _says(hit: ColumnHit) -> tuple[float, int, int, int, int]:
    """What is told of an identifier that more than one pattern found: the most certain, then the most, then the first."""
    return hit.confidence, hit.matched, -hit.first, -hit.start, hit.end


def _is_better(hit: ColumnHit, than: ColumnHit) -> bool:
    """Both stand for the same values, and one says more."""
    if hit.first != than.first or hit.start >= than.end or than.start >= hit.end or hit.matched < than.matched * _ALL:
        return False
    mine, theirs = ((each.confidence, each.end - each.start) for each in (hit, than))
    return mine > theirs or (mine == theirs and hit.identifier < than.identifier)


def told(name: str) -> bytes:
    """A column's name or path as words in lower case."""
    return _CAMEL.sub(" ", name).replace(".", " ").replace("/", " ").lower().encode()


def _kept(row: int, start: int, end: int, value: bytes) -> Kept:
    found = value[start:end]
    if not value.isascii():
        start = len(value[:start].decode("utf-8", "replace"))
        end = start + len(found.decode("utf-8", "replace"))
    return row, start, end, found


def _judged(column: _Column) -> Iterator[tuple[ColumnHit, Keeper]]:
    for _, group in sorted(column.groups.items(), key=lambda each: each[0]):
        believed = [
            each
            for each in group.tallies
            if each.confirmed and (each.inside or each.believed or not each.is_chance(column.values))
        ]
        best = max((each.confidence for each in believed), default=0.0)
        for each in believed:
            if each.confidence < best and each.confirmed <= max(other.confirmed for other in believed):
                continue  # the same values are something that is more certain
            row, start, end = each.first
            hit = ColumnHit(
                identifier=each.use.identifier.id,
                column=column.name,
                values=column.values,
                matched=each.matched(column.values),
                confirmed=each.confirmed,
                confidence=each.judged,
                named=each.named,
                first=row,
                start=start,
                end=end,
                value=each.value,
            )
            yield hit, each.spans


def _looked(column: _Column, looked: int) -> Iterator[tuple[ColumnHit, Keeper]]:
    for name, look in column.looks.items():
        matched = look.count(column.values, looked)
        if look.first >= 0 and matched >= MOST * column.values:
            hit = ColumnHit(
                identifier=name,
                column=column.name,
                values=column.values,
                matched=matched,
                confirmed=look.matched + look.later,
                confidence=NAMED,
                named=True,
                first=look.first,
                start=0,
                end=len(look.value),
                value=look.value,
            )
            yield hit, look.spans
