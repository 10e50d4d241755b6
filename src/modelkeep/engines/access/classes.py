"""Principals in classes: sets of them for which the same is granted and the same denied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from modelkeep.engines.access.expressions import Expression, all_of, any_of
from modelkeep.engines.access.principals import Named

Bits = int
"""A set of an account's identities, by their position."""

Parts = dict[Expression, Bits]
"""Who falls under which expression: disjoint sets. Who is in none falls under False."""

Part = tuple[Expression, Bits]
"""An expression and those for whom it counts. Parts of a list may overlap: then any of them is enough."""


@dataclass(slots=True)
class Layers:
    """What the layers say. `levels` are those of the organisation: each has to allow."""

    everybody: Bits
    own: list[Part] = field(default_factory=list)
    boundary: list[Part] = field(default_factory=list)
    resource: dict[Named, list[Part]] = field(default_factory=dict)
    levels: list[list[Part]] = field(default_factory=list)
    denies: list[Part] = field(default_factory=list)

    def candidates(self, *, at_home: bool) -> Bits:
        """Who may be granted it at all, and is not denied for certain."""
        own = union(who for _, who in self.own)
        direct = {how: union(who for _, who in parts) for how, parts in self.resource.items()}
        found = own | direct.get(Named.SELF, 0) | direct.get(Named.ROLE, 0) if at_home else own & union(direct.values())
        return found & ~union(who for expression, who in self.denies if expression is True)

    def classes(
        self, candidates: Bits, *, at_home: bool, decides_itself: bool
    ) -> Iterator[tuple[Bits, Expression, Expression]]:
        """The candidates in classes for which the same holds: what is granted, and what is denied."""
        lists = [self.own, self.boundary, self.denies, *(self.resource.get(how, []) for how in _HOW), *self.levels]
        for who, words in _refined(candidates, lists):
            own, boundary, denied, as_self, as_role, as_account, *levels = words
            limited = all_of((own, boundary))
            if at_home:
                if decides_itself:
                    limited = all_of((limited, any_of((as_account, as_self))))
                granted = any_of((limited, as_self, all_of((as_role, boundary))))
            else:
                granted = all_of((limited, any_of((as_self, as_role, as_account))))
            yield who, all_of((granted, *levels)), denied


_HOW = (Named.SELF, Named.ROLE, Named.ACCOUNT)


def _refined(candidates: Bits, lists: list[list[Part]]) -> Iterator[tuple[Bits, tuple[Expression, ...]]]:
    """Sets of candidates, each with one expression for each list of parts: any of those that count for the set."""
    classes: list[tuple[Bits, tuple[Expression, ...]]] = [(candidates, ())] if candidates else []
    for parts in lists:
        pieces = _disjoint(candidates, parts)
        classes = [
            (who & piece, (*words, expression))
            for who, words in classes
            for expression, piece in pieces.items()
            if who & piece
        ]
    return iter(classes)


def _disjoint(everybody: Bits, parts: list[Part]) -> Parts:
    """Disjoint sets that together are everybody, each with what holds for it."""
    certain = union(who for expression, who in parts if expression is True) & everybody
    found: Parts = {False: everybody & ~certain}
    for expression, who in parts:
        if expression is True or not who & everybody & ~certain:
            continue
        split: Parts = {}
        for known, those in found.items():
            for word, piece in ((known, those & ~who), (any_of((known, expression)), those & who)):
                if piece:
                    split[word] = split.get(word, 0) | piece
        found = split
    if certain:
        found[True] = found.get(True, 0) | certain
    return found


def bits(positions: Iterable[int], size: int) -> Bits:
    """A set from positions below `size`."""
    found = bytearray(size // 8 + 1)
    for at in positions:
        found[at >> 3] |= 1 << (at & 7)
    return int.from_bytes(found, "little")


def union(sets: Iterable[Bits]) -> Bits:
    """All that are in any of the sets."""
    found = 0
    for each in sets:
        found |= each
    return found


def places(who: Bits) -> Iterator[int]:
    """The positions in a set, in order."""
    while who:
        lowest = who & -who
        yield lowest.bit_length() - 1
        who ^= lowest
