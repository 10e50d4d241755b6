"""Records as lines that DuckDB reads: each in an object with the fields of ours in front of it (see `adapters.lake.schema`)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from types import MappingProxyType

import msgspec

from modelkeep.adapters.lake.schema import ID, RECORD
from modelkeep.core.logs.prompt_columns import FACTS
from modelkeep.core.logs.tables import LogTable

_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
_BEFORE = b'"%s":' % RECORD.encode()
PROMPTS = frozenset({"bedrock_invocation", "sagemaker_capture"})
"""Tables with facts about prompts."""
HASH = 32
"""Hexadecimal digits of the id of a record whose source gives it none."""


class _Finding(msgspec.Struct):
    id: str
    updated: str = msgspec.field(name="updatedAt")


class _HubFinding(msgspec.Struct):
    id: str = msgspec.field(name="Id")
    updated: str = msgspec.field(name="UpdatedAt")


_FINDINGS: Mapping[str, type[_Finding | _HubFinding]] = MappingProxyType(
    {"guardduty": _Finding, "security_hub": _HubFinding}
)
"""Tables whose records tell the same finding again when it changes: the id and the time of the update make the row's id."""


def record_hash(raw: bytes | memoryview) -> str:
    """The id of a record whose source gives it none."""
    return hashlib.sha256(raw).hexdigest()[:HASH]


def why_no_object(raw: bytes | memoryview) -> str:
    """Why a text is not one JSON object with nothing beside it; '' for one that is."""
    try:
        str(raw, "utf-8")
        _OBJECT.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return "it is not text in UTF-8" if isinstance(error, UnicodeError) else f"it is no JSON object: {error}"
    return ""


def record_of(line: bytes) -> bytes:
    """The record in a line; a line as it is where it was none."""
    front, found, record = line.partition(_BEFORE)
    return record[:-1] if found and front[:1] == b"{" else line


def identified(line: bytes) -> bytes:
    """A line whose record has a hash as its id where it has none."""
    front, _, _ = line.partition(_BEFORE)
    if f'"{ID}":'.encode() in front:
        return line
    return b'{"%s":"%s",%s' % (ID.encode(), record_hash(record_of(line)).encode(), line[1:])


@dataclass(frozen=True, slots=True)
class Lines:
    """Records as text with one a line, each with its end; the bytes of the longest."""

    text: bytes
    longest: int


class Liner:
    """Turns records of a table into lines. `fields` are members that every record gets, each with a comma after it."""

    def __init__(self, table: LogTable, fields: bytes = b"") -> None:
        self._fields = fields
        finding = _FINDINGS.get(table.name)
        self._finding = msgspec.json.Decoder(finding) if finding is not None else None
        self._identified = finding is not None or ID in table.event_id
        self._prompts = table.name if table.name in PROMPTS else ""

    def lines(self, records: Sequence[bytes | memoryview], *, flat: bool = False) -> Lines:
        """All records in one piece. `flat`: each is known to be one JSON value without a line's end, so that nobody needs to look."""
        if not flat or self._identified or self._prompts:
            made = [self._line(raw, flat=flat) for raw in records]
            return Lines(b"".join(made), max(map(len, made), default=0))
        # Most of what is ingested: no record is copied by itself.
        front, end = b"{%s%s" % (self._fields, _BEFORE), b"}\n"
        text = b"".join(chain.from_iterable(zip(repeat(front), records, repeat(end))))
        return Lines(text, max(map(len, records), default=0) + len(front) + len(end))

    def _line(self, raw: bytes | memoryview, *, flat: bool) -> bytes:
        """A record with the fields in front. What is no object stays as it is: it is refused later, with its reason."""
        text = bytes(raw)
        if not flat:
            text = _one_line(text) if b"\n" in text else text
            if why_no_object(text):
                return text + b"\n"
        own = b""
        if self._prompts:
            from modelkeep.adapters.logs.prompts import facts_of

            own = b'"%s":%s,' % (FACTS.encode(), facts_of(self._prompts, text))
        elif self._identified:
            own = b'"%s":"%s",' % (ID.encode(), _id(self._finding, text).encode())
        return b"{%s%s%s%s}\n" % (self._fields, own, _BEFORE, text)


def _id(decoder: msgspec.json.Decoder[_Finding | _HubFinding] | None, raw: bytes | memoryview) -> str:
    if decoder is None:
        return record_hash(raw)
    try:
        found = decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return record_hash(raw)
    quoted = msgspec.json.encode(f"{found.id}@{found.updated}")
    return quoted[1:-1].decode()


def _one_line(text: bytes) -> bytes:
    try:
        return msgspec.json.format(text, indent=-1)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return text.replace(b"\n", b" ").strip() or b"null"
