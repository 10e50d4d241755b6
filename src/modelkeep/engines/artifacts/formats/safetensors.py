"""Safetensors: a JSON header and plain tensors (https://huggingface.co/docs/safetensors/index#format).

The format carries no code. What is told is what its own rules forbid, and what lies where no tensor is.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any

from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Part, Source

HEADER = Rule(
    id="safetensors-header",
    title="The header of a safetensors file is not what the format allows",
    severity=Severity.HIGH,
    fix="Do not load the file. Fetch it again from its publisher, and compare the digests.",
)
LAYOUT = Rule(
    id="safetensors-layout",
    title="Tensors of a safetensors file overlap, leave holes or end elsewhere than the file",
    severity=Severity.MEDIUM,
    fix="Save the tensors again with the safetensors library; ask its publisher why the file was written otherwise.",
)
LARGEST_HEADER = 100_000_000
"""The reference implementation reads no larger one."""
_LENGTH = struct.Struct("<Q")
# Bits of one element: https://github.com/huggingface/safetensors/blob/main/safetensors/src/tensor.rs
BITS = {
    **dict.fromkeys(("F64", "I64", "U64", "C64"), 64),
    **dict.fromkeys(("F32", "I32", "U32"), 32),
    **dict.fromkeys(("F16", "BF16", "I16", "U16"), 16),
    **dict.fromkeys(("F8_E4M3", "F8_E5M2", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ", "I8", "U8", "BOOL"), 8),
    **dict.fromkeys(("F6_E2M3", "F6_E3M2"), 6),
    "F4": 4,
}
METADATA = "__metadata__"


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor: where its bytes are, from the end of the header. `shape` as the file says."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    start: int
    end: int


def inspect(source: Source, look: Look) -> None:
    """Check the header against the format, and peek at what no tensor claims."""
    if source.size < 8:
        look.gap("safetensors: the file is truncated")
        return
    (length,) = _LENGTH.unpack(source.read(0, 8))
    if length > source.size - 8:
        look.found(HEADER, f"a header of {length:,} bytes in a file of {source.size:,}", at="byte 0")
        look.gap("safetensors: the header does not fit into the file, which may be truncated")
        return
    if length > min(LARGEST_HEADER, look.limits.text):
        look.found(HEADER, f"a header of {length:,} bytes", at="byte 0", severity=Severity.MEDIUM)
        look.gap(f"safetensors: a header of more than {min(LARGEST_HEADER, look.limits.text):,} bytes")
        return
    repeated: list[str] = []
    header = _header(source.read(8, length), repeated)
    for name in repeated:
        look.found(HEADER, "two entries have one name: readers differ in which they take", evidence=name)
    tensors = _tensors(header, look)
    if tensors is None:
        return
    _check_layout(tensors, source, 8 + length, look)
    metadata = header.get(METADATA, {})
    if not isinstance(metadata, dict) or not all(isinstance(each, str) for each in metadata.values()):
        look.found(HEADER, "metadata that is no mapping of text to text", severity=Severity.LOW)


def _header(text: bytes, repeated: list[str]) -> dict[str, Any]:
    """The parsed header. Raises ValueError for what is no JSON object."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            repeated.extend(sorted({name for name in names if names.count(name) > 1})[:3])
        return found

    header = json.loads(text, object_pairs_hook=once)
    if not isinstance(header, dict):
        raise ValueError("the header is no object")  # noqa: TRY004  # it is what the file holds
    return header


def _tensors(header: dict[str, Any], look: Look) -> list[Tensor] | None:
    """The tensors in the order of their bytes; None, and a gap, where an entry is none."""
    found: list[Tensor] = []
    for name, entry in header.items():
        if name == METADATA:
            continue
        tensor = _tensor(name, entry)
        if tensor is None:
            look.found(HEADER, "an entry that describes no tensor", evidence=name)
            look.gap(f"safetensors: the entry {name!r:.80} describes no tensor")
            return None
        if tensor.dtype not in BITS:
            look.gap(f"safetensors: elements of the unknown type {tensor.dtype!r:.40}")
        found.append(tensor)
    return sorted(found, key=lambda each: (each.start, each.end))


def _tensor(name: str, entry: Any) -> Tensor | None:
    if not isinstance(entry, dict):
        return None
    dtype, shape, offsets = entry.get("dtype"), entry.get("shape"), entry.get("data_offsets")
    if not isinstance(dtype, str) or not isinstance(shape, list) or not isinstance(offsets, list):
        return None
    if len(offsets) != 2 or not all(type(each) is int and 0 <= each < 2**63 for each in (*shape, *offsets)):
        return None
    return Tensor(name, dtype, tuple(shape), offsets[0], offsets[1]) if offsets[0] <= offsets[1] else None


def _check_layout(tensors: list[Tensor], source: Source, base: int, look: Look) -> None:
    """Every byte belongs to exactly one tensor."""
    end = 0
    for each in tensors:
        bits = BITS.get(each.dtype)
        if bits is not None and _product(each.shape) * bits != (each.end - each.start) * 8:
            look.found(
                LAYOUT,
                "a tensor whose shape and bytes do not agree",
                evidence=each.name,
                at=f"byte {base + each.start:,}",
            )
        if each.start < end:
            look.found(LAYOUT, "a tensor that overlaps another", evidence=each.name, at=f"byte {base + each.start:,}")
        elif each.start > end:
            _beside(source, base + end, each.start - end, look)
        end = max(end, each.end)
    if base + end > source.size:
        look.gap(f"safetensors: {base + end - source.size:,} bytes of tensors are missing: the file is truncated")
    elif base + end < source.size:
        _beside(source, base + end, source.size - base - end, look)
    source.prefetch([(base + each.start, 64) for each in tensors])
    for each in tensors:
        look.peek(each.name, Part(source, base + each.start, max(0, min(each.end, source.size - base) - each.start)))


def _beside(source: Source, start: int, size: int, look: Look) -> None:
    """Bytes that no tensor claims."""
    look.found(LAYOUT, f"{size:,} bytes that belong to no tensor", at=f"byte {start:,}")
    look.member("(bytes of no tensor)", Part(source, start, size))


def _product(shape: tuple[int, ...]) -> int:
    """The number of elements, 1 for a scalar."""
    count = 1
    for each in shape:
        count *= each
    return count
