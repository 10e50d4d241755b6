"""Safetensors, written: an aligned JSON header, then each tensor's bytes without a hole between them.

The format: https://huggingface.co/docs/safetensors/index#format. As its own library does, tensors of wider elements come first, then
by name, so that each is aligned.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence

from modelkeep.engines.artifacts.conversion.tensors import NotPlainTensorsError, Tensor, chunks
from modelkeep.engines.artifacts.formats.safetensors import BITS, LARGEST_HEADER, METADATA

_LENGTH = struct.Struct("<Q")
ALIGNED = 8


def ordered(tensors: Iterable[Tensor]) -> list[Tensor]:
    """In the order in which they are written."""
    return sorted(tensors, key=lambda each: (-BITS[each.dtype], each.name))


def header(tensors: Sequence[Tensor], metadata: Mapping[str, str]) -> bytes:
    """The header, its length before it. Raises NotPlainTensorsError where readers would not take it."""
    told: dict[str, object] = {METADATA: dict(metadata)} if metadata else {}
    at = 0
    for each in tensors:
        if each.name in told or each.name == METADATA:
            raise NotPlainTensorsError(f"{each.name}: safetensors has no place for two of this name")
        told[each.name] = {"dtype": each.dtype, "shape": each.shape, "data_offsets": (at, at + each.size)}
        at += each.size
    try:
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError as error:
        raise NotPlainTensorsError(f"a name that is no text: {error.object[:80]!r}") from error
    text += b" " * (-len(text) % ALIGNED)
    if len(text) > LARGEST_HEADER:
        raise NotPlainTensorsError(f"the header would have {len(text):,} bytes, more than readers take")
    return _LENGTH.pack(len(text)) + text


def content(tensors: Iterable[Tensor], metadata: Mapping[str, str]) -> Iterator[bytes]:
    """The whole file, in pieces. Raises NotPlainTensorsError and UnreadableError."""
    sequence = ordered(tensors)
    yield header(sequence, metadata)
    for each in sequence:
        yield from chunks(each)
