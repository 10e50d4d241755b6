"""The identifiers in a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from modelkeep.core.data import Hit
from modelkeep.engines.classify.compiled import WORD, Compiled, Use
from modelkeep.engines.classify.finders import Finder, finder

PROXIMITY = 30
"""Characters on both sides within which a keyword counts, as Macie has it."""
_GLUE = frozenset(b"._-/\\+:@&=%#")
_ALNUM = frozenset(each for each in range(128) if chr(each).isalnum()) | frozenset(range(0x80, 0x100))
_COLON, _DIGITS = ord(":"), b"0123456789"
_ENDS = (b'",', b"',", b";", b"|", b"\t", b"{", b"}", b"\n\n", b"\0")
"""Where a value's neighbour begins, so that what is said of the one is not said of the other."""
Candidate = tuple[int, int, float, bool, Use]


class TextScanner:
    """Finds identifiers in bytes of UTF-8. Not to be shared by threads."""

    def __init__(self, compiled: Compiled, engine: str = "") -> None:
        self.compiled = compiled
        self.finder: Finder = finder(compiled.patterns, engine)

    def scan(self, data: bytes) -> list[Hit]:
        """All identifiers in a text, sorted; none overlaps another."""
        return [
            Hit(start, end, use.identifier.id, confidence, keyword)
            for start, end, confidence, keyword, use in _best(self._candidates(data))
        ]

    def _candidates(self, data: bytes) -> Iterator[Candidate]:
        uses, free = self.compiled.uses, self.compiled.free
        for start, end, number in self.finder.find(data):
            if not free[number] and is_glued(data, start, end):
                continue
            near: tuple[bytes, frozenset[bytes]] | None = None
            value = data[start:end]
            for use in uses[number]:
                shape = use.shape
                if use.validate is not None and not use.validate(value):
                    continue
                keyword = False
                if shape.near > shape.alone and (use.words or use.substrings):
                    if near is None:
                        near = context(data, start, end)
                    keyword = stands_near(use, near)
                confidence = shape.near if keyword else shape.alone
                if confidence > 0 and not use.is_denied(value):
                    yield start, end, confidence, keyword, use


def is_glued(data: bytes, start: int, end: int) -> bool:
    """The match is a part of something longer: of a UUID, a version, a path, a number with a fraction."""
    if start >= 2 and data[start - 1] in _GLUE and data[start - 2] in _ALNUM:
        return data[start - 1] not in b":=" or (data[start - 1] == _COLON and data[start - 2] in _DIGITS)
    return end + 1 < len(data) and data[end] in b"._-/\\:@" and data[end + 1] in _ALNUM


def context(data: bytes, start: int, end: int) -> tuple[bytes, frozenset[bytes]]:
    """What stands near, in lower case, and its words."""
    before = data[max(0, start - PROXIMITY) : start]
    if not before.isascii():
        before = data[max(0, start - 3 * PROXIMITY) : start].decode("utf-8", "ignore")[-PROXIMITY:].encode()
    after = data[end : end + PROXIMITY]
    if not after.isascii():
        after = data[end : end + 3 * PROXIMITY].decode("utf-8", "ignore")[:PROXIMITY].encode()
    for mark in _ENDS:
        at = before.rfind(mark)
        if at >= 0:
            before = before[at + len(mark) :]
        at = after.find(mark)
        if at >= 0:
            after = after[:at]
    at = after.find(b"\n")
    text = (before + b"  " + (after if at < 0 else after[:at])).lower()
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
