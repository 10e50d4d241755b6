"""Avro: records with a schema, in blocks (https://avro.apache.org/docs/1.12.0/specification/)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import islice

from modelkeep.engines.artifacts.sources import Source, Stream, UnreadableError
from modelkeep.engines.classify.choosing import needed
from modelkeep.engines.classify.reading import ROWS, Reading
from modelkeep.engines.classify.tables import Rows

SHORT, HEADER = 16 << 10, 1 << 20
"""Bytes of most headers, and of the largest one of a file of which blocks are drawn."""
WINDOW = 32 << 10
"""Bytes of a window; the block that begins in it is read whole."""
BLOCK = 4 << 20
"""Bytes of the largest block that is read for a sample."""
PILOT = 8
_MARK = 16


def read(source: Source, reading: Reading) -> None:
    """All records with `plan.full`, or where the file is small; else those of the first block, and of blocks after places that are drawn by
    chance."""
    try:
        import fastavro
    except ImportError as error:
        raise UnreadableError("Avro is read with the extra: pip install 'modelkeep[data]'") from error
    rows = Rows(reading)
    try:
        if reading.plan.full or source.size <= reading.plan.sample:
            for record in fastavro.reader(io.BufferedReader(Stream(source), 64 << 10)):
                rows.document(record)
            return
        head = header(source.read(0, SHORT)) or header(source.read(0, HEADER))
        if head is None:
            for record in islice(fastavro.reader(io.BufferedReader(Stream(source), 64 << 10)), ROWS):
                rows.document(record)
            reading.sampled(0, 0, f"the first {rows.row:,} records")
            return
        for block in _blocks(source, reading, head):
            for record in fastavro.reader(io.BytesIO(head + block)):
                rows.document(record)
    finally:
        rows.end()


def header(data: bytes) -> bytes | None:
    """The bytes before the first block, which end with the mark that ends every block; None where there are more than these."""
    at = 4
    try:
        while True:
            count, at = number(data, at)
            if count < 0:
                _, at = number(data, at)
            if not count:
                break
            for _ in range(2 * abs(count)):
                length, at = number(data, at)
                if length < 0:
                    raise ValueError("a name of a negative length")
                at += length
    except IndexError:
        return None
    return data[: at + _MARK] if at + _MARK <= len(data) else None


def number(data: bytes, at: int) -> tuple[int, int]:
    """A long, and where it ends. Raises IndexError where it goes on."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return (value >> 1) ^ -(value & 1), at
        if shift > 63:
            raise ValueError("a number without an end")


def _blocks(source: Source, reading: Reading, head: bytes) -> Iterator[bytes]:
    """The first block, and those that begin in windows that are drawn by chance, until enough is known, or the bytes are spent."""
    begin, mark = len(head), head[-_MARK:]
    first = _block(source, begin, reading, mark)
    yield first
    total = -(-(source.size - begin) // WINDOW)
    drawn = reading.plan.chance(reading.place).sample(range(total), min(total, needed(reading.plan.bound, total)))
    spent = begin + len(first)
    done = 0
    for window in drawn:
        if spent >= reading.plan.sample or (done == PILOT and reading.settled()):
            break
        start = begin + window * WINDOW
        data = source.read(start - _MARK, WINDOW + _MARK)
        spent += len(data)
        at = data.find(mark)
        while 0 <= at < WINDOW and start + at < source.size:
            block = _block(source, start + at, reading, mark, data[at + _MARK :])
            spent += len(block) if at + len(block) > WINDOW else 0
            if start + at > begin:
                yield block
            at = data.find(mark, at + max(len(block), 1))
        done += 1
    if done < total:
        reading.sampled(
            done, total, f"the first block, and those that begin in {done:,} of {total:,} windows of {WINDOW:,} bytes"
        )


def _block(source: Source, at: int, reading: Reading, mark: bytes, known: bytes = b"") -> bytes:
    """The block that begins there, with its mark; nothing of one that is larger than what is read. Raises UnreadableError."""
    data = known if len(known) > _MARK else source.read(at, 64)
    try:
        _, after = number(data, 0)
        length, after = number(data, after)
    except IndexError:
        length = -1
    if length > BLOCK:
        reading.look.gap(f"a block of {length:,} bytes is not read for a sample")
        return b""
    size = after + length + _MARK if length >= 0 else 0
    data = known[:size] if size <= len(known) else source.read(at, size)
    if not data or data[-_MARK:] != mark:
        raise UnreadableError(f"the block at byte {at:,} is cut off")
    return data
