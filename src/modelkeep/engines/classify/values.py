"""Values within bytes that are rewritten in place: where each stands, however it is escaped, and the bytes with other values in them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from modelkeep.engines.classify.matching import Matcher
from modelkeep.engines.classify.redacted import ESCAPED, TOKEN, Redactor, Way


class Where(Protocol):
    """Tells where in a file the bytes of a value stand."""

    def start(self, at: int) -> int:
        """The offset in the file of a value's byte."""

    def end(self, at: int) -> int:
        """The offset in the file behind the bytes before `at`."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A value that stands as it is, from an offset on, in a file or in another value."""

    base: int
    within: Where | None = None

    def start(self, at: int) -> int:
        """See `Where`."""
        return self.base + at if self.within is None else self.within.start(self.base + at)

    def end(self, at: int) -> int:
        """See `Where`."""
        return self.base + at if self.within is None else self.within.end(self.base + at)


@dataclass(frozen=True, slots=True)
class Escaped:
    """A value with escapes: runs of bytes, each by where it begins in the value and in what holds it."""

    within: Where
    own: Sequence[int]
    raw: Sequence[int]
    verbatim: Sequence[bool]

    def start(self, at: int) -> int:
        """See `Where`."""
        run = bisect_right(self.own, at) - 1
        return self.within.start(self.raw[run] + (at - self.own[run] if self.verbatim[run] else 0))

    def end(self, at: int) -> int:
        """See `Where`."""
        if at <= 0:
            return self.within.start(self.raw[0])
        run = bisect_right(self.own, at - 1) - 1
        if self.verbatim[run]:
            return self.within.end(self.raw[run] + at - self.own[run])
        return self.within.end(self.raw[run + 1])


@dataclass(frozen=True, slots=True)
class Value:
    """One value. A `number` of JSON has no quotes: `quote` are those that it needs where it stands."""

    column: str
    data: bytes
    where: Where
    number: bool = False
    quote: bytes = b'"'


@dataclass(slots=True)
class Counts:
    """How many values were redacted, by column and identifier, and how many were looked at in each column."""

    redacted: dict[tuple[str, str], int] = field(default_factory=dict)
    values: dict[str, int] = field(default_factory=dict)

    def add(self, column: str, identifier: str) -> None:
        """One more."""
        self.redacted[column, identifier] = self.redacted.get((column, identifier), 0) + 1


Edit = tuple[int, int, bytes]
"""Start and end of bytes, and what takes their place."""


def edits(values: Sequence[Value], raw: bytes, matcher: Matcher, redactor: Redactor, counts: Counts) -> list[Edit]:
    """What has to change in `raw`, in which the values stand, so that they are redacted; sorted."""
    grouped: dict[str, list[Value]] = {}
    for each in values:
        grouped.setdefault(each.column, []).append(each)
    made: list[Edit] = []
    for name, members in grouped.items():
        counts.values[name] = counts.values.get(name, 0) + len(members)
        for value, spans in zip(members, matcher.spans(name, [each.data for each in members]), strict=True):
            if value.number:
                spans = [(0, len(value.data), spans[0][2])] if spans else []
            for start, end, identifier in spans:
                first, last = value.where.start(start), value.where.end(end)
                stand_in = redactor.stand_in(identifier, value.data[start:end], raw[first:last], number=value.number)
                made.append((first, last, _number(stand_in, value.quote) if value.number else stand_in))
                counts.add(name, identifier)
    return sorted(made)


def _number(stand_in: bytes, quote: bytes) -> bytes:
    return quote + stand_in + quote if stand_in else b"null"


def spliced(raw: bytes, changes: Sequence[Edit], redactor: Redactor, *, escape: bool) -> bytes:
    """The bytes with what takes others' place. With `escape`, what looks like a token but is none becomes one, so that it comes back."""
    keep: Callable[[bytes], bytes] = bytes
    if escape and redactor.way is Way.TOKENISE:
        keep = lambda part: TOKEN.sub(lambda match: redactor.token(ESCAPED, match[0]), part)  # noqa: E731
    parts: list[bytes] = []
    at = 0
    for start, end, stand_in in changes:
        if start < at:
            continue
        parts += (keep(raw[at:start]), stand_in)
        at = end
    parts.append(keep(raw[at:]))
    return b"".join(parts)
