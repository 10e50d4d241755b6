"""What a member of a zip file holds, whatever its flags say."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from modelkeep.engines.artifacts.archives import unpacking
from modelkeep.engines.artifacts.archives.zip_local import ENCRYPTED, STRONG, Member
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Bytes, Part, Source, UnreadableError

STORED, DEFLATED, DEFLATE64, BZIP2, LZMA, ZSTD, XZ = 0, 8, 9, 12, 14, 93, 95
AES = 99
NAMES = {
    1: "shrink",
    6: "implode",
    DEFLATE64: "deflate64",
    10: "implode (DCL)",
    94: "mp3",
    96: "jpeg",
    97: "wavpack",
    98: "ppmd",
    AES: "AES",
}
TRIED = 1 << 20
"""Packed bytes by which it is told whether a member that is flagged as encrypted really is."""


class EncryptedError(UnreadableError):
    """The member is encrypted: nobody can say what is in it."""


def content(source: Source, member: Member, look: Look) -> Source:
    """The member's content; `look` is the one at the member. Raises EncryptedError, BombError or UnreadableError."""
    chunks = unpacked(source, member, look.limits.spool)
    if member.method == STORED:
        return Part(source, member.start, member.packed)
    return look.spooled(chunks, member.packed) if member.packed else Bytes(b"")


def unpacked(source: Source, member: Member, most: int) -> Iterator[bytes]:
    """The member's content piece by piece; `most` bounds the memory that its method may ask for. Raises EncryptedError or
    UnreadableError, in the middle too."""
    packed = Part(source, member.start, member.packed)
    if member.method == AES or (is_flagged(member) and not _is_plain(source, member)):
        raise EncryptedError("encrypted: it cannot be read without its password")
    chunks = _unpacked(packed, member.method, most)
    if chunks is None:
        raise UnreadableError(
            f"compressed by {NAMES.get(member.method, f'method {member.method}')}, which is not read here"
        )
    return chunks


def is_flagged(member: Member) -> bool:
    """True where the member says that it is encrypted."""
    return bool(member.flags & (ENCRYPTED | STRONG))


def deflates(source: Source, member: Member) -> bool:
    """True where the data are deflate, whatever the method says, and unpack to the size that is told."""
    return _unpacks(Part(source, member.start, member.packed), DEFLATED, member.size)


def _is_plain(source: Source, member: Member) -> bool:
    """Encrypted data are twelve bytes longer (APPNOTE.TXT 6.1.3), and do not unpack."""
    if member.method == STORED:
        return member.packed == member.size
    return _unpacks(Part(source, member.start, member.packed), member.method, member.size)


def _unpacks(packed: Part, method: int, size: int) -> bool:
    chunks = _unpacked(Part(packed.whole, packed.start, min(packed.size, TRIED)), method, TRIED)
    if chunks is None:
        return False
    count = 0
    try:
        for chunk in chunks:
            count += len(chunk)
            if count > max(size, 64 * TRIED):
                return packed.size > TRIED
    except UnreadableError as error:
        return packed.size > TRIED and "cut off" in str(error)
    return count == size or packed.size > TRIED


def _unpacked(packed: Source, method: int, most: int) -> Iterator[bytes] | None:
    found: dict[int, Callable[[Iterator[bytes]], Iterator[bytes]]] = {
        STORED: lambda chunks: chunks,
        DEFLATED: unpacking.inflated,
        BZIP2: unpacking.unbzipped,
        LZMA: unpacking.unlzmaed,
        XZ: lambda chunks: unpacking.unxzed(chunks, most),
        ZSTD: unpacking.unzstd,
        20: unpacking.unzstd,
    }
    unpack = found.get(method)
    return unpack(unpacking.raw(packed)) if unpack else None
