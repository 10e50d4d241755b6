"""Protocol buffers without their schema: fields by number, as they stand on the wire.

https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from dataclasses import dataclass

from modelkeep.engines.artifacts.sources import Source

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
HELD = 64 << 10
"""A field of bytes up to this size is read with what stands around it."""


class MalformedError(Exception):
    """What is no message, or one that is cut off."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `value` for numbers, `start` and `size` of its bytes for what has a length."""

    number: int
    wire: int
    value: int
    start: int
    size: int


class Message:
    """A message at a place of a source: its fields, in order, and what is in them."""

    def __init__(self, source: Source, start: int = 0, size: int | None = None) -> None:
        self.source, self.start = source, start
        self.size = source.size - start if size is None else size
        self._block, self._at = b"", 0

    def fields(self) -> Iterator[Field]:
        """Raises MalformedError at the first that is none."""
        position, end = self.start, self.start + self.size
        while position < end:
            key, position = self._varint(position, end)
            number, wire = key >> 3, key & 7
            if not number:
                raise MalformedError(f"a field without a number, at byte {position:,}")
            if wire == VARINT:
                value, position = self._varint(position, end)
                yield Field(number, wire, value, position, 0)
                continue
            if wire == BYTES:
                size, position = self._varint(position, end)
            elif wire in (FIXED32, FIXED64):
                size = 4 if wire == FIXED32 else 8
            else:
                raise MalformedError(f"a field of the unknown kind {wire}, at byte {position:,}")
            if size > end - position:
                raise MalformedError(
                    f"a field of {size:,} bytes where {end - position:,} are left, at byte {position:,}"
                )
            yield Field(number, wire, 0, position, size)
            position += size

    def blocks(self, *numbers: int) -> Iterator[Field]:
        """The fields with a length (messages, texts, bytes), of these numbers or of any."""
        return (field for field in self.fields() if field.wire == BYTES and (not numbers or field.number in numbers))

    def inner(self, field: Field) -> Message:
        """A field's bytes as a message."""
        return Message(self.source, field.start, field.size)

    def bytes(self, field: Field, most: int = 1 << 20) -> builtins.bytes:
        """A field's bytes. Raises MalformedError where there are more than so many."""
        if field.size > most:
            raise MalformedError(f"{field.size:,} bytes where a name is expected, at byte {field.start:,}")
        return self._read(field.start, field.size)

    def text(self, field: Field, most: int = 1 << 20) -> str:
        """A field's text."""
        return self.bytes(field, most).decode("utf-8", "replace")

    def one(self, number: int) -> Field | None:
        """The last field of a number, which is the one that counts."""
        found = None
        for field in self.fields():
            if field.number == number:
                found = field
        return found

    def _varint(self, position: int, end: int) -> tuple[int, int]:
        value = 0
        for shift in range(0, 70, 7):
            if position >= end:
                raise MalformedError(f"it is cut off at byte {position:,}")
            byte = self._byte(position)
            position += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value & 0xFFFF_FFFF_FFFF_FFFF, position
        raise MalformedError(f"a number of more than ten bytes, at byte {position:,}")

    def _byte(self, position: int) -> int:
        if not self._at <= position < self._at + len(self._block):
            self._at, self._block = position, self.source.read(position, HELD)
            if not self._block:
                raise MalformedError(f"it is cut off at byte {position:,}")
        return self._block[position - self._at]

    def _read(self, start: int, size: int) -> builtins.bytes:
        if self._at <= start and start + size <= self._at + len(self._block):
            return self._block[start - self._at : start - self._at + size]
        data = self.source.read(start, size)
        if len(data) != size:
            raise MalformedError(f"it is cut off at byte {start:,}")
        return data
