"""JSON filter patterns of CloudWatch Logs as alternatives of tests.

Syntax: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
`{ ($.eventName = DeleteTrail) || (($.eventSource = "iam.amazonaws.com") && ($.eventName = PutRolePolicy)) }`
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from modelkeep.core.kinds.logs import FieldTest

MOST_ALTERNATIVES = 512
"""A pattern has at most 1,024 characters; more alternatives than this come from no pattern that a person wrote."""

Alternatives = tuple[tuple[FieldTest, ...], ...]

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<symbol>\(|\)|&&|\|\|)
      | (?P<operator><=|>=|!=|=|<|>)
      | (?P<field>\$(?:\.[\w*:@/-]+|\[(?:\d+|\*|"[^"]*"|'[^']*')\]|\.\[[^\]]+\])+)
      | (?P<regex>%[^%]*%)
      | "(?P<quoted>(?:\\.|[^"\\])*)"
      | (?P<word>[^\s()&|=<>!"]+)
    )""",
    re.VERBOSE,
)
_TESTS_WITHOUT_VALUE = {
    ("IS", "NULL"): "IS NULL",
    ("IS", "TRUE"): "IS TRUE",
    ("IS", "FALSE"): "IS FALSE",
    ("NOT", "EXISTS"): "NOT EXISTS",
}


class _NotAPatternError(ValueError):
    """The text is not a JSON filter pattern that this parser understands."""


def alternatives(pattern: str) -> Alternatives | None:
    """The pattern as an "or" of "and"s, `()` for patterns of another kind, None for a JSON pattern that does not parse."""
    text = pattern.strip()
    if not (text.startswith("{") and text.endswith("}")):
        return ()
    try:
        parser = _Parser(_tokens(text[1:-1]))
        found = parser.either()
        parser.end()
    except _NotAPatternError:
        return None
    return found


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise _NotAPatternError
        found.append((match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return found


class _Parser:
    """Recursive descent; `&&` binds more strongly than `||`."""

    def __init__(self, tokens: Sequence[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0

    def either(self) -> Alternatives:
        found = self._both()
        while self._accept("||"):
            found += self._both()
        return _bounded(found)

    def end(self) -> None:
        if self._at != len(self._tokens):
            raise _NotAPatternError

    def _both(self) -> Alternatives:
        found = self._operand()
        while self._accept("&&"):
            right = self._operand()
            found = _bounded(tuple((*one, *other) for one in found for other in right))
        return found

    def _operand(self) -> Alternatives:
        if self._accept("("):
            found = self.either()
            if not self._accept(")"):
                raise _NotAPatternError
            return found
        return ((self._test(),),)

    def _test(self) -> FieldTest:
        kind, name = self._next()
        if kind != "field":
            raise _NotAPatternError
        kind, operator = self._next()
        if kind == "word":
            test = _TESTS_WITHOUT_VALUE.get((operator.upper(), self._next()[1].upper()))
            if test is None:
                raise _NotAPatternError
            return FieldTest(_plain(name), test, "")
        if kind != "operator":
            raise _NotAPatternError
        kind, value = self._next()
        if kind not in ("word", "quoted", "regex", "field"):
            raise _NotAPatternError
        return FieldTest(_plain(name), operator, value)

    def _accept(self, symbol: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at] == ("symbol", symbol):
            self._at += 1
            return True
        return False

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise _NotAPatternError
        self._at += 1
        return self._tokens[self._at - 1]


def _plain(name: str) -> str:
    return name.removeprefix("$").removeprefix(".")


def _bounded(found: Alternatives) -> Alternatives:
    if len(found) > MOST_ALTERNATIVES:
        raise _NotAPatternError
    return found
