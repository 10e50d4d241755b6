"""Hyperscan and google-re2 together, for patterns that match no line end.

The one tells which pattern matches in which lines, the other where: Hyperscan knows where a match ends three times faster than where it
begins, and few lines hold one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from modelkeep.engines.classify.finders import Found
from modelkeep.engines.classify.finders.databases import Kept, database
from modelkeep.engines.classify.finders.linear import compiled

Spans = Sequence[tuple[int, int]]


class LineFinder:
    """Finds some of all patterns, and tells their numbers among all. Not to be shared by threads."""

    def __init__(self, patterns: Sequence[bytes], numbers: Sequence[int], kept: Kept | None = None) -> None:
        self._patterns = patterns
        self._linear: dict[int, Any] = {}
        self._always: list[int] = []
        self._database = _database(patterns, numbers, kept)
        if self._database is None:
            refused = [each for each in numbers if _database(patterns, [each], None) is None]
            self._always = refused
            self._database = _database(patterns, [each for each in numbers if each not in refused], kept)

    def find(self, data: bytes, spans: Spans) -> list[Found]:
        """All matches in some lines: where those begin and end, sorted, adjoining ones as one."""
        if not spans:
            return []
        lines = b"\n".join([data[begin:stop] for begin, stop in spans])
        ends: dict[int, list[int]] = {}

        def match(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            known = ends.get(number)
            if known is None:
                ends[number] = [end]
            else:
                known.append(end)

        if self._database is not None and lines:
            self._database.scan(lines, match_event_handler=match)
        found: list[Found] = []
        for number, told in ends.items():
            told.sort()
            self._within(lines, _lines(lines, told), number, found)
        for number in self._always:
            self._within(lines, [(0, len(lines))], number, found)
        found.sort()
        return moved(found, spans)

    def _within(self, data: bytes, spans: Spans, number: int, found: list[Found]) -> None:
        """Add the matches of one pattern in some lines."""
        pattern = self._linear.get(number)
        if pattern is None:
            pattern = self._linear[number] = compiled(self._patterns[number])
        if len(spans) == 1:
            found.extend((*match.span(), number) for match in pattern.finditer(data, *spans[0]))
            return
        lines = b"\n".join([data[begin:stop] for begin, stop in spans])
        found.extend(moved([(*match.span(), number) for match in pattern.finditer(lines)], spans))


def moved(found: Sequence[Found], spans: Spans) -> list[Found]:
    """Matches in lines that were joined, sorted, at their offsets in the whole."""
    result: list[Found] = []
    at = 0
    begin, stop = spans[0]
    ahead = begin
    limit = stop - begin
    for start, end, number in found:
        while start > limit:
            at += 1
            begin, stop = spans[at]
            ahead = begin - limit - 1
            limit += 1 + stop - begin
        result.append((start + ahead, end + ahead, number))
    return result


def _lines(data: bytes, ends: Sequence[int]) -> list[tuple[int, int]]:
    """The lines in which something ends, adjoining ones as one."""
    spans: list[tuple[int, int]] = []
    begin, stop = 0, -2
    find, before, size = data.find, data.rfind, len(data)
    for end in ends:
        if end <= stop:
            continue
        low = before(b"\n", 0, end) + 1
        high = find(b"\n", end)
        if high < 0:
            high = size
        if low > stop + 1:
            if stop >= 0:
                spans.append((begin, stop))
            begin = low
        stop = high
    spans.append((begin, stop))
    return spans


def _database(patterns: Sequence[bytes], numbers: Sequence[int], kept: Kept | None) -> Any:
    return database([patterns[each] for each in numbers], numbers, [0] * len(numbers), kept)
