"""The identifiers in a column of a table, or at a path of JSON documents: its name is a keyword, and its values are judged together."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from modelkeep.core.data import ColumnHit
from modelkeep.engines.classify.compiled import Compiled, Use, keywords
from modelkeep.engines.classify.finders import Found
from modelkeep.engines.classify.finders.linear import compiled as linear
from modelkeep.engines.classify.subjects import Keeper, Kept
from modelkeep.engines.classify.text import TextScanner, context, is_glued, stands_near

ENOUGH = 100
"""Values that are confirmed, one by one, before further ones are only counted."""
FEW = 20
"""Candidates up to which each is believed by itself; of more, `MOST` have to be valid."""
MOST = 0.5
"""Of random numbers a tenth keeps to a checksum of one digit: a column in which most candidates fail it holds something else."""
_BETWEEN = b"\0\n\0"
"""What stands between values: no shape that is searched by lines matches it, and no keyword is beyond it."""
_ALL = 0.95
"""Of two identifiers, how much of the values of one the other has to have to stand for the same."""
NAMED = 0.8
"""The confidence in what the name of a column says and its values do not contradict."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(slots=True)
class _Tally:
    """What is known of one shape in one column."""

    use: Use
    named: bool
    tried: int = 0
    """Candidates that are whole values, and had to be validated."""
    confirmed: int = 0
    inside: int = 0
    """Those of the confirmed that are parts of longer texts."""
    counted: int = 0
    confidence: float = 0.0
    first: tuple[int, int, int] = (0, 0, 0)
    value: bytes = b""
    spans: Keeper = field(default_factory=list[Kept])

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
    spans: Keeper = field(default_factory=list[Kept])


class ColumnScanner:
    """Judges columns. Values are given in any number of pieces; what is remembered does not grow with them."""

    def __init__(self, scanner: TextScanner, *, every: bool = False, keep: Callable[[], Keeper] = list) -> None:
        """With `every`, each value is confirmed, and given to a keeper, of which there are those of `kept` at the end: with lists, what is
        remembered grows with the values."""
        self._scanner = scanner
        self._every = every
        self._keep = keep
        self._enough = sys.maxsize if every else ENOUGH
        self.kept: list[tuple[ColumnHit, Keeper]] = []
        self._compiled: Compiled = scanner.compiled
        self._columns: dict[str, _Column] = {}
        self._named_patterns: dict[str, tuple[int, ...]] = {}
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
                    column.looks[identifier.id] = _Look(matches, spans=self._keep())
        joined = _BETWEEN.join(values)
        starts = list(accumulate((len(each) + len(_BETWEEN) for each in values), initial=0))
        self._count(column, joined, starts, rows)
        for look in column.looks.values():
            for row, value in enumerate(values):
                if look.matches(value):
                    look.matched += 1
                    at = rows[row] if rows else column.rows + row
                    if look.first < 0:
                        look.first, look.value = at, value
                    if self._every:
                        look.spans.append((at, 0, len(value), value))
        column.values += len(values)
        column.rows += len(values) if rows is None else 0

    def _count(self, column: _Column, joined: bytes, starts: Sequence[int], rows: Sequence[int] | None) -> None:
        at = 0
        last = len(starts) - 1
        length = len(joined)
        free = self._compiled.free
        groups = column.groups
        for start, end, number in self._found(column.name, joined):
            group = groups.get(number)
            if group is None:
                group = groups[number] = self._group(column.name, number)
            whole = (start == 0 or joined[start - 1] == 0) and (end == length or joined[end] == 0)
            if whole and not group.open_alone:
                group.counted += 1
                continue
            while at < last and starts[at + 1] <= start:
                at += 1
            if end > starts[at + 1] - len(_BETWEEN) or (not free[number] and is_glued(joined, start, end)):
                continue
            group.counted += 1
            for tally in group.tallies:
                if tally.confirmed < self._enough and _confirm(tally, joined, start, end, alone=whole):
                    span = (rows[at] if rows else column.rows + at, start - starts[at], end - starts[at])
                    if not tally.confirmed:
                        tally.first = span
                        tally.value = joined[start:end]
                    if self._every:
                        tally.spans.append((*span, joined[start:end]))
                    tally.confirmed += 1
                    tally.inside += not whole
                    tally.counted = group.counted
            group.open_alone = any(each.confirmed < self._enough and each.says_alone for each in group.tallies)

    def _found(self, name: str, joined: bytes) -> Sequence[Found]:
        """Matches of all patterns that may say something: those that the name tells are searched in all values."""
        found, _ = self._scanner.search(joined)
        numbers = self._named_patterns.get(name)
        if numbers is None:
            words = told(name)
            numbers = self._named_patterns[name] = tuple(
                number
                for number, uses in enumerate(self._compiled.uses)
                if any(use.keyword(words) is not None for use in uses)
            )
        if not numbers:
            return found
        named = frozenset(numbers)
        return sorted((*(each for each in found if each[2] not in named), *self._scanner.only(numbers).find(joined)))

    def _group(self, name: str, number: int) -> _Group:
        words = told(name)
        tallies = [
            _Tally(use, use.keyword(words) is not None, spans=self._keep()) for use in self._compiled.uses[number]
        ]
        return _Group(tallies, any(each.says_alone for each in tallies))

    def so_far(self) -> Iterator[ColumnHit]:
        """What the columns seem to hold by now; more values may tell otherwise."""
        for column in self._columns.values():
            for hit, _ in (*_judged(column), *_looked(column)):
                yield hit

    def finish(self) -> Iterator[ColumnHit]:
        """What the columns hold, by column and identifier; of identifiers that share their values, the most certain."""
        for name in sorted(self._columns):
            column = self._columns[name]
            found: dict[str, tuple[ColumnHit, Keeper]] = {}
            for hit, spans in (*_judged(column), *_looked(column)):
                other = found.get(hit.identifier)
                if other is None or (hit.confidence, hit.matched) > (other[0].confidence, other[0].matched):
                    found[hit.identifier] = (hit, spans)
            kept = [
                each for each in found.values() if not any(_is_better(other[0], each[0]) for other in found.values())
            ]
            for hit, spans in sorted(kept, key=lambda each: each[0].identifier):
                self.kept.append((hit, spans))
                yield hit
        self._columns.clear()


def _is_better(hit: ColumnHit, than: ColumnHit) -> bool:
    """Both stand for the same values, and one says more."""
    if hit.first != than.first or hit.start >= than.end or than.start >= hit.end or hit.matched < than.matched * _ALL:
        return False
    mine, theirs = ((each.confidence, each.end - each.start) for each in (hit, than))
    return mine > theirs or (mine == theirs and hit.identifier < than.identifier)


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
    tally.tried += alone
    value = joined[start:end]
    if (use.validate is not None and not use.validate(value)) or use.is_denied(value):
        return False
    tally.confidence = max(tally.confidence, confidence)
    return True


def told(name: str) -> bytes:
    """A column's name or path as words in lower case."""
    return _CAMEL.sub(" ", name).replace(".", " ").replace("/", " ").lower().encode()


def _judged(column: _Column) -> Iterator[tuple[ColumnHit, Keeper]]:
    for group in column.groups.values():
        believed = [each for each in group.tallies if each.confirmed and (each.inside or not _is_chance(each))]
        best = max((each.confidence for each in believed), default=0.0)
        for each in believed:
            if each.confidence < best and each.confirmed <= max(other.confirmed for other in believed):
                continue  # the same values are something that is more certain
            row, start, end = each.first
            beyond = group.counted - each.counted if each.confirmed >= ENOUGH and not each.spans else 0
            hit = ColumnHit(
                identifier=each.use.identifier.id,
                column=column.name,
                values=column.values,
                matched=each.confirmed + beyond,
                confirmed=each.confirmed,
                confidence=each.confidence,
                named=each.named,
                first=row,
                start=start,
                end=end,
                value=each.value,
            )
            yield hit, each.spans


def _is_chance(tally: _Tally) -> bool:
    """So few of the values are valid that they may well be so by chance."""
    return tally.tried > FEW and tally.confirmed < MOST * tally.tried


def _looked(column: _Column) -> Iterator[tuple[ColumnHit, Keeper]]:
    for name, look in column.looks.items():
        if look.matched and look.matched >= MOST * column.values:
            hit = ColumnHit(
                identifier=name,
                column=column.name,
                values=column.values,
                matched=look.matched,
                confirmed=look.matched,
                confidence=NAMED,
                named=True,
                first=look.first,
                start=0,
                end=len(look.value),
                value=look.value,
            )
            yield hit, look.spans
