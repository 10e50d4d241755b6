"""Rewrite a file in which values are redacted: text, tables as text, and JSON keep every other byte. Nothing is kept but a block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from modelkeep.core.data import DataFinding, Identifier
from modelkeep.engines.artifacts.sources import Source, UnreadableError
from modelkeep.engines.classify.compiled import Compiled
from modelkeep.engines.classify.documents import document_values
from modelkeep.engines.classify.formats.json_document import LARGEST
from modelkeep.engines.classify.matching import Matcher, text_spans
from modelkeep.engines.classify.reading import BLOCK, ROWS
from modelkeep.engines.classify.redacted import Redactor
from modelkeep.engines.classify.text import TextScanner
from modelkeep.engines.classify.values import Counts, Edit, Plain, Value, edits, spliced

HELD = 64 << 10
"""Bytes at the end of a block that are looked at again with the next: no value is longer and yet found by its form."""
BEFORE = 4 << 10
"""Bytes before a block with which it is looked at: keywords stand there."""
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What was found and is redacted: identifiers of each column, and those in text. `escape` on the first round."""

    compiled: Compiled
    columns: Mapping[str, frozenset[str]]
    texts: frozenset[str]
    escape: bool = True

    @classmethod
    def of(cls, compiled: Compiled, findings: list[DataFinding], *, escape: bool) -> Verdicts:
        """By findings of a file that is no container."""
        columns: dict[str, set[str]] = {}
        for each in findings:
            columns.setdefault(each.column, set()).add(each.identifier)
        texts = frozenset(each.identifier for each in findings if each.at[:4] != "row ")
        return cls(compiled, {name: frozenset(ids) for name, ids in columns.items()}, texts, escape)


@dataclass(slots=True)
class Work:
    """One rewriting of one file, with what it comes to."""

    verdicts: Verdicts
    redactor: Redactor
    engine: str = ""
    counts: Counts = field(default_factory=Counts)
    matcher: Matcher = field(init=False)

    def __post_init__(self) -> None:
        self.matcher = Matcher(self.identifiers, self.verdicts.columns, self.engine)

    @property
    def identifiers(self) -> Mapping[str, Identifier]:
        """All that are looked for."""
        return {each.id: each for each in self.verdicts.compiled.identifiers}

    def written(self, raw: bytes, values: list[Value]) -> bytes:
        """Bytes with their values redacted."""
        changes = edits(values, raw, self.matcher, self.redactor, self.counts) if values else []
        return self.splice(raw, changes)

    def splice(self, raw: bytes, changes: list[Edit]) -> bytes:
        """Bytes with changes."""
        return spliced(raw, changes, self.redactor, escape=self.verdicts.escape)


def text(source: Source, work: Work, scanner: TextScanner) -> Iterator[bytes]:
    """Text, in whatever it is written that has ASCII in it. A value that lies across two blocks is found. Raises UnreadableError."""
    refuse_utf_16(source)
    before, data, at = b"", b"", 0
    while at < source.size or data:
        new = source.read(at, BLOCK)
        if not new and at < source.size:
            raise UnreadableError(f"it ends at byte {at:,} of {source.size:,}")
        at += len(new)
        data += new
        stop = len(data) if at >= source.size else _cut(data)
        whole = before + data
        changes: list[Edit] = []
        for start, end, identifier in text_spans(scanner, work.verdicts.texts, whole):
            if start < len(before) or start >= len(before) + stop:
                continue
            stop = max(stop, end - len(before))
            value = whole[start:end]
            stand_in = work.redactor.stand_in(identifier, value, value, lines=True)
            changes.append((start - len(before), end - len(before), stand_in))
            work.counts.add("", identifier)
        yield work.splice(data[:stop], changes)
        before, data = (before + data[:stop])[-BEFORE:], data[stop:]


def _cut(data: bytes) -> int:
    """Where a block ends: at the end of a line, else of a word."""
    last = max(1, len(data) - HELD)
    for sign in (b"\n", b" "):
        at = data.rfind(sign, last // 2, last)
        if at >= 0:
            return at + 1
    while last > 1 and data[last] & 0xC0 == 0x80:
        last -= 1
    return last


def json_lines(source: Source, work: Work) -> Iterator[bytes]:
    """One document a line. Raises UnreadableError for a line that is none, or too long."""
    import msgspec

    decode = msgspec.json.Decoder().decode
    number = 0
    for block in _lines(source):
        values: list[Value] = []
        at = done = rows = 0
        while at < len(block):
            end = block.find(b"\n", at) + 1 or len(block)
            number += 1
            lead = 3 if block.startswith(b"\xef\xbb\xbf", at) else 0
            line = block[at + lead : end]
            if line and not line.isspace():
                try:
                    decode(line)
                except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
                    raise UnreadableError(f"line {number} is no JSON") from error
                held = document_values(line, Plain(at - done + lead))
                values.extend(each for each in held if each.column in work.matcher)
                rows += 1
            at = end
            if rows >= ROWS:
                yield work.written(block[done:at], values)
                values, rows, done = [], 0, at
        yield work.written(block[done:], values)


def _lines(source: Source) -> Iterator[bytes]:
    """Blocks that end at ends of lines."""
    at, data = 0, b""
    while at < source.size:
        new = source.read(at, BLOCK)
        if not new:
            raise UnreadableError(f"it ends at byte {at:,} of {source.size:,}")
        at += len(new)
        data += new
        end = len(data) if at >= source.size else data.rfind(b"\n") + 1
        if end:
            yield data[:end]
            data = data[end:]
        elif len(data) > LARGEST:
            raise UnreadableError(f"a line is longer than {LARGEST:,} bytes")


def json_document(source: Source, work: Work) -> Iterator[bytes]:
    """One document. Raises UnreadableError for one that is none, or too large to be held."""
    import msgspec

    if source.size > LARGEST:
        raise UnreadableError(f"a document of more than {LARGEST:,} bytes is not rewritten: make JSON lines of it")
    raw = source.read(0, source.size)
    lead = 3 if raw.startswith(b"\xef\xbb\xbf") else 0
    try:
        msgspec.json.decode(raw[lead:])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise UnreadableError("it is no JSON") from error
    held = document_values(raw[lead:], Plain(lead), rows=raw[lead:].lstrip()[:1] == b"[")
    yield work.written(raw, [each for each in held if each.column in work.matcher])


def refuse_utf_16(source: Source) -> None:
    if source.read(0, 2) in _UTF_16:
        raise UnreadableError("it is in UTF-16: make UTF-8 of it")
