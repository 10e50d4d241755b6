"""Read a source from its beginning to its end, a few bytes at a time, by few reads of larger blocks."""

from __future__ import annotations

from modelkeep.engines.artifacts.sources import Source

BLOCK = 64 << 10


class CutOffError(Exception):
    """More is claimed than the source has left."""


class Forward:
    """A place in a source that moves on. `at` is its offset."""

    def __init__(self, source: Source, at: int = 0) -> None:
        self.source, self.at = source, at
        self._block, self._start = b"", 0

    def take(self, size: int) -> bytes:
        """The next bytes. Raises CutOffError where there are fewer."""
        self._hold(size)
        if not self._start <= self.at or self.at + size > self._start + len(self._block):
            self._start, self._block = self.at, self.source.read(self.at, max(size, BLOCK))
        offset = self.at - self._start
        data = self._block[offset : offset + size]
        if len(data) < size:
            raise CutOffError("it is cut off")
        self.at += size
        return data

    def skip(self, size: int) -> None:
        """Step over bytes without reading them. Raises CutOffError where there are fewer."""
        self._hold(size)
        self.at += size

    def _hold(self, size: int) -> None:
        if size > self.source.size - self.at:
            raise CutOffError(f"{size:,} bytes where {self.source.size - self.at:,} are left")
