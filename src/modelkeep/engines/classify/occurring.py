"""Where shapes occur in the values of a column. What says nothing there is not told at all: each match that is told costs a microsecond.

A match is what `re.finditer` gives over one value by itself. All values are searched as one text where that comes to the same.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

from modelkeep.engines.classify.compiled import Compiled
from modelkeep.engines.classify.finders import Finder, Found, finder, is_there
from modelkeep.engines.classify.finders.linear import LinearFinder
from modelkeep.engines.classify.finders.linear import compiled as linear
from modelkeep.engines.classify.packed import Packed
from modelkeep.engines.classify.picking import has_digit, has_letter, keyword_patterns, takes

WORTH = 256 << 10
"""Bytes from which on it is worth it to compile for columns."""
SPENT, MATCH = 4 << 20, 1 << 10
"""Bytes that are searched for one pattern before it is compiled, and as how many of them a match counts."""
LONG = 256
"""Bytes of a value, on average, from which on it is searched as a text is: few of its lines are near keywords."""
_NO_DIGITS = bytes(set(range(0x100)) - {*b"0123456789"})
_NO_LETTERS = bytes(each for each in range(0x80) if not chr(each).isalpha())
_UNGLUED = rb"(?:[^._\-/\\+@&%#:]|[^0-9A-Za-z\x80-\xff][._\-/\\+@&%#:]|[^0-9]:)"
"""What may stand before a match that is not glued to something (`text.is_glued`), or a little more."""
_ANCHOR = re.compile(rb"[\^$]|\\[AZz]")
Named = tuple[frozenset[int], tuple[tuple[str, Callable[[bytes], object]], ...]]
"""What the name of a column tells: patterns, and identifiers with what matches the whole of a value."""
Within = tuple[int, int, int]
"""The number of a value, and where in it a match starts and ends."""


@dataclass(slots=True)
class _One:
    """What finds one pattern, with what tells quickly whether it is there at all; `spent` are bytes, or as long as they take."""

    finder: Finder
    guard: Any = None
    is_quick: bool = False
    spent: int = 0


class Occurring:
    """Finds patterns in many values. Not to be shared by threads."""

    def __init__(self, compiled: Compiled, engine: str = "") -> None:
        self.compiled = compiled
        self._engine = engine
        self._quick = engine in ("", "hyperscan") and is_there("hyperscan")
        self._alone = [number for number, uses in enumerate(compiled.uses) if any(use.shape.alone > 0 for use in uses)]
        self.names: dict[str, Named] = {}
        """What names of columns tell, of tables before: those of a bucket have the same ones."""
        self._seen = 0
        self._is_compiled = False
        self._databases: list[tuple[bool, bool, Any]] = []
        """Of patterns alone: whether each match holds a letter, and a digit."""
        self._keywords: Any = None
        self._of_keyword: list[tuple[int, ...]] = []
        self._finders: dict[int, _One] = {}
        self._apart: dict[int, Callable[[bytes], Iterable[Any]] | None] = {}
        self.anchored = {
            number
            for number, pattern in enumerate(compiled.patterns)
            if _ANCHOR.search(pattern) and is_anchored(_parser.parse(pattern))
        }
        """Patterns that ask where a text begins or ends."""
        self._always = set(self.anchored)
        self._with_keywords = [
            number
            for number, uses in enumerate(compiled.uses)
            if any(use.shape.near > use.shape.alone and use.identifier.keywords for use in uses)
        ]

    def is_worth(self, values: Packed) -> bool:
        """Whether these values are better searched here than as a text."""
        if not self._quick or self._is_compiled:
            return not self._quick or len(values.joined) < LONG * len(values)
        self._seen += len(values.joined)
        if self._seen < WORTH:
            return False
        self._compile()
        return len(values.joined) < LONG * len(values)

    def alone(self, values: Packed) -> Iterable[int]:
        """The patterns that may say something alone and occur in some value, and maybe others."""
        if not self._is_compiled:
            return self._alone
        told: set[int] = set()
        note = told.add

        def match(number: int, _start: int, _end: int, _flags: int, _context: object) -> None:
            note(number)

        data = b"\0%b\0" % values.joined
        letters, digits = _holds(data, _NO_LETTERS), _holds(data, _NO_DIGITS)
        for needs_letters, needs_digits, each in self._databases:
            if needs_letters <= letters and needs_digits <= digits:
                each.scan(data, match_event_handler=match)
        return (*sorted(told), *self._always)

    def near(self, values: Packed, is_wanted: Callable[[int], bool]) -> dict[int, set[int]]:
        """For patterns that are wanted, the numbers of the values that hold a keyword of theirs, and maybe others."""
        if not self._is_compiled:
            return {number: set(range(len(values))) for number in self._with_keywords if is_wanted(number)}
        ends: dict[int, list[int]] = {}

        def match(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            known = ends.get(number)
            if known is None:
                ends[number] = [end]
            else:
                known.append(end)

        found: dict[int, set[int]] = {}
        if self._keywords is not None:
            self._keywords.scan(values.joined, match_event_handler=match)
        for each, places in ends.items():
            wanted = [number for number in self._of_keyword[each] if is_wanted(number)]
            if wanted:
                starts = values.starts
                numbers = {bisect_right(starts, end - 1) - 1 for end in places}
                for number in wanted:
                    found.setdefault(number, set()).update(numbers)
        return found

    def find(self, number: int, values: Packed) -> Iterator[Within]:
        """All matches of a pattern; those that are glued to something, in some cases only."""
        apart = self.apart(number)
        if apart is not None:
            if number in self.anchored or self._matches(number, values.joined):
                for index, value in enumerate(values.values):
                    for match in apart(value):
                        yield index, *match.span()
            return
        found = self._matches(number, values.joined)
        if not found:
            return
        starts = values.starts
        at = 0
        for start, end, _ in found:
            while starts[at + 1] <= start:
                at += 1
            yield at, start - starts[at], end - starts[at]

    def _matches(self, number: int, data: bytes) -> Sequence[Found]:
        """Matches in values that are joined. A pattern that takes long is compiled for Hyperscan, which takes some milliseconds."""
        found = self._finders.get(number)
        if found is None:
            pattern = self.compiled.patterns[number]
            plain = LinearFinder([pattern]) if self._quick else finder([pattern], self._engine)
            found = self._finders[number] = _One(plain)
        if self._quick and not found.is_quick and found.spent > SPENT:
            pattern = self.compiled.patterns[number]
            guard = None if self.compiled.free[number] else _guard(pattern)
            found = self._finders[number] = _One(finder([pattern], self._engine), guard, is_quick=True)
        if found.guard is not None and not _occurs(found.guard, data):
            return ()
        told = found.finder.find(data)
        found.spent += len(data) + MATCH * len(told)
        return told

    def apart(self, number: int) -> Callable[[bytes], Iterable[Any]] | None:
        """What searches one value, for a pattern that may match what stands between values, or nothing, or where a text begins."""
        if number not in self._apart:
            pattern = self.compiled.patterns[number]
            plain = number not in self.anchored and not takes(pattern, b"\0\n") and _parser.parse(pattern).getwidth()[0]
            own = re.compile(pattern) if self._engine == "re" else linear(pattern)
            self._apart[number] = None if plain else own.finditer
        return self._apart[number]

    def _compile(self) -> None:
        import hyperscan

        from modelkeep.engines.classify.finders.databases import database

        self._is_compiled = True
        compiled, kept = self.compiled, self.compiled.kept
        keywords: dict[bytes, list[int]] = {}
        for number in self._with_keywords:
            for use in compiled.uses[number]:
                if use.shape.near > use.shape.alone:
                    for each in keyword_patterns(use.identifier.keywords):
                        keywords.setdefault(each, []).append(number)
        flags = [hyperscan.HS_FLAG_CASELESS] * len(keywords)
        self._keywords = database(list(keywords), range(len(keywords)), flags, kept)
        self._of_keyword = [tuple(dict.fromkeys(each)) for each in keywords.values()]
        sorts: dict[tuple[bool, bool], list[int]] = {}
        for number in self._alone:
            if number not in self.anchored:
                pattern = compiled.patterns[number]
                sorts.setdefault((has_letter(pattern), has_digit(pattern)), []).append(number)
        for (letters, digits), numbers in sorts.items():
            patterns = [(b"" if compiled.free[each] else _UNGLUED) + compiled.patterns[each] for each in numbers]
            found = database(patterns, numbers, [hyperscan.HS_FLAG_SINGLEMATCH] * len(numbers), kept)
            if found is None:
                self._always.update(numbers)
            else:
                self._databases.append((letters, digits, found))


def _holds(data: bytes, others: bytes) -> bool:
    """Whether there are bytes that are none of the others."""
    return bool(data[:256].translate(None, others) or data.translate(None, others))


def _guard(pattern: bytes) -> Any:
    """A database that tells whether a pattern matches without being glued to something."""
    import hyperscan

    from modelkeep.engines.classify.finders.databases import database

    return database([_UNGLUED + pattern], [0], [hyperscan.HS_FLAG_SINGLEMATCH])


def _occurs(guard: Any, data: bytes) -> bool:
    found: list[int] = []

    def match(number: int, _start: int, _end: int, _flags: int, _context: object) -> None:
        found.append(number)

    guard.scan(b"\0%b\0" % data, match_event_handler=match)
    return bool(found)


def is_anchored(parsed: Any) -> bool:
    """Whether a pattern asks where a text begins or ends."""
    for operator, told in parsed:
        if operator is _constants.AT and told not in (_constants.AT_BOUNDARY, _constants.AT_NON_BOUNDARY):
            return True
        if operator in (_constants.MAX_REPEAT, _constants.MIN_REPEAT) and is_anchored(told[2]):
            return True
        if operator is _constants.SUBPATTERN and is_anchored(told[3]):
            return True
        if operator is _constants.BRANCH and any(map(is_anchored, told[1])):
            return True
    return False
