"""One compressed file: gzip, zlib, bzip2, xz, lzma, LZ4 or zstd around a pickle, an array, a tar file or anything else."""

from __future__ import annotations

import itertools
import re
import zlib
from collections.abc import Callable, Iterator

from modelkeep.engines.artifacts.archives import tar, unpacking
from modelkeep.engines.artifacts.formats import tarred
from modelkeep.engines.artifacts.formats.containers import BOMB
from modelkeep.engines.artifacts.looking import BOMB as BOMB_SIZE
from modelkeep.engines.artifacts.looking import BombError, Look
from modelkeep.engines.artifacts.sources import Source, UnreadableError

GZIP, BZIP2, XZ, ZSTD = b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd"
LZ4, LZ4_LEGACY = b"\x04\x22\x4d\x18", b"\x02\x21\x4c\x18"
JOBLIB = re.compile(rb"ZF0x[0-9a-f]{1,17}L? *(?=\x78)")
"""joblib before 0.10: a length in hexadecimal, then zlib (joblib/numpy_pickle_compat.py)."""
SNAPPY = b"\xff\x06\x00\x00sNaPpY"
SUFFIXES = {
    ".tgz": ".tar",
    ".tbz2": ".tar",
    ".txz": ".tar",
    **dict.fromkeys((".gz", ".bz2", ".xz", ".lzma", ".lz4", ".zst", ".zstd", ".z", ".zlib"), ""),
}
DICTIONARY = 256 << 20
"""Memory that an xz dictionary may take."""


def kind_of(head: bytes) -> str:
    """Which compression the first bytes tell; empty for none."""
    for magic, kind in (
        (GZIP, "gzip"),
        (XZ, "xz"),
        (ZSTD, "zstd"),
        (LZ4, "lz4"),
        (LZ4_LEGACY, "lz4"),
        (SNAPPY, "snappy"),
    ):
        if head.startswith(magic):
            return kind
    if head.startswith(BZIP2) and head[3:4] in b"123456789" and head[4:10] in (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90"):
        return "bzip2"
    if JOBLIB.match(head):
        return "joblib"
    if head[1:4] == b"\x2a\x4d\x18" and head[0] >> 4 == 5:
        return "lz4" if LZ4 in head else "zstd"
    if _is_lzma(head):
        return "lzma"
    return "zlib" if _is_zlib(head) else ""


def _is_zlib(head: bytes) -> bool:
    """Two bytes are little: some of it has to unpack as well."""
    if len(head) < 8 or head[0] & 0x8F != 0x08 or (head[0] << 8 | head[1]) % 31 or head[1] & 0x20:
        return False
    try:
        return bool(zlib.decompressobj().decompress(head, 1))
    except zlib.error:
        return False


def _is_lzma(head: bytes) -> bool:
    """Properties, dictionary, size: lzma has no signature, and writers use few of the possible values."""
    if len(head) < 18 or head[0] not in (0x5D, 0x5E, 0x6D, 0x5C, 0x2C) or head[13] != 0:
        return False
    dictionary, size = int.from_bytes(head[1:5], "little"), int.from_bytes(head[5:13], "little")
    usual = dictionary >= 4096 and (dictionary & (dictionary - 1) == 0 or dictionary & 0xFFFFF == 0)
    return usual and (size == (1 << 64) - 1 or size < 1 << 40)


def inspect(source: Source, look: Look) -> None:
    """A tar file in one pass, anything else decompressed first. What ends early is inspected as far as it goes."""
    kind = kind_of(source.read(0, 4096))
    opened = OPEN.get(kind)
    if opened is None:
        look.gap(f"{kind} is not decompressed here: decompress it first")
        return
    begun = JOBLIB.match(source.read(0, 64))
    chunks = opened(unpacking.raw(source, begun.end() if begun else 0))
    first = next(chunks, b"")
    while 0 < len(first) < tar.BLOCK and (more := next(chunks, b"")):
        first += more
    chunks = itertools.chain((first,), chunks)
    name = inner_name(look.name)
    if tar.is_header(first[: tar.BLOCK]):
        look.budget.formats.append("tar")
        tarred.inspect_chunks(_counted(chunks, source.size, look), look)
        return
    try:
        found = look.inside(name).spooled(chunks, source.size)
    except BombError as error:
        look.found(BOMB, str(error))
        look.gap(str(error))
        return
    if begun and look.name.endswith(".npy.z"):
        look.peek(name, found)  # the bytes of an array, of which the pickle beside it tells the type
    else:
        look.member(name, found)


OPEN: dict[str, Callable[[Iterator[bytes]], Iterator[bytes]]] = {
    "gzip": lambda chunks: unpacking.inflated(chunks, 31, many=True),
    "zlib": lambda chunks: unpacking.inflated(chunks, 15),
    "joblib": lambda chunks: unpacking.inflated(chunks, 15),
    "bzip2": unpacking.unbzipped,
    "xz": lambda chunks: unpacking.unxzed(chunks, DICTIONARY),
    "lzma": lambda chunks: unpacking.unxzed(chunks, DICTIONARY),
    "lz4": unpacking.unlz4,
    "zstd": unpacking.unzstd,
}


def _counted(chunks: Iterator[bytes], packed: int, look: Look) -> Iterator[bytes]:
    """Chunks of a tar file, all of which are taken from the budget here."""
    count = 0
    for chunk in chunks:
        count += len(chunk)
        look.expand(len(chunk))
        if count > BOMB_SIZE and count > packed * look.limits.ratio:
            text = f"decompresses to more than {look.limits.ratio:,} times its {packed:,} bytes"
            look.found(BOMB, text)
            raise UnreadableError(text)
        yield chunk


def inner_name(name: str) -> str:
    """The name without what tells the compression."""
    last = name.rsplit("/", 1)[-1]
    for suffix, instead in SUFFIXES.items():
        if last.lower().endswith(suffix) and len(last) > len(suffix):
            return last[: -len(suffix)] + instead
    return last
