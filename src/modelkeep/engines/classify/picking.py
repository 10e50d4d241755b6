"""Which lines of a text are worth a search, and for which shapes: those near a keyword, for the shapes that it tells, and those that hold
a mark of a value that says enough alone.

Hyperscan finds where a match ends many times faster than where it begins, and marks many times faster than shapes (`marks`). So a text is
passed over once for keywords, marks and what has no mark; what is left, a few lines of a hundred, is searched. No match is lost by that: a
shape that is searched by lines cannot match a line end, and a keyword counts on its line and the next ones only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

from modelkeep.engines.classify.compiled import Compiled, spellings, without_spaces
from modelkeep.engines.classify.marks import mark_of, taken

_NEAR = 31
"""Bytes behind a keyword of which a line may begin with its value; three times that where they are not ASCII."""
_DIGIT = re.compile(rb"[0-9]")
_DIGITS = 0x3FF << 0x30
_LETTERS = (1 << 26) - 1 << 0x41 | (1 << 26) - 1 << 0x61 | (1 << 0x80) - 1 << 0x80
_BEFORE, _BEHIND = rb"(?:^|[^a-z\x80-\xff])", rb"(?:[^a-z\x80-\xff]|$)"
_REST = rb"[^\n]*(?:\n|\z)"
"""What follows a mark, so that each line is told once, by its end."""
Spans = list[tuple[int, int]]


@dataclass(slots=True)
class Picked:
    """Where lines are that are worth a search, sorted, adjoining ones as one: `near` are those near keywords, `topics` the same by the
    topics of those keywords, and `alone` those in which a value may say enough."""

    near: Spans = field(default_factory=list)
    topics: dict[int, Spans] = field(default_factory=dict)
    alone: Spans = field(default_factory=list)


@dataclass(slots=True)
class _Keyword:
    """What is known of a keyword: whether all its values hold a digit, and its topics, one bit each."""

    digits: bool = True
    topics: int = 0


class LinePicker:
    """Picks lines by two Hyperscan databases. `topics` are patterns that need a keyword, by number: those that share one are together."""

    def __init__(self, compiled: Compiled) -> None:
        import hyperscan

        from modelkeep.engines.classify.finders.databases import database

        numbers = [number for number, each in enumerate(compiled.patterns) if not spans_lines(each)]
        told = {number: _keywords(compiled, number) for number in numbers}
        alone = [number for number in numbers if any(use.shape.alone > 0 for use in compiled.uses[number])]
        self.alone = tuple(alone)
        self.topics = together({number: told[number] for number in numbers if number not in set(alone)})
        keywords: dict[bytes, _Keyword] = {}
        for number in numbers:
            digits = has_digit(compiled.patterns[number])
            topics = sum(1 << topic for topic, members in enumerate(self.topics) if number in members)
            for each in sorted(told[number]):  # in one order, so that what was compiled is found again
                keyword = keywords.setdefault(each, _Keyword())
                keyword.digits &= digits
                keyword.topics |= topics
        self._keywords = list(keywords.values())
        marks = {number: mark_of(compiled.patterns[number]) for number in alone}
        whole = [compiled.patterns[number] for number in alone if marks[number] is None]
        used = sorted({mark for mark in marks.values() if mark is not None})
        words = [*keywords, *whole]
        flags = [hyperscan.HS_FLAG_CASELESS] * len(keywords) + [0] * len(whole)
        self._words = database(words, range(len(words)), flags, compiled.kept)
        assert self._words is not None or not words, "a keyword or pattern that Hyperscan does not take"
        lines = [rb"(?:" + rb"|".join(used) + rb")" + _REST] if used else []
        self._marks = database(lines, (0,), (0,), compiled.kept)
        self._topics_of: dict[int, tuple[int, ...]] = {}

    def pick(self, data: bytes) -> Picked:
        """See `Picked`."""
        keywords = len(self._keywords)
        hits: list[tuple[int, int]] = []
        ends: list[int] = []

        def word(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            if number < keywords:
                hits.append((end, number))
            else:
                ends.append(end)

        def mark(_number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            ends.append(end)

        if data and self._words is not None:
            self._words.scan(data, match_event_handler=word)
        if data and self._marks is not None:
            self._marks.scan(data, match_event_handler=mark)
        hits.sort()
        ends.sort()
        picked = Picked(alone=_lines(data, ends))
        self._near(data, hits, picked)
        return picked

    def _near(self, data: bytes, hits: Sequence[tuple[int, int]], picked: Picked) -> None:
        """The lines of keywords, and those behind them that they reach; not those without digits, where a value has some."""
        groups: list[tuple[int, int, int]] = []
        begin = stop = -1
        topics = 0
        bare = -1  # where lines without digits end that were searched for them
        find, before, size = data.find, data.rfind, len(data)
        for end, number in hits:
            keyword = self._keywords[number]
            last = end + _NEAR
            if not data[end:last].isascii():
                last += 2 * _NEAR
            if last <= stop:
                topics |= keyword.topics
                continue
            if keyword.digits and last <= bare:
                continue
            low = before(b"\n", 0, end - 1) + 1
            high = find(b"\n", last) if last < size else size
            high = high if high >= 0 else size
            if keyword.digits and _DIGIT.search(data, low, high) is None:
                bare = high
                continue
            if stop >= 0 and low <= stop + 1:
                stop = max(high, stop)
                topics |= keyword.topics
                continue
            if stop >= 0:
                groups.append((begin, stop, topics))
            begin, stop, topics = low, high, keyword.topics
        if stop >= 0:
            groups.append((begin, stop, topics))
        self._tell(groups, picked)

    def _tell(self, groups: Sequence[tuple[int, int, int]], picked: Picked) -> None:
        for begin, stop, topics in groups:
            picked.near.append((begin, stop))
            for topic in self._told(topics):
                picked.topics.setdefault(topic, []).append((begin, stop))

    def _told(self, topics: int) -> tuple[int, ...]:
        known = self._topics_of.get(topics)
        if known is None:
            known = self._topics_of[topics] = tuple(each for each in range(len(self.topics)) if topics >> each & 1)
        return known


def _keywords(compiled: Compiled, number: int) -> frozenset[bytes]:
    """What matches a keyword that says more of a pattern's matches than they do alone."""
    return frozenset(
        each
        for use in compiled.uses[number]
        if use.shape.near > use.shape.alone
        for each in keyword_patterns(use.identifier.keywords)
    )


def together(told: Mapping[int, frozenset[bytes]]) -> tuple[tuple[int, ...], ...]:
    """Patterns by number, in groups that share no keyword with each other."""
    groups: list[tuple[set[int], set[bytes]]] = []
    for number, keywords in told.items():
        numbers, words = {number}, set(keywords)
        apart = []
        for group in groups:
            if group[1].isdisjoint(words):
                apart.append(group)
            else:
                numbers |= group[0]
                words |= group[1]
        groups = [*apart, (numbers, words)]
    return tuple(tuple(sorted(numbers)) for numbers, words in groups if words)


def _lines(data: bytes, ends: Sequence[int]) -> Spans:
    """The lines in which something ends, at the line end or before it; adjoining ones as one."""
    spans: Spans = []
    begin = stop = -1
    for end in ends:
        if end - 1 <= stop:
            continue
        low = data.rfind(b"\n", 0, end - 1) + 1
        high = data.find(b"\n", end - 1)
        high = high if high >= 0 else len(data)
        if stop >= 0 and low <= stop + 1:
            stop = high
            continue
        if stop >= 0:
            spans.append((begin, stop))
        begin, stop = low, high
    if stop >= 0:
        spans.append((begin, stop))
    return spans


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
    bits = sum(1 << each for each in frozenset(some))
    return any(taken(*each) & bits for each in _leaves(_parser.parse(pattern)))


def has_digit(pattern: bytes) -> bool:
    """Whether every match holds a digit."""
    return _needs(_parser.parse(pattern), _DIGITS)


def has_letter(pattern: bytes) -> bool:
    """Whether every match holds a letter, or a byte of a sign beyond ASCII."""
    return _needs(_parser.parse(pattern), _LETTERS)


def _needs(parts: Any, some: int) -> bool:
    """Whether every match holds one of some bytes, one bit each."""
    for operator, told in parts:
        if operator in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
            if told[0] > 0 and _needs(told[2], some):
                return True
        elif operator is _constants.BRANCH:
            if all(_needs(each, some) for each in told[1]):
                return True
        elif operator is _constants.SUBPATTERN:
            if _needs(told[3], some):
                return True
        elif operator in (_constants.IN, _constants.LITERAL) and not taken(operator, told) & ~some:
            return True
    return False


def _leaves(parts: Any) -> Iterable[tuple[Any, Any]]:
    for operator, told in parts:
        if operator in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
            yield from _leaves(told[2])
        elif operator is _constants.BRANCH:
            for each in told[1]:
                yield from _leaves(each)
        elif operator is _constants.SUBPATTERN:
            yield from _leaves(told[3])
        elif operator is not _constants.AT:
            yield operator, told
