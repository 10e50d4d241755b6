"""What was pushed, in a SQLite database in the workspace: `pushed/<service>.db`.

One row per finding that the service accepted. A batch is one transaction, on the disk before the next batch relies on it. The file
says nothing that the service does not know: without it, everything is sent once more.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from modelkeep.core.destination import Destination
from modelkeep.core.errors import IntegrityError, WorkspaceError
from modelkeep.core.finding import Finding
from modelkeep.core.push import Known, Sent

FORMAT = 1
_TABLE = """
CREATE TABLE sent (
    account TEXT, region TEXT, id TEXT, digest TEXT NOT NULL, created TEXT NOT NULL, at TEXT NOT NULL, seen TEXT NOT NULL,
    finding TEXT NOT NULL, source_table TEXT NOT NULL, everything INTEGER NOT NULL,
    PRIMARY KEY (account, region, id)
) WITHOUT ROWID
"""


class FileLedger:
    """A `ports.PushLedger`. Use it as a context: one push at a time works on a file.

    With `reading` nothing is written, not even the file. Raises WorkspaceError when the file cannot be used or another push uses
    it, IntegrityError when it is damaged.
    """

    def __init__(self, workspace: Path, service: str, *, reading: bool = False) -> None:
        self._path = workspace / "pushed" / f"{service}.db"
        self._reading = reading
        self._lock = -1
        self._database = sqlite3.connect(":memory:")

    def __enter__(self) -> FileLedger:
        try:
            if not self._reading:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._lock = _locked(self._path)
            if not self._reading or self._path.exists():
                self._database.close()
                self._database = sqlite3.connect(self._path, isolation_level=None)
            self._prepare()
        except (OSError, sqlite3.Error) as error:
            self.__exit__()
            raise self._explained(error) from error
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._database.close()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def entries(self) -> Iterator[Known]:
        """See `ports.PushLedger`."""
        try:
            yield from (
                Known(place=Destination(row[0], row[1]), id=row[2], digest=row[3], **_times(row[4:7]))
                for row in self._database.execute("SELECT account, region, id, digest, created, at, seen FROM sent")
            )
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def sent(self, place: Destination, finding_id: str) -> Sent:
        """See `ports.PushLedger`."""
        try:
            row = self._database.execute(
                "SELECT digest, created, at, seen, finding, source_table, everything FROM sent "
                "WHERE account = ? AND region = ? AND id = ?",
                [place.account, place.region, finding_id],
            ).fetchone()
            finding = msgspec.json.decode(row[4], type=Finding)
        except (sqlite3.Error, msgspec.MsgspecError) as error:
            raise self._explained(error) from error
        return Sent(
            place=place, id=finding_id, digest=row[0], **_times(row[1:4]), finding=finding, source_table=row[5],
            everything=bool(row[6]),
        )  # fmt: skip

    def record(self, sent: Sequence[Sent], over: Sequence[tuple[Destination, str]]) -> None:
        """See `ports.PushLedger`."""
        try:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                self._database.executemany(
                    "INSERT OR REPLACE INTO sent VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [_row(each) for each in sent]
                )
                self._database.executemany(
                    "DELETE FROM sent WHERE account = ? AND region = ? AND id = ?",
                    [(place.account, place.region, finding_id) for place, finding_id in over],
                )
                self._database.execute("COMMIT")
            except BaseException:
                self._database.rollback()
                raise
        except (OSError, sqlite3.Error) as error:
            raise self._explained(error) from error

    def _prepare(self) -> None:
        version = self._database.execute("PRAGMA user_version").fetchone()[0]
        if version > FORMAT:
            raise IntegrityError(f"{self._path}: written by a newer Modelkeep", remedy="Upgrade Modelkeep.")
        self._database.execute("PRAGMA synchronous = FULL")
        if version == 0:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.execute(_TABLE)
            self._database.execute(f"PRAGMA user_version = {FORMAT}")
            self._database.execute("COMMIT")

    def _explained(self, error: Exception) -> WorkspaceError | IntegrityError:
        if isinstance(error, OSError | sqlite3.OperationalError):
            return WorkspaceError(
                f"{self._path}: {getattr(error, 'strerror', None) or error}",
                remedy="Free disk space or choose a --workspace that you can write, then push again: what was sent is remembered.",
            )
        return IntegrityError(
            f"{self._path}: damaged: {error}", remedy="Delete the file: the next push sends every finding once more."
        )


def _locked(path: Path) -> int:
    lock = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(lock)
        raise WorkspaceError(
            f"another push is using {path}", remedy="Wait until it has ended, or choose another --workspace."
        ) from error
    return lock


def _times(row: Sequence[str]) -> dict[str, datetime]:
    created, at, seen = (datetime.fromisoformat(each) for each in row)
    return {"created": created, "at": at, "seen": seen}


def _row(sent: Sent) -> tuple[str | int, ...]:
    return (
        sent.place.account, sent.place.region, sent.id, sent.digest, sent.created.isoformat(), sent.at.isoformat(),
        sent.seen.isoformat(), msgspec.json.encode(sent.finding).decode(), sent.source_table, int(sent.everything),
    )  # fmt: skip
