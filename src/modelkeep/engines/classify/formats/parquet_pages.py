"""The first values of a column in a row group of Parquet, from the first bytes of its first page.

Libraries decode whole pages, of a megabyte or more with their dictionary, for each column. A sample wants a few values of many columns: the
beginning of a page decompresses by itself, and what is PLAIN in it, as dictionaries are, can be read as far as it goes
(https://parquet.apache.org/docs/file-format/, https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from modelkeep.engines.artifacts.sources import Source

MOST = 1 << 20
"""Bytes of a page that are read at most."""
FEWEST = 24
"""Values for which it is read on, where its first bytes hold fewer."""
_DATA, _DICTIONARY, _DATA_2 = 0, 2, 3
_PLAIN = (0, 2)
"""PLAIN, and PLAIN_DICTIONARY, which is PLAIN in the page of a dictionary."""
_RLE = 3
_WIDTHS = {"INT32": "<i", "INT64": "<q"}


@dataclass(frozen=True, slots=True)
class Chunk:
    """A column in a row group: where it begins, its bytes, how they are compressed, its physical type and that one's length in bytes, and
    whether values repeat or may be missing."""

    start: int
    size: int
    codec: str
    physical: str
    length: int = 0
    repeats: bool = False
    misses: bool = False

    @property
    def is_readable(self) -> bool:
        """Of a type and compression that are read here."""
        return self.codec in _BEGINNINGS and (
            self.physical in _WIDTHS or self.physical == "BYTE_ARRAY" or (self.physical == "FIXED_LEN_BYTE_ARRAY" and self.length > 0)
        )  # fmt: skip


def first_values(source: Source, chunk: Chunk, want: int, ahead: int) -> list[bytes] | None:
    """At most `want` of the first values, of a dictionary the first different ones; numbers in decimal. Of what is longer than a page's
    first bytes, the beginning. None where the first page is not PLAIN. Raises ValueError for what is broken.
    """
    data = b""
    while True:
        size = min(max(ahead, 2 * len(data)), MOST, chunk.size)
        data += source.read(chunk.start + len(data), size - len(data))
        is_all = len(data) < size or size in (MOST, chunk.size)
        try:
            header, at = _struct(data, 0, 0)
        except IndexError:
            if is_all:
                raise ValueError("a page without a header") from None
            continue
        found = _values(chunk, header, data[at:], want)
        if found is None:
            return None
        values, is_whole = found
        if is_all or is_whole or len(values) >= min(want, FEWEST):
            return values


def _values(chunk: Chunk, header: dict[int, Any], body: bytes, want: int) -> tuple[list[bytes], bool] | None:
    """Values of the beginning of a page, and whether there are no more."""
    kind, size, packed = header[1], header[2], header[3]
    told = header.get({_DATA: 5, _DICTIONARY: 7, _DATA_2: 8}.get(kind, 0))
    if told is None or min(size, packed) < 0:
        raise ValueError("a page of an unknown kind")
    if told.get(4 if kind == _DATA_2 else 2) not in (_PLAIN if kind == _DICTIONARY else _PLAIN[:1]):
        return None
    count = told[1]
    levels = told.get(5, 0) + told.get(6, 0) if kind == _DATA_2 else 0
    skipped, body = body[:levels], body[levels:packed]
    is_packed = kind != _DATA_2 or told.get(7, True)
    before = 64 + count // 2 if kind == _DATA and (chunk.repeats or chunk.misses) else 0
    enough = min(size - levels, 256 + before + int(1.3 * want * (size / max(count, 1))))
    plain = _BEGINNINGS[chunk.codec if is_packed else "UNCOMPRESSED"](body, enough)
    if kind == _DATA:
        at = _levels(chunk, told, plain)
        if at is None:
            return None
        plain = plain[at:]
    values = list(_plain(chunk, plain, min(want, count)))
    return values, len(values) == count or len(body) + len(skipped) >= packed


def _levels(chunk: Chunk, told: dict[int, Any], plain: bytes) -> int | None:
    """Bytes of the levels before the values of a page of version 1; None where they have no length."""
    at = 0
    for has, encoding in ((chunk.repeats, told.get(4)), (chunk.misses, told.get(3))):
        if has:
            if encoding != _RLE:
                return None
            at += 4 + int.from_bytes(plain[at : at + 4], "little")
    return at


def _plain(chunk: Chunk, data: bytes, want: int) -> Iterator[bytes]:
    """https://parquet.apache.org/docs/file-format/data-pages/encodings/#PLAIN"""
    if chunk.physical in _WIDTHS:
        each = struct.Struct(_WIDTHS[chunk.physical])
        whole = data[: min(want, len(data) // each.size) * each.size]
        yield from (b"%d" % value for (value,) in each.iter_unpack(whole))
        return
    at = 0
    for number in range(want):
        length = chunk.length
        if not length:
            if at + 4 > len(data):
                return
            length = int.from_bytes(data[at : at + 4], "little")
            at += 4
        if at + length > len(data) and (number or at >= len(data)):
            return
        yield data[at : at + length]
        at += length


def _struct(data: bytes, at: int, depth: int) -> tuple[dict[int, Any], int]:
    """A struct in Thrift's compact protocol, by the numbers of its fields, and where it ends. Raises IndexError where it goes on.

    https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
    """
    fields: dict[int, Any] = {}
    number = 0
    if depth > 8:
        raise ValueError("a header that is nested too deeply")
    while kind := data[at]:
        at += 1
        if kind >> 4:
            number += kind >> 4
        else:
            number, at = _signed(data, at)
        fields[number], at = _field(data, at, kind & 15, depth)
    return fields, at + 1


def _field(data: bytes, at: int, kind: int, depth: int) -> tuple[Any, int]:
    if kind in (1, 2):
        return kind == 1, at
    if kind in (4, 5, 6):
        return _signed(data, at)
    if kind == 8:
        length, at = _unsigned(data, at)
        if at + length > len(data):
            raise IndexError
        return data[at : at + length], at + length
    if kind == 12:
        return _struct(data, at, depth + 1)
    if kind in (3, 7):
        width = 1 if kind == 3 else 8
        return data[at : at + width], at + width
    raise ValueError("a header with a field of an unknown type")


def _unsigned(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at
        if shift > 63:
            raise ValueError("a number without an end")


def _signed(data: bytes, at: int) -> tuple[int, int]:
    value, at = _unsigned(data, at)
    return (value >> 1) ^ -(value & 1), at


def _snappy(data: bytes, most: int) -> bytes:
    """The beginning of what was compressed: https://github.com/google/snappy/blob/main/format_description.txt"""
    out = bytearray()
    end = len(data)
    done = 0
    try:
        _, at = _unsigned(data, 0)
        while at < end and done < most:
            tag = data[at]
            kind = tag & 3
            if kind == 0:
                at, length = _literal(data, at, tag >> 2)
                out += data[at : at + length]
                at += length
                done = len(out)
                continue
            if kind == 1:
                length, back = (tag >> 2 & 7) + 4, (tag & 0xE0) << 3 | data[at + 1]
                at += 2
            elif kind == 2:
                length, back = (tag >> 2) + 1, data[at + 1] | data[at + 2] << 8
                at += 3
            else:
                length, back = (tag >> 2) + 1, int.from_bytes(data[at + 1 : at + 5], "little")
                at += 5
            start = done - back
            if start < 0 or not back:
                raise ValueError("a page that does not decompress")
            out += out[start : start + length] if back >= length else (out[start:] * (length // back + 1))[:length]
            done += length
    except IndexError:  # the rest was not read
        pass
    return bytes(out)


def _literal(data: bytes, at: int, told: int) -> tuple[int, int]:
    """Where a literal begins, and its length."""
    if told < 60:
        return at + 1, told + 1
    width = told - 59
    return at + 1 + width, int.from_bytes(data[at + 1 : at + 1 + width], "little") + 1


def _gzip(data: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj(47).decompress(data, most)
    except zlib.error as error:
        raise ValueError("a page that does not decompress") from error


def _zstd(data: bytes, most: int) -> bytes:
    from backports import zstd

    try:
        return zstd.ZstdDecompressor().decompress(data, most)
    except zstd.ZstdError as error:
        raise ValueError("a page that does not decompress") from error


def _as_it_is(data: bytes, most: int) -> bytes:
    return data[:most]


_BEGINNINGS: dict[str, Callable[[bytes, int], bytes]] = {
    "UNCOMPRESSED": _as_it_is,
    "SNAPPY": _snappy,
    "GZIP": _gzip,
    "ZSTD": _zstd,
}
