"""How far places were followed, in a SQLite database in the workspace: `followed.db`.

Without the file, everything is looked at once more; the lake's ledger knows what was read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from modelkeep.core.errors import WorkspaceError

FILE = "followed.db"
_TABLE = "CREATE TABLE IF NOT EXISTS position (place TEXT, name TEXT, value TEXT NOT NULL, PRIMARY KEY (place, name)) WITHOUT ROWID"


class FilePositions:
    """A `ports.Positions`. Raises WorkspaceError where the file cannot be used."""

    def __init__(self, workspace: Path) -> None:
        self._path = workspace / FILE
        try:
            workspace.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(self._path, isolation_level=None, timeout=30)
            self._database.execute(_TABLE)
        except (OSError, sqlite3.Error) as error:
            raise self._explained(error) from error

    def get(self, place: str, name: str) -> str:
        """See `ports.Positions`."""
        try:
            row = self._database.execute(
                "SELECT value FROM position WHERE place = ? AND name = ?", [place, name]
            ).fetchone()
        except sqlite3.Error as error:
            raise self._explained(error) from error
        return str(row[0]) if row else ""

    def all(self, place: str) -> Mapping[str, str]:
        """See `ports.Positions`."""
        try:
            return dict(self._database.execute("SELECT name, value FROM position WHERE place = ?", [place]).fetchall())
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def save(self, place: str, changed: Mapping[str, str]) -> None:
        """See `ports.Positions`."""
        try:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                self._database.executemany(
                    "INSERT OR REPLACE INTO position VALUES (?, ?, ?)",
                    [(place, name, value) for name, value in changed.items()],
                )
                self._database.execute("COMMIT")
            except BaseException:
                self._database.rollback()
                raise
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _explained(self, error: Exception) -> WorkspaceError:
        return WorkspaceError(
            f"{self._path}: {getattr(error, 'strerror', None) or error}",
            remedy="Free disk space or choose a --workspace that you can write; the file may be deleted.",
        )
