"""The local headers of a zip file: what stands before each member's data, and members that only they tell."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from modelkeep.engines.artifacts.archives.zip_directory import FULL32, LOCAL, ZIP64, extra_fields, name_of, sizes64
from modelkeep.engines.artifacts.sources import Source

LOCAL_SIZE = 30
PADDING = 72
"""Room for the padding by which PyTorch aligns its storages."""
SEARCHED = 64 << 20
"""Bytes that are searched for the end of one member, where only a descriptor tells it."""
ENCRYPTED, DESCRIPTOR, PATCHED, STRONG, MASKED = 0x1, 0x8, 0x20, 0x40, 0x2000
SYMLINK = 0o12

_LOCAL = struct.Struct("<4s5H3L2H")


@dataclass(frozen=True, slots=True)
class Member:
    """A member as it can be read. `head` is the offset of its local header, `start` that of its data, which end at `stop`."""

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    head: int
    start: int
    listed: bool = True
    mode: int = 0
    """The Unix mode, 0 where the archive does not say."""

    @property
    def stop(self) -> int:
        """Where the data end."""
        return self.start + self.packed

    @property
    def is_folder(self) -> bool:
        """True for a name that ends in a slash and has no data."""
        return self.name.endswith("/") and not self.packed

    @property
    def is_link(self) -> bool:
        """True for a symbolic link, whose data is its target."""
        return self.mode >> 12 == SYMLINK


@dataclass(frozen=True, slots=True)
class LocalHeader:
    """A local header."""

    raw: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    start: int


def walk(source: Source, start: int, stop: int) -> Iterator[Member]:
    """Members by their local headers, in order, over whatever lies between them."""
    at = start
    while (at := _find(source, LOCAL, at, stop)) >= 0:
        header = local_header(source, at, PADDING)
        if header is None or not _is_sane(header):
            at += len(LOCAL)
            continue
        packed, size = header.packed, header.size
        if header.flags & DESCRIPTOR and not packed:
            packed = _described(source, header.start, stop)
            size = 0
        yield Member(
            name_of(header.raw, header.flags),
            header.flags,
            header.method,
            header.crc,
            packed,
            size,
            at,
            header.start,
            listed=False,
        )
        at = header.start + packed


def _described(source: Source, start: int, stop: int) -> int:
    """How long the data are whose size only their descriptor tells: up to the one that tells where it lies."""
    at = start
    stop = min(stop, start + SEARCHED)
    while (at := _find(source, b"PK\7\b", at, stop)) >= 0:
        record = source.read(at + 8, 8)
        if at - start in (int.from_bytes(record[:4], "little"), int.from_bytes(record, "little")):
            return at - start
        at += 4
    after = _find(source, LOCAL, start, stop)
    return max(0, (after if after >= 0 else stop) - start)


def _find(source: Source, wanted: bytes, start: int, stop: int) -> int:
    """The offset of the next occurrence, -1 where there is none."""
    at = start
    while at < stop:
        chunk = source.read(at, min(1 << 20, stop - at))
        if not chunk:
            return -1
        found = chunk.find(wanted)
        if found >= 0:
            return at + found
        if at + len(chunk) >= stop or len(chunk) < len(wanted):
            return -1
        at += len(chunk) - len(wanted) + 1
    return -1


def local_header(source: Source, offset: int, guess: int) -> LocalHeader | None:
    """The local header at an offset. `guess` is how many bytes of name and fields follow it, for one read instead of two."""
    if offset < 0 or offset + LOCAL_SIZE > source.size:
        return None
    data = source.read(offset, LOCAL_SIZE + guess)
    if len(data) < LOCAL_SIZE or not data.startswith(LOCAL):
        return None
    _, _, flags, method, _, _, crc, packed, size, name, extra = _LOCAL.unpack_from(data)
    if LOCAL_SIZE + name + extra > len(data):
        data = source.read(offset, LOCAL_SIZE + name + extra)
    raw = data[LOCAL_SIZE : LOCAL_SIZE + name]
    if FULL32 in (packed, size):
        more = extra_fields(data[LOCAL_SIZE + name : LOCAL_SIZE + name + extra])
        size, packed = sizes64(more.get(ZIP64, b""), size, packed)
    start = min(offset + LOCAL_SIZE + name + extra, source.size)
    return LocalHeader(raw, flags, method, crc, packed, size, start)


def _is_sane(header: LocalHeader) -> bool:
    """True for a header that a writer may have written, unlike four bytes that happen to be its signature."""
    return bool(header.raw) and len(header.raw) <= 4096 and header.method <= 99 and b"\0" not in header.raw
