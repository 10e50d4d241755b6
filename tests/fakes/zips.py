"""Zip files written field by field, so that they can lie; and sources that count what is read."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One member. What is None is as in the other header; `packed` and `size` None are the true ones."""

    name: bytes
    data: bytes = b""
    method: int = 0
    flags: int = 0
    local_name: bytes | None = None
    local_method: int | None = None
    local_flags: int | None = None
    local_size: int | None = None
    size: int | None = None
    mode: int = 0
    listed: bool = True
    in_file: bool = True
    descriptor: bool = False
    extra: bytes = b""
    offset: int | None = None

    @property
    def body(self) -> bytes:
        """The data as they lie in the file."""
        if self.method != 8 and self.local_method != 8:
            return self.data
        packer = zlib.compressobj(wbits=-15)
        return packer.compress(self.data) + packer.flush()


def local(piece: Piece) -> bytes:
    """A local header, data and perhaps a descriptor."""
    name = piece.name if piece.local_name is None else piece.local_name
    method = piece.method if piece.local_method is None else piece.local_method
    flags = piece.flags if piece.local_flags is None else piece.local_flags
    crc, packed, size = zlib.crc32(piece.data), len(piece.body), len(piece.data)
    if piece.local_size is not None:
        packed = size = piece.local_size
    sizes = (0, 0, 0) if piece.descriptor else (crc, packed, size)
    head = struct.pack("<4s5H3L2H", b"PK\3\4", 20, flags | 8 * piece.descriptor, method, 0, 33, *sizes, len(name), 0)
    tail = struct.pack("<4s3L", b"PK\7\b", crc, packed, size) if piece.descriptor else b""
    return head + name + piece.body + tail


def central(piece: Piece, offset: int) -> bytes:
    """A record of the directory."""
    size = len(piece.data) if piece.size is None else piece.size
    fields = (0, 0, 33, zlib.crc32(piece.data), len(piece.body), size, len(piece.name), len(piece.extra), 0, 0, 0)
    head = struct.pack("<4s4H", b"PK\1\2", 3 << 8 | 20, 20, piece.flags | 8 * piece.descriptor, piece.method)
    rest = struct.pack("<2H3L5H", *fields[1:]) + struct.pack("<2L", piece.mode << 16, offset)
    return head + rest + piece.name + piece.extra


def end(count: int, size: int, offset: int, comment: bytes = b"") -> bytes:
    """An end record."""
    return struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, size, offset, len(comment)) + comment


def zip_of(*pieces: Piece, before: bytes = b"", count: int | None = None, comment: bytes = b"") -> bytes:
    """A zip file. `before` comes before it without being counted in its offsets."""
    out, offsets = b"", []
    for piece in pieces:
        offsets.append(len(out) if piece.offset is None else piece.offset)
        out += local(piece) if piece.in_file else b""
    records = [central(piece, offset) for piece, offset in zip(pieces, offsets, strict=True) if piece.listed]
    directory = b"".join(records)
    return before + out + directory + end(len(records) if count is None else count, len(directory), len(out), comment)


@dataclass(slots=True)
class Counting:
    """A source that counts, and keeps what was asked for."""

    data: bytes
    asked: list[tuple[int, int]] = field(default_factory=list)
    count: int = 0

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.data)

    def read(self, offset: int, length: int) -> bytes:
        """At most `length` bytes from `offset`."""
        found = self.data[offset : offset + max(0, length)]
        self.count += len(found)
        return found

    def prefetch(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Keeps them."""
        self.asked.extend(ranges)
