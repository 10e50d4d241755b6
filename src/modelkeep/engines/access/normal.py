"""Conditions put in order: alternatives of facts, without those that contradict themselves, in words.

What contradicts itself is told per key: exact values, patterns, ranges of addresses, numbers and times. Keys that a request may have
several values for contradict nothing here, since each value may fit another fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import combinations

from modelkeep.engines.access.conditions import Compared, Over, Present
from modelkeep.engines.access.expressions import All, Any, Atom, Expression, Not
from modelkeep.engines.access.operators import instant, network, number, within
from modelkeep.engines.access.patterns import covers, overlaps
from modelkeep.engines.access.principals import SessionNamed
from modelkeep.engines.access.statements import ResourceWithin

Fact = tuple[Atom, bool]
"""An atom and whether it holds."""

Alternative = frozenset[Fact]

TOO_MANY = 256
"""More alternatives than this are not spelt out."""
_FEW = 64
"""Up to so many alternatives are made shorter with the help of each other."""
_CHOICES = 500
_STEPS = 20_000
"""How long a way through a condition of many alternatives is looked for."""

_SEVERAL_VALUES = frozenset(
    f"aws:{name}"
    for name in (
        "calledvia",
        "principalorgpaths",
        "principalservicenameslist",
        "resourceorgpaths",
        "sourceorgpaths",
        "tagkeys",
    )
)
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html: multivalued keys of all services."""


class TooManyAlternativesError(Exception):
    """The condition is true of some requests, as far as anybody can tell in reasonable time."""


def alternatives(expression: Expression) -> tuple[Alternative, ...]:
    """The ways in which an expression can hold; none where it cannot, an empty alternative where it always does.

    Raises TooManyAlternativesError.
    """
    if isinstance(expression, bool):
        return (frozenset(),) if expression else ()
    if not isinstance(expression, All | Any):
        alone = frozenset({_fact(expression)})
        return (alone,) if is_possible(alone) else ()
    found = {_tightened(each) for each in _expanded(expression)}
    return tuple(sorted(_absorbed(_shortened(found)), key=lambda each: (len(each), told_alternative(each))))


def _expanded(expression: Expression) -> set[Alternative]:
    if isinstance(expression, bool):
        return {frozenset()} if expression else set()
    if isinstance(expression, Any):
        found: set[Alternative] = set()
        for each in expression.of:
            found |= _expanded(each)
        return _bounded(found)
    if isinstance(expression, All):
        facts = frozenset(_fact(each) for each in expression.of if not isinstance(each, All | Any | bool))
        if not is_possible(facts):
            return set()
        product: set[Alternative] = {facts}
        for each in sorted(
            (part for part in expression.of if isinstance(part, All | Any)), key=lambda part: len(part.of)
        ):
            more = _expanded(each)
            joined = {one | other for one in product for other in more}
            product = _bounded(_absorbed({each for each in joined if is_possible(each)}))
        return product
    alone = frozenset({_fact(expression)})
    return {alone} if is_possible(alone) else set()


def _fact(literal: Atom | Not) -> Fact:
    return (literal.of, False) if isinstance(literal, Not) else (literal, True)


def _bounded(found: set[Alternative]) -> set[Alternative]:
    if len(found) > TOO_MANY:
        raise TooManyAlternativesError
    return found


def _absorbed(found: set[Alternative]) -> set[Alternative]:
    """Without those that ask for more than another."""
    return {each for each in found if not any(other < each for other in found)}


def _shortened(found: set[Alternative]) -> set[Alternative]:
    """A fact may go where the rest of its alternative with the opposite fact is an alternative already: `a or (not a and b)` is
    `a or b`, `a and b or not a and b` is `b`.
    """
    if len(found) > _FEW:
        return found
    changed = True
    while changed:
        changed = False
        for one in sorted(found, key=len, reverse=True):
            for atom, holds in one:
                rest = one - {(atom, holds)}
                if any(other <= rest | {(atom, not holds)} for other in found):
                    found = (found - {one}) | {rest}
                    changed = True
                    break
    return found


def a_way(expression: Expression, *, known: bool) -> Alternative | None:
    """One way in which an expression can hold, for those that have too many; None where there is none.

    `known`: without facts that were not read. Raises TooManyAlternativesError when it is not found in time.
    """
    steps = iter(range(_STEPS))

    def search(todo: list[Expression], facts: Alternative, choices: int) -> Alternative | None:
        if next(steps, None) is None or choices > _CHOICES:
            raise TooManyAlternativesError
        found = _certain(todo, facts, known)
        if found is None:
            return None
        facts, open_ones = found
        if not open_ones:
            return facts
        first, *rest = open_ones
        ways = (search([each, *rest], facts, choices + 1) for each in first.of)
        return next((way for way in ways if way is not None), None)

    return search([expression], frozenset(), 0)


def _certain(todo: list[Expression], facts: Alternative, known: bool) -> tuple[Alternative, list[Any]] | None:
    """The facts that all of some expressions need, and the choices that are left; None where that is impossible."""
    todo = list(todo)
    more: set[Fact] = set()
    choices: list[Any] = []
    while todo:
        each = todo.pop()
        if isinstance(each, All):
            todo += each.of
        elif isinstance(each, Any):
            choices.append(each)
        elif isinstance(each, bool):
            if not each:
                return None
        else:
            more.add(_fact(each))
    if known and any(atom.is_unread for atom, _ in more):
        return None
    facts |= more
    return (facts, sorted(choices, key=lambda choice: len(choice.of))) if is_possible(facts) else None


def is_possible(facts: Alternative) -> bool:
    """Whether some request may satisfy all facts. True where that cannot be told."""
    by_key: dict[str, list[tuple[Compared, bool]]] = {}
    present: dict[str, bool] = {}
    sessions: set[str] = set()
    within_patterns: list[tuple[ResourceWithin, bool]] = []
    for atom, holds in facts:
        if (atom, not holds) in facts:
            return False
        if isinstance(atom, Compared):
            if _is_simple(atom):
                by_key.setdefault(atom.lower_key, []).append((atom, holds))
        elif isinstance(atom, Present):
            present[atom.key] = holds
        elif isinstance(atom, ResourceWithin):
            within_patterns.append((atom, holds))
        elif isinstance(atom, SessionNamed) and holds:
            sessions.add(atom.session)
    if any(not _key_is_possible(compared, present.get(key)) for key, compared in by_key.items()):
        return False
    return len(sessions) < 2 and _resources_are_possible(within_patterns)


def _is_simple(atom: Compared) -> bool:
    """Whether it is about the one value of a key, and says itself what it compares with."""
    return atom.over is Over.ONE and not atom.fill and atom.lower_key not in _SEVERAL_VALUES


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
    exact = _exact(wanted)
    if exact is not None:
        return any(_is_left(value, facts) for value in exact.wanted)
    return _patterns_meet(wanted, refused) and _ranges_meet(wanted, refused) and _amounts_meet(wanted)


def _exact(wanted: list[Compared]) -> Compared | None:
    """One of the facts that hold of just some values."""
    return next((atom for atom in wanted if all(atom.positive.literal(each) for each in atom.wanted)), None)


def _is_left(value: str, facts: list[tuple[Compared, bool]]) -> bool:
    return all(atom.holds(value) is holds for atom, holds in facts)


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


def _amounts_meet(wanted: list[Compared]) -> bool:
    return _meet(wanted, "Numeric", number) and _meet(wanted, "Date", instant)


def _meet(wanted: list[Compared], kind: str, read: Callable[[str], Decimal | None]) -> bool:
    """Whether upper and lower bounds of numbers or times leave anything."""
    most: list[Decimal] = []
    least: list[Decimal] = []
    for atom in wanted:
        values = [value for value in map(read, atom.wanted) if value is not None]
        if not atom.operator.startswith(kind) or not values:
            continue
        if "Greater" not in atom.operator:
            most.append(max(values))
        if "Less" not in atom.operator:
            least.append(min(values))
    return not most or not least or max(least) <= min(most)


def _tightened(facts: Alternative) -> Alternative:
    """Where a key has only some values to choose from, those that are left after all other facts on it."""
    by_key: dict[str, list[tuple[Compared, bool]]] = {}
    for atom, holds in facts:
        if isinstance(atom, Compared) and _is_simple(atom):
            by_key.setdefault(atom.lower_key, []).append((atom, holds))
    for key, compared in by_key.items():
        exact = _exact([atom for atom, holds in compared if holds])
        if exact is None or len(compared) + ((Present(key), True) in facts) == 1:
            continue
        left = tuple(value for value in exact.wanted if _is_left(value, compared))
        one = Compared(exact.operator, exact.over, key, exact.key, left)
        facts = (facts - set(compared) - {(Present(key), True)}) | {(one, True)}
    return facts


def told_alternative(facts: Iterable[Fact]) -> str:
    """One alternative, in words."""
    return " and ".join(sorted(atom.told(holds) for atom, holds in facts))


def told(found: Iterable[Alternative]) -> str:
    """All alternatives, in words."""
    texts = [told_alternative(each) for each in found]
    if len(texts) == 1:
        return texts[0]
    return ", or ".join(f"({text})" if " and " in text else text for text in texts)


def told_whole(expression: Expression) -> str:
    """An expression as it stands, in words, where its alternatives are too many."""
    if isinstance(expression, bool):
        return "always" if expression else "never"
    if isinstance(expression, All):
        return " and ".join(sorted(_bracketed(each) for each in expression.of))
    if isinstance(expression, Any):
        return " or ".join(sorted(_bracketed(each) for each in expression.of))
    atom, holds = _fact(expression)
    return atom.told(holds)


def _bracketed(expression: Expression) -> str:
    text = told_whole(expression)
    return f"({text})" if isinstance(expression, All | Any) else text
