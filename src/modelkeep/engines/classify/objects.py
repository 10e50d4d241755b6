"""Classify one file or object: read it in its format, look at its texts and columns, and say what was not read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from itertools import chain

from modelkeep.core.artifact_policy import Policy
from modelkeep.core.data import LIKELY, Classified, ColumnHit, DataClass, DataFinding, Hit, Identifier, Method, Span
from modelkeep.engines.artifacts.limits import Limits
from modelkeep.engines.artifacts.looking import Budget, Look, SpentError, attempt
from modelkeep.engines.artifacts.sniffing import HEAD, Start
from modelkeep.engines.artifacts.sources import Source, UnreadableError
from modelkeep.engines.classify.columns import ColumnScanner
from modelkeep.engines.classify.compiled import Compiled
from modelkeep.engines.classify.folding import Folded
from modelkeep.engines.classify.formats import format_of
from modelkeep.engines.classify.masking import masked
from modelkeep.engines.classify.reading import Column, Plan, Reading, Tally, Text
from modelkeep.engines.classify.recognising import Noting, Recogniser, Undecided, is_decided
from modelkeep.engines.classify.subjects import Field, Kept, Subjects, keyed
from modelkeep.engines.classify.text import TextScanner, hits

MOST_FINDINGS = 10_000
"""How many findings one file tells."""


@dataclass(slots=True)
class _Found:
    """An identifier in the texts of one place, so far."""

    count: int = 0
    confidence: float = 0.0
    at: str = ""
    value: bytes = b""


@dataclass(slots=True)
class Collector:
    """Looks at what readers give, and keeps what it comes to; with `every`, every single value as a span, too. `subjects` is given every
    single value to keep its hash."""

    scanner: TextScanner
    every: bool = False
    subjects: Subjects | None = None
    spans: list[Span] = field(default_factory=list)
    passed: dict[tuple[tuple[str, ...], str], int] = field(default_factory=dict)
    """Characters of each text that were looked at before the present piece."""
    texts: dict[tuple[tuple[str, ...], str], _Found] = field(default_factory=dict)
    sizes: dict[tuple[str, ...], int] = field(default_factory=dict)
    columns: dict[tuple[str, ...], ColumnScanner] = field(default_factory=dict)
    folded: dict[tuple[str, ...], Folded] = field(default_factory=dict)
    judged: list[tuple[tuple[str, ...], ColumnHit]] = field(default_factory=list)
    """What the columns hold of files and members that were read to their ends."""

    def text(self, place: tuple[str, ...], piece: Text) -> None:
        """See `reading.Sink`."""
        self.sizes[place] = self.sizes.get(place, 0) + len(piece.data) - piece.repeated
        chosen = self.scanner.chosen(piece.data)
        if piece.repeated:
            chosen = [each for each in chosen if each[1] > piece.repeated]
        if self.every or self.subjects is not None:
            self._each(place, piece, hits(chosen))
        texts = self.texts
        for start, end, confidence, _, use in chosen:
            name = use.identifier.id
            known = texts.get((place, name))
            if known is None:
                known = texts[place, name] = _Found(at=_at(piece, start), value=piece.data[start:end])
            known.count += 1
            if confidence > known.confidence:
                known.confidence = confidence
        if self.every:
            self.passed[place, piece.unit] = self.passed.get((place, piece.unit), 0) + _length(
                piece.data[piece.repeated :]
            )

    def _each(self, place: tuple[str, ...], piece: Text, found: Iterable[Hit]) -> None:
        for hit in found:
            if self.every:
                self.spans.append(self._span(place, piece, hit))
            if self.subjects is not None:
                self._keep(self.subjects, place, piece, hit)

    def _keep(self, subjects: Subjects, place: tuple[str, ...], piece: Text, hit: Hit) -> None:
        known = not piece.unit and piece.at >= 0
        field = Field(
            identifier=hit.identifier, place=" > ".join(place[1:]), column="", unit=piece.unit, kind="byte" if known else ""
        )  # fmt: skip
        subjects.value(field, piece.at + hit.start if known else hit.start, piece.data[hit.start : hit.end])

    def _span(self, place: tuple[str, ...], piece: Text, hit: Hit) -> Span:
        before = self.passed.get((place, piece.unit), 0) - _length(piece.data[: piece.repeated])
        start = before + _length(piece.data[: hit.start])
        value = piece.data[hit.start : hit.end].decode("utf-8", "replace")
        return Span(
            place=place,
            identifier=hit.identifier,
            start=start,
            end=start + len(value),
            confidence=hit.confidence,
            masked=masked(value),
            unit=piece.unit,
        )

    def column(self, place: tuple[str, ...], column: Column) -> None:
        """See `reading.Sink`."""
        folded = self.folded.get(place)
        if folded is None:
            folded = self.folded[place] = Folded()
        for each in folded.add(column):
            self._judge(place, each)

    def _judge(self, place: tuple[str, ...], column: Column) -> None:
        judge = self.columns.get(place)
        if judge is None:
            keep = self.subjects.keeper if self.subjects is not None else list
            judge = self.columns[place] = ColumnScanner(
                self.scanner, every=self.every or self.subjects is not None, keep=keep
            )
        judge.add(column.name, column.values, column.rows)

    def end(self, place: tuple[str, ...]) -> None:
        """A file or member was read to its end: of its columns no more is kept than what they hold."""
        folded = self.folded.pop(place, None)
        for each in folded.end() if folded is not None else ():
            self._judge(place, each)
        judge = self.columns.pop(place, None)
        if judge is None:
            return
        self.judged.extend((place, hit) for hit in judge.finish())
        for hit, keepers in judge.kept:
            if self.subjects is not None:
                for kept in keepers:
                    self.subjects.accept(kept, _field(place, hit))
            self.spans.extend(_span_of(place, hit, each) for each in _apart(chain.from_iterable(keepers)))

    def holds(self, wanted: Collection[str]) -> bool:
        """Whether one of these identifiers was found so far, with enough certainty to count."""
        return any(name in wanted and each.confidence >= LIKELY for (_, name), each in self.texts.items()) or any(
            hit.identifier in wanted and hit.confidence >= LIKELY
            for hit in chain((hit for _, hit in self.judged), *(judge.so_far() for judge in self.columns.values()))
        )

    def findings(self, identifiers: Mapping[str, Identifier], key: bytes) -> Iterable[DataFinding]:
        """What was found, by place, column and identifier. It begins anew then."""
        for (place, name), found in sorted(self.texts.items()):
            identifier = identifiers[name]
            value = found.value.decode("utf-8", "replace")
            yield DataFinding(
                identifier=name,
                data_class=identifier.data_class,
                severity=identifier.severity,
                place=place,
                column="",
                at=found.at,
                count=found.count,
                examined=self.sizes[place],
                confidence=found.confidence,
                masked=masked(value),
                keyed=keyed(value, key),
            )
        for place in tuple(self.columns):
            self.end(place)
        for place, hit in sorted(self.judged, key=lambda each: each[0]):
            yield _of_column(place, hit, identifiers[hit.identifier], key)


class Classifier:
    """Classifies files. Not to be shared by threads. `key` is that of the hashes by which values are found again; the `recogniser` is asked
    about free text of which nothing else tells."""

    def __init__(self, compiled: Compiled, key: bytes, engine: str = "", recogniser: Recogniser | None = None) -> None:
        self._recogniser = recogniser
        self.scanner = TextScanner(compiled, engine)
        self._identifiers = {each.id: each for each in compiled.identifiers}
        self._restricted = frozenset(
            each.id for each in compiled.identifiers if each.data_class is DataClass.RESTRICTED
        )
        self._key = key

    def classify(
        self,
        place: str,
        source: Source,
        plan: Plan,
        *,
        tag: str = "",
        limits: Limits | None = None,
        spans: list[Span] | None = None,
        subjects: Subjects | None = None,
    ) -> Classified:
        """What is known of the data in a file. Nothing that the file holds raises an error here. Every single value is added to `spans`,
        or given to `subjects`, where one of them is given."""
        collector, tally = Collector(self.scanner, spans is not None, subjects), Tally()
        undecided = Undecided()
        sink = collector if self._recogniser is None else Noting(collector, undecided)

        def settled() -> bool:
            return collector.holds(self._restricted)

        def inspect(member: Source, look: Look) -> None:
            try:
                read_source(member, Reading(look, plan, sink, tally, settled))
            finally:
                collector.end(look.place)

        budget = Budget(limits or Limits(full=plan.full), inspect, everything=True)
        look = Look((place,), Policy(), budget)
        try:
            inspect(source, look)
        except SpentError as spent:
            look.gap(f"{spent}: the rest is not read")
        found = list(collector.findings(self._identifiers, self._key))
        if self._recogniser is not None:
            found.extend(undecided.findings(self._recogniser, is_decided(found), self._key))
        findings = _bounded(found, look)
        if spans is not None:
            spans.extend(
                sorted(collector.spans, key=lambda span: (span.place, span.unit, span.column, span.row, span.start))
            )
        return Classified(
            place=place,
            size=source.size,
            tag=tag,
            formats=tuple(dict.fromkeys(tally.formats)),
            findings=findings,
            gaps=tuple(budget.gaps),
            method=Method.SAMPLE if tally.sampled else Method.FULL,
            bytes_read=sum(collector.sizes.values()),
            records=tally.records,
            bound=tally.bound,
            drawn="; ".join(tally.drawn),
            seed=plan.seed,
            schema=tally.schema,
        )


def _bounded(found: Iterable[DataFinding], look: Look) -> tuple[DataFinding, ...]:
    """All findings; of very many those that weigh most, of each identifier one at least."""
    every = list(found)
    if len(every) <= MOST_FINDINGS:
        return tuple(every)
    look.gap(f"more than {MOST_FINDINGS:,} findings: the rest is not told")
    weighty = sorted(
        range(len(every)), key=lambda number: (-every[number].data_class.rank, -every[number].confidence, number)
    )
    first: dict[str, int] = {}
    for number in weighty:
        first.setdefault(every[number].identifier, number)
    told = sorted(tuple(dict.fromkeys((*first.values(), *weighty)))[:MOST_FINDINGS])
    return tuple(every[number] for number in told)


def read_source(source: Source, reading: Reading) -> None:
    """Read a file or member in the format that accepts it; what none accepts is a gap."""
    look = reading.look
    if not source.size:
        return
    try:
        found = format_of(Start(look.name.lower(), source.read(0, HEAD), source.size, source))
    except UnreadableError as error:
        look.gap(str(error))
        return
    if found is None:
        if source.size > HEAD or source.read(0, HEAD).strip(b"\0"):
            look.gap("no format that is read here")
        return
    reading.tally.formats.append(found.name)
    module = import_module(found.module)
    read = partial(module.inspect, source, look) if found.contains else partial(module.read, source, reading)
    attempt(found.name, look, read)


def _at(piece: Text, start: int) -> str:
    """Where a value is: its unit, or its line, or the offset of its first byte."""
    if piece.unit:
        return piece.unit
    if piece.line:
        line = piece.line + piece.data.count(b"\n", piece.repeated, start)
        return f"line {line}"
    return f"byte {piece.at + start}" if piece.at >= 0 else ""


def _length(data: bytes) -> int:
    """In characters."""
    return len(data) if data.isascii() else len(data.decode("utf-8", "replace"))


def _field(place: tuple[str, ...], hit: ColumnHit) -> Field:
    return Field(identifier=hit.identifier, place=" > ".join(place[1:]), column=hit.column, unit="", kind="row")


def _apart(kept: Iterable[Kept]) -> Iterator[Kept]:
    """Values of one identifier in a column that several shapes found, without those that overlap another."""
    row, reach = -1, 0
    for each in sorted(kept, key=lambda one: (one[0], one[1], -one[2])):
        if each[0] != row or each[1] >= reach:
            yield each
            row, reach = each[0], each[2]


def _span_of(place: tuple[str, ...], hit: ColumnHit, span: Kept) -> Span:
    row, start, _, value = span
    told = value.decode("utf-8", "replace")
    return Span(
        place=place,
        identifier=hit.identifier,
        start=start,
        end=start + len(told),
        confidence=hit.confidence,
        masked=masked(told),
        column=hit.column,
        row=row,
    )


def _of_column(place: tuple[str, ...], hit: ColumnHit, identifier: Identifier, key: bytes) -> DataFinding:
    value = hit.value.decode("utf-8", "replace")
    return DataFinding(
        identifier=hit.identifier,
        data_class=identifier.data_class,
        severity=identifier.severity,
        place=place,
        column=hit.column,
        at=f"row {hit.first}",
        count=hit.matched,
        examined=hit.values,
        confidence=hit.confidence,
        masked=masked(value),
        keyed=keyed(value, key),
    )
