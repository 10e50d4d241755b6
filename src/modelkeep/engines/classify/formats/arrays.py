"""NumPy's .npy, also within .npz: texts, whole numbers and days as columns. Python objects are a pickle, which is never loaded."""

from __future__ import annotations

import math

from modelkeep.engines.artifacts.formats.numpy_array import ARRAYS, MAGIC, Header, header_of
from modelkeep.engines.artifacts.sniffing import HEAD, Start
from modelkeep.engines.artifacts.sources import Part, Source, UnreadableError
from modelkeep.engines.classify.formats.items import fields_of, tell
from modelkeep.engines.classify.reading import Reading


def read(source: Source, reading: Reading) -> None:
    """Each array of the file, and what follows the last."""
    at = 0
    name = reading.look.name.rpartition("/")[2].removesuffix(".npy")
    for number in range(ARRAYS):
        header = header_of(source, at)
        if header.length is None:
            raise UnreadableError("Python objects in an array are a pickle, which is never loaded, and not read")
        stop = header.start + header.length
        if stop > source.size:
            raise UnreadableError(f"its items would end at byte {stop:,} of {source.size:,}")
        _array(source, header, name if not number else f"{name} {number + 1}", reading)
        if stop == source.size:
            return
        if source.read(stop, len(MAGIC)) != MAGIC:
            reading.member("bytes after the array", Part(source, stop, source.size - stop))
            return
        at = stop
    raise UnreadableError(f"more than {ARRAYS:,} arrays in one file")


def _array(source: Source, header: Header, name: str, reading: Reading) -> None:
    if header.descr in ("|u1", "|i1", "|S1", "|b1"):
        told_bytes(Part(source, header.start, header.length or 0), reading, name)
        return
    columns = header.shape[-1] if len(header.shape) > 1 and not header.by_columns else 1
    if not header.length or not columns:
        return
    fields, width = fields_of(name, header.descr, columns)
    items = math.prod(header.shape)
    tell(source, header.start, header.length // width if width else items, fields, width, reading)


def told_bytes(part: Source, reading: Reading, name: str) -> None:
    """Numbers of one byte are pixels and weights, unless they are a text."""
    from modelkeep.engines.classify.formats import is_text

    head = part.read(0, HEAD)
    if head.strip(b"\0\1\n\t ") and is_text(Start(name, head, part.size, part)):
        reading.member(name, part)
