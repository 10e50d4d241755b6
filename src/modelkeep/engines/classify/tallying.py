"""What is known of the shapes and the form of values in one column while it is read. It does not depend on the pieces in which it comes.

Each value is judged until `ENOUGH` are confirmed; from then on one in `EVERY`, by its number in the column, which stands for those
around it: so what a column is found to hold costs little more, and its count is what the values all through it come to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from modelkeep.engines.classify.compiled import Use
from modelkeep.engines.classify.context import context, stands_near
from modelkeep.engines.classify.subjects import Keeper, Kept

ENOUGH = 100
"""Values that are confirmed, one by one, before one in `EVERY` is."""
EVERY = 31
"""A prime: values that come in turns are all met."""
LOOKED = 1_000
"""Values whose form is looked at, before one in `EVERY` is, in a column whose name tells what it holds."""
FEW = 20
"""Candidates up to which each is believed by itself; of more, `MOST` have to be valid."""
ALIKE = 5
"""Values from which on a column tells by itself what they are, where `NEARLY` all of them are valid."""
NEARLY = 0.95
MOST = 0.5
"""Of random numbers a tenth keeps to a checksum of one digit: a column in which most candidates fail it holds something else."""


@dataclass(slots=True)
class Tally:
    """What is known of one shape in one column. `named` says that the column's name is a keyword of it."""

    use: Use
    named: bool
    plain: float = 0.0
    """The confidence in a value without a keyword near."""
    near: float = 0.0
    """That in a value with one; 0 where none counts."""
    tried: int = 0
    """Candidates that are whole values, and had to be validated."""
    confirmed: int = 0
    inside: int = 0
    """Those of the confirmed that are parts of longer texts."""
    confidence: float = 0.0
    first: tuple[int, int, int] = (0, 0, 0)
    value: bytes = b""
    spans: Keeper = field(default_factory=list[Kept])
    settled: int = -1
    """The number of the value with which enough were confirmed; -1 before."""
    later: int = 0
    later_tried: int = 0
    """Of those that were judged from then on: confirmed, and tried."""
    believed: bool = False
    """When enough were confirmed, they were no chance."""

    def __post_init__(self) -> None:
        use, shape = self.use, self.use.shape
        self.plain = shape.near if self.named else shape.alone
        if (use.words or use.substrings) and shape.near > self.plain:
            self.near = shape.near

    def confidence_in(self, value: bytes, start: int, end: int, *, whole: bool) -> float:
        """In a candidate that is not validated yet; no keyword can stand in a value that is nothing else."""
        if whole or not self.near or not stands_near(self.use, context(value, start, end)):
            return self.plain
        return self.near

    def is_valid(self, value: bytes) -> bool:
        """What the shape's validator says."""
        use = self.use
        return (use.validate is None or use.validate(value)) and not use.is_denied(value)

    @property
    def judged(self) -> float:
        """The confidence in all of them: one number of forty looks like a card's, five of five do not by chance."""
        tried, valid = self.tried + self.later_tried, self.confirmed + self.later - self.inside
        if self.use.shape.alike and tried >= ALIKE and valid >= NEARLY * tried:
            return max(self.confidence, self.use.shape.alike)
        return self.confidence

    def matched(self, values: int) -> int:
        """How many there are in so many values: those before it was settled, and what the later ones come to."""
        return self.confirmed + self._all(values, self.later, self.confirmed)

    def is_chance(self, values: int) -> bool:
        """So few of the values are valid that they may well be so by chance."""
        tried = self.tried + self._all(values, self.later_tried, self.tried)
        return tried > FEW and self.matched(values) < MOST * tried

    def _all(self, values: int, later: int, before: int) -> int:
        return 0 if self.settled < 0 else scaled(values, self.settled, later, before)


def scaled(values: int, last: int, later: int, before: int) -> int:
    """What `later` of those that were judged behind a value come to for all behind it; `before` were counted up to it."""
    left = values - 1 - last
    judged = (values - 1) // EVERY - last // EVERY
    return (2 * left * later + judged) // (2 * judged) if judged else left * before // (last + 1)


class Group:
    """The shapes of one pattern in one column."""

    __slots__ = ("certain", "is_near", "is_open", "is_settled", "tallies")

    def __init__(self, tallies: list[Tally]) -> None:
        self.tallies = tallies
        self.certain = 0.0
        """The confidence of what is settled and no chance: what is less certain of the same values is not asked any more."""
        self._look()

    def _look(self) -> None:
        unsettled = [each for each in self.tallies if each.settled < 0]
        self.is_open = any(each.plain >= self.certain and each.plain > 0 for each in unsettled)
        self.is_near = any(each.near >= self.certain and each.near > 0 for each in unsettled)
        self.is_settled = len(unsettled) < len(self.tallies)

    def weigh(self, value: bytes, start: int, end: int, number: int, enough: int) -> list[Tally]:
        """Judge a match in a value, by its number in the column; gives those that are confirmed by it and not settled before."""
        whole = start == 0 and end == len(value)
        is_judged = number % EVERY == 0
        found: list[Tally] = []
        for tally in self.tallies:
            settled = tally.settled >= 0
            if settled and (not is_judged or number == tally.settled):
                continue
            confidence = tally.confidence_in(value, start, end, whole=whole)
            if confidence == 0 or (confidence < self.certain and not settled):
                continue
            if settled:
                tally.later_tried += whole
                tally.later += tally.is_valid(value[start:end])
                continue
            tally.tried += whole
            if tally.is_valid(value[start:end]):
                tally.confidence = max(tally.confidence, confidence)
                tally.confirmed += 1
                tally.inside += not whole
                found.append(tally)
                if tally.confirmed >= enough:
                    self._settle(tally, number)
        return found

    def _settle(self, tally: Tally, number: int) -> None:
        tally.settled = number
        tally.believed = tally.inside > 0 or not (tally.tried > FEW and tally.confirmed < MOST * tally.tried)
        if tally.believed:
            self.certain = max(self.certain, tally.confidence)
        self._look()


@dataclass(slots=True)
class Look:
    """How many values of a column look like an identifier that its name tells."""

    matches: Callable[[bytes], object]
    judged: int = 0
    matched: int = 0
    later: int = 0
    first: int = -1
    value: bytes = b""
    spans: Keeper = field(default_factory=list[Kept])

    def count(self, values: int, looked: int) -> int:
        """How many of so many values, of which the first `looked` were all looked at."""
        return self.matched + (scaled(values, looked - 1, self.later, self.matched) if values > looked else 0)
