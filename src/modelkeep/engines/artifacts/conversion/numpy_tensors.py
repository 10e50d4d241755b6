"""Arrays of NumPy's .npy and .npz files as tensors (numpy/lib/format.py)."""

from __future__ import annotations

import re

from modelkeep.engines.artifacts.conversion.tensors import NotPlainTensorsError, Storage, Tensor, check
from modelkeep.engines.artifacts.formats.numpy_array import header_of
from modelkeep.engines.artifacts.sources import Part, Source

_TYPE = re.compile(r"([<>|=])([bifuc])(\d+)")
_NAMES = {
    **{f"f{width}": (f"F{8 * width}", width, width) for width in (2, 4, 8)},
    **{f"i{width}": (f"I{8 * width}", width, width) for width in (1, 2, 4, 8)},
    **{f"u{width}": (f"U{8 * width}", width, width) for width in (1, 2, 4, 8)},
    "b1": ("BOOL", 1, 1),
    "c8": ("C64", 8, 4),
}


def tensor(name: str, source: Source) -> Tensor:
    """The one array of a .npy file. Raises NotPlainTensorsError, UnreadableError for a malformed header."""
    told = header_of(source, 0)
    match = _TYPE.fullmatch(told.descr) if isinstance(told.descr, str) else None
    found = _NAMES.get(match[2] + match[3]) if match else None
    if match is None or found is None or told.length is None:
        raise NotPlainTensorsError(f"{name}: elements of type {told.descr!r}, which safetensors has not")
    if told.start + told.length != source.size:
        raise NotPlainTensorsError(f"{name}: {source.size - told.start:,} bytes for an array of {told.length:,}")
    strides, step = list[int](), 1
    for length in told.shape if told.by_columns else reversed(told.shape):
        strides.append(step)
        step *= length
    made = Tensor(
        name=name,
        dtype=found[0],
        width=found[1],
        unit=found[2],
        shape=told.shape,
        strides=tuple(strides if told.by_columns else reversed(strides)),
        offset=0,
        storage=Storage(key=name, content=Part(source, told.start, told.length), swapped=match[1] == ">"),
    )
    check(made)
    return made
