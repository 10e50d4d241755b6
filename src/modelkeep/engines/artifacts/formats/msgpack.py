"""MessagePack, as Flax keeps weights in it (https://github.com/msgpack/msgpack/blob/master/spec.md).

It carries no code. Every value is walked; Flax's own extensions are arrays (1), complex numbers (2) and scalars (3)
(https://flax.readthedocs.io/en/latest/api_reference/flax.serialization.html).
"""

from __future__ import annotations

from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.forward import CutOffError, Forward
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Part, Source

EXTENSION = Rule(
    id="msgpack-extension",
    title="A MessagePack file holds types of somebody's own",
    severity=Severity.LOW,
    fix="Read what unpacks them: it runs when the file is loaded.",
)
_FLAX = frozenset({-1, 1, 2, 3})
"""Its own, and the standard's time stamp."""
_FIXED = {
    0xCA: 4,
    0xCB: 8,
    0xCC: 1,
    0xCD: 2,
    0xCE: 4,
    0xCF: 8,
    0xD0: 1,
    0xD1: 2,
    0xD2: 4,
    0xD3: 8,
    0xC0: 0,
    0xC2: 0,
    0xC3: 0,
}
_COUNTED = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4}
_EXTENSIONS = {0xD4: 1, 0xD5: 2, 0xD6: 4, 0xD7: 8, 0xD8: 16}
_COUNTED_EXTENSIONS = {0xC7: 1, 0xC8: 2, 0xC9: 4}
_MANY = {0xDC: (2, 1), 0xDD: (4, 1), 0xDE: (2, 2), 0xDF: (4, 2)}
_PEEKED = 4096
"""Bytes from which a value is looked at like a tensor."""


class _Reader(Forward):
    """Walks values. Raises ValueError where the file is no MessagePack, CutOffError where it is cut off."""

    def __init__(self, source: Source, look: Look) -> None:
        super().__init__(source)
        self._look = look

    def walk(self) -> None:
        """One value with all that is in it."""
        left = 1
        while left:
            left += self._value() - 1

    def _value(self) -> int:
        """Step over one value; how many follow that belong to it."""
        kind = self._number(1)
        if kind <= 0x7F or kind >= 0xE0:
            return 0
        if kind <= 0x8F:
            return (kind & 15) * 2
        if kind <= 0x9F:
            return kind & 15
        if kind <= 0xBF:
            return self._over(kind & 31)
        if kind in _FIXED:
            return self._over(_FIXED[kind])
        if kind in _COUNTED:
            return self._over(self._number(_COUNTED[kind]))
        if kind in _MANY:
            width, times = _MANY[kind]
            return self._number(width) * times
        if kind in _EXTENSIONS:
            return self._extension(_EXTENSIONS[kind])
        if kind in _COUNTED_EXTENSIONS:
            return self._extension(self._number(_COUNTED_EXTENSIONS[kind]))
        raise ValueError(f"no value begins with {kind:#x}")

    def _extension(self, size: int) -> int:
        code = self._number(1)
        code -= 256 if code > 127 else 0
        if code not in _FLAX:
            self._look.found(EXTENSION, f"a value of type {code}", at=f"byte {self.at:,}", review=True)
        return self._over(size)

    def _over(self, size: int) -> int:
        start = self.at
        self.skip(size)
        if size >= _PEEKED:
            self._look.peek(f"value at {start}", Part(self.source, start, size))
        return 0

    def _number(self, width: int) -> int:
        return int.from_bytes(self.take(width), "big")


def inspect(source: Source, look: Look) -> None:
    """Walk the one value that a file is, and look at what lies behind it."""
    reader = _Reader(source, look)
    try:
        reader.walk()
    except (ValueError, CutOffError) as error:
        look.gap(f"msgpack: {error}")
        return
    if reader.at < source.size:
        look.member("(bytes behind the value)", Part(source, reader.at, source.size - reader.at))
