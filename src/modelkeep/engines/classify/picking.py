"""Which lines of a text are worth a search for all shapes: those near a keyword, and those with a value that says enough alone.

Hyperscan finds where a match ends many times faster than where it begins, and most shapes are of numbers that count with a keyword only.
So a text is passed over once for keywords and for ends; what is left, a few lines of a hundred, is searched for everything. No match
is lost by that: a shape that is searched by lines cannot match a line end, and a keyword counts on its line and the next ones only.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

from modelkeep.engines.classify.compiled import Compiled, spellings, without_spaces

_NEAR = 31
"""Bytes behind a keyword of which a line may begin with its value; three times that where they are not ASCII."""
_DIGITS = frozenset(b"0123456789")
_DIGIT = re.compile(rb"[0-9]")
_BEFORE, _BEHIND = rb"(?:^|[^a-z\x80-\xff])", rb"(?:[^a-z\x80-\xff]|$)"


class LinePicker:
    """Picks lines by one Hyperscan database."""

    def __init__(self, compiled: Compiled) -> None:
        import hyperscan

        from modelkeep.engines.classify.finders.databases import database

        keywords: dict[bytes, bool] = {}
        alone: list[bytes] = []
        self._numbers: list[int] = []
        for number, (pattern, uses) in enumerate(zip(compiled.patterns, compiled.uses, strict=True)):
            if spans_lines(pattern):
                continue
            if any(use.shape.alone > 0 for use in uses):
                alone.append(pattern)
                self._numbers.append(number)
            digits = has_digit(pattern)
            for use in uses:
                if use.shape.near > use.shape.alone:
                    for each in keyword_patterns(use.identifier.keywords):
                        keywords[each] = keywords.get(each, True) and digits
        expressions = [*keywords, *alone]
        self._digits = [*keywords.values()]
        flags = [hyperscan.HS_FLAG_CASELESS] * len(keywords) + [0] * len(alone)
        self._database = database(expressions, range(len(expressions)), flags, compiled.kept)
        assert self._database is not None or not expressions, "a keyword or pattern that Hyperscan does not take"

    def pick(self, data: bytes) -> tuple[list[tuple[int, int]], list[tuple[int, int, int]]]:
        """Where lines near keywords begin and end, adjoining ones as one; and the other lines in which a pattern matches that says enough
        alone, each with the pattern's number. Both are sorted."""
        ends: dict[int, list[int]] = {}

        def match(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            known = ends.get(number)
            if known is None:
                ends[number] = [end]
            else:
                known.append(end)

        if self._database is not None and data:
            self._database.scan(data, match_event_handler=match)
        keywords = len(self._digits)
        near = self._near(data, sorted((end, each) for each in ends if each < keywords for end in ends[each]))
        alone: list[tuple[int, int, int]] = []
        for each in ends:
            if each >= keywords:
                number = self._numbers[each - keywords]
                alone.extend((*line, number) for line in _lines(data, sorted(ends[each]), near))
        alone.sort()
        return near, alone

    def _near(self, data: bytes, hits: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """The lines of keywords, and those behind them that they reach; not those without digits, where a value has some."""
        near: list[tuple[int, int]] = []
        digits, find, before, size = self._digits, data.find, data.rfind, len(data)
        for end, number in hits:
            last = end + _NEAR
            if not data[end:last].isascii():
                last += 2 * _NEAR
            if near and last <= near[-1][1]:
                continue
            low = before(b"\n", 0, end - 1) + 1
            high = find(b"\n", last) if last < size else size
            high = high if high >= 0 else size
            if not digits[number] or _DIGIT.search(data, low, high) is not None:
                _join(near, low, high)
        return near


def _lines(data: bytes, ends: Sequence[int], near: Sequence[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """The lines of some offsets, without those near keywords."""
    stop = -1
    for end in ends:
        if end <= stop:
            continue
        at = bisect_right(near, (end, len(data) + 1)) - 1
        if at >= 0 and near[at][0] < end <= near[at][1]:
            stop = near[at][1]
            continue
        stop = data.find(b"\n", end)
        stop = stop if stop >= 0 else len(data)
        yield data.rfind(b"\n", 0, end) + 1, stop


def _join(spans: list[tuple[int, int]], low: int, high: int) -> None:
    if spans and low <= spans[-1][1] + 1:
        begin, stop = spans[-1]
        spans[-1] = (min(begin, low), max(stop, high))
    else:
        spans.append((low, high))


def keyword_patterns(keywords: Iterable[str]) -> Iterable[bytes]:
    """What matches wherever one of these stands, whatever its case, for Hyperscan."""
    for told in keywords:
        for phrase in spellings(told):
            if without_spaces(phrase):
                yield re.escape(phrase.encode())
            else:
                parts = rb"[ _-]?".join(re.escape(part.encode().lower()) for part in phrase.split())
                yield _BEFORE + parts + _BEHIND


def spans_lines(pattern: bytes) -> bool:
    """Whether a match can hold a line end."""
    return takes(pattern, b"\n")


def takes(pattern: bytes, some: bytes) -> bool:
    """Whether a match can hold one of some bytes."""
    return any(_takes(each, frozenset(some)) for each in _leaves(_parser.parse(pattern)))


def has_digit(pattern: bytes) -> bool:
    """Whether every match holds a digit."""
    return _needs_digit(_parser.parse(pattern))


def _needs_digit(parts: Any) -> bool:
    for operator, told in parts:
        if operator in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
            if told[0] > 0 and _needs_digit(told[2]):
                return True
        elif operator is _constants.BRANCH:
            if all(_needs_digit(each) for each in told[1]):
                return True
        elif operator is _constants.SUBPATTERN:
            if _needs_digit(told[3]):
                return True
        elif operator in (_constants.IN, _constants.LITERAL) and _only_digits(operator, told):
            return True
    return False


def _only_digits(operator: Any, told: Any) -> bool:
    return all(_takes((operator, told), frozenset((each,))) is False for each in range(256) if each not in _DIGITS)


def _leaves(parts: Any) -> Iterable[tuple[Any, Any]]:
    for operator, told in parts:
        if operator in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
            yield from _leaves(told[2])
        elif operator is _constants.BRANCH:
            for each in told[1]:
                yield from _leaves(each)
        elif operator is _constants.SUBPATTERN:
            yield from _leaves(told[3])
        else:
            yield operator, told


def _takes(leaf: tuple[Any, Any], bytes_: frozenset[int]) -> bool:
    """Whether one part of a pattern matches one of these bytes; what is not known may."""
    operator, told = leaf
    if operator is _constants.AT:
        return False
    if operator is _constants.LITERAL:
        return told in bytes_
    if operator is _constants.NOT_LITERAL:
        return bool(bytes_ - {told})
    if operator is _constants.ANY:
        return bool(bytes_ - {0x0A})
    if operator is not _constants.IN:
        return True
    negated = told[0][0] is _constants.NEGATE
    members = [each for each in told if each[0] is not _constants.NEGATE]
    return any(_is_in(each, members) != negated for each in bytes_)


def _is_in(byte: int, members: Sequence[tuple[Any, Any]]) -> bool:
    for operator, told in members:
        if operator is _constants.LITERAL and told == byte:
            return True
        if operator is _constants.RANGE and told[0] <= byte <= told[1]:
            return True
        if operator is _constants.CATEGORY and _CATEGORIES[told].match(bytes((byte,))):
            return True
    return False


_CATEGORIES = {
    _constants.CATEGORY_DIGIT: re.compile(rb"\d"),
    _constants.CATEGORY_NOT_DIGIT: re.compile(rb"\D"),
    _constants.CATEGORY_SPACE: re.compile(rb"\s"),
    _constants.CATEGORY_NOT_SPACE: re.compile(rb"\S"),
    _constants.CATEGORY_WORD: re.compile(rb"\w"),
    _constants.CATEGORY_NOT_WORD: re.compile(rb"\W"),
}
