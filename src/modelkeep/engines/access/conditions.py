"""Conditions of statements: compiled once, asked of a context, open where the context is.

Every operator is brought to a positive one and a sign, since a negated operator is exactly the opposite of its positive one, a missing
key included; `ForAnyValue` of a negated operator is the opposite of `ForAllValues` of the positive one, and the other way round. Rules for
missing keys, several values and set operators:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html and
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from modelkeep.core.tables import Condition
from modelkeep.engines.access.context import OPEN, Context, Openness, Values
from modelkeep.engines.access.expressions import Expression, Not, any_of
from modelkeep.engines.access.operators import OPERATORS, Operator
from modelkeep.engines.access.patterns import Literal, Variable, escaped, pieces, plain_dollars

_IF_EXISTS = "ifexists"

_NO_DATA = ("",)
"""To ForAllValues, an empty text is no value at all (the second page above)."""


class Over(StrEnum):
    """Which of a key's values must fit."""

    ONE = ""
    ALL = "ForAllValues"
    SOME = "ForAnyValue"


@dataclass(frozen=True, slots=True)
class Present:
    """The request has the key, in lower case. `shown` is the key as it is written."""

    key: str
    shown: str = field(default="", compare=False)

    @property
    def is_unread(self) -> bool:
        """Never: requests decide it."""
        return False

    def told(self, holds: bool) -> str:
        """As part of a condition."""
        return f"{self.shown or self.key} is {'' if holds else 'not '}in the request"

    def settled(self, context: Context) -> Expression:
        """Whether it holds in a context: a bool where that says enough."""
        return NullTest(self.shown, self.key, absent=False).ask(context)


@dataclass(frozen=True, slots=True)
class Compared:
    """A key's values fit one of a policy's. `lower_key` is what counts; `key` is as written."""

    operator: str
    over: Over
    lower_key: str
    key: str
    wanted: tuple[str, ...]
    fill: bool = False
    """Whether `wanted` holds variables that requests fill."""

    @property
    def is_unread(self) -> bool:
        """Never: requests decide it."""
        return False

    def settled(self, context: Context) -> Expression:
        """Whether it holds in a context: a bool where that says enough."""
        return Test(self.key, self.lower_key, self.wanted, self.positive, self.over, True, False, self.fill).ask(
            context
        )

    @property
    def positive(self) -> Operator:
        """The operator itself."""
        return OPERATORS[self.operator.lower()][0]

    def holds(self, found: str) -> bool:
        """Whether one value fits."""
        compare = self.positive.holds
        return any(compare(found, each) for each in self.wanted)

    def told(self, holds: bool) -> str:
        """As part of a condition."""
        phrase = self.positive.phrase
        if holds or self.over is Over.SOME:
            return f"{_WHOSE[self.over, holds]}{self.key} {phrase} {' or '.join(self.wanted)}"
        return f"{_WHOSE[self.over, holds]}{self.key} {phrase.replace('is', 'is not', 1)} {' or '.join(self.wanted)}"


_WHOSE = {
    (Over.ONE, True): "",
    (Over.ONE, False): "",
    (Over.ALL, True): "every value of ",
    (Over.ALL, False): "some value of ",
    (Over.SOME, True): "some value of ",
    (Over.SOME, False): "no value of ",
}


_ONE, _ALL, _SOME = Over.ONE, Over.ALL, Over.SOME
"""To ask an enumeration for a member is slow."""


@dataclass(frozen=True, slots=True)
class Test:
    """One compiled condition."""

    __test__ = False

    key: str
    lower_key: str
    wanted: tuple[str, ...]
    operator: Operator
    over: Over
    sign: bool
    if_exists: bool
    fill: bool
    """Whether variables in `wanted` are to be replaced."""
    is_readable: bool = True
    """Whether all values are of the operator's type. What is not fits nothing."""

    def ask(self, context: Context) -> Expression:
        """Whether the condition holds for a request."""
        found = context.find(self.lower_key)
        operator = self.operator
        if found is None:
            return self.if_exists or (self.over is _ALL) == self.sign
        wanted: tuple[str, ...] | None = self.wanted
        if self.fill:
            wanted = _filled(operator, self.wanted, context)
        if found is OPEN or wanted is None:
            return self._open(found, wanted, context)
        return self._compare(found, wanted) == self.sign

    def _compare(self, found: Values, wanted: tuple[str, ...]) -> bool:
        holds = self.operator.holds
        if self.over is _ALL:
            return found == _NO_DATA or all(any(holds(value, each) for each in wanted) for value in found)
        if self.over is _SOME and found == _NO_DATA:
            return False
        if len(found) == 1 and len(wanted) == 1:
            return holds(found[0], wanted[0])
        return any(holds(value, each) for value in found for each in wanted)

    def _open(self, found: Values | Openness, wanted: tuple[str, ...] | None, context: Context) -> Expression:
        if wanted is None and not isinstance(found, Openness):
            certain = _filled(self.operator, self.wanted, context, open_too=False)
            if certain and self._compare(found, certain):
                return self.sign
        if wanted == ():
            if self.over is _ALL:
                present = Present(self.lower_key, self.key)
                return Not(present) if self.sign else present
            literal: Expression = not self.sign
        else:
            atom = Compared(
                self.operator.name,
                self.over,
                self.lower_key,
                self.key,
                self.wanted if wanted is None else wanted,
                wanted is None,
            )
            literal = atom if self.sign else Not(atom)
        if found is OPEN and self.if_exists and (self.over is _ALL) != self.sign:
            return any_of((literal, Not(Present(self.lower_key, self.key))))
        return literal


@dataclass(frozen=True, slots=True)
class NullTest:
    """`Null`: whether a key is missing."""

    __test__ = False

    key: str
    lower_key: str
    absent: bool
    is_readable: bool = True

    def ask(self, context: Context) -> Expression:
        """Whether the condition holds for a request."""
        found = context.find(self.lower_key)
        if found is OPEN:
            atom = Present(self.lower_key, self.key)
            return Not(atom) if self.absent else atom
        return (found is None) == self.absent


class AnyTest(Protocol):
    """Whatever can be asked of a context. Tests are hashable and frozen."""

    def ask(self, context: Context) -> Expression:
        """Whether it holds for a request."""


@lru_cache(maxsize=65536)
def compiled(condition: Condition, fill: bool) -> Test | NullTest | None:
    """A condition, ready to be asked; None where its operator is not one of AWS's. `fill`: the policy knows variables."""
    name = condition.operator.lower()
    over = _ONE
    if ":" in name:
        prefix, _, name = name.partition(":")
        if prefix not in ("forallvalues", "foranyvalue"):
            return None
        over = _ALL if prefix == "forallvalues" else _SOME
    key = condition.key.lower()
    if name == "null":
        return _null(condition, key)
    if_exists = name.endswith(_IF_EXISTS)
    found = OPERATORS.get(name.removesuffix(_IF_EXISTS))
    if found is None:
        return None
    operator, sign = found
    if not sign and over is not _ONE:
        over = _SOME if over is _ALL else _ALL
    wanted = condition.values
    if not fill and operator.wildcards:
        wanted = tuple(plain_dollars(each) for each in wanted)
    fill = fill and operator.takes_variables and any("${" in each for each in wanted)
    is_readable = all(map(operator.readable, wanted))
    return Test(condition.key, key, wanted, operator, over, sign, if_exists, fill, is_readable)


def _null(condition: Condition, key: str) -> NullTest | None:
    wanted = {each.lower() for each in condition.values}
    if wanted == {"true"} or wanted == {"false"}:
        return NullTest(condition.key, key, wanted == {"true"})
    return None


def _filled(
    operator: Operator, wanted: tuple[str, ...], context: Context, *, open_too: bool = True
) -> tuple[str, ...] | None:
    """The policy's values with their variables replaced; a value with an unresolved variable fits nothing and is left out.

    None where a variable is open; without `open_too`, such values are left out. What a variable brings stands for itself: wildcards in
    it are none.
    """
    found: list[str] = []
    for each in wanted:
        if "${" not in each:
            found.append(each)
            continue
        filled = fill(each, context, as_pattern=operator.wildcards)
        if isinstance(filled, Openness):
            if open_too:
                return None
        elif filled is not None:
            found.append(filled)
    return tuple(found)


def fill(pattern: str, context: Context, *, as_pattern: bool = True) -> str | Openness | None:
    """A pattern with its variables replaced. None where one has no value: it then fits nothing. OPEN where one is open.

    `as_pattern` false gives plain text, for operators that know no wildcards.
    """
    found: list[str] = []
    is_open = False
    for piece in pieces(pattern):
        if isinstance(piece, str):
            found.append(piece)
            continue
        text: str | Openness | None = piece.text if isinstance(piece, Literal) else _value(piece, context)
        if text is None:
            return None
        if isinstance(text, Openness):
            is_open = True
        else:
            found.append(escaped(text) if as_pattern else text)
    return OPEN if is_open else "".join(found)


def _value(variable: Variable, context: Context) -> str | Openness | None:
    values = context.find(variable.key.lower())
    if isinstance(values, Openness):
        return OPEN
    if values is None:
        return variable.default
    return values[0] if len(values) == 1 else None
