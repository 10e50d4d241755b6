"""The workspace: a folder with snapshots, and the runs that are to become some.

.modelkeep/
  lock                    held while a scan runs
  runs/<id>/run.json      what the run was asked to do
  runs/<id>/journal.jsonl what it has read
  runs/<id>/former.json   for an incremental scan: whose answers it may keep, or why it may keep none
  runs/<id>/former.jsonl  and those answers
  snapshots/<id>/manifest.json
  snapshots/<id>/*.parquet
  snapshots/<id>/journal.jsonl.gz
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import duckdb
import msgspec

from modelkeep.adapters.lake.estate import open_tables, seal
from modelkeep.adapters.store import former, kept
from modelkeep.adapters.store.journal import FileJournal
from modelkeep.adapters.store.kept import Header
from modelkeep.core.digests import file_digest
from modelkeep.core.errors import IntegrityError, UsageError, WorkspaceError
from modelkeep.ports import Manifest

FORMAT = "modelkeep-snapshot"
FORMAT_VERSION = 1
Settle = Callable[[Manifest, duckdb.DuckDBPyConnection], None]
"""Adds to an opened snapshot what is no part of it."""
_ID = re.compile(r"\d{8}T\d{6}Z(-\d+)?\Z")


class _Stored(msgspec.Struct):
    format: str
    format_version: int
    manifest: Manifest
    kept: str = ""
    """The SHA-256 of the kept journal."""


class _RunFile(msgspec.Struct):
    id: str
    started: datetime
    parameters: dict[str, Any]
    scope: dict[str, Any] = {}


@dataclass(slots=True)
class _Run:
    """An `OpenRun` in the workspace."""

    id: str
    started: datetime
    journal: FileJournal
    folder: Path
    snapshots: Path
    lock: int
    header: Header | None
    """What the kept journal says of itself; None where the snapshot keeps none."""
    reads_all_because: str
    _closed: bool = field(default=False)

    def seal(self) -> Path:
        target = self.folder / "snapshot"
        shutil.rmtree(target, ignore_errors=True)
        try:
            seal(self.journal.lines(), target)
            if self.header is not None:
                kept.write(self.journal.lines(), self.header, target)
        except (OSError, duckdb.IOException, duckdb.OutOfMemoryException) as error:
            raise _cannot_write(target, error) from error
        return target

    def publish(self, manifest: Manifest) -> Path:
        built = self.folder / "snapshot"
        target = self.snapshots / self.id
        try:
            self.snapshots.mkdir(parents=True, exist_ok=True)
            digest = file_digest(built / kept.NAME) if self.header is not None else ""
            stored = _Stored(FORMAT, FORMAT_VERSION, manifest, digest)
            (built / "manifest.json").write_bytes(msgspec.json.encode(stored))
            built.rename(target)
        except OSError as error:
            raise _cannot_write(target, error) from error
        self.abandon()
        shutil.rmtree(self.folder, ignore_errors=True)
        return target

    def abandon(self) -> None:
        if not self._closed:
            self._closed = True
            self.journal.close()
            os.close(self.lock)


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """A `Snapshot` in the workspace."""

    manifest: Manifest
    folder: Path
    settle: Settle | None = None

    def open(self, also: Sequence[Path] = ()) -> duckdb.DuckDBPyConnection:
        """See `ports.Snapshot`. SQL reaches the files of the folders in `also` too."""
        for name in self.manifest.files:
            self._sound(name)
        try:
            connection = open_tables(self.folder, self.manifest.tables, also=also)
        except duckdb.Error as error:
            raise IntegrityError(f"{self.folder}: the snapshot cannot be read: {error}") from error
        if self.settle is not None:
            self.settle(self.manifest, connection)
        return connection

    def lend(self, names: Sequence[str], folder: Path) -> None:
        """See `ports.Snapshot`. Copies, so that nothing that is done with them touches the snapshot."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            source = self._sound(f"{name}.parquet")
            try:
                shutil.copyfile(source, folder / source.name)
            except OSError as error:
                raise _cannot_write(folder / source.name, error) from error

    def _sound(self, name: str) -> Path:
        """A file of the snapshot that is as it was written."""
        path = self.folder / name
        if not path.is_file() or file_digest(path) != self.manifest.files.get(name):
            raise IntegrityError(f"{path}: the file is missing or not the one that the scan wrote")
        return path


class FolderWorkspace:
    """A `ports.Workspace` in a folder, which is made when the first scan begins. `settle` is given each snapshot that is opened.

    Without `keeps_journals`, no later scan can keep answers: for a folder that is thrown away.
    """

    def __init__(self, folder: Path, settle: Settle | None = None, *, keeps_journals: bool = True) -> None:
        self.folder = folder
        self._settle = settle
        self._keeps_journals = keeps_journals

    def begin(
        self,
        parameters: Mapping[str, Any],
        *,
        now: datetime,
        scope: Mapping[str, Any] = MappingProxyType({}),
        oldest: timedelta | None = None,
    ) -> _Run:
        """See `ports.Workspace`."""
        lock = self._lock()
        name = f"{now:%Y%m%dT%H%M%SZ}"
        run_id, number = name, 1
        while (self._runs / run_id).exists() or (self._snapshots / run_id).exists():
            number += 1
            run_id = f"{name}-{number}"
        folder = self._runs / run_id
        try:
            folder.mkdir(parents=True)
            run = _RunFile(run_id, now, dict(parameters), dict(scope))
            (folder / "run.json").write_bytes(msgspec.json.encode(run))
            if oldest is not None:
                former.choose(self._kept_snapshots(), _header(run), now, oldest, folder)
        except OSError as error:
            os.close(lock)
            raise _cannot_write(folder, error) from error
        return self._open(run, folder, lock)

    def resume(self, parameters: Mapping[str, Any]) -> _Run:
        """See `ports.Workspace`."""
        lock = self._lock()
        try:
            run, folder = self._interrupted(parameters)
        except BaseException:
            os.close(lock)
            raise
        return self._open(run, folder, lock)

    def _interrupted(self, parameters: Mapping[str, Any]) -> tuple[_RunFile, Path]:
        """The latest run that did not end, provided that it was asked the same."""
        waiting = sorted(path for path in self._runs.glob("*/run.json") if _ID.match(path.parent.name))
        if not waiting:
            raise UsageError("there is no interrupted scan to resume", remedy="Run `modelkeep scan` without --resume.")
        run = _decode_run(waiting[-1])
        asked = msgspec.to_builtins(dict(parameters))
        if run.parameters != asked:
            differing = sorted(key for key in asked | run.parameters if asked.get(key) != run.parameters.get(key))
            raise UsageError(
                f"the interrupted scan was started with another {', '.join(differing)}",
                remedy="Repeat the options of the interrupted scan, or start anew without --resume.",
            )
        return run, waiting[-1].parent

    def snapshots(self) -> Sequence[Manifest]:
        """See `ports.Workspace`."""
        found = []
        for path in sorted(self._snapshots.glob("*/manifest.json"), reverse=True):
            try:
                found.append(_decode_manifest(path))
            except IntegrityError:
                continue
        return found

    def broken_snapshots(self) -> Sequence[tuple[Path, str]]:
        """Snapshot folders that cannot be used, with the reason."""
        broken = []
        for folder in sorted(self._snapshots.glob("*")):
            try:
                _decode_manifest(folder / "manifest.json")
            except IntegrityError as error:
                broken.append((folder, str(error)))
        return broken

    def snapshot(self, name: str = "latest") -> _Snapshot:
        """See `ports.Workspace`."""
        names = [folder.name for folder in sorted(self._snapshots.glob("*"), reverse=True) if _ID.match(folder.name)]
        if not names:
            raise UsageError(f"{self.folder} holds no snapshot", remedy="Run `modelkeep scan` first.")
        if name in ("latest", "previous"):
            place = ("latest", "previous").index(name)
            if len(names) <= place:
                raise UsageError("there is only one snapshot", remedy="Scan again to have two to compare.")
            chosen = names[place]
        else:
            matching = [each for each in names if each.startswith(name)]
            if name in names:
                matching = [name]
            if len(matching) != 1:
                problem = "no snapshot is named" if not matching else "more than one snapshot begins with"
                raise UsageError(f"{problem} {name!r}", remedy="`modelkeep snapshots` lists them.")
            chosen = matching[0]
        folder = self._snapshots / chosen
        return _Snapshot(_decode_manifest(folder / "manifest.json"), folder, self._settle)

    @property
    def _runs(self) -> Path:
        return self.folder / "runs"

    @property
    def _snapshots(self) -> Path:
        return self.folder / "snapshots"

    def _kept_snapshots(self) -> Iterator[tuple[Path, str]]:
        """The folders of usable snapshots, newest first, each with the digest of the journal that it kept."""
        for manifest in self.snapshots():
            folder = self._snapshots / manifest.id
            yield folder, _decode(folder / "manifest.json").kept

    def _open(self, run: _RunFile, folder: Path, lock: int) -> _Run:
        try:
            before, because = former.reopen(folder)
            journal = FileJournal(folder / "journal.jsonl", before)
        except BaseException:
            os.close(lock)
            raise
        header = _header(run) if self._keeps_journals else None
        return _Run(run.id, run.started, journal, folder, self._snapshots, lock, header, because)

    def _lock(self) -> int:
        path = self.folder / "lock"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise _cannot_write(self.folder, error) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(lock, 32, 0).decode(errors="replace").strip() or "unknown"
            os.close(lock)
            raise WorkspaceError(
                f"another scan (process {holder}) is using the workspace {self.folder}",
                remedy="Wait until it has ended, or choose another --workspace.",
            ) from error
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        return lock


def _header(run: _RunFile) -> Header:
    return kept.header(run.id, run.started, run.scope)


def _decode_manifest(path: Path) -> Manifest:
    return _decode(path).manifest


def _decode(path: Path) -> _Stored:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise IntegrityError(f"{path}: {error.strerror}: the snapshot was not finished or is damaged") from error
    try:
        stored = msgspec.json.decode(raw, type=_Stored)
    except msgspec.MsgspecError as error:
        raise IntegrityError(f"{path}: not a Modelkeep snapshot: {error}") from error
    if stored.format != FORMAT:
        raise IntegrityError(f"{path}: not a Modelkeep snapshot")
    if stored.format_version > FORMAT_VERSION:
        raise IntegrityError(
            f"{path}: written by a newer Modelkeep ({stored.manifest.tool_version})", remedy="Upgrade Modelkeep."
        )
    return stored


def _decode_run(path: Path) -> _RunFile:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_RunFile)
    except msgspec.MsgspecError as error:
        raise IntegrityError(f"{path}: damaged: {error}", remedy="Start a new scan without --resume.") from error


def _cannot_write(path: Path, error: Exception) -> WorkspaceError:
    text = getattr(error, "strerror", None) or str(error)
    return WorkspaceError(
        f"{path}: {text}",
        remedy="Free disk space or choose a --workspace that you can write, then run `modelkeep scan --resume`.",
    )
