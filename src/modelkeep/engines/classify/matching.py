"""Every single value of what a column was found to hold, and every single value in a text: spans that are redacted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from modelkeep.core.data import LIKELY, Identifier
from modelkeep.engines.classify.columns import told
from modelkeep.engines.classify.compiled import Use, compile_identifiers, keywords
from modelkeep.engines.classify.context import context, is_glued, stands_near
from modelkeep.engines.classify.finders.linear import compiled as linear
from modelkeep.engines.classify.occurring import Occurring
from modelkeep.engines.classify.packed import Packed
from modelkeep.engines.classify.text import TextScanner

_WORD = frozenset(each for each in range(128) if chr(each).isalnum() or each == ord("_")) | frozenset(
    range(0x80, 0x100)
)
Span = tuple[int, int, str]
"""Start and end in the bytes of a value or text, and the identifier."""


@dataclass(frozen=True, slots=True)
class _Column:
    """What is searched in one column."""

    occurring: Occurring
    named: frozenset[int]
    """Uses, by `id`, that the column's name tells."""
    looks: tuple[tuple[str, Callable[[bytes], object]], ...]


class Matcher:
    """Finds all values of the identifiers that each column holds, as `columns.ColumnScanner` confirms them, but whatever it thinks of the
    column as a whole: that was thought before. Not to be shared by threads."""

    def __init__(
        self, identifiers: Mapping[str, Identifier], held: Mapping[str, frozenset[str]], engine: str = ""
    ) -> None:
        """`held` names the identifiers of each column."""
        self._columns: dict[str, _Column] = {}
        finders: dict[frozenset[str], Occurring] = {}
        for name, ids in held.items():
            chosen = [identifiers[each] for each in sorted(ids)]
            if ids not in finders:
                finders[ids] = Occurring(compile_identifiers(chosen), engine)
            self._columns[name] = _column(name, finders[ids], chosen)

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    def spans(self, name: str, values: Sequence[bytes]) -> list[list[Span]]:
        """The spans of each value, sorted; none overlaps another: what overlaps is one, of the identifier that is most certain."""
        column = self._columns[name]
        found: list[list[tuple[int, int, float, str]]] = [[] for _ in values]
        compiled = column.occurring.compiled
        packed = Packed(values)
        for number, uses in enumerate(compiled.uses):
            for index, start, end in column.occurring.find(number, packed):
                value = values[index]
                if not compiled.free[number] and is_glued(value, start, end):
                    continue
                for use in uses:
                    confidence = _confidence(use, value, start, end, named=id(use) in column.named)
                    if confidence:
                        found[index].append((start, end, confidence, use.identifier.id))
        for identifier, matches in column.looks:
            for row, value in enumerate(values):
                if value and matches(value):
                    found[row].append((0, len(value), LIKELY, identifier))
        return [merged(each, value) for each, value in zip(found, values, strict=True)]


def _column(name: str, occurring: Occurring, chosen: Sequence[Identifier]) -> _Column:
    words = told(name)
    uses = [use for each in occurring.compiled.uses for use in each]
    looks = tuple(
        (each.id, linear(f"(?s:{each.value})\\z".encode()).match)
        for each in chosen
        if each.columns and each.value and keywords(each.columns)[2](words) is not None
    )
    named = frozenset(id(use) for use in uses if use.keyword(words) is not None)
    return _Column(occurring, named, looks)


def _confidence(use: Use, text: bytes, start: int, end: int, *, named: bool) -> float:
    """0 for a candidate that is none; see `columns`."""
    shape = use.shape
    confidence = shape.near if named else shape.alone
    if not named and shape.near > shape.alone and stands_near(use, context(text, start, end)):
        confidence = shape.near
    value = text[start:end]
    if not confidence or (use.validate is not None and not use.validate(value)) or use.is_denied(value):
        return 0.0
    return confidence


def text_spans(scanner: TextScanner, wanted: frozenset[str], data: bytes) -> list[Span]:
    """The spans of a text that are likely to be of the identifiers that are wanted."""
    hits = scanner.scan(data)
    return merged(
        [
            (hit.start, hit.end, hit.confidence, hit.identifier)
            for hit in hits
            if hit.identifier in wanted and hit.confidence >= LIKELY
        ],
        data,
    )


def merged(found: Iterable[tuple[int, int, float, str]], data: bytes) -> list[Span]:
    """One span for those that overlap, and whole words: what stands for a value must not be glued to what is left."""
    spans: list[list[tuple[int, int, float, str]]] = []
    reach = -1
    for start, end, confidence, identifier in sorted(_whole(each, data) for each in found):
        if start < reach:
            spans[-1].append((start, end, confidence, identifier))
        else:
            spans.append([(start, end, confidence, identifier)])
        reach = max(reach, end)
    return list(_union(spans))


def _union(groups: Iterable[Sequence[tuple[int, int, float, str]]]) -> Iterator[Span]:
    for group in groups:
        best = min(group, key=lambda each: (-each[2], each[0] - each[1], each[3]))
        yield group[0][0], max(each[1] for each in group), best[3]


def _whole(span: tuple[int, int, float, str], data: bytes) -> tuple[int, int, float, str]:
    start, end, confidence, identifier = span
    while start > 0 and data[start - 1] in _WORD and data[start] in _WORD:
        start -= 1
    while end < len(data) and data[end] in _WORD and data[end - 1] in _WORD:
        end += 1
    return start, end, confidence, identifier
