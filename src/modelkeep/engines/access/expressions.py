"""What a decision depends on: boolean expressions over what a request, or an unread policy, would have to say.

An expression is a bool, an `Atom`, `Not`, `All` or `Any`. `all_of`, `any_of` and `negated` build them and never keep a bool inside,
so that what needs no request is a plain True or False.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@runtime_checkable
class Atom(Protocol):
    """Something that is true or not of a request. Atoms are hashable and frozen."""

    def __hash__(self) -> int:
        """Equal atoms are one fact."""

    @property
    def is_unread(self) -> bool:
        """Whether nobody's request decides this, but something that was not read or not understood."""

    def told(self, holds: bool) -> str:
        """The atom, or its opposite, in words."""


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be taken into account: a policy that was not read, a statement that does not parse."""

    what: str
    does: tuple[str, str] = ("says so (unread)", "does not say so (unread)")
    """How the sentence goes on when it does, and when it does not."""

    @property
    def is_unread(self) -> bool:
        """Always."""
        return True

    def told(self, holds: bool) -> str:
        """As part of a condition."""
        return f"{self.what} {self.does[0 if holds else 1]}"


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of an atom."""

    of: Atom


@dataclass(frozen=True, slots=True)
class All:
    """All of at least two different expressions."""

    of: frozenset[Expression]


@dataclass(frozen=True, slots=True)
class Any:
    """Any of at least two different expressions."""

    of: frozenset[Expression]


Expression = bool | Atom | Not | All | Any


def all_of(expressions: Iterable[Expression]) -> Expression:
    """True for none. Stops at the first False."""
    found: set[Expression] = set()
    for each in expressions:
        if each is False:
            return False
        if each is True:
            continue
        if isinstance(each, All):
            found |= each.of
        else:
            found.add(each)
    if not found:
        return True
    return found.pop() if len(found) == 1 else All(frozenset(found))


def any_of(expressions: Iterable[Expression]) -> Expression:
    """False for none. Stops at the first True."""
    found: set[Expression] = set()
    for each in expressions:
        if each is True:
            return True
        if each is False:
            continue
        if isinstance(each, Any):
            found |= each.of
        else:
            found.add(each)
    if not found:
        return False
    return found.pop() if len(found) == 1 else Any(frozenset(found))


def negated(expression: Expression) -> Expression:
    """The opposite, with Not on atoms only."""
    if isinstance(expression, bool):
        return not expression
    if isinstance(expression, Not):
        return expression.of
    if isinstance(expression, All):
        return any_of(negated(each) for each in expression.of)
    if isinstance(expression, Any):
        return all_of(negated(each) for each in expression.of)
    return Not(expression)
