"""What a line holds wherever some pattern matches in it: a few short marks that most lines have not.

A mark is searched many times faster than the patterns that it stands for: all marks of a text are one small automaton, which tells a line
once. Whether every match of a pattern holds a mark is worked out here, from the pattern; nothing is taken on trust.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

MARKS = (
    rb"@[-0-9A-Za-z]",
    rb"\+\d",
    rb"\d\.\d{1,3}\.\d",
    rb":[0-9A-Fa-f]{0,4}:",
    rb"-[0-9A-Fa-f]{2}-",
    rb"\d(?:[ ./()-]{0,2}\d){4}",
    rb"[A-Z]\d[A-Z]? ?\d",
    rb"[A-Z]\d[0-9A-Z]\.",
    rb"\d [A-Z]",
    rb"[0-9A-Z]{10}",
)
"""Rarest first. Lower-case letters, spaces and single digits are in most lines of most texts."""
_MANY = 500
"""States up to which a question is followed; beyond, the answer is no."""
_LONGEST = 64
"""Repetitions beyond which nothing new is learned: no mark is as long."""
_EVERY = (1 << 256) - 1
_LETTERS = tuple((1 << low | 1 << (low - 32)) for low in range(ord("a"), ord("z") + 1))


def mark_of(pattern: bytes) -> bytes | None:
    """The first mark that every match of a pattern holds."""
    parsed = _parser.parse(pattern)
    return next((mark for mark in MARKS if _holds(parsed, mark)), None)


def taken(operator: Any, told: Any, *, caseless: bool = False) -> int:
    """The bytes that a part of a pattern takes, one bit each; all of them for what is not known."""
    if operator in (_constants.LITERAL, _constants.NOT_LITERAL):
        bits: int = 1 << told
    elif operator is _constants.ANY:
        return _EVERY ^ 1 << 0x0A
    elif operator is _constants.IN:
        bits = _members(told)
    else:
        return _EVERY
    if caseless:
        for both in _LETTERS:
            if bits & both:
                bits |= both
    negated = operator is _constants.NOT_LITERAL or (operator is _constants.IN and told[0][0] is _constants.NEGATE)
    return _EVERY ^ bits if negated else bits


def _members(told: Any) -> int:
    bits = 0
    for operator, value in told:
        if operator is _constants.LITERAL:
            bits |= 1 << value
        elif operator is _constants.RANGE:
            bits |= (1 << (value[1] + 1)) - (1 << value[0])
        elif operator is _constants.CATEGORY:
            bits |= _category(value)
    return bits


@cache
def _category(category: Any) -> int:
    letter = {
        _constants.CATEGORY_DIGIT: rb"\d",
        _constants.CATEGORY_NOT_DIGIT: rb"\D",
        _constants.CATEGORY_SPACE: rb"\s",
        _constants.CATEGORY_NOT_SPACE: rb"\S",
        _constants.CATEGORY_WORD: rb"\w",
        _constants.CATEGORY_NOT_WORD: rb"\W",
    }[category]
    return sum(1 << byte for byte in range(256) if re.match(letter, bytes((byte,))))


class _Automaton:
    """Follows a mark through what a pattern takes. A state is a number: bit n says that the n-th part of some way to write the mark was
    just taken. `kinds` are bytes that the mark does not tell apart, with the parts that take them."""

    def __init__(self, mark: bytes) -> None:
        self.starts = self.ends = 0
        parts: list[int] = []
        for sequence in _sequences(_parser.parse(mark)):
            self.starts |= 1 << len(parts)
            parts.extend(sequence)
            self.ends |= 1 << (len(parts) - 1)
        kinds: dict[int, int] = {}
        for byte in range(256):
            taking = sum(1 << place for place, bits in enumerate(parts) if bits >> byte & 1)
            kinds[taking] = kinds.get(taking, 0) | 1 << byte
        self.kinds = tuple((bits, taking) for taking, bits in kinds.items())

    def step(self, states: frozenset[int], bits: int) -> frozenset[int]:
        """The states after one of these bytes; those in which the mark was seen are left out."""
        kinds = [taking for kind, taking in self.kinds if kind & bits]
        reached = {((state << 1) | self.starts) & taking for state in states for taking in kinds}
        return _least(state for state in reached if not state & self.ends)


def _least(states: Iterable[int]) -> frozenset[int]:
    """Without states that see the mark wherever another one does."""
    kept: list[int] = []
    for state in sorted(states, key=int.bit_count):
        if not any(other & state == other for other in kept):
            kept.append(state)
    return frozenset(kept)


@cache
def _automaton(mark: bytes) -> _Automaton:
    return _Automaton(mark)


def _sequences(parts: Any) -> list[tuple[int, ...]]:
    """All ways to write a mark, which has no endless repetition."""
    ways: list[tuple[int, ...]] = [()]
    for operator, told in parts:
        if operator is _constants.MAX_REPEAT:
            body = _sequences(told[2])
            times: list[list[tuple[int, ...]]] = [[()]]
            for _ in range(told[1]):
                times.append([each + more for each in times[-1] for more in body])
            tails = [each for count in times[told[0] :] for each in count]
        elif operator is _constants.SUBPATTERN:
            tails = _sequences(told[3])
        else:
            tails = [(taken(operator, told),)]
        ways = [each + tail for each in ways for tail in tails]
    return ways


class _TooManyError(Exception):
    """The question is not followed any further."""


def _holds(parsed: Any, mark: bytes) -> bool:
    """Whether every match holds the mark."""
    try:
        return not _after(parsed, _automaton(mark), frozenset((0,)), caseless=False)
    except _TooManyError:
        return False


def _after(parts: Any, automaton: _Automaton, states: frozenset[int], *, caseless: bool) -> frozenset[int]:
    """The states in which the mark was not seen yet, after these parts."""
    for operator, told in parts:
        if not states:
            break
        if operator is _constants.AT:
            continue
        if operator in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
            states = _repeated(told, automaton, states, caseless=caseless)
        elif operator is _constants.SUBPATTERN:
            _, on, off, body = told
            within = (caseless or bool(on & re.IGNORECASE)) and not off & re.IGNORECASE
            states = _after(body, automaton, states, caseless=within)
        elif operator is _constants.BRANCH:
            states = _least(state for each in told[1] for state in _after(each, automaton, states, caseless=caseless))
        else:
            states = automaton.step(states, taken(operator, told, caseless=caseless))
        if len(states) > _MANY:
            raise _TooManyError
    return states


def _repeated(told: Any, automaton: _Automaton, states: frozenset[int], *, caseless: bool) -> frozenset[int]:
    least, most, body = told
    for _ in range(min(least, _LONGEST)):
        states = _after(body, automaton, states, caseless=caseless)
    if least >= _LONGEST:
        most = _constants.MAXREPEAT
    reached = states
    for _ in range(min(most - least if most is not _constants.MAXREPEAT else _LONGEST, _LONGEST)):
        states = _after(body, automaton, states, caseless=caseless)
        more = _least((*reached, *states))
        if more == reached:
            break
        reached = more
    return reached
