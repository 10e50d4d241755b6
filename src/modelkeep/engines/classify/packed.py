"""Many values of a column as one text, which is searched at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import overload

BETWEEN = b"\0\n\0"
"""What stands between values: no shape that is searched by lines matches it, and no keyword is beyond it."""
_BETWEEN = BETWEEN.decode()


def join(values: Sequence[str]) -> str:
    """Texts as one."""
    return _BETWEEN.join(values)


class Packed(Sequence[bytes]):
    """Values that are joined, or will be; taken apart only where somebody asks for one."""

    __slots__ = ("_joined", "_size", "_starts", "_values")

    def __init__(self, values: Sequence[bytes] | None, joined: bytes | None = None, size: int = 0) -> None:
        """Of values, or of `size` values that are joined already: none of them holds what stands between."""
        self._values = values
        self._joined = joined
        self._size = size if values is None else len(values)
        self._starts: list[int] | None = None

    @classmethod
    def of(cls, values: Sequence[bytes]) -> Packed:
        """Of any values."""
        return values if isinstance(values, Packed) else cls(values)

    @classmethod
    def texts(cls, values: Sequence[str], joined: str | None = None) -> Packed:
        """Of texts, in UTF-8."""
        joined = join(values) if joined is None else joined
        if joined.count(_BETWEEN) != len(values) - 1:
            return cls([each.encode("utf-8", "replace") for each in values])
        return cls(None, joined.encode("utf-8", "replace"), len(values))

    @property
    def values(self) -> Sequence[bytes]:
        """Each by itself."""
        if self._values is None:
            assert self._joined is not None
            self._values = self._joined.split(BETWEEN)
        return self._values

    @property
    def joined(self) -> bytes:
        """All of them."""
        if self._joined is None:
            assert self._values is not None
            self._joined = BETWEEN.join(self._values)
        return self._joined

    @property
    def starts(self) -> list[int]:
        """Where each begins in `joined`, and where one more would."""
        if self._starts is None:
            self._starts = list(accumulate(map(len(BETWEEN).__add__, map(len, self.values)), initial=0))
        return self._starts

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.values)

    @overload
    def __getitem__(self, index: int) -> bytes: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[bytes]: ...

    def __getitem__(self, index: int | slice) -> bytes | Sequence[bytes]:
        return self.values[index]
