"""Records as lines that DuckDB reads, with the fields of ours in front (see `adapters.lake.schema`)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import msgspec

from modelkeep.adapters.lake.schema import ID
from modelkeep.core.logs.prompt_columns import FACTS
from modelkeep.core.logs.tables import LogTable

_BRACE = ord("{")
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


@dataclass(frozen=True, slots=True)
class Lines:
    """Records as text with one a line, without the last line's end; the bytes of the longest."""

    text: bytes
    longest: int


class Liner:
    """Turns records of a table into lines. `fields` are members that every record gets, each with a comma after it."""

    def __init__(self, table: LogTable, fields: bytes = b"") -> None:
        self._front = b"{" + fields
        finding = _FINDINGS.get(table.name)
        self._finding = msgspec.json.Decoder(finding) if finding is not None else None
        self._identified = finding is not None or ID in table.event_id
        self._prompts = table.name if table.name in PROMPTS else ""

    def lines(self, records: Sequence[bytes | memoryview], *, flat: bool = False) -> Lines:
        """All records in one piece. `flat`: no record holds a line's end, so that nobody needs to look."""
        if not self._identified and not self._prompts:
            # Most of what is ingested: no record is copied by itself.
            longest = max(map(len, records), default=0)
            if longest and all(raw[0] == _BRACE for raw in records if len(raw)) and all(map(len, records)):
                between = b"\n" + self._front
                text = self._front + between.join([memoryview(raw)[1:] for raw in records])
                if flat or text.count(b"\n") == len(records) - 1:
                    return Lines(text, longest + len(self._front))
        made = [self._line(raw) for raw in records]
        return Lines(b"\n".join(made), max(map(len, made), default=0))

    def _line(self, raw: bytes | memoryview) -> bytes:
        """A record with the fields in front. What is no object stays as it is: it is refused later, with its reason."""
        text = bytes(raw)
        if b"\n" in text:
            text = _one_line(text)
        if text[:1] != b"{":
            return text
        if self._prompts:
            from modelkeep.adapters.logs.prompts import facts_of

            return b'%s"%s":%s,%s' % (self._front, FACTS.encode(), facts_of(self._prompts, text), text[1:])
        if not self._identified:
            return self._front + text[1:]
        return b'%s"%s":"%s",%s' % (self._front, ID.encode(), _id(self._finding, text).encode(), text[1:])


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
