"""Digests of objects of S3, remembered in a SQLite database in the workspace."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from modelkeep.core.errors import WorkspaceError
from modelkeep.core.signatures import Digesting, FileDigest

FILE = "inspected.db"
"""Shared with `adapters.artifacts.verdicts`: both only save looking again."""
_TABLE = """
CREATE TABLE IF NOT EXISTS digest (
    place TEXT, mark TEXT, sha256 TEXT NOT NULL, size INTEGER NOT NULL, version TEXT NOT NULL, by TEXT NOT NULL, PRIMARY KEY (place, mark)
) WITHOUT ROWID
"""
_KEEP = "INSERT OR REPLACE INTO digest VALUES (?, ?, ?, ?, ?, ?)"
_FIND = "SELECT sha256, size, version, by FROM digest WHERE place = ? AND mark = ?"


class RememberedDigests:
    """An `app.remembered_digests.Digests`. Use as a context manager. Raises WorkspaceError where the database cannot be used."""

    def __init__(self, workspace: Path) -> None:
        path = workspace / FILE
        try:
            workspace.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, isolation_level=None, timeout=30)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.execute(_TABLE)
        except (OSError, sqlite3.Error) as error:
            raise WorkspaceError(f"{path}: {error}", remedy="Delete the file: it only saves looking again.") from error

    def __enter__(self) -> RememberedDigests:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def find(self, place: str, mark: str) -> FileDigest | None:
        """See `app.remembered_digests.Digests`. What cannot be read is not known."""
        try:
            row = self._database.execute(_FIND, (place, mark)).fetchone()
            return None if row is None else FileDigest(place, row[0], row[1], row[2], Digesting(row[3]))
        except (sqlite3.Error, ValueError):
            return None

    def keep(self, place: str, mark: str, digest: FileDigest) -> None:
        """See `app.remembered_digests.Digests`. What cannot be kept is read again."""
        with contextlib.suppress(sqlite3.Error):
            self._database.execute(_KEEP, (place, mark, digest.sha256, digest.size, digest.version, digest.by.value))
