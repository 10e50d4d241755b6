"""What was sent where, in a SQLite database in the workspace: `notified.db`. Destinations are in it as digests of their addresses."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from modelkeep.core.errors import WorkspaceError
from modelkeep.core.notification import Notification, Sent

FILE = "notified.db"
KEPT = timedelta(days=1)
"""How long it is remembered when a message was sent, which the limit of a minute needs."""
_TABLES = """
CREATE TABLE IF NOT EXISTS sent (destination TEXT, alert TEXT, count INTEGER NOT NULL, at TEXT NOT NULL, PRIMARY KEY (destination, alert));
CREATE TABLE IF NOT EXISTS waiting (number INTEGER PRIMARY KEY, destination TEXT NOT NULL, alert TEXT NOT NULL, told TEXT NOT NULL,
                                    UNIQUE (destination, alert));
CREATE TABLE IF NOT EXISTS message (destination TEXT NOT NULL, at TEXT NOT NULL);
"""


class FileNotifications:
    """A `notify.NotificationLedger`. Use it as a context: one process at a time tells. Raises WorkspaceError where it cannot be used."""

    def __init__(self, workspace: Path) -> None:
        self._path = workspace / FILE
        self._lock = -1

    def __enter__(self) -> FileNotifications:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self._path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            # Another one that tells is waited for: it would tell the same.
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            # It holds names of principals, as alerts do.
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            self._database = sqlite3.connect(self._path, isolation_level=None, timeout=30)
            self._database.executescript(_TABLES)
        except (OSError, sqlite3.Error) as error:
            if self._lock >= 0:
                os.close(self._lock)
            raise self._explained(error) from error
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()
        os.close(self._lock)

    def sent(self, destination: str, alerts: Iterable[str]) -> Mapping[str, Sent]:
        """See `notify.NotificationLedger`."""
        query = "SELECT count, at FROM sent WHERE destination = ? AND alert = ?"
        found = {}
        with self._transaction() as database:
            for each in alerts:
                if row := database.execute(query, [destination, each]).fetchone():
                    found[each] = Sent(count=row[0], at=datetime.fromisoformat(row[1]))
        return found

    def waiting(self, destination: str) -> Sequence[Notification]:
        """See `notify.NotificationLedger`."""
        query = "SELECT told FROM waiting WHERE destination = ? ORDER BY number"
        with self._transaction() as database:
            return [msgspec.json.decode(row[0], type=Notification) for row in database.execute(query, [destination])]

    def messages_since(self, destination: str, at: datetime) -> int:
        """See `notify.NotificationLedger`."""
        query = "SELECT count(*) FROM message WHERE destination = ? AND at > ?"
        with self._transaction() as database:
            return int(database.execute(query, [destination, _text(at)]).fetchone()[0])

    def wait(self, destination: str, notifications: Sequence[Notification]) -> None:
        """See `notify.NotificationLedger`."""
        rows = [(destination, each.id, msgspec.json.encode(each).decode()) for each in notifications]
        with self._transaction() as database:
            database.executemany(
                "INSERT INTO waiting (destination, alert, told) VALUES (?, ?, ?) "
                "ON CONFLICT (destination, alert) DO UPDATE SET told = excluded.told",
                rows,
            )

    def record(self, destination: str, notifications: Sequence[Notification], at: datetime) -> None:
        """See `notify.NotificationLedger`."""
        moment = _text(at)
        with self._transaction() as database:
            database.executemany(
                "INSERT OR REPLACE INTO sent VALUES (?, ?, ?, ?)",
                [(destination, each.id, each.count, moment) for each in notifications],
            )
            database.executemany(
                "DELETE FROM waiting WHERE destination = ? AND alert = ?",
                [(destination, each.id) for each in notifications],
            )
            database.execute("DELETE FROM message WHERE at < ?", [_text(at - KEPT)])
            database.execute("INSERT INTO message VALUES (?, ?)", [destination, moment])

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._database:
                self._database.execute("BEGIN IMMEDIATE")
                yield self._database
        except (OSError, sqlite3.Error, msgspec.MsgspecError) as error:
            raise self._explained(error) from error

    def _explained(self, error: Exception) -> WorkspaceError:
        return WorkspaceError(
            f"{self._path}: {getattr(error, 'strerror', None) or error}",
            remedy="Free disk space or choose a --workspace that you can write. Without the file, every alert is sent once more.",
        )


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
