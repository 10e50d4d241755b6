"""What was found in objects of S3 that have not changed since: a SQLite database in the workspace.

Only objects are kept, whose ETag changes with every write; the times of files on a disk are anybody's to set. The version of the
engine is the digest of its own source, of the policies and of the bounds: a newer engine looks again.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import msgspec

from modelkeep.core.artifacts import Artifact, Inspection
from modelkeep.core.errors import WorkspaceError
from modelkeep.engines.artifacts.limits import Limits

FILE = "inspected.db"
_TABLE = """
CREATE TABLE IF NOT EXISTS inspected (
    place TEXT, tag TEXT, engine TEXT NOT NULL, told BLOB NOT NULL, PRIMARY KEY (place, tag)
) WITHOUT ROWID
"""
_KEEP = "INSERT OR REPLACE INTO inspected VALUES (?, ?, ?, ?)"
_FIND = "SELECT told FROM inspected WHERE place = ? AND tag = ? AND engine = ?"


class Verdicts:
    """What is known of objects. Use as a context manager. Raises WorkspaceError where the database cannot be used."""

    def __init__(self, workspace: Path, engine: str) -> None:
        self._path = workspace / FILE
        self._engine = engine
        try:
            workspace.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(self._path, isolation_level=None, timeout=30)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.execute(_TABLE)
        except (OSError, sqlite3.Error) as error:
            raise WorkspaceError(
                f"{self._path}: {error}", remedy="Delete the file: it only saves looking again."
            ) from error

    def __enter__(self) -> Verdicts:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def find(self, artifact: Artifact) -> Inspection | None:
        """What was found in exactly this object by exactly this engine."""
        if not _is_settled(artifact):
            return None
        try:
            row = self._database.execute(_FIND, (artifact.place, artifact.tag, self._engine)).fetchone()
            return None if row is None else msgspec.msgpack.decode(row[0], type=Inspection)
        except (sqlite3.Error, msgspec.MsgspecError):
            return None

    def keep(self, artifact: Artifact, told: Inspection) -> None:
        """Remember it, unless something kept the engine from reading it: that may be gone the next time."""
        if _is_settled(artifact) and not told.gaps:
            self._database.execute(_KEEP, (artifact.place, artifact.tag, self._engine, msgspec.msgpack.encode(told)))


def engine_version(limits: Limits, policies: Sequence[Path] = ()) -> str:
    """What changes with whatever could change a verdict."""
    digest = hashlib.sha256(msgspec.msgpack.encode(limits))
    digest.update(
        source_digest(
            "core/artifacts.py",
            "core/artifact_policy.py",
            "core/secrets.py",
            "engines/artifacts",
            "catalogue/artifacts",
            "catalogue/artifacts.py",
        )
    )
    for path in policies:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def source_digest(*parts: str) -> bytes:
    """The digest of files and folders of Modelkeep's own source: what they found is found again once they change."""
    digest = hashlib.sha256()
    package = files("modelkeep")
    for part in parts:
        for name, content in sorted(_contents(package.joinpath(part), part)):
            digest.update(name.encode() + b"\0" + content)
    return digest.digest()


def _contents(node: Traversable, name: str) -> list[tuple[str, bytes]]:
    if node.is_file():
        return [(name, node.read_bytes())]
    found: list[tuple[str, bytes]] = []
    if node.is_dir():
        for each in node.iterdir():
            if each.name != "__pycache__":
                found.extend(_contents(each, f"{name}/{each.name}"))
    return found


def _is_settled(artifact: Artifact) -> bool:
    return artifact.place.startswith("s3://") and artifact.tag != ""
