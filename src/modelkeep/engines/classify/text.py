"""The identifiers in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from modelkeep.core.data import Hit
from modelkeep.engines.classify.compiled import WORD, Compiled, Use
from modelkeep.engines.classify.finders import Finder, Found, finder, is_there

if TYPE_CHECKING:
    from modelkeep.engines.classify.finders.databases import Kept
    from modelkeep.engines.classify.occurring import Occurring
    from modelkeep.engines.classify.picking import LinePicker

PROXIMITY = 30
"""Characters on both sides within which a keyword counts, as Macie has it."""
_GLUE = frozenset(b"._-/\\+:@&=%#")
_ALNUM = frozenset(each for each in range(128) if chr(each).isalnum()) | frozenset(range(0x80, 0x100))
_COLON, _DIGITS = ord(":"), b"0123456789"
_FIRST, _LAST = re.compile(rb"^[0-9A-Za-z\x80-\xff]+"), re.compile(rb"[0-9A-Za-z\x80-\xff]+$")
"""Words that are cut."""
_ENDS = (b'",', b"',", b";", b"|", b"\t", b"{", b"}", b"\n\n", b"\0")
"""Where a value's neighbour begins, so that what is said of the one is not said of the other."""
Candidate = tuple[int, int, float, bool, Use]


class TextScanner:
    """Finds identifiers in bytes of UTF-8. Not to be shared by threads."""

    def __init__(self, compiled: Compiled, engine: str = "") -> None:
        self.compiled = compiled
        self._engine = engine
        self._picker: LinePicker | None = None
        self._alone = frozenset(
            number for number, uses in enumerate(compiled.uses) if any(use.shape.alone > 0 for use in uses)
        )
        self._some: dict[tuple[int, ...], Some] = {}
        numbers: Sequence[int] = range(len(compiled.patterns))
        if engine in ("", "hyperscan") and is_there("hyperscan"):
            from modelkeep.engines.classify.picking import LinePicker, spans_lines

            self._picker = LinePicker(compiled)
            numbers = [number for number in numbers if spans_lines(compiled.patterns[number])]
        self._whole = self.only(numbers)

    @cached_property
    def occurring(self) -> Occurring:
        """What finds all patterns in many values."""
        from modelkeep.engines.classify.occurring import Occurring

        return Occurring(self.compiled, self._engine)

    def only(self, numbers: Sequence[int]) -> Some:
        """What finds some of the patterns, in a whole text."""
        key = tuple(numbers)
        found = self._some.get(key)
        if found is None:
            found = self._some[key] = Some(self.compiled.patterns, key, self._engine, self.compiled.kept)
        return found

    def search(self, data: bytes) -> tuple[Sequence[Found], Sequence[tuple[int, int]]]:
        """All matches that say something alone or stand near a keyword, and maybe others, sorted; and where keywords may be near."""
        found = self._whole.find(data)
        if self._picker is None:
            return found, ((0, len(data)),)
        picked = self._picker.pick(data)
        near = [(0, len(data))] if found else picked.near
        found.extend(self.only(self._picker.alone).within(data, picked.alone))
        for topic, spans in picked.topics.items():
            found.extend(self.only(self._picker.topics[topic]).within(data, spans))
        found.sort()
        return found, near

    def scan(self, data: bytes) -> list[Hit]:
        """All identifiers in a text, sorted; none overlaps another."""
        return [
            Hit(start, end, use.identifier.id, confidence, keyword)
            for start, end, confidence, keyword, use in _best(self._candidates(data))
        ]

    def _candidates(self, data: bytes) -> Iterator[Candidate]:
        uses, free, alone = self.compiled.uses, self.compiled.free, self._alone
        found, spans = self.search(data)
        regions = iter((*spans, (len(data), len(data) + 1)))
        low, high = next(regions)
        for start, end, number in found:
            while high < start:
                low, high = next(regions)
            is_near = low <= start
            if (not is_near and number not in alone) or (not free[number] and is_glued(data, start, end)):
                continue
            near = context(data, start, end) if is_near else None
            value = data[start:end]
            for use in uses[number]:
                shape = use.shape
                keyword = near is not None and shape.near > shape.alone and stands_near(use, near)
                confidence = shape.near if keyword else shape.alone
                if confidence == 0 or (use.validate is not None and not use.validate(value)):
                    continue
                if not use.is_denied(value):
                    yield start, end, confidence, keyword, use


class Some:
    """Finds some of all patterns, and tells their numbers among all."""

    def __init__(
        self, patterns: Sequence[bytes], numbers: Sequence[int], engine: str, kept: Kept | None = None
    ) -> None:
        self._numbers = numbers
        self._finder: Finder | None = finder([patterns[each] for each in numbers], engine, kept) if numbers else None

    def find(self, data: bytes) -> list[Found]:
        """All matches, sorted."""
        if self._finder is None:
            return []
        numbers = self._numbers
        return [(start, end, numbers[each]) for start, end, each in self._finder.find(data)]

    def within(self, data: bytes, spans: Sequence[tuple[int, int]]) -> list[Found]:
        """All matches in some lines. No match of these patterns holds a line end."""
        if not spans or self._finder is None:
            return []
        found = self._finder.find(b"\n".join([data[begin:stop] for begin, stop in spans]))
        return _moved(found, self._numbers, spans)


def _moved(found: Sequence[Found], numbers: Sequence[int], picked: Sequence[tuple[int, int]]) -> list[Found]:
    """Matches in lines that were joined, at their offsets in the whole."""
    moved: list[Found] = []
    at = 0
    begin, stop = picked[0]
    ahead = begin
    limit = stop - begin
    for start, end, number in found:
        while start > limit:
            at += 1
            begin, stop = picked[at]
            ahead = begin - limit - 1
            limit += 1 + stop - begin
        moved.append((start + ahead, end + ahead, numbers[number]))
    return moved


def is_glued(data: bytes, start: int, end: int) -> bool:
    """The match is a part of something longer: of a UUID, a version, a path, a number with a fraction."""
    if start >= 2 and data[start - 1] in _GLUE and data[start - 2] in _ALNUM:
        return data[start - 1] not in b":=" or (data[start - 1] == _COLON and data[start - 2] in _DIGITS)
    return end + 1 < len(data) and data[end] in b"._-/\\:@" and data[end + 1] in _ALNUM


def context(data: bytes, start: int, end: int) -> tuple[bytes, frozenset[bytes]]:
    """What stands near, in lower case, and its words."""
    low, high = max(0, start - PROXIMITY), end + PROXIMITY
    before, after = data[low:start], data[end:high]
    if not before.isascii():
        low = max(0, start - 3 * PROXIMITY)
        before = data[low:start].decode("utf-8", "ignore")[-PROXIMITY:].encode()
        low = start - len(before)
    if not after.isascii():
        after = data[end : end + 3 * PROXIMITY].decode("utf-8", "ignore")[:PROXIMITY].encode()
        high = end + len(after)
    if low > 0 and data[low - 1] in _ALNUM:
        before = _FIRST.sub(b"", before)
    if high < len(data) and data[high] in _ALNUM:
        after = _LAST.sub(b"", after)
    for mark in _ENDS:
        at = before.rfind(mark)
        if at >= 0:
            before = before[at + len(mark) :]
        at = after.find(mark)
        if at >= 0:
            after = after[:at]
    at = after.find(b"\n")
    text = (before + data[start : start + 1] + b" " + data[end - 1 : end] + (after if at < 0 else after[:at])).lower()
    return text, frozenset(text.translate(WORD).split())


def stands_near(use: Use, near: tuple[bytes, frozenset[bytes]]) -> bool:
    text, words = near
    if not use.words.isdisjoint(words) and use.keyword(text) is not None:
        return True
    return any(each in text for each in use.substrings)


def _best(candidates: Iterator[Candidate]) -> Iterator[Candidate]:
    """Of candidates that overlap, the most certain, then the longest, then the one that owes most protection."""
    group: list[Candidate] = []
    reach = 0
    for each in candidates:
        if group and each[0] >= reach:
            yield from _chosen(group)
            group = []
        group.append(each)
        reach = max(reach, each[1]) if len(group) > 1 else each[1]
    yield from _chosen(group)


def _chosen(group: Sequence[Candidate]) -> Sequence[Candidate]:
    if len(group) < 2:
        return group
    taken: list[Candidate] = []
    for each in sorted(group, key=lambda each: (-each[2], each[0] - each[1], each[4].order)):
        if all(each[0] >= other[1] or each[1] <= other[0] for other in taken):
            taken.append(each)
    return sorted(taken, key=lambda each: each[0])
