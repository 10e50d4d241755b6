"""Decompressed bytes, chunk by chunk: nothing is held but one chunk, and no length field is believed.

Everything raises UnreadableError where the stream is broken or cut off; what came before it was handed out by then.
"""

from __future__ import annotations

import bz2
import lzma
import struct
import zlib
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from modelkeep.engines.artifacts.archives import lz4
from modelkeep.engines.artifacts.sources import Source, UnreadableError

READ = 1 << 20
OUT = 4 << 20
"""The largest chunk that is handed out."""


def raw(source: Source, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
    """The bytes as they are."""
    stop = source.size if stop is None else stop
    while start < stop:
        chunk = source.read(start, min(READ, stop - start))
        if not chunk:
            raise UnreadableError(f"it ends at byte {start:,} of {stop:,}")
        yield chunk
        start += len(chunk)


def inflated(chunks: Iterator[bytes], wbits: int = -15, many: bool = False) -> Iterator[bytes]:
    """Deflate: raw with -15, zlib with 15, gzip with 31. With `many`, streams that follow each other, as gzip allows."""
    from isal import isal_zlib

    isal: Any = isal_zlib
    return _many(chunks, lambda: isal.decompressobj(wbits), _zlib_step, many, ("deflate", (zlib.error, isal.error)))


def unbzipped(chunks: Iterator[bytes], many: bool = True) -> Iterator[bytes]:
    """bzip2."""
    return _many(chunks, bz2.BZ2Decompressor, _step, many, ("bzip2", (OSError, ValueError, EOFError)))


def unxzed(chunks: Iterator[bytes], most: int) -> Iterator[bytes]:
    """xz and lzma alone; `most` bytes of memory for its dictionary."""
    broken = ("lzma", (lzma.LZMAError, EOFError, MemoryError))
    return _many(chunks, lambda: lzma.LZMADecompressor(memlimit=max(most, 64 << 20)), _step, True, broken)


def unlzmaed(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """LZMA within a zip member (APPNOTE.TXT 5.8.8): version, length of the properties, properties, then the raw stream."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= 9:
            break
    if len(head) < 9 or int.from_bytes(head[2:4], "little") != 5:
        raise UnreadableError("lzma: no properties")
    bits, dictionary = struct.unpack_from("<BI", head, 4)
    if bits >= 225 or dictionary > 256 << 20:
        raise UnreadableError("lzma: a dictionary of more than 256 MiB, or impossible properties")
    filters = [
        {"id": lzma.FILTER_LZMA1, "dict_size": dictionary, "lc": bits % 9, "lp": bits // 9 % 5, "pb": bits // 45}
    ]

    def rest() -> Iterator[bytes]:
        yield head[9:]
        yield from chunks

    def begin() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters)

    return _many(rest(), begin, _step, False, ("lzma", (lzma.LZMAError, EOFError, ValueError)), open_ended=True)


def unzstd(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """zstd, by Python 3.14's own module or the backport of it where either is installed. Raises UnreadableError otherwise."""
    module = _zstd()
    if module is None:
        raise UnreadableError("zstd is not decompressed here: run `zstd -d`, or `pip install 'modelkeep[archives]'`")

    def options() -> dict[Any, int]:
        return {module.DecompressionParameter.window_log_max: 27}

    begin = lambda: module.ZstdDecompressor(options=options())  # noqa: E731
    return _many(chunks, begin, _step, True, ("zstd", (module.ZstdError, EOFError)))


def _zstd() -> Any:
    for name in ("compression.zstd", "backports.zstd"):
        try:
            return import_module(name)
        except ImportError:
            continue
    return None


def unlz4(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """LZ4 frames."""
    return lz4.frames(chunks)


Step = Callable[[Any, bytes], Iterator[bytes]]


def _many(
    chunks: Iterator[bytes],
    begin: Callable[[], Any],
    step: Step,
    many: bool,
    broken: tuple[str, tuple[type[Exception], ...]],
    open_ended: bool = False,
) -> Iterator[bytes]:
    """Drive one decompressor, or with `many` a new one for each stream that follows. Zeros after a stream are padding."""
    name, errors = broken
    one, begun = begin(), False
    for chunk in chunks:
        data = chunk
        while data:
            if one.eof:
                data = data.lstrip(b"\0")
                if not data or not many:
                    break
                one, begun = begin(), False
            try:
                yield from step(one, data)
            except errors as error:
                raise UnreadableError(f"{name}: {error}") from error
            begun = True
            data = one.unused_data if one.eof else b""
        if one.eof and not many:
            return
    if begun and not one.eof and not open_ended:
        raise UnreadableError(f"{name}: it is cut off")


def _zlib_step(one: Any, data: bytes) -> Iterator[bytes]:
    while True:
        out = one.decompress(data, OUT)
        if out:
            yield out
        if one.eof:
            return
        data = one.unconsumed_tail
        if not data and len(out) < OUT:
            return


def _step(one: Any, data: bytes) -> Iterator[bytes]:
    out = one.decompress(data, OUT)
    while True:
        if out:
            yield out
        if one.eof or one.needs_input:
            return
        out = one.decompress(b"", OUT)
