"""The lake's ledger: which objects were read, and which files hold their events. It is the truth about the lake.

Objects and files are listed together in one transaction, so that an object counts as read exactly when its events are in the lake.
A listed file lies in place or, where a process ended between the transaction and the renaming, still in its staging folder.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from modelkeep.core.errors import IntegrityError, WorkspaceError
from modelkeep.core.logs.lake import QUARANTINE, Committed, LakeFile, TableCount
from modelkeep.core.logs.objects import KnownObject, LogObject

FILE = "ledger.db"
VERSION = 1
WAIT = 30.0
"""Seconds to wait for another process that writes."""
_MANY = 500
"""Values in one statement: SQLite takes 999 at least."""
_TABLES = """
CREATE TABLE IF NOT EXISTS lake_version (version INTEGER NOT NULL PRIMARY KEY);
CREATE TABLE IF NOT EXISTS batch (
    id INTEGER NOT NULL PRIMARY KEY, committed_at DATETIME NOT NULL, events BIGINT NOT NULL, duplicates BIGINT NOT NULL,
    quarantined BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS object (
    id INTEGER NOT NULL PRIMARY KEY, container TEXT NOT NULL, "key" TEXT NOT NULL, tag TEXT NOT NULL, size BIGINT NOT NULL,
    batch INTEGER NOT NULL, events BIGINT NOT NULL, quarantined BIGINT NOT NULL, UNIQUE (container, "key", tag)
);
CREATE TABLE IF NOT EXISTS file (
    id INTEGER NOT NULL PRIMARY KEY, "table" TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL, day DATE,
    name TEXT NOT NULL UNIQUE, rows BIGINT NOT NULL, bytes BIGINT NOT NULL, first DATETIME, last DATETIME, batch INTEGER NOT NULL,
    schema TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS file_partition ON file ("table", account, region, day);
"""
_OBJECT, _LISTED = (tuple(each.name for each in fields(kind)) for kind in (KnownObject, LakeFile))


def _columns(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _insert(table: str, names: Collection[str]) -> str:
    return f"INSERT INTO {table} ({_columns(names)}) VALUES ({', '.join('?' * len(names))})"


class Ledger:
    """The ledger of the lake in a folder. Raises WorkspaceError where it cannot be opened, IntegrityError for one of a newer version."""

    def __init__(self, folder: Path, *, writes: bool = False) -> None:
        self.folder = folder
        path = folder / FILE
        if writes:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise WorkspaceError(f"{folder}: {error.strerror}") from error
        elif not path.exists():
            raise WorkspaceError(f"{folder} holds no lake", remedy="Fill one first: modelkeep logs ingest SOURCE.")
        self._prepare()

    def _prepare(self) -> None:
        with self._transaction(writes=True) as connection:
            for statement in _TABLES.split(";"):
                connection.execute(statement)
            found = connection.execute("SELECT version FROM lake_version").fetchone()
            if found is None:
                connection.execute("INSERT INTO lake_version VALUES (?)", (VERSION,))
            elif found[0] > VERSION:
                raise IntegrityError(
                    f"{self.folder}: the lake was written by a newer Modelkeep", remedy="Upgrade Modelkeep."
                )

    def known(self, objects: Iterable[LogObject]) -> dict[tuple[str, str, str], KnownObject]:
        """Those of the objects that were read, by container, key and tag."""
        wanted: dict[str, list[str]] = {}
        for each in objects:
            wanted.setdefault(each.container, []).append(each.key)
        found = {}
        with self._transaction() as connection:
            for container, keys in wanted.items():
                for some in _runs(keys):
                    query = f'SELECT {_columns(_OBJECT)} FROM object WHERE container = ? AND "key" IN ({_marks(some)})'
                    for row in connection.execute(query, (container, *some)):
                        known = KnownObject(**dict(zip(_OBJECT, row, strict=True)))
                        found[(known.container, known.key, known.tag)] = known
        return found

    def next_ids(self) -> tuple[int, int]:
        """The ids of the next batch and the next object."""
        with self._transaction() as connection:
            batch, origin = connection.execute(
                "SELECT (SELECT max(id) FROM batch), (SELECT max(id) FROM object)"
            ).fetchone()
        return (batch or 0) + 1, (origin or 0) + 1

    def commit(self, batch: Committed, now: datetime) -> None:
        """List objects and files, all or none of them."""
        events = sum(file.rows for file in batch.files if file.table != QUARANTINE)
        quarantined = sum(each.quarantined for each in batch.objects)
        with self._transaction(writes=True) as connection:
            connection.execute(
                _insert("batch", ("id", "committed_at", "events", "duplicates", "quarantined")),
                (batch.id, _kept(_naive(now)), events, batch.duplicates, quarantined),
            )
            rows = ([*(getattr(each, name) for name in _OBJECT), batch.id] for each in batch.objects)
            connection.executemany(_insert("object", (*_OBJECT, "batch")), rows)
            _list(connection, batch.files)

    def replace(self, old: Collection[LakeFile], new: Collection[LakeFile]) -> None:
        """List other files with the same events, or with fewer where events are pruned."""
        with self._transaction(writes=True) as connection:
            for some in _runs([file.name for file in old]):
                connection.execute(f"DELETE FROM file WHERE name IN ({_marks(some)})", some)
            _list(connection, new)

    def files(
        self,
        *,
        table: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        after: int = 0,
    ) -> list[LakeFile]:
        """The listed files, of a table, that may hold events from `since` to before `until`, or of batches after `after`."""
        asked = {
            '"table" = ?': table, "last >= ?": _kept(_naive(since)) if since else None,
            "first < ?": _kept(_naive(until)) if until else None, "batch > ?": after or None,
        }  # fmt: skip
        given = {condition: value for condition, value in asked.items() if value is not None}
        where = f"WHERE {' AND '.join(given)}" if given else ""
        query = f'SELECT {_columns(_LISTED)} FROM file {where} ORDER BY "table", day, id'
        with self._transaction() as connection:
            rows = connection.execute(query, tuple(given.values())).fetchall()
        return [_file(dict(zip(_LISTED, row, strict=True))) for row in rows]

    def last_batch(self) -> int:
        """The newest batch, 0 for none."""
        return self.next_ids()[0] - 1

    def counts(self) -> list[TableCount]:
        """What each table holds."""
        query = (
            'SELECT "table", count(*), sum(rows), sum(bytes), min(first), max(last) FROM file WHERE "table" <> ?'
            ' GROUP BY "table" ORDER BY "table"'
        )
        with self._transaction() as connection:
            rows = connection.execute(query, (QUARANTINE,)).fetchall()
        return [
            TableCount(table, count, events, size, _moment(first), _moment(last))
            for table, count, events, size, first, last in rows
        ]

    def totals(self) -> tuple[int, int, int]:
        """Objects read, records in the quarantine, and duplicates that were dropped."""
        with self._transaction() as connection:
            (objects,) = connection.execute("SELECT count(*) FROM object").fetchone()
            quarantined, duplicates = connection.execute(
                "SELECT sum(quarantined), sum(duplicates) FROM batch"
            ).fetchone()
        return objects, quarantined or 0, duplicates or 0

    def close(self) -> None:
        """Nothing is held open between two transactions."""

    @contextmanager
    def _transaction(self, *, writes: bool = False) -> Iterator[sqlite3.Connection]:
        """One transaction, undone where it does not come to its end. Raises WorkspaceError."""
        path = self.folder / FILE
        try:
            with closing(sqlite3.connect(path, timeout=WAIT, isolation_level=None)) as connection:
                connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
                yield connection
                connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise WorkspaceError(f"{path}: {error}") from error


def _list(connection: sqlite3.Connection, files: Iterable[LakeFile]) -> None:
    rows = ([_kept(getattr(file, name)) for name in _LISTED] for file in files)
    connection.executemany(_insert("file", _LISTED), rows)


def _file(row: dict[str, Any]) -> LakeFile:
    day = date.fromisoformat(row["day"]) if row["day"] else None
    return LakeFile(**{**row, "day": day, "first": _moment(row["first"]), "last": _moment(row["last"])})


def _kept(value: Any) -> Any:
    """A value as the ledger keeps it: times as text that sorts like them, in UTC."""
    if isinstance(value, datetime):
        return value.isoformat(" ", "microseconds")
    return value.isoformat() if isinstance(value, date) else value


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _runs(values: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(values), _MANY):
        yield values[start : start + _MANY]


def _marks(values: Collection[str]) -> str:
    return ", ".join("?" * len(values))


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def day_after(day: date) -> datetime:
    """The moment at which a day has ended."""
    return datetime(day.year, day.month, day.day) + timedelta(days=1)  # noqa: DTZ001  # as the ledger keeps times: UTC, naive
