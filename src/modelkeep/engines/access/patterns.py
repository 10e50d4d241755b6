"""IAM's wildcards and policy variables.

`*` stands for any characters, `/` and `:` included, `?` for one. In policies of version 2012-10-17 `${key}` is replaced from the
request, `${key, 'default'}` has a default, and `${*}`, `${?}`, `${$}` are those characters themselves
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html). Policies of 2008 know no variables: `plain_dollars`
turns their patterns into ones that mean the same here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

Match = Callable[[str], bool]

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_DEFAULT = re.compile(r"\s*([^,]*?)\s*,\s*'(.*)'\s*\Z", re.DOTALL)
_WILD = re.compile(r"[*?]")
_SPECIAL = re.compile(r"[*?$]")


@dataclass(frozen=True, slots=True)
class Literal:
    """Text that stands for itself, wildcard characters included."""

    text: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A place that the request fills; `default` is None where the policy gives none."""

    key: str
    default: str | None = None


Piece = str | Literal | Variable
"""A string piece may hold wildcards."""


def has_wildcard(pattern: str) -> bool:
    """Whether the pattern stands for more than one text."""
    if "${" in pattern:
        return any(isinstance(piece, str) and has_wildcard(piece) for piece in pieces(pattern))
    return "*" in pattern or "?" in pattern


def has_variable(pattern: str) -> bool:
    """Whether the request decides what the pattern stands for."""
    return "${" in pattern and any(isinstance(piece, Variable) for piece in pieces(pattern))


def escaped(text: str) -> str:
    """The pattern that stands for just this text."""
    if "*" in text or "?" in text or "$" in text:
        return _SPECIAL.sub(lambda found: f"${{{found.group()}}}", text)
    return text


def plain_dollars(pattern: str) -> str:
    """The same pattern without variables: `${` means those two characters."""
    return pattern.replace("${", "${$}{")


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern stands for a text. Variables in it stand for nothing here: see `conditions.fill`."""
    if "?" in pattern or "${" in pattern:
        return matcher(pattern)(text)
    star = pattern.find("*")
    if star < 0:
        return pattern == text
    if star == len(pattern) - 1:
        return text.startswith(pattern[:-1])
    if pattern.find("*", star + 1) < 0:
        return len(text) >= len(pattern) - 1 and text.startswith(pattern[:star]) and text.endswith(pattern[star + 1 :])
    return matcher(pattern)(text)


@lru_cache(maxsize=65536)
def matcher(pattern: str, *, ignore_case: bool = False) -> Match:
    """A predicate for the texts that a pattern stands for. Variables in it stand for nothing here: see `conditions.fill`."""
    taken_apart = pieces(pattern)
    if any(isinstance(piece, Variable) for piece in taken_apart):
        return lambda text: False
    return _matcher(tuple(piece for piece in taken_apart if not isinstance(piece, Variable)), ignore_case)


@lru_cache(maxsize=65536)
def pieces(text: str) -> tuple[Piece, ...]:
    """A pattern of a 2012-10-17 policy, taken apart. What is no variable by the grammar stays text."""
    if "${" not in text:
        return (text,)
    found: list[Piece] = []
    end = 0
    for variable in _VARIABLE.finditer(text):
        if variable.start() > end:
            found.append(text[end : variable.start()])
        found.append(_variable(variable.group(1)))
        end = variable.end()
    if end < len(text):
        found.append(text[end:])
    return tuple(found)


def _variable(inner: str) -> Piece:
    if inner in ("*", "?", "$"):
        return Literal(inner)
    with_default = _DEFAULT.match(inner)
    return Variable(with_default.group(1), with_default.group(2)) if with_default else Variable(inner.strip())


def _matcher(filled: tuple[str | Literal, ...], ignore_case: bool) -> Match:
    if len(filled) == 1 and isinstance(filled[0], str):
        simple = _simple(filled[0], ignore_case)
        if simple is not None:
            return simple
    expression = re.compile(_regex(filled), re.DOTALL | (re.IGNORECASE if ignore_case else 0))
    return lambda text: expression.match(text) is not None


def _simple(pattern: str, ignore_case: bool) -> Match | None:
    """The common patterns, without a regular expression."""
    if pattern == "*":
        return lambda text: True
    if ignore_case:
        pattern = pattern.lower()
    first = _WILD.search(pattern)
    if first is None:
        return (lambda text: text.lower() == pattern) if ignore_case else pattern.__eq__
    if "?" in pattern:
        return None
    starred = _starred(pattern.split("*"))
    return (lambda text: starred(text.lower())) if ignore_case else starred


def _starred(parts: list[str]) -> Match:
    """What begins with the first part, ends with the last and has the others in between, in order, each as early as may be."""
    start, *middle, end = parts
    shortest = len(start) + len(end)
    if not middle:
        return lambda text: len(text) >= shortest and text.startswith(start) and text.endswith(end)

    def fits(text: str) -> bool:
        if len(text) < shortest or not text.startswith(start) or not text.endswith(end):
            return False
        at, last = len(start), len(text) - len(end)
        for part in middle:
            at = text.find(part, at, last)
            if at < 0:
                return False
            at += len(part)
        return True

    return fits


def _regex(filled: Iterable[str | Literal]) -> str:
    """A regular expression that never goes back over a `*`: the shortest match up to the next literal is as good as any."""
    chunks: list[str] = [""]
    for piece in filled:
        if isinstance(piece, Literal):
            chunks[-1] += re.escape(piece.text)
            continue
        for character in piece:
            if character == "*":
                if chunks[-1] or len(chunks) == 1:
                    chunks.append("")
            elif character == "?":
                chunks[-1] += "."
            else:
                chunks[-1] += re.escape(character)
    if len(chunks) == 1:
        return chunks[0] + r"\Z"
    middle = "".join(f"(?>.*?{chunk})" for chunk in chunks[1:-1])
    return f"{chunks[0]}{middle}.*{chunks[-1]}\\Z"


@lru_cache(maxsize=65536)
def _tokens(pattern: str) -> tuple[str, ...]:
    """A pattern's characters; those that escapes and variables stand for are longer than one, so never wildcards."""
    found: list[str] = []
    for piece in pieces(pattern):
        if isinstance(piece, Literal):
            found += [f"${{{each}}}" if each in "*?" else each for each in piece.text]
        elif isinstance(piece, Variable):
            found.append("*")
        else:
            found += piece
    return tuple(found)


@lru_cache(maxsize=65536)
def covers(pattern: str, other: str) -> bool:
    """Whether everything that `other` stands for, `pattern` (without variables) stands for too.

    A `*` of `other` may be taken by a `*` only, and a `?` by a `?` or a `*`; so True is always right.
    """
    if has_variable(pattern):
        return False
    mine, theirs = _tokens(pattern), _tokens(other)
    if _begin_apart(mine, theirs):
        return False
    reached = {0}
    for their in theirs:
        reached = _stars(mine, reached)
        following = {at for at in reached if at < len(mine) and mine[at] == "*"}
        if their != "*":
            following |= {at + 1 for at in reached if at < len(mine) and mine[at] in (their, "?")}
        reached = following
    return len(mine) in _stars(mine, reached)


def _begin_apart(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two patterns differ before either has a `*`, as those of two buckets do: then no text fits both."""
    for mine, theirs in zip(one, other, strict=False):
        if mine == "*" or theirs == "*":
            return False
        if mine != theirs and mine != "?" and theirs != "?":
            return True
    return False


def _stars(tokens: tuple[str, ...], reached: set[int]) -> set[int]:
    """Also the places that a `*` for nothing leads to."""
    found = set(reached)
    todo = list(reached)
    while todo:
        at = todo.pop()
        if at < len(tokens) and tokens[at] == "*" and at + 1 not in found:
            found.add(at + 1)
            todo.append(at + 1)
    return found


@lru_cache(maxsize=65536)
def overlaps(one: str, other: str) -> bool:
    """Whether some text may be meant by both patterns; a variable may stand for anything."""
    mine, theirs = _tokens(one), _tokens(other)
    if _begin_apart(mine, theirs):
        return False
    if "*" not in mine and "?" not in mine and not has_variable(other):
        return covers(other, one)
    row = [True, *(False for _ in theirs)]
    for at, their in enumerate(theirs):
        row[at + 1] = row[at] and their == "*"
    for my in mine:
        following = [row[0] and my == "*", *(False for _ in theirs)]
        for at, their in enumerate(theirs):
            if my == "*" or their == "*":
                following[at + 1] = following[at] or row[at + 1] or row[at]
            else:
                following[at + 1] = row[at] and (my == their or "?" in (my, their))
        row = following
    return row[-1]


@lru_cache(maxsize=65536)
def arn_matcher(pattern: str) -> Match:
    """ArnLike and ArnEquals: the six parts of an ARN are compared one by one, wildcards within a part only. `*` alone is any ARN.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
    """
    if has_variable(pattern):
        return lambda text: False
    if pattern == "*":
        return lambda text: True
    parts = pattern.split(":", 5)

    def fits(text: str) -> bool:
        found = text.split(":", 5)
        return len(found) == len(parts) and all(map(matches, parts, found))

    return fits
