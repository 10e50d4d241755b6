"""The identifiers in a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from modelkeep.core.data import Hit
from modelkeep.engines.classify.compiled import Compiled
from modelkeep.engines.classify.finders import Finder, Found, finder, is_there
from modelkeep.engines.classify.overlaps import Chosen, Judge

if TYPE_CHECKING:
    from modelkeep.engines.classify.finders.databases import Kept
    from modelkeep.engines.classify.finders.lines import LineFinder
    from modelkeep.engines.classify.occurring import Occurring
    from modelkeep.engines.classify.picking import LinePicker


class TextScanner:
    """Finds identifiers in bytes of UTF-8. Not to be shared by threads."""

    def __init__(self, compiled: Compiled, engine: str = "") -> None:
        self.compiled = compiled
        self._engine = engine
        self._picker: LinePicker | None = None
        self._judge = Judge(compiled)
        self._some: dict[tuple[int, ...], LineFinder] = {}
        numbers: Sequence[int] = range(len(compiled.patterns))
        if engine in ("", "hyperscan") and is_there("hyperscan"):
            from modelkeep.engines.classify.picking import LinePicker, spans_lines

            self._picker = LinePicker(compiled)
            numbers = [number for number in numbers if spans_lines(compiled.patterns[number])]
        self._whole = Some(compiled.patterns, numbers, engine, compiled.kept)

    @cached_property
    def occurring(self) -> Occurring:
        """What finds all patterns in many values."""
        from modelkeep.engines.classify.occurring import Occurring

        return Occurring(self.compiled, self._engine)

    def _searched(self, numbers: tuple[int, ...], data: bytes, spans: Sequence[tuple[int, int]]) -> list[Found]:
        """Matches of some patterns in some lines."""
        from modelkeep.engines.classify.finders.lines import LineFinder

        known = self._some.get(numbers)
        if known is None:
            known = self._some[numbers] = LineFinder(self.compiled.patterns, numbers, self.compiled.kept)
        return known.find(data, spans)

    def search(self, data: bytes) -> tuple[Sequence[Found], Sequence[tuple[int, int]]]:
        """All matches that say something alone or stand near a keyword, and maybe others, sorted; and where keywords may be near."""
        found = self._whole.find(data)
        if self._picker is None:
            return found, ((0, len(data)),)
        picked = self._picker.pick(data)
        near = [(0, len(data))] if found else picked.near
        if picked.alone:
            found.extend(self._searched(self._picker.alone, data, picked.alone))
        for topic, spans in picked.topics.items():
            found.extend(self._searched(self._picker.topics[topic], data, spans))
        found.sort()
        return found, near

    def scan(self, data: bytes) -> list[Hit]:
        """All identifiers in a text, sorted; none overlaps another."""
        return hits(self.chosen(data))

    def chosen(self, data: bytes) -> list[Chosen]:
        """As `scan`, with what is known of the identifiers."""
        found, near = self.search(data)
        return self._judge.chosen(data, found, near)


def hits(chosen: Iterable[Chosen]) -> list[Hit]:
    """What was chosen, in words of its own."""
    return [Hit(start, end, use.identifier.id, confidence, keyword) for start, end, confidence, keyword, use in chosen]


class Some:
    """Finds some of all patterns, and tells their numbers among all."""

    def __init__(
        self, patterns: Sequence[bytes], numbers: Sequence[int], engine: str, kept: Kept | None = None
    ) -> None:
        self._numbers = numbers
        self._finder: Finder | None = finder([patterns[each] for each in numbers], engine, kept) if numbers else None

    def find(self, data: bytes) -> list[Found]:
        """All matches, sorted."""
        if self._finder is None:
            return []
        numbers = self._numbers
        return [(start, end, numbers[each]) for start, end, each in self._finder.find(data)]
