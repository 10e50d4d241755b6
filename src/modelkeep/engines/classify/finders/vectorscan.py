"""Hyperscan: one pass over the text for all patterns."""

from __future__ import annotations

from collections.abc import Sequence
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
        self._databases: list[hyperscan.Database] = []
        self._alone: list[int] = []
        self._linear: dict[int, Any] = {}
        for first in range(0, len(patterns), TOGETHER):
            numbers = list(range(len(patterns)))[first : first + TOGETHER]
            one = _database(patterns, numbers, kept)
            if one is None:
                known = [number for number in numbers if _knows_start(patterns[number])]
                self._alone.extend(number for number in numbers if number not in known)
                one = _database(patterns, known, kept)
            if one is not None:
                self._databases.append(one)

    def find(self, data: bytes) -> Sequence[Found]:
        """See `Finder`."""
        reported: list[list[tuple[int, int]]] = [[] for _ in self._patterns]

        def match(number: int, start: int, end: int, _flags: int, _context: object) -> None:
            reported[number].append((start, end))

        if data:
            for each in self._databases:
                each.scan(data, match_event_handler=match)
        found: list[Found] = []
        for number, spans in enumerate(reported):
            if spans:
                self._settle(number, spans, data, found)
        for number in self._alone:
            found.extend((*match.span(), number) for match in self._compiled(number).finditer(data))
        found.sort()
        return found

    def _settle(self, number: int, spans: list[tuple[int, int]], data: bytes, found: list[Found]) -> None:
        """Add what is reported of a pattern, without overlaps: what they cover is searched again."""
        spans.sort()
        low, high = spans[0]
        single = True
        for start, end in spans[1:]:
            if start < high:
                single = False
                if end > high:
                    high = end
                continue
            if single:
                found.append((low, high, number))
            else:
                self._again(number, low, high, data, found)
            low, high, single = start, end, True
        if single:
            found.append((low, high, number))
        else:
            self._again(number, low, high, data, found)

    def _again(self, number: int, low: int, high: int, data: bytes, found: list[Found]) -> None:
        search = self._compiled(number).search
        while low < high and (match := search(data, low, high)) is not None:
            start, end = match.span()
            found.append((start, end, number))
            low = end if end > start else end + 1

    def _compiled(self, number: int) -> Any:
        known = self._linear.get(number)
        if known is None:
            known = self._linear[number] = compiled(self._patterns[number])
        return known


def _database(patterns: Sequence[bytes], numbers: Sequence[int], kept: Kept | None = None) -> hyperscan.Database | None:
    """A database of some of the patterns, None where Hyperscan does not take them."""
    flags = [hyperscan.HS_FLAG_SOM_LEFTMOST] * len(numbers)
    return database([patterns[number] for number in numbers], numbers, flags, kept)


def _knows_start(pattern: bytes) -> bool:
    return _database([pattern], [0]) is not None
