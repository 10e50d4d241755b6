"""Members of a tar file in one pass: ustar, pax and GNU (POSIX.1-2017 pax; GNU tar manual, Basic Tar Format and Sparse Formats).

Nothing is extracted and no link is followed. What cannot be read is told as trouble, and reading goes on at the next header.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from modelkeep.engines.artifacts.sources import Part, Source, UnreadableError

BLOCK = 512
LONG = 1 << 20
"""The longest name or pax header that is read."""
RANGES = 100_000
"""Pieces of a sparse file."""
TROUBLES = 20
ZEROS = bytes(BLOCK)
FILE, HARD, SYMBOLIC, FOLDER, SPARSE = b"0", b"1", b"2", b"5", b"S"


class Input(Protocol):
    """Where the bytes come from: a source that can be skipped over, or a stream."""

    @property
    def position(self) -> int:
        """Bytes taken."""
        ...

    def take(self, length: int) -> bytes:
        """The next bytes, fewer at the end."""
        ...

    def skip(self, length: int) -> None:
        """Leave bytes out."""
        ...


@dataclass(frozen=True, slots=True)
class Member:
    """One member. Its data are the next `packed` bytes of the input; a reader takes them before it asks for the next member."""

    name: str
    kind: bytes
    size: int
    packed: int
    target: str
    at: int
    after_end: bool
    ranges: tuple[tuple[int, int], ...] = ()
    """(offset, length) of the pieces of a sparse file."""
    pax_map: bool = False
    """True where the pieces are told at the start of the data (pax sparse format 1.0)."""
    declared: int | None = None
    """The size in the ustar header, where the pax header says another."""

    @property
    def is_file(self) -> bool:
        """True for what has content."""
        return self.kind in (b"0", b"\0", b"7", SPARSE)


class Seekable:
    """A source, of which bodies are left out."""

    def __init__(self, source: Source) -> None:
        self.source, self.position = source, 0

    def take(self, length: int) -> bytes:
        """The next bytes."""
        found = self.source.read(self.position, length)
        self.position += len(found)
        return found

    def skip(self, length: int) -> None:
        """Leave bytes out."""
        self.position += length

    def body(self, length: int) -> Source:
        """The next bytes, as a source."""
        found = Part(self.source, self.position, max(0, min(length, self.source.size - self.position)))
        self.position += length
        return found


class Sequential:
    """Decompressed chunks, of which all are read."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._left, self.position = chunks, memoryview(b""), 0

    def some(self, most: int) -> bytes:
        """The next bytes, at least one unless it is the end."""
        if not self._left:
            self._left = memoryview(next(self._chunks, b""))
        found = bytes(self._left[:most])
        self._left = self._left[len(found) :]
        self.position += len(found)
        return found

    def take(self, length: int) -> bytes:
        """The next bytes."""
        found = self.some(length)
        while len(found) < length and (more := self.some(length - len(found))):
            found += more
        return found

    def skip(self, length: int) -> None:
        """Leave bytes out. Raises UnreadableError where there are fewer."""
        while length > 0:
            if not self._left:
                self._left = memoryview(next(self._chunks, b""))
                if not self._left:
                    raise UnreadableError(f"it is cut off at byte {self.position:,}")
            step = min(length, len(self._left))
            self._left = self._left[step:]
            self.position += step
            length -= step

    def chunks(self, length: int) -> Iterator[bytes]:
        """The next bytes in chunks. Raises UnreadableError where there are fewer."""
        while length > 0:
            found = self.some(length)
            if not found:
                raise UnreadableError(f"it is cut off at byte {self.position:,}")
            length -= len(found)
            yield found


@dataclass(frozen=True, slots=True)
class Sparse:
    """A sparse file with its holes, over the pieces as they lie in the archive."""

    pieces: Source
    ranges: tuple[tuple[int, int], ...]
    size: int

    def read(self, offset: int, length: int) -> bytes:
        """At most `length` bytes from `offset`."""
        stop = min(self.size, offset + max(0, length))
        out, at, packed = bytearray(), offset, 0
        for start, count in self.ranges:
            end = min(start + count, stop)
            if end > at:
                out += bytes(max(0, min(start, stop) - at))
                at = max(at, start)
                out += self.pieces.read(packed + at - start, end - at) if end > at else b""
                at = max(at, end)
            packed += count
        return bytes(out) + bytes(max(0, stop - at))

    def prefetch(self, ranges: object) -> None:
        """Nothing to do."""


def is_header(block: bytes) -> bool:
    """True for 512 bytes whose checksum is right; historic writers summed signed bytes."""
    if len(block) < BLOCK or block == ZEROS:
        return False
    told = number(block[148:156])
    summed = block[:148] + b" " * 8 + block[156:BLOCK]
    return told is not None and (told == sum(summed) or told == sum(struct.unpack("512b", summed)))


def number(data: bytes) -> int | None:
    """A number of a header, in octal or in GNU's base 256; None where it is neither."""
    if data[:1] in (b"\x80", b"\xff"):
        value = int.from_bytes(data[1:], "big")
        return value if data[0] == 0x80 else value - (1 << 8 * (len(data) - 1))
    text = data.split(b"\0")[0].strip()
    try:
        return int(text, 8) if text else 0
    except ValueError:
        return None


@dataclass(slots=True)
class _State:
    """What headers before a member say of it."""

    common: dict[str, str] = field(default_factory=dict)
    pax: dict[str, str] = field(default_factory=dict)
    name: str = ""
    target: str = ""
    ranges: list[tuple[int, int]] = field(default_factory=list)

    def clear(self) -> None:
        """After the member."""
        self.pax, self.name, self.target, self.ranges = {}, "", "", []


def members(data: Input, trouble: list[str]) -> Iterator[Member]:
    """All members, those after an end of the archive too. `trouble` gets what could not be read."""
    state, ended, damaged = _State(), False, False
    while block := data.take(BLOCK):
        if block == ZEROS[: len(block)]:
            ended = True
            continue
        if not is_header(block):
            if not damaged and len(trouble) < TROUBLES:
                trouble.append(f"no header where one should be, at byte {data.position - len(block):,}")
            damaged = True
            continue
        damaged = False
        kind = block[156:157]
        packed = number(block[124:136])
        if packed is None or packed < 0:
            if len(trouble) < TROUBLES:
                trouble.append(f"an impossible size at byte {data.position - BLOCK:,}")
            continue
        if kind in b"xgXLK":
            _meta(data, state, kind, packed, trouble)
            continue
        member = _member(data, state, block, packed, ended)
        state.clear()
        start = data.position
        yield member
        data.skip(start + member.packed + -member.packed % BLOCK - data.position)


def _meta(data: Input, state: _State, kind: bytes, size: int, trouble: list[str]) -> None:
    if size > LONG:
        if len(trouble) < TROUBLES:
            trouble.append(f"a name or header of {size:,} bytes at byte {data.position:,}")
        data.skip(size + -size % BLOCK)
        return
    body = data.take(size)
    data.skip(-size % BLOCK)
    if kind == b"L":
        state.name = _text(body)
    elif kind == b"K":
        state.target = _text(body)
    elif kind == b"g":
        state.common.update(records(body))
    else:
        state.pax.update(records(body))


def records(body: bytes) -> dict[str, str]:
    """The records of a pax header. Those of GNU's sparse format 0.0, of which there may be many, are joined as 0.1 does."""
    found: dict[str, str] = {}
    pieces: list[str] = []
    at = 0
    while at < len(body):
        space = body.find(b" ", at, at + 20)
        length = int(body[at:space]) if space > at and body[at:space].isdigit() else 0
        if length <= space - at or at + length > len(body):
            break
        key, _, value = body[space + 1 : at + length - 1].partition(b"=")
        if key in (b"GNU.sparse.offset", b"GNU.sparse.numbytes"):
            pieces.append(value.decode("ascii", "replace"))
        found[key.decode("utf-8", "replace")] = value.decode("utf-8", "replace")
        at += length
    if pieces:
        found["GNU.sparse.map"] = ",".join(pieces)
    return found


def _member(data: Input, state: _State, block: bytes, packed: int, ended: bool) -> Member:
    pax = {**state.common, **state.pax}
    name, kind = _text(block[:100]), block[156:157]
    if block[257:263] == b"ustar\0" and block[345]:
        name = f"{_text(block[345:500])}/{name}"
    told = pax.get("size", "")
    size = int(told) if told.isdigit() and len(told) < 20 else packed
    declared = packed if packed not in (0, size) else None
    ranges = _ranges(pax.get("GNU.sparse.map", ""))
    real = pax.get("GNU.sparse.realsize") or pax.get("GNU.sparse.size") or ""
    full = int(real) if real.isdigit() and len(real) < 20 else size
    if kind == SPARSE:
        full = number(block[483:495]) or size
        ranges = tuple(_old_sparse(data, block))
    return Member(
        name=pax.get("GNU.sparse.name") or pax.get("path") or state.name or name,
        kind=kind,
        size=full,
        packed=0 if kind in (HARD, SYMBOLIC, b"3", b"4", FOLDER, b"6") else size,
        target=pax.get("linkpath") or state.target or _text(block[157:257]),
        at=data.position - BLOCK,
        after_end=ended,
        ranges=ranges,
        pax_map=pax.get("GNU.sparse.major") == "1",
        declared=declared,
    )


def _ranges(text: str) -> tuple[tuple[int, int], ...]:
    numbers = [int(each) for each in text.split(",")[: 2 * RANGES] if each.isdigit() and len(each) < 20]
    return tuple(zip(numbers[::2], numbers[1::2], strict=False))


def _old_sparse(data: Input, block: bytes) -> Iterator[tuple[int, int]]:
    """Four pieces in the header, 21 in each block that follows it."""
    area, count, more = block[386:482], 4, block[482]
    for _ in range(RANGES // 21):
        for index in range(count):
            offset, length = number(area[24 * index : 24 * index + 12]), number(area[24 * index + 12 : 24 * index + 24])
            if offset is not None and length and offset >= 0 and length > 0:
                yield offset, length
        if not more:
            return
        area, count = data.take(BLOCK), 21
        if len(area) < BLOCK:
            return
        more = area[504]


def pax_pieces(source: Source) -> tuple[tuple[tuple[int, int], ...], int]:
    """The pieces that are told at the start of a file in pax sparse format 1.0, and where its data begin."""
    text = source.read(0, LONG)
    count, at = _line(text, 0)
    found: list[int] = []
    while len(found) < 2 * min(count, RANGES):
        value, at = _line(text, at)
        found.append(value)
    return tuple(zip(found[::2], found[1::2], strict=True)), at + -at % BLOCK


def _line(text: bytes, at: int) -> tuple[int, int]:
    end = text.find(b"\n", at, at + 24)
    if end < 0 or not text[at:end].isdigit():
        raise UnreadableError("tar: a sparse file without a map")
    return int(text[at:end]), end + 1


def _text(raw: bytes) -> str:
    return raw.split(b"\0")[0].decode("utf-8", "replace")
