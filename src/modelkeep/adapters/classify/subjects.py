"""The workspace's index of values by their hashes: a SQLite database."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path

from modelkeep.adapters.classify.spool import Spooled, hashes_in
from modelkeep.core.data import Classified, Method
from modelkeep.core.errors import WorkspaceError
from modelkeep.core.subjects import Indexed, Occurrence
from modelkeep.engines.classify.subjects import Field

FILE = "subjects.db"
SHOWN = 20
"""Positions of one value in one column that are told."""
_TABLES = """
CREATE TABLE IF NOT EXISTS object (
    id INTEGER PRIMARY KEY AUTOINCREMENT, place TEXT NOT NULL UNIQUE, tag TEXT NOT NULL, at TEXT NOT NULL, key TEXT NOT NULL,
    only_ids TEXT NOT NULL, doubt TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS field (
    id INTEGER PRIMARY KEY AUTOINCREMENT, object INTEGER NOT NULL, identifier TEXT NOT NULL, place TEXT NOT NULL, name TEXT NOT NULL,
    unit TEXT NOT NULL, kind TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS field_of_object ON field (object);
CREATE TABLE IF NOT EXISTS value (
    hash BLOB NOT NULL, field INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (hash, field, at)
) WITHOUT ROWID;
"""
"""No number of a field is ever used again: values of one that is gone belong to no other."""
_OF_HASH = """
SELECT o.place, f.identifier, f.place, f.name, f.unit, f.kind, count(*), min(v.at), f.id
FROM value v JOIN field f ON f.id = v.field JOIN object o ON o.id = f.object
WHERE v.hash IN ({}) {} GROUP BY f.id ORDER BY o.place, f.place, f.name, f.identifier, f.unit
"""
_POSITIONS = "SELECT DISTINCT at FROM value WHERE field = ? AND hash IN ({}) ORDER BY at LIMIT ?"


class SubjectIndex:
    """The workspace's index, for its owner alone to read; an `app.subjects.Index`. Raises WorkspaceError where it cannot be used.

    An object that is indexed again replaces what was known of it, unless less was read of the same content.
    """

    def __init__(self, workspace: Path, *, only: Sequence[str] = (), key: str = "") -> None:
        self._only, self._key = ",".join(sorted(only)), key
        path = workspace / FILE
        try:
            workspace.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._database = sqlite3.connect(path, isolation_level=None, timeout=60)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.execute("PRAGMA secure_delete = ON")  # a hash that is deleted is gone
            self._database.executescript(_TABLES)
        except (OSError, sqlite3.Error) as error:
            raise WorkspaceError(
                f"{path}: {error}",
                remedy="Name a workspace that you may write to, or delete the file and classify again.",
            ) from error
        self._replaced = False

    def __enter__(self) -> SubjectIndex:
        return self

    def __exit__(self, *_: object) -> None:
        if self._replaced:
            self._database.execute("DELETE FROM value WHERE field NOT IN (SELECT id FROM field)")
        self._database.close()

    def add(self, told: Classified, spooled: Spooled | None) -> None:
        """Keep what was read of an object. Its file is deleted."""
        place = told.place if told.place.startswith("s3://") else str(Path(told.place).resolve())
        doubt = _doubt(told, spooled)
        database = self._database
        try:
            database.execute("BEGIN IMMEDIATE")
            known = database.execute(
                "SELECT id, tag, key, only_ids, doubt FROM object WHERE place = ?", (place,)
            ).fetchone()
            if known and known[1:] == (told.tag, self._key, self._only, "") and doubt:
                database.execute("ROLLBACK")  # the same content was read whole before
                return
            if known:
                self._replaced = True
                database.execute("DELETE FROM field WHERE object = ?", (known[0],))
                database.execute("DELETE FROM object WHERE id = ?", (known[0],))
            now = datetime.now(UTC).isoformat(timespec="seconds")
            cursor = database.execute(
                "INSERT INTO object (place, tag, at, key, only_ids, doubt) VALUES (?, ?, ?, ?, ?, ?)",
                (place, told.tag, now, self._key, self._only, doubt),
            )
            if spooled is not None:
                fields = {each: self._field(cursor.lastrowid, each) for each in dict.fromkeys(spooled.fields.values())}
                numbers = {number: fields[each] for number, each in spooled.fields.items()}
                database.executemany("INSERT OR IGNORE INTO value VALUES (?, ?, ?)", _values(spooled.path, numbers))
            database.execute("COMMIT")
        except sqlite3.Error as error:
            with contextlib.suppress(sqlite3.Error):
                database.execute("ROLLBACK")
            raise WorkspaceError(
                f"{FILE}: {error}", remedy="Make room, or end what else uses the workspace."
            ) from error
        finally:
            if spooled is not None:
                Path(spooled.path).unlink(missing_ok=True)

    def _field(self, owner: int | None, told: Field) -> int:
        cursor = self._database.execute(
            "INSERT INTO field (object, identifier, place, name, unit, kind) VALUES (?, ?, ?, ?, ?, ?)",
            (owner, *astuple(told)),
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def objects(self) -> Iterator[Indexed]:
        """What is indexed, by place."""
        rows = self._database.execute("SELECT place, tag, at, key, doubt, only_ids FROM object ORDER BY place")
        for place, tag, at, key, doubt, only in rows:
            looked_for = tuple(only.split(",")) if only else ()
            yield Indexed(place=place, tag=tag, at=datetime.fromisoformat(at), key=key, doubt=doubt, only=looked_for)

    def find(self, hashes: Sequence[bytes], key: str) -> Iterator[tuple[str, Occurrence]]:
        """Where values with these hashes are: the object and the place in it. `key` is the one of the hashes, '' for any."""
        marks = ", ".join("?" * len(hashes))
        chosen = "AND o.key = ?" if key else ""
        rows = self._database.execute(_OF_HASH.format(marks, chosen), (*hashes, *((key,) if key else ()))).fetchall()
        for place, identifier, within, column, unit, kind, count, _, number in rows:
            positions = self._database.execute(_POSITIONS.format(marks), (number, *hashes, SHOWN)).fetchall()
            yield place, Occurrence(
                identifier=identifier, within=within, column=column, unit=unit, kind=kind, count=count,
                positions=tuple(each for (each,) in positions) if kind else (),
            )  # fmt: skip


def _doubt(told: Classified, spooled: Spooled | None) -> str:
    if told.gaps:
        return f"not read: {told.gaps[0].told}"
    if told.method is not Method.FULL:
        return f"read in part: {told.bytes_read:,} of {told.size:,} bytes"
    return "" if spooled is not None else "its values were not kept"


def _values(path: str, numbers: dict[int, int]) -> Iterator[tuple[bytes, int, int]]:
    """What was accepted."""
    for number, value, at in hashes_in(path):
        own = numbers.get(number)
        if own is not None:
            yield value, own, at
