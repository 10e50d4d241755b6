"""A tensor as its file describes it, and its bytes as safetensors wants them: little-endian, row by row."""

from __future__ import annotations

import array
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from modelkeep.engines.artifacts.sources import Source

BLOCK = 4 << 20
"""Bytes that are copied at once."""
_CODES: dict[int, Literal["B", "H", "I", "Q"]] = {1: "B", 2: "H", 4: "I", 8: "Q"}


class NotPlainTensorsError(Exception):
    """The file holds what is not proven to be a plain tensor; the message says what and where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """Bytes that tensors lie in. `key` tells one from another; `swapped` that elements are big-endian."""

    key: str
    content: Source
    swapped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tensor:
    """A view of a storage. `offset` and `strides` count elements of `width` bytes; `unit` are the bytes of one number, of which a
    complex element has two. `dtype` is safetensors' name."""

    name: str
    dtype: str
    width: int
    unit: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    offset: int
    storage: Storage

    @property
    def count(self) -> int:
        """The number of elements."""
        return math.prod(self.shape)

    @property
    def size(self) -> int:
        """In bytes, as it is written."""
        return self.count * self.width

    @property
    def reach(self) -> int:
        """Elements from the first to the last that it uses, 0 for an empty tensor."""
        if not self.count:
            return 0
        return 1 + sum((length - 1) * stride for length, stride in zip(self.shape, self.strides, strict=True))

    @property
    def is_contiguous(self) -> bool:
        """Whether its elements lie in the order in which they are written."""
        expected = 1
        for length, stride in zip(reversed(self.shape), reversed(self.strides), strict=True):
            if length != 1 and stride != expected:
                return False
            expected *= length
        return True

    @property
    def is_repeated(self) -> bool:
        """Whether some elements are told several times."""
        return self.count > self.reach


def check(tensor: Tensor) -> None:
    """Raises NotPlainTensorsError for a view that reaches beyond its storage."""
    numbers = (*tensor.shape, *tensor.strides, tensor.offset)
    if len(tensor.shape) != len(tensor.strides) or len(tensor.shape) > 64 or any(each < 0 for each in numbers):
        raise NotPlainTensorsError(f"{tensor.name}: its shape and strides are impossible")
    stop = (tensor.offset + tensor.reach) * tensor.width
    if tensor.count and stop > tensor.storage.content.size:
        held = tensor.storage.content.size
        raise NotPlainTensorsError(
            f"{tensor.name}: it ends at byte {stop:,} of its storage, which has {held:,} ({tensor.storage.key})"
        )


def chunks(tensor: Tensor) -> Iterator[bytes]:
    """Its bytes, in pieces. Raises UnreadableError, and NotPlainTensorsError where the storage holds fewer bytes than it says."""
    if not tensor.count:
        return
    if tensor.is_contiguous:
        yield from _straight(tensor)
    else:
        yield _gathered(tensor)


def _straight(tensor: Tensor) -> Iterator[bytes]:
    at, stop = tensor.offset * tensor.width, tensor.offset * tensor.width + tensor.size
    while at < stop:
        yield _read(tensor, at, min(BLOCK, stop - at))
        at += BLOCK


def _read(tensor: Tensor, at: int, length: int) -> bytes:
    data = tensor.storage.content.read(at, length)
    if len(data) != length:
        raise NotPlainTensorsError(f"{tensor.name}: its storage ends early ({tensor.storage.key})")
    if not tensor.storage.swapped or tensor.unit == 1:
        return data
    numbers = array.array(_CODES[tensor.unit], data)
    numbers.byteswap()
    return numbers.tobytes()


def _gathered(tensor: Tensor) -> bytes:
    """All bytes of a tensor that lies in another order than it is written in: its longest dimension is copied at once."""
    raw = _read(tensor, tensor.offset * tensor.width, tensor.reach * tensor.width)
    code = _CODES[tensor.width]
    found, made = memoryview(raw).cast(code), memoryview(bytearray(tensor.size)).cast(code)
    towards = _row_strides(tensor.shape)
    longest = max(range(len(tensor.shape)), key=lambda axis: tensor.shape[axis])
    length, step, stride = tensor.shape[longest], towards[longest], tensor.strides[longest]
    others = [
        (tensor.shape[axis], towards[axis], tensor.strides[axis]) for axis in range(len(towards)) if axis != longest
    ]
    reach = (length - 1) * step + 1
    for target, start in _places(others):
        into = made[target : target + reach : step]
        if stride:
            into[:] = found[start : start + (length - 1) * stride + 1 : stride]
        else:
            into[:] = memoryview(bytes(found[start : start + 1]) * length).cast(code)
    return made.tobytes()


def _places(others: list[tuple[int, int, int]]) -> Iterator[tuple[int, int]]:
    """Where each run begins, in what is written and in what is read."""
    if not others:
        yield 0, 0
        return
    length, step, stride = others[0]
    for index in range(length):
        for target, start in _places(others[1:]):
            yield index * step + target, index * stride + start


def _row_strides(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Strides of elements that lie row by row."""
    strides, expected = list[int](), 1
    for length in reversed(shape):
        strides.append(expected)
        expected *= length
    return tuple(reversed(strides))
