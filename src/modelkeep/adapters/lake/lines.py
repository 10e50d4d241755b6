"""Records as lines that DuckDB reads, with the fields of ours in front (see `adapters.lake.schema`)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

import msgspec

from modelkeep.adapters.lake.schema import ID
from modelkeep.core.logs.tables import LogTable

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


def liner(table: LogTable, fields: bytes = b"") -> Callable[[Iterable[bytes | memoryview]], Iterator[bytes]]:
    """What turns records of a table into lines. `fields` are members that every record gets, each with a comma after it."""
    front = b"{" + fields
    finding = _FINDINGS.get(table.name)
    if finding is None and ID not in table.event_id:
        return lambda records: (_line(front, raw) for raw in records)
    decoder = msgspec.json.Decoder(finding) if finding is not None else None

    def identified(records: Iterable[bytes | memoryview]) -> Iterator[bytes]:
        for raw in records:
            yield _line(front + b'"%s":"%s",' % (ID.encode(), _id(decoder, raw).encode()), raw)

    return identified


def _id(decoder: msgspec.json.Decoder[_Finding | _HubFinding] | None, raw: bytes | memoryview) -> str:
    if decoder is None:
        return record_hash(raw)
    try:
        found = decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return record_hash(raw)
    quoted = msgspec.json.encode(f"{found.id}@{found.updated}")
    return quoted[1:-1].decode()


def _line(front: bytes, raw: bytes | memoryview) -> bytes:
    """A record with the fields in front. What is no object stays as it is: it is refused later, with its reason."""
    text = bytes(raw)
    if b"\n" in text:
        text = _one_line(text)
    return front + text[1:] if text[:1] == b"{" else text


def _one_line(text: bytes) -> bytes:
    try:
        return msgspec.json.format(text, indent=-1)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return text.replace(b"\n", b" ").strip() or b"null"
