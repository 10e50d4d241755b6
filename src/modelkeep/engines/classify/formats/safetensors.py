"""Safetensors: what the header says, and tensors of whole numbers as columns. Other tensors are weights, in which nobody stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from modelkeep.engines.artifacts.formats.safetensors import LARGEST_HEADER, METADATA
from modelkeep.engines.artifacts.sources import Part, Source, UnreadableError
from modelkeep.engines.classify.formats.arrays import told_bytes
from modelkeep.engines.classify.formats.items import Field, tell
from modelkeep.engines.classify.reading import Reading, Text
from modelkeep.engines.classify.tables import Rows

_NUMBERS = {"I64": "<i8", "U64": "<u8", "I32": "<i4", "U32": "<u4"}
LEAST = 4096
"""Bytes of each tensor that a sample takes."""


def read(source: Source, reading: Reading) -> None:
    """Metadata by their keys, names of tensors as text, and what no tensor claims."""
    length = int.from_bytes(source.read(0, 8), "little")
    if length > min(source.size - 8, LARGEST_HEADER):
        raise UnreadableError("its header does not fit: it is cut off, or another format")
    header = _header(source.read(8, length))
    rows = Rows(reading)
    rows.document({METADATA: header.get(METADATA)})
    rows.end()
    tensors = sorted(_tensors(header), key=lambda each: each[2])
    names = "\n".join(name for name, *_ in tensors)
    if names:
        reading.text(Text(names.encode("utf-8", "replace"), unit="names of tensors"))
    base = end = 8 + length
    share = max(LEAST, reading.plan.sample // max(1, len(tensors)))
    for name, dtype, start, stop in tensors:
        if base + stop > source.size:
            raise UnreadableError("its tensors do not fit: it is cut off")
        if base + start > end:
            reading.member("(bytes of no tensor)", Part(source, end, base + start - end))
        end = max(end, base + stop)
        if kind := _NUMBERS.get(dtype):
            size = int(kind[-1])
            tell(source, base + start, (stop - start) // size, [Field(name, 0, size, kind)], size, reading, share)
        elif dtype in ("U8", "I8", "BOOL") and stop > start:
            told_bytes(Part(source, base + start, stop - start), reading, name)
    if end < source.size:
        reading.member("(bytes of no tensor)", Part(source, end, source.size - end))


def _header(data: bytes) -> dict[str, Any]:
    import msgspec

    try:
        header = msgspec.json.decode(data)
    except msgspec.DecodeError:
        header = None
    if not isinstance(header, dict):
        raise UnreadableError("its header is no JSON object")
    return header


def _tensors(header: dict[str, Any]) -> Iterator[tuple[str, str, int, int]]:
    """Name, type, start and end. Raises UnreadableError."""
    for name, entry in header.items():
        if name == METADATA:
            continue
        offsets = entry.get("data_offsets") if isinstance(entry, dict) else None
        if not isinstance(offsets, list) or len(offsets) != 2 or not all(type(each) is int for each in offsets):
            raise UnreadableError("an entry of its header describes no tensor")
        if not 0 <= offsets[0] <= offsets[1]:
            raise UnreadableError("an entry of its header describes no tensor")
        yield name, str(entry.get("dtype")), offsets[0], offsets[1]
