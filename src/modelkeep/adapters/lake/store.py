"""The lake on disk: one writer at a time, and commits that a killed process cannot leave half done.

.modelkeep/lake/
  lock                      held while something writes
  ledger.db                 which objects were read and which files hold their events: the truth
  <table>/account=A/region=R/day=D/*.parquet
  quarantine/<batch>.jsonl  what could not be read
  state/<run>/*.parquet     what rules keep of what they have looked at
  .staging/                 files that are not in place yet

A batch's files are staged and on disk for good; one transaction lists them and the objects that they came from; then they are renamed into
place. A listed file that is still staged is renamed by the next writer, and readers find it where it is. A staged file that is not listed
is nothing: its objects will be read again.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from modelkeep.adapters.lake.compaction import Compaction
from modelkeep.adapters.lake.database import connect, literal
from modelkeep.adapters.lake.ledger import Ledger
from modelkeep.adapters.lake.parquet import write_rows
from modelkeep.core.errors import LakeInUseError, WorkspaceError
from modelkeep.core.logs.lake import QUARANTINE, STAGING, Committed, LakeFile, Outcome
from modelkeep.core.logs.objects import KnownObject, LogObject

LOCK = "lock"
STATE = "state"
"""The folder of what rules keep of what they have looked at; `evaluation` lists its files."""
EXCHANGE = "exchange"
"""Lies in the staging folder while listed files are exchanged: files that are not listed may lie in place then."""


class FolderLake:
    """A `ports.Lake` in a folder, open for writing until it is closed. Raises WorkspaceError where another process writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = locked(folder)
        self._connection: duckdb.DuckDBPyConnection | None = None
        try:
            self._ledger = Ledger(folder, writes=True)
            self._recover()
        except BaseException:
            os.close(self._lock)
            raise

    def __enter__(self) -> FolderLake:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let others write."""
        if self._connection is not None:
            self._connection.close()
        self._ledger.close()
        os.close(self._lock)

    def known(self, objects: Iterable[LogObject]) -> dict[tuple[str, str, str], KnownObject]:
        """See `ports.Lake`."""
        return self._ledger.known(objects)

    def next_ids(self) -> tuple[int, int]:
        """See `ports.Lake`."""
        return self._ledger.next_ids()

    def commit(self, outcome: Outcome, now: datetime) -> Committed:
        """See `ports.Lake`."""
        files: list[LakeFile] = []
        duplicates = outcome.duplicates
        for file in outcome.files:
            kept, dropped = self._without_known(file, files)
            duplicates += dropped
            if kept is not None:
                files.append(kept)
        batch = Committed(id=outcome.batch, objects=outcome.objects, files=files, duplicates=duplicates)
        try:
            self._ledger.commit(batch, now)
            self._place(files)
        except OSError as error:
            raise WorkspaceError(
                f"{self.folder}: {error.strerror}", remedy="Free disk space and run it again."
            ) from error
        return batch

    def compact(self, *, small: int | None = None) -> tuple[int, int]:
        """See `ports.Lake`."""
        before = after = 0
        compaction = Compaction(self.folder, self._connected())
        for old, new in compaction.planned(self._ledger.files(), small):
            self._exchange(old, new)
            before, after = before + len(old), after + len(new)
        return before, after

    def prune(self, before: datetime) -> tuple[int, int]:
        """See `ports.Lake`."""
        midnight = before.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        old = [
            file for file in self._ledger.files(until=midnight)
            if file.day is not None and datetime(file.day.year, file.day.month, file.day.day) + timedelta(days=1) <= midnight  # noqa: DTZ001  # as the ledger keeps times
        ]  # fmt: skip
        self._exchange(old, ())
        return len(old), sum(file.rows for file in old)

    def _without_known(self, file: LakeFile, batch: Sequence[LakeFile]) -> tuple[LakeFile | None, int]:
        """A staged file without events that its partition has already, in the lake or in earlier files of the batch; None where nothing is
        left; and how many those are.

        The same event has the same time wherever it is delivered, so only files of that time are looked at.
        """
        if file.table == QUARANTINE:
            return file, 0
        listed = self._ledger.files(table=file.table, since=file.first, until=_after(file.last))
        others = [
            other for other in (*listed, *batch) if other.partition == file.partition and _at_one_time(other, file)
        ]  # fmt: skip
        if not others:
            return file, 0
        staged = file.staged(self.folder)
        connection = self._connected()
        paths = ", ".join(literal(other.path(self.folder)) for other in others)
        there = f"(SELECT event_id FROM read_parquet([{paths}]) WHERE \"at\" BETWEEN TIMESTAMP '{file.first}' AND TIMESTAMP '{file.last}')"
        new = f"SELECT * FROM read_parquet({literal(staged)}) n ANTI JOIN {there} o ON n.event_id = o.event_id"
        left = connection.execute(f'SELECT count(*), min("at"), max("at") FROM ({new})').fetchone()
        assert left is not None
        if left[0] == file.rows:
            return file, 0
        if not left[0]:
            staged.unlink()
            return None, file.rows
        written = staged.with_suffix(".left")
        write_rows(connection, new, written)
        written.rename(staged)
        kept = replace(file, rows=left[0], first=left[1], last=left[2], bytes=staged.stat().st_size)
        return kept, file.rows - left[0]

    def _exchange(self, old: Sequence[LakeFile], new: Sequence[LakeFile]) -> None:
        """List other files instead of some, and remove those."""
        if not old:
            return
        places = [file.path(self.folder) for file in old]
        note = self.folder / STAGING / EXCHANGE
        note.touch()
        self._ledger.replace(old, new)
        self._place(new)
        for path in places:
            path.unlink(missing_ok=True)
            _remove_empty(path.parent, self.folder)
        note.unlink()

    def _place(self, files: Sequence[LakeFile]) -> None:
        for file in files:
            target = self.folder / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            file.staged(self.folder).rename(target)

    def _recover(self) -> None:
        """End what a process that was killed had begun: rename what is listed, remove what is not."""
        staging = self.folder / STAGING
        staging.mkdir(parents=True, exist_ok=True)
        left = {path.name for path in staging.iterdir()}
        files = self._ledger.files()
        if left:
            self._place([file for file in files if file.name.rpartition("/")[2] in left])
        listed = {file.name for file in files}
        missing = next((file for file in files if not (self.folder / file.name).exists()), None)
        if missing is not None:
            raise WorkspaceError(
                f"{self.folder / missing.name} is missing: something else than Modelkeep removed it",
                remedy="Put the file back, or remove the whole folder of the lake and ingest again.",
            )
        # A machine of a cluster may still write what nobody waits for: what cannot be removed now is garbage for the next writer.
        for path in staging.iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        if left:
            for path in self.folder.glob("*/**/*.parquet"):
                name = path.relative_to(self.folder)
                if name.parts[0] != STATE and name.as_posix() not in listed:
                    path.unlink()

    def _connected(self) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            self._connection = connect(threads=1)
            self._connection.execute(f"SET temp_directory = {literal(self.folder / STAGING / 'spill')}")
        return self._connection


def locked(folder: Path) -> int:
    """A descriptor that holds the lock of a folder until it is closed. Raises LakeInUseError where another process holds it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise WorkspaceError(f"{folder}: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(lock, 32, 0).decode(errors="replace").strip() or "unknown"
        os.close(lock)
        raise LakeInUseError(f"another process ({holder}) is writing the lake {folder}") from error
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(os.getpid()).encode(), 0)
    return lock


def _at_one_time(one: LakeFile, other: LakeFile) -> bool:
    """Whether both may hold events of the same time."""
    if not (one.first and one.last and other.first and other.last):
        return True
    return one.first <= other.last and other.first <= one.last


def _after(moment: datetime | None) -> datetime | None:
    return moment + timedelta(microseconds=1) if moment is not None else None


def _remove_empty(folder: Path, top: Path) -> None:
    while folder != top and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
