"""Names and places in free text, by a model of the user's own: asked only of texts and columns of which shapes, keywords and names of
columns say nothing, and only of a few values of each.

What a model recognises is told apart, under identifiers of its own (`ner-person`), and raises a class to confidential at most: how many
names a model misses, nobody can tell.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from modelkeep.core.data import DataClass, DataFinding
from modelkeep.core.verdict import Severity
from modelkeep.engines.classify.masking import masked
from modelkeep.engines.classify.reading import Column, Sink, Text
from modelkeep.engines.classify.subjects import keyed

VALUES = 200
"""Values of one column, and paragraphs of one text, that a model is asked about: the first ones that are free text."""
LONGEST = 2_000
"""Characters of one of them; what is behind is left out."""
PLACES = 1_000
"""Texts and columns of one file or object."""
LEAST = 0.5
"""What a model is less certain of is left out."""
_FREE_TEXT = re.compile(r"(?:[^\W\d_]{2,}[ ,.;:'\u2019-]+){3}")
"""Four words or more, one after the other."""
KINDS: Mapping[str, tuple[str, DataClass, Severity]] = {
    "person": ("ner-person", DataClass.CONFIDENTIAL, Severity.MEDIUM),
    "location": ("ner-location", DataClass.INTERNAL, Severity.LOW),
    "organisation": ("ner-organisation", DataClass.INTERNAL, Severity.LOW),
    "group": ("ner-group", DataClass.CONFIDENTIAL, Severity.MEDIUM),
}
"""What models recognise: nationalities, religious and political groups are `group`."""
DECIDED = frozenset({"person_name", "name_column", "postal_address"})
"""Who finds one of these in a text or column has decided about it."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """Something with a name, in characters of the text; `kind` is one of `KINDS`."""

    start: int
    end: int
    kind: str
    score: float


class Recogniser(Protocol):
    """A model that is loaded."""

    def recognise(self, text: str) -> Sequence[Recognised]:
        """What it recognises in a text."""
        ...


@dataclass(slots=True)
class Undecided:
    """Free text of one file or object, by place and column, '' for texts: a few values of each."""

    kept: dict[tuple[tuple[str, ...], str], list[tuple[str, str]]] = field(default_factory=dict)
    """Each with where it stands, as `DataFinding.at`."""

    def add(self, place: tuple[str, ...], column: str, value: bytes, at: str) -> None:
        """Keep a value, where it is free text and few are kept."""
        known = self.kept.get((place, column))
        if known is None:
            if len(self.kept) >= PLACES:
                return
            known = self.kept[place, column] = []
        if len(known) < VALUES:
            text = value[: 4 * LONGEST].decode("utf-8", "ignore")[:LONGEST]
            if _FREE_TEXT.search(text):
                known.append((text, at))

    def findings(
        self, recogniser: Recogniser, decided: Collection[tuple[tuple[str, ...], str]], key: bytes
    ) -> Iterator[DataFinding]:
        """What a model recognises in texts and columns that are not `decided`."""
        for (place, column), texts in sorted(self.kept.items()):
            if texts and (place, column) not in decided:
                yield from _recognised(recogniser, place, column, texts, key)


@dataclass(frozen=True, slots=True)
class Noting:
    """A sink that keeps free text for a model, line by line, and passes everything on."""

    sink: Sink
    undecided: Undecided

    def text(self, place: tuple[str, ...], piece: Text) -> None:
        """See `reading.Sink`."""
        self.sink.text(place, piece)
        for number, line in enumerate(piece.data[piece.repeated :].split(b"\n", VALUES)[:VALUES]):
            self.undecided.add(place, "", line, piece.unit or (f"line {piece.line + number}" if piece.line else ""))

    def column(self, place: tuple[str, ...], column: Column) -> None:
        """See `reading.Sink`."""
        self.sink.column(place, column)
        for row, value in zip(column.rows, column.values[:VALUES], strict=False):
            self.undecided.add(place, column.name, value, f"row {row}")


def is_decided(found: Sequence[DataFinding]) -> frozenset[tuple[tuple[str, ...], str]]:
    """The texts and columns in which names or addresses were found without a model."""
    return frozenset((each.place, each.column) for each in found if each.identifier in DECIDED)


def _recognised(
    recogniser: Recogniser, place: tuple[str, ...], column: str, texts: Sequence[tuple[str, str]], key: bytes
) -> Iterator[DataFinding]:
    counted: dict[str, int] = {}
    first: dict[str, tuple[str, str, float]] = {}
    for text, at in texts:
        for each in recogniser.recognise(text):
            value = text[each.start : each.end]
            if each.kind not in KINDS or each.score < LEAST or not value.strip():
                continue
            counted[each.kind] = counted.get(each.kind, 0) + 1
            known = first.setdefault(each.kind, (value, at, each.score))
            if each.score > known[2]:
                first[each.kind] = (known[0], known[1], each.score)
    for kind, count in sorted(counted.items()):
        identifier, data_class, severity = KINDS[kind]
        value, at, score = first[kind]
        yield DataFinding(
            identifier=identifier,
            data_class=data_class,
            severity=severity,
            place=place,
            column=column,
            at=at,
            count=count,
            examined=len(texts) if column else sum(len(text.encode()) for text, _ in texts),
            confidence=round(score, 2),
            masked=masked(value),
            keyed=keyed(value, key),
        )
