"""Hyperscan: one pass over the text for all patterns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import hyperscan

from modelkeep.engines.classify.finders import Found
from modelkeep.engines.classify.finders.databases import Kept, database
from modelkeep.engines.classify.finders.linear import compiled

TOGETHER = 50
"""Patterns of one database: so many are searched as quickly as all together, and compiled in a third of the time."""


class HyperscanFinder:
    """A few databases of all patterns.

    Hyperscan reports each end of a match with the leftmost start that leads to it. Where those of a pattern overlap, the bytes that they
    cover are searched again by google-re2, so that the result is the definition's: every match lies within such bytes. Patterns that are
    too large for Hyperscan to know the start are searched by google-re2 alone.
    """

    name = "hyperscan"

    def __init__(self, patterns: Sequence[bytes], kept: Kept | None = None) -> None:
        self._patterns = list(patterns)
        self._again: dict[int, object] = {}
        self._databases: list[hyperscan.Database] = []
        self._linear: list[Any] = [None] * len(patterns)
        for first in range(0, len(patterns), TOGETHER):
            numbers = list(range(len(patterns)))[first : first + TOGETHER]
            one = _database(patterns, numbers, kept)
            if one is None:
                for number in numbers:
                    if not _knows_start(patterns[number]):
                        self._linear[number] = compiled(patterns[number])
                one = _database(patterns, [each for each in numbers if self._linear[each] is None], kept)
            if one is not None:
                self._databases.append(one)

    def find(self, data: bytes) -> Sequence[Found]:
        """See `Finder`."""
        reported: list[Found] = []
        note = reported.append

        def match(number: int, start: int, end: int, _flags: int, _context: object) -> None:
            note((start, end, number))

        if data:
            for each in self._databases:
                each.scan(data, match_event_handler=match)
        others = [
            (*found.span(), number)
            for number, pattern in enumerate(self._linear)
            if pattern is not None
            for found in pattern.finditer(data)
        ]
        reported.sort()
        settled = self._settled(reported, data)
        return sorted((*settled, *others)) if others else settled

    def _settled(self, reported: list[Found], data: bytes) -> list[Found]:
        """What is reported, without overlaps of a pattern with itself."""
        ends = [0] * len(self._patterns)
        overlapping: set[int] = set()
        for start, end, number in reported:
            if start < ends[number]:
                overlapping.add(number)
            if end > ends[number]:
                ends[number] = end
        if not overlapping:
            return reported
        kept = [each for each in reported if each[2] not in overlapping]
        for number in overlapping:
            spans = [(start, end) for start, end, which in reported if which == number]
            for start, end, single in _clusters(spans):
                if single:
                    kept.append((start, end, number))
                else:
                    again = self._again.get(number) or self._again.setdefault(number, compiled(self._patterns[number]))
                    kept.extend((*found.span(), number) for found in again.finditer(data, start, end))  # type: ignore[attr-defined]
        kept.sort()
        return kept


def _clusters(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
    """Spans, sorted by start, that overlap as one, and whether it was a single one."""
    start, end = spans[0]
    single = True
    for other_start, other_end in spans[1:]:
        if other_start < end:
            end = max(end, other_end)
            single = False
        else:
            yield start, end, single
            start, end, single = other_start, other_end, True
    yield start, end, single


def _database(patterns: Sequence[bytes], numbers: Sequence[int], kept: Kept | None = None) -> hyperscan.Database | None:
    """A database of some of the patterns, None where Hyperscan does not take them."""
    flags = [hyperscan.HS_FLAG_SOM_LEFTMOST] * len(numbers)
    return database([patterns[number] for number in numbers], numbers, flags, kept)


def _knows_start(pattern: bytes) -> bool:
    return _database([pattern], [0]) is not None
