"""The journal of a run: one JSON line per finished call, appended before anything relies on it.

A line holds the read and the values it gave, rows tagged with their table. Killed at any moment, a run loses at most the
line that was being written; a torn last line is cut off when the journal is opened again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from modelkeep.core.coverage import Outcome, Read
from modelkeep.core.errors import IntegrityError, WorkspaceError
from modelkeep.core.kinds import tables
from modelkeep.core.tables import Row, table_of
from modelkeep.ports import EncodedRow, Former, Recorded

_AGAIN = frozenset({Outcome.THROTTLED, Outcome.ERROR})
"""Outcomes that a resumed run asks again."""


Key = tuple[str, str, str, str]
"""`Read.key`."""


class Line(msgspec.Struct, array_like=True):
    """One line: the read, per value its table name ('' for a plain value) and content, and what the list said."""

    read: Read
    values: list[tuple[str, msgspec.Raw]]
    version: str = ""


class FileJournal:
    """A `ports.Journal` in one file; with `former`, that of an incremental scan."""

    def __init__(self, path: Path, former: FormerJournal | None = None) -> None:
        self._path = path
        self._former = former
        self._encoder = msgspec.json.Encoder()
        self._decoder = msgspec.json.Decoder(Line)
        self._places: dict[Key, tuple[int, int]] = {}
        self._end = 0
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            self._index()
        except OSError as error:
            raise _unwritable(path, error) from error

    def close(self) -> None:
        """Release the file."""
        os.close(self._file)
        if self._former is not None:
            self._former.lines.close()

    @property
    def former(self) -> Former | None:
        """See `ports.Journal`."""
        return self._former.about if self._former is not None else None

    def earlier(self, key: Key) -> Recorded | None:
        """See `ports.Journal`."""
        return self._former.lines.find(key) if self._former is not None else None

    @property
    def keys(self) -> Iterable[Key]:
        """The calls that are recorded."""
        return self._places.keys()

    def record(self, read: Read, values: Sequence[Any], version: str = "") -> None:
        """See `ports.Journal`."""
        tagged = [self._tagged(value) for value in values]
        line = self._encoder.encode(Line(read, tagged, version)) + b"\n"
        try:
            written = 0
            while written < len(line):
                written += os.pwrite(self._file, line[written:], self._end + written)
        except OSError as error:
            raise _unwritable(self._path, error) from error
        self._places[read.key] = (self._end, len(line))
        self._end += len(line)

    def _tagged(self, value: Any) -> tuple[str, msgspec.Raw]:
        """A value with its table, '' for a plain one."""
        if isinstance(value, EncodedRow):
            return value.table, msgspec.Raw(value.json)
        return table_of(value).name if isinstance(value, Row) else "", msgspec.Raw(self._encoder.encode(value))

    def recall(self, key: Key) -> Recorded | None:
        """See `ports.Journal`. Throttled and erroneous calls are to be made again."""
        found = self.find(key)
        return None if found is None or found.read.outcome in _AGAIN else found

    def find(self, key: Key) -> Recorded | None:
        """What is recorded of a call, however it ended."""
        place = self._places.get(key)
        if place is None:
            return None
        line = self._decoder.decode(os.pread(self._file, place[1], place[0]))
        return Recorded(line.read, tuple(_value(table, raw) for table, raw in line.values), line.version)

    def lines(self) -> Iterator[Line]:
        """The last line of every call, in the order in which the calls first ended."""
        for place, length in self._places.values():
            yield self._decoder.decode(os.pread(self._file, length, place))

    def _index(self) -> None:
        with self._path.open("rb") as file:
            for raw in file:
                if not raw.endswith(b"\n"):
                    break
                try:
                    read = self._decoder.decode(raw).read
                except msgspec.MsgspecError as error:
                    raise IntegrityError(
                        f"{self._path}: the journal is damaged at byte {self._end}",
                        remedy="Start a new scan without --resume.",
                    ) from error
                self._places[read.key] = (self._end, len(raw))
                self._end += len(raw)
        os.truncate(self._path, self._end)


@dataclass(frozen=True, slots=True)
class FormerJournal:
    """The journal of the scan whose answers may be kept, and what there is to know about that scan."""

    about: Former
    lines: FileJournal


def _value(table: str, raw: msgspec.Raw) -> Any:
    if not table:
        return _frozen(msgspec.json.decode(raw))
    return msgspec.json.decode(raw, type=tables()[table].row)


def _frozen(value: Any) -> Any:
    """JSON lists as the tuples that they were."""
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value


def _unwritable(path: Path, error: OSError) -> WorkspaceError:
    return WorkspaceError(
        f"{path}: {error.strerror or error}",
        remedy="Free disk space or choose another --workspace, then run `modelkeep scan --resume`: what was read is kept.",
    )
