"""Conditions put in order: alternatives of facts, without those that contradict themselves, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from modelkeep.engines.access.conditions import Compared, Over, Present
from modelkeep.engines.access.expressions import All, Any, Atom, Expression, Not
from modelkeep.engines.access.operators import network, number, within
from modelkeep.engines.access.patterns import covers, overlaps
from modelkeep.engines.access.statements import ResourceWithin

Fact = tuple[Atom, bool]
"""An atom and whether it holds."""

Alternative = frozenset[Fact]

TOO_MANY = 256
"""More alternatives than this are not spelt out."""


class TooManyAlternativesError(Exception):
    """The condition is true of some requests, as far as anybody can tell in reasonable time."""


def alternatives(expression: Expression) -> tuple[Alternative, ...]:
    """The ways in which an expression can hold; none where it cannot, an empty alternative where it always does.

    Raises TooManyAlternativesError.
    """
    if isinstance(expression, bool):
        return (frozenset(),) if expression else ()
    found = _expanded(expression)
    return tuple(sorted(_absorbed(_merged(found)), key=lambda each: (len(each), told_alternative(each))))


def _expanded(expression: Expression) -> set[Alternative]:
    if isinstance(expression, bool):
        return {frozenset()} if expression else set()
    if isinstance(expression, Any):
        found: set[Alternative] = set()
        for each in expression.of:
            found |= _expanded(each)
        return _bounded(found)
    if isinstance(expression, All):
        product: set[Alternative] = {frozenset()}
        for each in sorted(expression.of, key=lambda part: isinstance(part, Any)):
            more = _expanded(each)
            joined = {one | other for one in product for other in more}
            product = _absorbed({each for each in joined if is_possible(each)})
            _bounded(product)
        return product
    literal: Fact = (expression.of, False) if isinstance(expression, Not) else (expression, True)
    alone = frozenset({literal})
    return {alone} if is_possible(alone) else set()


def _bounded(found: set[Alternative]) -> set[Alternative]:
    if len(found) > TOO_MANY:
        raise TooManyAlternativesError
    return found


def _absorbed(found: set[Alternative]) -> set[Alternative]:
    """Without those that ask for more than another."""
    return {each for each in found if not any(other < each for other in found)}


def _merged(found: set[Alternative]) -> set[Alternative]:
    """Two that differ in whether one fact holds are one without it."""
    changed = True
    while changed:
        changed = False
        for one, other in combinations(found, 2):
            differing = one ^ other
            if len(differing) == 2 and len({atom for atom, _ in differing}) == 1:
                found = (found - {one, other}) | {one & other}
                changed = True
                break
    return found


def is_possible(facts: Alternative) -> bool:
    """Whether some request may satisfy all facts. True where that cannot be told."""
    by_key: dict[str, list[tuple[Compared, bool]]] = {}
    present: dict[str, bool] = {}
    within_patterns: list[tuple[ResourceWithin, bool]] = []
    for atom, holds in facts:
        if (atom, not holds) in facts:
            return False
        if isinstance(atom, Compared):
            if atom.over is Over.ONE:
                by_key.setdefault(atom.lower_key, []).append((atom, holds))
        elif isinstance(atom, Present):
            present[atom.key] = holds
        elif isinstance(atom, ResourceWithin):
            within_patterns.append((atom, holds))
    if any(not _key_is_possible(compared, present.get(key)) for key, compared in by_key.items()):
        return False
    return _resources_are_possible(within_patterns)


def _resources_are_possible(facts: list[tuple[ResourceWithin, bool]]) -> bool:
    inside = [atom.pattern for atom, holds in facts if holds]
    outside = [atom.pattern for atom, holds in facts if not holds]
    if any(not overlaps(one, other) for one, other in combinations(inside, 2)):
        return False
    return not any(covers(one, other) for one in outside for other in inside)


def _key_is_possible(facts: list[tuple[Compared, bool]], present: bool | None) -> bool:
    wanted = [atom for atom, holds in facts if holds]
    refused = [atom for atom, holds in facts if not holds]
    if not wanted:
        return present is not True or not refused or _some_value_is_left(refused)
    if present is False:
        return False
    exact = next((atom for atom in wanted if all(atom.positive.literal(each) for each in atom.wanted)), None)
    if exact is not None:
        return any(
            all(atom.holds(value) for atom in wanted) and not any(atom.holds(value) for atom in refused)
            for value in exact.wanted
        )
    return _patterns_meet(wanted, refused) and _ranges_meet(wanted, refused) and _numbers_meet(wanted)


def _some_value_is_left(refused: list[Compared]) -> bool:
    """A boolean that is there is true or false."""
    values = {each.lower() for atom in refused if atom.operator == "Bool" for each in atom.wanted}
    return not {"true", "false"} <= values


def _patterns_meet(wanted: list[Compared], refused: list[Compared]) -> bool:
    likes = [atom for atom in wanted if atom.operator == "StringLike"]
    for one, other in combinations(likes, 2):
        if not any(overlaps(mine, theirs) for mine in one.wanted for theirs in other.wanted):
            return False
    never = [each for atom in refused if atom.operator == "StringLike" for each in atom.wanted]
    return not any(all(any(covers(no, each) for no in never) for each in atom.wanted) for atom in likes)


def _ranges_meet(wanted: list[Compared], refused: list[Compared]) -> bool:
    ranges = [atom for atom in wanted if atom.operator == "IpAddress"]
    never = [each for atom in refused if atom.operator == "IpAddress" for each in atom.wanted]
    if any(all(any(_inside(each, no) for no in never) for each in atom.wanted) for atom in ranges):
        return False
    return all(any(_share(a, b) for a in one.wanted for b in other.wanted) for one, other in combinations(ranges, 2))


def _inside(inner: str, outer: str) -> bool:
    mine, theirs = network(inner), network(outer)
    return mine is not None and theirs is not None and within(mine, theirs)


def _share(one: str, other: str) -> bool:
    return _inside(one, other) or _inside(other, one)


def _numbers_meet(wanted: list[Compared]) -> bool:
    below = [value for atom in wanted if "LessThan" in atom.operator for value in _greatest(atom)]
    above = [value for atom in wanted if "GreaterThan" in atom.operator for value in _least(atom)]
    return not below or not above or min(below) >= max(above)


def _greatest(atom: Compared) -> Iterator[float]:
    found = [value for value in map(number, atom.wanted) if value is not None]
    if found and len(found) == len(atom.wanted):
        yield float(max(found))


def _least(atom: Compared) -> Iterator[float]:
    found = [value for value in map(number, atom.wanted) if value is not None]
    if found and len(found) == len(atom.wanted):
        yield float(min(found))


def told_alternative(facts: Iterable[Fact]) -> str:
    """One alternative, in words."""
    return " and ".join(sorted(atom.told(holds) for atom, holds in facts))


def told(found: Iterable[Alternative]) -> str:
    """All alternatives, in words."""
    texts = [told_alternative(each) for each in found]
    if len(texts) == 1:
        return texts[0]
    return ", or ".join(f"({text})" if " and " in text else text for text in texts)
