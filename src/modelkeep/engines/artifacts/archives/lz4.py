"""LZ4 frames (lz4_Frame_format.md 1.6.4 and lz4_Block_format.md), decompressed without a library and without its checksums."""

from __future__ import annotations

from collections.abc import Iterator

from modelkeep.engines.artifacts.sources import UnreadableError

MAGIC, LEGACY = b"\x04\x22\x4d\x18", b"\x02\x21\x4c\x18"
WINDOW = 64 << 10
LEGACY_BLOCK = 8 << 20
_SIZES = {4: 64 << 10, 5: 256 << 10, 6: 1 << 20, 7: 4 << 20}


class _Input:
    """Exact reads from chunks."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._left = chunks, bytearray()

    def more(self, length: int) -> bool:
        """True while so many bytes are left."""
        while len(self._left) < length:
            chunk = next(self._chunks, b"")
            if not chunk:
                return False
            self._left += chunk
        return True

    def take(self, length: int) -> bytes:
        """The next bytes. Raises UnreadableError where there are fewer."""
        if not self.more(length):
            raise UnreadableError("lz4: it is cut off")
        out = bytes(self._left[:length])
        del self._left[:length]
        return out

    def number(self) -> int:
        """The next four bytes, as a number."""
        return int.from_bytes(self.take(4), "little")


def frames(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """What all frames hold, block by block. Raises UnreadableError where one is broken."""
    data = _Input(chunks)
    while data.more(4):
        magic = data.take(4)
        if magic == MAGIC:
            yield from _frame(data)
        elif magic == LEGACY:
            yield from _legacy(data)
        elif magic[1:] == b"\x2a\x4d\x18" and magic[0] >> 4 == 5:
            _skip(data)
        elif magic.strip(b"\0"):
            raise UnreadableError("lz4: no frame begins where the last one ends")


def _skip(data: _Input) -> None:
    left = data.number()
    while left:
        left -= len(data.take(min(left, 1 << 20)))


def _frame(data: _Input) -> Iterator[bytes]:
    flags, descriptor = data.take(2)
    largest = _SIZES.get(descriptor >> 4 & 7)
    if flags >> 6 != 1 or largest is None:
        raise UnreadableError("lz4: an unknown version or block size")
    if flags & 1:
        raise UnreadableError("lz4: it needs a dictionary that is not in the file")
    data.take((8 if flags & 8 else 0) + 1)
    window = b""
    while word := data.number():
        length = word & 0x7FFFFFFF
        if length > largest:
            raise UnreadableError("lz4: a block is larger than its frame says")
        block = data.take(length)
        if flags & 0x10:
            data.take(4)
        out = block if word >> 31 else unpacked(block, largest, window)
        yield out
        window = b"" if flags & 0x20 else (window + out)[-WINDOW:]
    if flags & 4:
        data.take(4)


def _legacy(data: _Input) -> Iterator[bytes]:
    while data.more(4):
        length = data.number()
        if length > LEGACY_BLOCK + LEGACY_BLOCK // 255 + 16:
            raise UnreadableError("lz4: a block is larger than its frame says")
        yield unpacked(data.take(length), LEGACY_BLOCK, b"")


def unpacked(block: bytes, most: int, window: bytes) -> bytes:
    """One block, of at most `most` bytes; `window` is what came before it. Raises UnreadableError."""
    out, at, end = bytearray(window), 0, len(block)
    most += len(window)
    try:
        while at < end:
            token = block[at]
            length, at = _length(block, at + 1, token >> 4)
            if at + length > end or len(out) + length > most:
                raise UnreadableError("lz4: literals beyond the block")
            out += block[at : at + length]
            at += length
            if at >= end:
                break
            offset = block[at] | block[at + 1] << 8
            length, at = _length(block, at + 2, token & 15)
            length += 4
            begin = len(out) - offset
            if not offset or begin < 0 or len(out) + length > most:
                raise UnreadableError("lz4: a copy from or to outside of the block")
            if offset >= length:
                out += out[begin : begin + length]
            else:
                piece = bytes(out[begin:])
                out += (piece * (length // offset + 1))[:length]
    except IndexError:
        raise UnreadableError("lz4: a block is cut off") from None
    return bytes(out[len(window) :])


def _length(block: bytes, at: int, value: int) -> tuple[int, int]:
    if value < 15:
        return value, at
    while True:
        more = block[at]
        value, at = value + more, at + 1
        if more < 255:
            return value, at
