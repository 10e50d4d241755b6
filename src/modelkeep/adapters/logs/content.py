"""An object's content, unpacked: gzip (of many members too) and zstd by their first bytes, whatever the name says.

Content is held in memory up to `WHOLE` bytes; beyond that it is read line by line, or as a whole where it is one JSON document, up to
`LARGEST`.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import duckdb
from isal import igzip, igzip_lib

WHOLE = 16 << 20
LARGEST = 512 << 20
LONGEST = 64 << 20
"""Bytes of the longest line that is read."""
GZIP, ZSTD, PARQUET = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PAR1"

_ISAL: Any = igzip_lib.IsalError
_BROKEN = (EOFError, zlib.error, _ISAL, OSError)


class UnreadableError(Exception):
    """The content cannot be unpacked, or is larger than what is read."""


@dataclass(slots=True)
class Content:
    """Unpacked content: its beginning, and the rest of it unless that is all."""

    head: bytes
    rest: IO[bytes] | None = None
    under: IO[bytes] | None = None
    """What the rest is unpacked from."""

    def whole(self) -> bytes:
        """All of it. Raises UnreadableError."""
        if self.rest is None:
            return self.head
        pieces, size = [self.head], len(self.head)
        while piece := _read(self.rest, WHOLE):
            pieces.append(piece)
            size += len(piece)
            if size > LARGEST:
                raise UnreadableError(f"it is one document of more than {LARGEST >> 20} MiB")
        return b"".join(pieces)

    def close(self) -> None:
        """Let go of the rest."""
        if self.rest is not None:
            self.rest.close()
        if self.under is not None:
            self.under.close()

    def blocks(self) -> Iterator[bytes]:
        """All of it, cut after lines. Raises UnreadableError."""
        left = self.head
        while self.rest is not None and (piece := _read(self.rest, WHOLE)):
            end = left.rfind(b"\n") + 1
            if end:
                yield left[:end]
            left = left[end:] + piece
            if len(left) > LONGEST + 2 * WHOLE:
                raise UnreadableError(f"a line is longer than {LONGEST >> 20} MiB")
        if left:
            yield left


def unpack(packed: bytes | Path, scratch: Path) -> Content:
    """The content of packed bytes, or of a file. `scratch` is a folder for what has to lie on disk. Raises UnreadableError."""
    stream: IO[bytes] = io.BytesIO(packed) if isinstance(packed, bytes) else packed.open("rb")
    first = stream.read(4)
    stream.seek(0)
    if first.startswith(ZSTD):
        stream.close()
        return _zstd(_on_disk(packed, scratch))
    if not first.startswith(GZIP):
        return _begun(stream)
    if isinstance(packed, bytes) and (at_once := _at_once(packed)) is not None:
        return Content(at_once)
    unzipped: Any = igzip.IGzipFile(fileobj=stream)  # type: ignore[no-untyped-call]  # isal types none of it
    return _begun(unzipped, stream)


def _at_once(packed: bytes) -> bytes | None:
    """The content of a gzip file that is one member of the size that its end tells (RFC 1952), which is quicker; None for any other."""
    size = int.from_bytes(packed[-4:], "little")
    if size >= WHOLE:
        return None
    decompressor: Any = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP)
    try:
        # One byte more than there should be: nothing unpacks to more than what was promised.
        found: bytes = decompressor.decompress(packed, size + 1)
    except _BROKEN:
        return None
    return found if decompressor.eof and not decompressor.unused_data and len(found) == size else None


def _begun(stream: IO[bytes], under: IO[bytes] | None = None) -> Content:
    """The content of a stream, which is closed when all of it is read, with the one under it."""
    whole = False
    try:
        head = _read(stream, WHOLE)
        whole = len(head) < WHOLE
    except UnreadableError:
        whole = True
        raise
    finally:
        if whole:
            stream.close()
            if under is not None:
                under.close()
    return Content(head) if whole else Content(head, stream, under)


def _read(stream: IO[bytes], size: int) -> bytes:
    try:
        return stream.read(size)
    except _BROKEN as error:
        raise UnreadableError(f"it cannot be unpacked: {error}") from error


def _on_disk(packed: bytes | Path, scratch: Path) -> Path:
    if isinstance(packed, Path):
        return packed
    path = scratch / "packed.zst"
    path.write_bytes(packed)
    return path


class _Lines(io.RawIOBase):
    """The lines that DuckDB unpacks, as a stream."""

    def __init__(self, path: Path) -> None:
        self._connection = duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "600MB"})
        options = (
            "columns={'line': 'VARCHAR'}, delim='\x01', quote='', escape='', header=false, auto_detect=false, "
            f"compression='zstd', max_line_size={LONGEST}, buffer_size={2 * LONGEST}"
        )
        quoted = str(path).replace("'", "''")
        self._rows = self._connection.execute(f"SELECT line FROM read_csv('{quoted}', {options})")
        self._left = b""

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()
        super().close()

    def read(self, size: int = -1) -> bytes:
        """At least one line, at most about `size` bytes more than asked; nothing at the end."""
        found = [self._left] if self._left else []
        self._left = b""
        length = sum(map(len, found))
        while (size < 0 or length < size) and (rows := self._rows.fetchmany(256)):
            lines = b"".join((row[0] or "").encode() + b"\n" for row in rows)
            found.append(lines)
            length += len(lines)
        every = b"".join(found)
        if 0 <= size < len(every):
            every, self._left = every[:size], every[size:]
        return every


def _zstd(path: Path) -> Content:
    # DuckDB unpacks zstd; Python's standard library does not before 3.14.
    try:
        lines: Any = _Lines(path)
        return _begun(lines)
    except duckdb.Error as error:
        raise UnreadableError(f"it cannot be unpacked: {str(error).splitlines()[0]}") from error
