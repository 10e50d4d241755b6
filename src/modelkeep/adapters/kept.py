"""What was found in things that do not change under their name: a SQLite database in the workspace, so that they need not be read again.

Layers are named by their digest, objects by their ETag, which changes with every write; the times of files on a disk are anybody's to set.
The engine is the digest of the source that found it, and of what could change it: a newer one looks again.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
import zlib
from contextlib import suppress
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from modelkeep.core.artifacts import Artifact
from modelkeep.core.errors import WorkspaceError

_TABLE = """
CREATE TABLE IF NOT EXISTS kept (
    name TEXT, version TEXT, engine TEXT NOT NULL, told BLOB NOT NULL, PRIMARY KEY (name, version)
) WITHOUT ROWID
"""
_KEEP = "INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)"
_FIND = "SELECT told FROM kept WHERE name = ? AND version = ? AND engine = ?"
T = TypeVar("T")


class Kept:
    """What is known of things by name and version; safe to use from any thread. Use as a context manager.

    Raises WorkspaceError where the database cannot be used.
    """

    def __init__(self, path: Path, engine: str) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, isolation_level=None, timeout=30, check_same_thread=False)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.execute(_TABLE)
        except (OSError, sqlite3.Error) as error:
            raise WorkspaceError(f"{path}: {error}", remedy="Delete the file: it only saves reading again.") from error

    def __enter__(self) -> Kept:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def find(self, name: str, version: str, of: type[T]) -> T | None:
        """What was found by exactly this engine; None for what is not known, or cannot be read any more."""
        try:
            with self._lock:
                row = self._database.execute(_FIND, (name, version, self._engine)).fetchone()
            return None if row is None else msgspec.msgpack.decode(zlib.decompress(row[0]), type=of)
        except (sqlite3.Error, zlib.error, msgspec.MsgspecError):
            return None

    def keep(self, name: str, version: str, told: Any) -> None:
        """Remember it, in the place of what an older engine found. Where that cannot be written, it is read again the next time."""
        packed = zlib.compress(msgspec.msgpack.encode(told), 1)
        with self._lock, suppress(sqlite3.Error):
            self._database.execute(_KEEP, (name, version, self._engine, packed))


def is_settled(artifact: Artifact) -> bool:
    """An object of S3, whose ETag tells every write."""
    return artifact.place.startswith("s3://") and artifact.tag != ""


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
