"""Bytes at offsets: a local file, an object in S3, a member of an archive. Every engine reads through this."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable


class UnreadableError(Exception):
    """The source could not be read at a place; the message says why. It becomes a gap."""


@runtime_checkable
class Source(Protocol):
    """Bytes of a known size that can be read at any offset. Reading past the end gives fewer bytes, reading what fails raises
    UnreadableError."""

    @property
    def size(self) -> int:
        """In bytes."""
        ...

    def read(self, offset: int, length: int) -> bytes:
        """At most `length` bytes from `offset`."""
        ...

    def prefetch(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Say which (offset, length) will be read soon: a remote source fetches them at once, others ignore it."""
        ...


@dataclass(frozen=True, slots=True)
class Bytes:
    """Bytes in memory."""

    data: bytes

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.data)

    def read(self, offset: int, length: int) -> bytes:
        """At most `length` bytes from `offset`."""
        return self.data[offset : offset + length]

    def prefetch(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Nothing to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """A window of another source, such as a stored member of a zip file."""

    whole: Source
    start: int
    size: int

    def read(self, offset: int, length: int) -> bytes:
        """At most `length` bytes from `offset` of the window."""
        length = min(length, self.size - offset)
        return self.whole.read(self.start + offset, length) if length > 0 else b""

    def prefetch(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Passed on to the whole."""
        self.whole.prefetch([(self.start + offset, min(length, self.size - offset)) for offset, length in ranges])


class Stream(io.RawIOBase):
    """A source as a binary file, read only, for code that wants one; wrap it in io.BufferedReader for small reads."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self._source = source
        self._position = 0

    def readable(self) -> bool:
        """True."""
        return True

    def seekable(self) -> bool:
        """True."""
        return True

    def tell(self) -> int:
        """The position, in bytes from the start."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As files do."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._source.size}[whence]
        self._position = max(0, start + offset)
        return self._position

    def readinto(self, buffer: object) -> int:
        """Fill the buffer from the position on."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        data = self._source.read(self._position, len(view))
        view[: len(data)] = data
        self._position += len(data)
        return len(data)
