"""Of matches that overlap, the most certain, then the longest, then the one that owes most protection.

A match is confirmed only when nothing that is more certain stands in its place: most matches never are, which saves most of the time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from heapq import heapify, heappop, heappush

from modelkeep.engines.classify.compiled import WORD, Compiled, Use, spellings
from modelkeep.engines.classify.context import is_glued, neighbours, stands_near
from modelkeep.engines.classify.finders import Found

Chosen = tuple[int, int, float, bool, Use]
"""Start, end, confidence, whether a keyword stands near, and what it is."""
_Bound = tuple[float, Use, bool]
"""The most certain that a match can be as something, and whether it takes a keyword."""
_Match = tuple[int, int, int, Sequence[_Bound]]
_Entry = tuple[float, int, tuple[int, int, str], int, int, int, Chosen | None, int, Sequence[_Bound]]


class Judge:
    """Chooses among matches."""

    def __init__(self, compiled: Compiled) -> None:
        self._free = compiled.free
        self._near = tuple(_bounds(uses, near=True) for uses in compiled.uses)
        self._alone = tuple(_bounds(uses, near=False) for uses in compiled.uses)
        self._place = (-1, -1)
        self._text = b""
        self._near_words: list[bytes] = []
        """What stands near the match that was looked at last, and where that is."""
        self._words = {use: _whole_words(use) for uses in compiled.uses for use in uses}

    def chosen(self, data: bytes, found: Sequence[Found], near: Sequence[tuple[int, int]]) -> list[Chosen]:
        """Of matches, sorted, what they are; `near` is where keywords may stand near. Sorted, too, and without overlaps."""
        chosen: list[Chosen] = []
        self._place = (-1, -1)
        regions = iter((*near, (len(data), len(data) + 1)))
        low, high = next(regions)
        group: list[_Match] = []
        reach = 0
        for start, end, number in found:
            while high < start:
                low, high = next(regions)
            bounds = self._near[number] if low <= start else self._alone[number]
            if not bounds:
                continue
            if start >= reach and group:
                self._settle(data, group, chosen)
                group = []
            group.append((start, end, number, bounds))
            if end > reach:
                reach = end
        if group:
            self._settle(data, group, chosen)
        return chosen

    def _settle(self, data: bytes, group: Sequence[_Match], chosen: list[Chosen]) -> None:
        """Add what is chosen of matches that overlap: mostly the first, which all others overlap."""
        first = group[0] if len(group) == 1 else min(group, key=_rank)
        start, end, number, bounds = first
        for other in group:
            if other[0] >= end or other[1] <= start:
                break
        else:
            glued = not self._free[number] and is_glued(data, start, end)
            told = None if glued else self._told(data, start, end, bounds[0])
            if told is not None and told[2] == bounds[0][0]:
                chosen.append(told)
                return
            if len(group) == 1 and (glued or (told is None and len(bounds) == 1)):
                return
        self._contend(data, group, chosen)

    def _contend(self, data: bytes, group: Sequence[_Match], chosen: list[Chosen]) -> None:
        """Add what is chosen of matches that overlap, one after the other, the most certain first."""
        heap: list[_Entry] = []
        for start, end, number, bounds in group:
            bound, use, _ = bounds[0]
            heap.append((-bound, start - end, use.order, start, number, 0, None, end, bounds))
        heapify(heap)
        taken: list[Chosen] = []
        starts: list[int] = []
        while heap:
            best = heappop(heap)
            place = bisect_left(starts, best[7])
            if place and taken[place - 1][1] > best[3]:
                continue  # something more certain stands there
            told = best[6] or self._confirmed(data, best, heap)
            if told is not None:
                taken.insert(place, told)
                starts.insert(place, told[0])
        chosen.extend(taken)

    def _confirmed(self, data: bytes, best: _Entry, heap: list[_Entry]) -> Chosen | None:
        """What a match is, where it is as certain as it can be. Where it is less, that and what else it can be have to wait."""
        bound, size, _, start, number, at, _, end, bounds = best
        if at == 0 and not self._free[number] and is_glued(data, start, end):
            return None
        told = self._told(data, start, end, bounds[at])
        if told is not None and told[2] == -bound:
            return told
        if told is not None:
            heappush(heap, (-told[2], size, told[4].order, start, number, at, told, end, bounds))
        if at + 1 < len(bounds):
            more, use, _ = bounds[at + 1]
            heappush(heap, (-more, size, use.order, start, number, at + 1, None, end, bounds))
        return None

    def _told(self, data: bytes, start: int, end: int, bound: _Bound) -> Chosen | None:
        """How certain a match is as something; None for not at all."""
        _, use, asked = bound
        keyword = False
        if asked:
            if self._place != (start, end):
                self._place = (start, end)
                self._text = neighbours(data, start, end)
                self._near_words = self._text.translate(WORD).split()
            keyword = not self._words[use].isdisjoint(self._near_words) or self._stands_near(use)
        confidence = use.shape.near if keyword else use.shape.alone
        if confidence == 0:
            return None
        value = data[start:end]
        if (use.validate is not None and not use.validate(value)) or use.is_denied(value):
            return None
        return start, end, confidence, keyword, use

    def _stands_near(self, use: Use) -> bool:
        return stands_near(use, (self._text.lower(), frozenset(self._near_words)))


def _rank(match: _Match) -> tuple[float, int, tuple[int, int, str], int, int]:
    start, end, number, bounds = match
    bound, use, _ = bounds[0]
    return -bound, start - end, use.order, start, number


def _bounds(uses: Sequence[Use], *, near: bool) -> tuple[_Bound, ...]:
    """What a match of a pattern can be, the most certain first."""
    bounds: list[_Bound] = []
    for use in uses:
        asked = near and use.shape.near > use.shape.alone and bool(use.words or use.substrings)
        bound = use.shape.near if asked else use.shape.alone
        if bound > 0:
            bounds.append((bound, use, asked))
    return tuple(sorted(bounds, key=lambda each: (-each[0], each[1].order)))


def _whole_words(use: Use) -> frozenset[bytes]:
    """Keywords that are one word: where it stands, the keyword does."""
    words = {each.encode().lower() for told in use.identifier.keywords for each in spellings(told)}
    return frozenset(each for each in words & use.words if each.translate(WORD) == each and b" " not in each)
