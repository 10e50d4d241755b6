"""FlatBuffers without their schema: tables, fields and texts at offsets (https://flatbuffers.dev/internals/)."""

from __future__ import annotations

import struct

from modelkeep.engines.artifacts.sources import Source

LONGEST = 4096
"""Bytes of the longest text that is read."""


class BrokenError(Exception):
    """An offset or length that does not fit into the file."""


def text(source: Source, at: int) -> str:
    """The text at an offset."""
    length = number(source, at, "<I")
    if length > LONGEST:
        raise BrokenError
    return content(source, at + 4, length).decode("utf-8", "replace")


def field(source: Source, table: int, position: int) -> int | None:
    """Where a table's field stands; None where it has its default."""
    entries = table - number(source, table, "<i")
    if entries < 0:
        raise BrokenError
    if 4 + 2 * position >= number(source, entries, "<H"):
        return None
    offset = number(source, entries + 4 + 2 * position, "<H")
    return table + offset if offset else None


def follow(source: Source, at: int | None) -> int | None:
    """Where an offset leads; None where there is none."""
    return None if at is None else at + number(source, at, "<I")


def number(source: Source, at: int, code: str) -> int:
    """A number by its `struct` code."""
    return int(struct.unpack(code, content(source, at, struct.calcsize(code)))[0])


def content(source: Source, at: int, length: int) -> bytes:
    """Bytes at an offset."""
    if at < 0 or at + length > source.size:
        raise BrokenError
    return source.read(at, length)
