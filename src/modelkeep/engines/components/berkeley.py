"""Berkeley DB's hash files, read only: `Packages` of rpm before 4.16 (Amazon Linux 2, CentOS 7, RHEL 8).

https://github.com/berkeleydb/libdb/blob/master/src/dbinc/db_page.h: pages of one size, each with a header of 26 bytes; on hash pages keys
and values take turns, and a value that does not fit lies on a chain of overflow pages.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from modelkeep.engines.components.found import MalformedError

_MAGIC = 0x061561
_HEADER = 26
_UNSORTED, _OVERFLOW, _META, _SORTED = 2, 7, 8, 13
_ON_PAGE, _OFF_PAGE = 1, 3
_COUNT_KEY = 4
"""Bytes of the value that holds rpm's next number, which is no package."""


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    size: int
    """Of a page."""
    order: str

    def page(self, number: int) -> bytes:
        return self.content[number * self.size : (number + 1) * self.size]

    def header(self, page: bytes) -> tuple[int, int, int]:
        """The next page, how many items or bytes, where free space begins (or, of an overflow page, how many bytes it holds)."""
        _, _, following, items, free = struct.unpack_from(f"{self.order}IIIHH", page, 8)
        return following, items, free


def blobs(content: bytes) -> Iterator[bytes]:
    """The header of each package; b'' for one whose pages do not hold together. Raises MalformedError."""
    file = _opened(content)
    for number in range(1, len(content) // file.size):
        page = file.page(number)
        if page[25] in (_UNSORTED, _SORTED):
            yield from _values(file, page)


def _opened(content: bytes) -> _File:
    if len(content) < 512:
        raise MalformedError("no Berkeley database")
    order = next((each for each in "<>" if struct.unpack_from(f"{each}I", content, 12)[0] == _MAGIC), "")
    if not order or content[25] != _META:
        raise MalformedError("no hash of Berkeley DB")
    if content[24]:
        raise MalformedError("the database is encrypted")
    size, last = (struct.unpack_from(f"{order}I", content, at)[0] for at in (20, 32))
    if size not in (512 << shift for shift in range(8)):
        raise MalformedError(f"pages of {size:,} bytes")
    if (last + 1) * size > len(content):
        raise MalformedError("the database is cut off")
    return _File(content, size, order)


def _values(file: _File, page: bytes) -> Iterator[bytes]:
    _, items, _ = file.header(page)
    if _HEADER + 2 * items > len(page):
        yield b""
        return
    offsets = struct.unpack_from(f"{file.order}{items}H", page, _HEADER)
    for index in range(1, items, 2):
        start, end = offsets[index], offsets[index - 1]
        if not _HEADER < start < end <= len(page):
            yield b""
        elif page[start] == _OFF_PAGE and end - start >= 12:
            number, length = struct.unpack_from(f"{file.order}II", page, start + 4)
            yield _chain(file, number, length)
        elif page[start] == _ON_PAGE:
            value = page[start + 1 : end]
            if len(value) != _COUNT_KEY:
                yield value
        else:
            yield b""


def _chain(file: _File, number: int, length: int) -> bytes:
    """The bytes of overflow pages, b'' where they are not as many as told. No chain is longer than the file."""
    if length > len(file.content):
        return b""
    parts, got = [], 0
    while number and got < length:
        page = file.page(number)
        if len(page) < file.size or page[25] != _OVERFLOW:
            return b""
        number, _, held = file.header(page)
        part = page[_HEADER : _HEADER + held]
        if not part:
            return b""
        parts.append(part)
        got += len(part)
    return b"".join(parts) if got == length else b""
