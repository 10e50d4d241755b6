"""The hashes of values on their way from the process that reads them to the index: a file for each object."""

from __future__ import annotations

import contextlib
import os
import struct
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import msgspec

from modelkeep.engines.classify.subjects import LENGTH, Field, Kept, hashed

_RECORD = struct.Struct(f">I{LENGTH}sq")
_PIECE = 10_000 * _RECORD.size


class Spooled(msgspec.Struct, frozen=True):
    """The hashes of one object in a file, each with the number of its field, its hash and its position; `fields` by number."""

    path: str
    fields: dict[int, Field]


@dataclass(slots=True)
class _Keeper:
    """Writes what it is given. Nothing of it is told again."""

    number: int
    write: Callable[[int, int, bytes], None]
    count: int = 0

    def append(self, kept: Kept, /) -> None:
        """See `subjects.Keeper`."""
        row, _, _, value = kept
        self.count += 1
        self.write(self.number, row, value)

    def __iter__(self) -> Iterator[Kept]:
        return iter(())

    def __len__(self) -> int:
        return self.count


@dataclass(slots=True)
class Spool:
    """Hashes of one object, written to a file as they come; an `engines.classify.subjects.Subjects`. What is remembered does not grow with
    them."""

    key: bytes
    file: IO[bytes]
    fields: dict[int, Field] = field(default_factory=dict)
    _texts: dict[Field, int] = field(default_factory=dict)
    _next: int = 0

    def keeper(self) -> _Keeper:
        """See `subjects.Subjects`."""
        self._next += 1
        return _Keeper(self._next, self._write)

    def accept(self, keeper: object, field: Field) -> None:
        """See `subjects.Subjects`."""
        assert isinstance(keeper, _Keeper)
        self.fields[keeper.number] = field

    def value(self, field: Field, at: int, value: bytes) -> None:
        """See `subjects.Subjects`."""
        number = self._texts.get(field)
        if number is None:
            self._next += 1
            number = self._texts[field] = self._next
            self.fields[number] = field
        self._write(number, at, value)

    def _write(self, number: int, at: int, value: bytes) -> None:
        self.file.write(_RECORD.pack(number, hashed(value, self.key), at))


@contextlib.contextmanager
def spooling(folder: str, key: bytes) -> Iterator[tuple[Spool, str]]:
    """A spool in a file of its own in a folder, and the file's path."""
    opened, path = tempfile.mkstemp(dir=folder)
    with os.fdopen(opened, "wb") as file:
        yield Spool(key, file), path


def hashes_in(path: str) -> Iterator[tuple[int, bytes, int]]:
    """The number of the field, the hash and the position of each value in a spool's file."""
    with Path(path).open("rb") as file:
        while piece := file.read(_PIECE):
            yield from _RECORD.iter_unpack(piece)
