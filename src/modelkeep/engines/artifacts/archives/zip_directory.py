"""The end records and central directories of a zip file: every one that some reader would take (APPNOTE.TXT 6.3.10, 4.3.12-4.3.16).

Readers differ in which end record they take, in whether they believe its offset or count back from it, and in when they look at
the zip64 record. Each answer is a directory here; the first is the one that most readers take.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from modelkeep.engines.artifacts.sources import Source

LOCAL, CENTRAL, END, END64, LOCATOR = b"PK\3\4", b"PK\1\2", b"PK\5\6", b"PK\6\6", b"PK\6\7"
END_SIZE, END64_SIZE, LOCATOR_SIZE, CENTRAL_SIZE = 22, 56, 20, 46
TAIL = END_SIZE + 65_535
MOST_ENDS = 64
"""End records that are looked at; more in one tail are of no use to a reader."""
FULL16, FULL32 = 0xFFFF, 0xFFFFFFFF
ZIP64, UNICODE_PATH = 0x0001, 0x7075
UTF8 = 0x800
CHUNK = 1 << 20

_END = struct.Struct("<4H2LH")
_END64 = struct.Struct("<4s Q2H2L4Q")
_CENTRAL = struct.Struct("<4s6H3L5H2L")


@dataclass(frozen=True, slots=True)
class Directory:
    """One reading of where the central directory lies. `base` is what the offsets of its members count from."""

    start: int
    base: int
    size: int
    count: int
    stop: int
    """Where its end record begins."""
    end: int
    """Where the classic end record begins."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the directory says of one member. `offset` is that of the local header, in the file."""

    raw: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    attributes: int
    system: int
    path: bytes
    """The name of Info-ZIP's Unicode path field, where there is one."""

    @property
    def name(self) -> str:
        """As text."""
        return name_of(self.raw, self.flags)


class Window:
    """Reads many small pieces in order through one buffer."""

    def __init__(self, source: Source, stop: int) -> None:
        self._source, self._stop = source, min(stop, source.size)
        self._buffer, self._start = b"", 0

    def at(self, offset: int, length: int) -> bytes:
        """At most `length` bytes from `offset`, fewer at the stop."""
        begin = offset - self._start
        if begin < 0 or begin + length > len(self._buffer):
            want = min(max(length, CHUNK), max(0, self._stop - offset))
            self._buffer, self._start = self._source.read(offset, want) if want else b"", offset
            begin = 0
        return self._buffer[begin : begin + length]


def name_of(raw: bytes, flags: int) -> str:
    """A member's name as text: UTF-8 where flagged or valid, else code page 437."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace") if flags & UTF8 else raw.decode("cp437")


def directories(source: Source) -> list[Directory]:
    """Every plausible directory, the one that most readers take first; none where there is no end record."""
    length = min(source.size, TAIL + END64_SIZE + LOCATOR_SIZE)
    base = source.size - length
    tail = source.read(base, length)
    found: dict[tuple[int, int], Directory] = {}
    position = tail.rfind(END)
    for _ in range(MOST_ENDS):
        if position < 0:
            break
        if position + END_SIZE <= len(tail):
            for each in _readings(source, tail, base, position):
                found.setdefault((each.start, each.base), each)
        position = tail.rfind(END, 0, position)
    return list(found.values())


def _readings(source: Source, tail: bytes, base: int, position: int) -> Iterator[Directory]:
    """What one end record may mean."""
    _, _, _, count, size, offset, _ = _END.unpack_from(tail, position + 4)
    end = base + position
    claims = list(_zip64(source, tail, base, position))
    # PyTorch writes a zip64 record as well where the classic one says it all: no contradiction.
    said = not claims or (FULL32 not in (size, offset) and count != FULL16)
    if said and (count, size, offset) not in [claim[:3] for claim in claims]:
        claims.append((count, size, offset, end))
    for count, size, offset, stop in claims:
        for start, shift in ((stop - size, stop - size - offset), (offset, 0)):
            if _plausible(source, start, stop, count):
                yield Directory(start, shift, size, count, stop, end)


def _plausible(source: Source, start: int, stop: int, count: int) -> bool:
    if start < 0 or start > stop:
        return False
    return start == stop if not count and start == stop else source.read(start, 4) == CENTRAL


def _zip64(source: Source, tail: bytes, base: int, position: int) -> Iterator[tuple[int, int, int, int]]:
    """Count, size, offset and place of each zip64 record that a locator before the end record leads to."""
    locator = tail[max(0, position - LOCATOR_SIZE) : position]
    if not locator.startswith(LOCATOR) or len(locator) < LOCATOR_SIZE:
        return
    (told,) = struct.unpack_from("<Q", locator, 8)
    before = base + position - LOCATOR_SIZE - END64_SIZE
    for place in dict.fromkeys((before, told)):
        record = source.read(place, END64_SIZE) if 0 <= place < source.size else b""
        if len(record) == END64_SIZE and record.startswith(END64):
            _, _, _, _, _, _, _, count, size, offset = _END64.unpack(record)
            yield count, size, offset, place


def entries(source: Source, directory: Directory) -> Iterator[Entry]:
    """What a directory lists, read until its records end, whatever count and size say."""
    window, at = Window(source, directory.stop), directory.start
    while True:
        head = window.at(at, CENTRAL_SIZE)
        if len(head) < CENTRAL_SIZE or not head.startswith(CENTRAL):
            return
        fields = _CENTRAL.unpack(head)
        _, made, _, flags, method, _, _, crc, packed, size, name, extra, comment, _, _, attributes, offset = fields
        rest = window.at(at + CENTRAL_SIZE, name + extra)
        if len(rest) < name:
            return
        more = extra_fields(rest[name:])
        size, packed, offset = sizes64(more.get(ZIP64, b""), size, packed, offset)
        path = more.get(UNICODE_PATH, b"")[5:]
        yield Entry(rest[:name], flags, method, crc, packed, size, directory.base + offset, attributes, made >> 8, path)
        at += CENTRAL_SIZE + name + extra + comment


def sizes64(extra: bytes, *values: int) -> tuple[int, ...]:
    """The values, those that are all ones replaced from the zip64 field in its order (4.5.3)."""
    out, at = [], 0
    for value in values:
        if value == FULL32 and at + 8 <= len(extra):
            (value,) = struct.unpack_from("<Q", extra, at)
            at += 8
        out.append(value)
    return tuple(out)


def extra_fields(extra: bytes) -> dict[int, bytes]:
    """The extra fields by id; the first of each."""
    found: dict[int, bytes] = {}
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        found.setdefault(kind, extra[at + 4 : at + 4 + length])
        at += 4 + length
    return found
