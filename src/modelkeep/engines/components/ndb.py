"""rpm's own database, `Packages.db`, as SUSE's distributions have it.

https://github.com/rpm-software-management/rpm/blob/master/lib/backend/ndb/rpmpkg.c: little-endian; a header of two slots, pages of slots of
16 bytes, and blobs at multiples of 16 bytes, each with a header of its own.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from modelkeep.engines.components.found import MalformedError

_MAGIC, _SLOT, _BLOB = b"RpmP", b"Slot", b"BlbS"
_PAGE = 4_096
_UNIT = 16


def blobs(content: bytes) -> Iterator[bytes]:
    """The header of each package; b'' for one that is not where its slot says. Raises MalformedError."""
    if content[:4] != _MAGIC or len(content) < 2 * _UNIT:
        raise MalformedError("no database of rpm")
    version, _, pages = struct.unpack_from("<III", content, 4)
    if version != 0:
        raise MalformedError(f"version {version} of the database is not known")
    end = pages * _PAGE
    if pages == 0 or end > len(content):
        raise MalformedError("its index is cut off")
    for at in range(2 * _UNIT, end, _UNIT):
        magic, package, offset, count = struct.unpack_from("<4sIII", content, at)
        if magic != _SLOT:
            raise MalformedError(f"no slot at byte {at:,}")
        if package:
            yield _blob(content, package, offset * _UNIT, count * _UNIT)


def _blob(content: bytes, package: int, offset: int, room: int) -> bytes:
    if offset + _UNIT > len(content):
        return b""
    magic, number, _, size = struct.unpack_from("<4sIII", content, offset)
    if magic != _BLOB or number != package or size > room:
        return b""
    return content[offset + _UNIT : offset + _UNIT + size]
