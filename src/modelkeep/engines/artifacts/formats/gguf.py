"""GGUF: metadata, tensor descriptions and plain tensors (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md).

The format carries no code but a chat template, which is looked into. Lengths are held against what is left of the file: readers have
been overrun by them (CVE-2024-23496 and its like, in ggml).
"""

from __future__ import annotations

import struct
from typing import Any

from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.formats.json_document import inspect_template
from modelkeep.engines.artifacts.forward import CutOffError, Forward
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Part, Source, UnreadableError

LENGTH = Rule(
    id="gguf-length",
    title="A GGUF file claims lengths that it does not have",
    severity=Severity.HIGH,
    fix="Do not load the file: readers that believe it write beyond their memory. Fetch it again from its publisher.",
)
_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "B", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_DEEP = 4
_TYPES = 64
"""ggml's tensor types are numbered from 0; none is as high."""
_MOST_DIMENSIONS = 4


class Reader(Forward):
    """Reads on behind the version. Raises CutOffError where the file is too short for what it claims."""

    def __init__(self, source: Source, order: str, version: int) -> None:
        super().__init__(source, 8)
        self._order = order
        self._count = "I" if version == 1 else "Q"

    def number(self, code: str) -> Any:
        """A number by its `struct` code."""
        return struct.unpack(self._order + code, self.take(struct.calcsize("=" + code)))[0]

    def count(self) -> int:
        """A length or a number of things."""
        return int(self.number(self._count))

    def text(self) -> str:
        """A string."""
        return self.take(self.count()).decode("utf-8", "replace")


def reader_of(source: Source) -> Reader:
    """What reads on behind the version. Raises UnreadableError for one that is not known."""
    head = source.read(0, 8)
    if len(head) < 8:
        raise UnreadableError("the file is truncated")
    order = "<" if int.from_bytes(head[4:8], "little") < 1 << 16 else ">"
    version = int.from_bytes(head[4:8], "little" if order == "<" else "big")
    if version not in (1, 2, 3):
        raise UnreadableError(f"version {version} is not known")
    return Reader(source, order, version)


def inspect(source: Source, look: Look) -> None:
    """Walk the metadata and the descriptions of tensors; look into the chat template."""
    reader = reader_of(source)
    try:
        tensors, entries = reader.count(), reader.count()
        metadata = _metadata(reader, entries, look)
        _tensors(reader, tensors, int(metadata.get("general.alignment") or 32), source, look)
    except CutOffError as error:
        look.found(LENGTH, str(error), at=f"byte {reader.at:,}")
        look.gap("gguf: the rest cannot be read: the file lies about its lengths, or is truncated")


def _metadata(reader: Reader, entries: int, look: Look) -> dict[str, Any]:
    """The keys that something depends on; all others are walked."""
    kept: dict[str, Any] = {}
    for _ in range(entries):
        key = reader.text()
        value = value_of(reader, reader.number("I"), keep=key.startswith(("tokenizer.chat_template", "general.")))
        if key.startswith("tokenizer.chat_template") and isinstance(value, str) and key != "tokenizer.chat_templates":
            inspect_template(value, look, key)
        elif isinstance(value, (str, int)):
            kept[key] = value
    return kept


def value_of(reader: Reader, kind: int, *, keep: bool, depth: int = 0) -> Any:
    """A value, None where it is not kept, as arrays of numbers are not. Raises ValueError for a type that there is not."""
    if kind in _SCALARS:
        return reader.number(_SCALARS[kind])
    if kind == _STRING:
        length = reader.count()
        if keep:
            return reader.take(length).decode("utf-8", "replace")
        reader.skip(length)
        return None
    if kind != _ARRAY or depth == _DEEP:
        raise ValueError(f"a value of the unknown type {kind}")
    inner, count = reader.number("I"), reader.count()
    if inner in _SCALARS:
        reader.skip(count * struct.calcsize("=" + _SCALARS[inner]))
        return None
    told = [each for _ in range(count) if (each := value_of(reader, inner, keep=keep, depth=depth + 1)) is not None]
    return told if keep else None


def _tensors(reader: Reader, count: int, alignment: int, source: Source, look: Look) -> None:
    """The descriptions of tensors, and a peek at where each begins."""
    starts: list[tuple[int, str]] = []
    for _ in range(count):
        name = reader.text()
        dimensions = reader.number("I")
        if dimensions > _MOST_DIMENSIONS:
            look.found(LENGTH, f"a tensor of {dimensions:,} dimensions", at=f"byte {reader.at:,}", evidence=name)
            raise CutOffError("dimensions that no reader holds")
        sizes = [reader.count() for _ in range(dimensions)]
        kind, offset = reader.number("I"), reader.number("Q")
        elements = 1
        for each in sizes:
            elements *= each
        if kind >= _TYPES or elements >= 1 << 63:
            look.found(LENGTH, "a tensor of a type or size that there is not", at=f"byte {reader.at:,}", evidence=name)
        starts.append((offset, name))
    if alignment <= 0 or alignment > 1 << 20:
        raise CutOffError(f"an alignment of {alignment:,}")
    if not starts:
        return
    base = -(-reader.at // alignment) * alignment
    ends = sorted(offset for offset, _ in starts)[1:]
    source.prefetch([(base + offset, 64) for offset, _ in starts if base + offset < source.size])
    for (offset, name), end in zip(sorted(starts), [*ends, max(source.size - base, 0)], strict=True):
        if base + offset >= source.size:
            raise CutOffError(f"a tensor begins at byte {base + offset:,} of {source.size:,}")
        look.peek(name, Part(source, base + offset, max(0, end - offset)))
