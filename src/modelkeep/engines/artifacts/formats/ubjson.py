"""Universal Binary JSON, as XGBoost writes models (https://ubjson.org/; https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html).

It carries no code. Every value is walked, so that nothing hides between or behind them.
"""

from __future__ import annotations

import struct

from modelkeep.engines.artifacts.forward import CutOffError, Forward
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Part, Source

_FIXED = {b"Z": 0, b"N": 0, b"T": 0, b"F": 0, b"i": 1, b"U": 1, b"C": 1, b"I": 2, b"l": 4, b"d": 4, b"L": 8, b"D": 8}
_INTEGERS = {b"i": ">b", b"U": ">B", b"I": ">h", b"l": ">i", b"L": ">q"}
_DEEP = 64
_PEEKED = 4096


class _Reader(Forward):
    """Walks values. Raises ValueError where the file is none, CutOffError where it is cut off."""

    def __init__(self, source: Source, look: Look) -> None:
        super().__init__(source)
        self._look = look

    def walk(self) -> None:
        """The one value that a file is."""
        self.value(self.take(1))

    def value(self, kind: bytes, depth: int = 0) -> None:
        """Step over one value of a type."""
        if depth > _DEEP:
            raise ValueError("values within values without end")
        if kind in _FIXED:
            self.skip(_FIXED[kind])
        elif kind in (b"S", b"H"):
            self.skip(self._length())
        elif kind in (b"[", b"{"):
            self._container(kind == b"{", depth)
        else:
            raise ValueError(f"no value begins with {kind!r}")

    def _container(self, is_object: bool, depth: int) -> None:
        inner, count = b"", -1
        if self._peek() == b"$":
            self.take(1)
            inner = self.take(1)
            if self._peek() != b"#":
                raise ValueError("a type without a count")
        if self._peek() == b"#":
            self.take(1)
            count = self._length()
        if inner in _FIXED and not is_object:
            self._numbers(count * _FIXED[inner])
            return
        end = b"}" if is_object else b"]"
        while count:
            if count < 0 and self._peek() == end:
                self.take(1)
                return
            if is_object:
                self.skip(self._length())
            self.value(inner or self.take(1), depth + 1)
            count -= count > 0

    def _numbers(self, size: int) -> None:
        start = self.at
        self.skip(size)
        if size >= _PEEKED:
            self._look.peek(f"numbers at {start}", Part(self.source, start, size))

    def _length(self) -> int:
        kind = self.take(1)
        if kind not in _INTEGERS:
            raise ValueError("a length that is no number")
        length = int(struct.unpack(_INTEGERS[kind], self.take(_FIXED[kind]))[0])
        if length < 0:
            raise ValueError("a length below zero")
        return length

    def _peek(self) -> bytes:
        found = self.take(1)
        self.at -= 1
        return found


def inspect(source: Source, look: Look) -> None:
    """Walk the one object that a file is, and look at what lies behind it."""
    reader = _Reader(source, look)
    try:
        reader.walk()
    except (ValueError, CutOffError) as error:
        look.gap(f"ubjson: {error}")
        return
    if reader.at < source.size:
        look.member("(bytes behind the object)", Part(source, reader.at, source.size - reader.at))
