"""Layers and objects that were read before: a SQLite database in the workspace.

Layers are named by their digest, and kept where they have it; objects by their ETag, which changes with every write. The version of the
engine is the digest of its own source: a newer one reads again.
"""

from __future__ import annotations

import sqlite3
import threading
import zlib
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from modelkeep.adapters.artifacts.verdicts import source_digest
from modelkeep.core.components import Composition
from modelkeep.core.errors import WorkspaceError
from modelkeep.engines.images.contents import Content

FILE = "composed.db"
_TABLE = """
CREATE TABLE IF NOT EXISTS composed (
    kind TEXT, name TEXT, engine TEXT NOT NULL, told BLOB NOT NULL, PRIMARY KEY (kind, name)
) WITHOUT ROWID
"""
_KEEP = "INSERT OR REPLACE INTO composed VALUES (?, ?, ?, ?)"
_FIND = "SELECT told FROM composed WHERE kind = ? AND name = ? AND engine = ?"
T = TypeVar("T")


class Known:
    """An `engines.images.sources.KnownLayers`; safe to use from any thread. Raises WorkspaceError where the database cannot be used."""

    def __init__(self, workspace: Path) -> None:
        path = workspace / FILE
        self._lock = threading.Lock()
        try:
            workspace.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, isolation_level=None, timeout=30, check_same_thread=False)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.execute(_TABLE)
        except (OSError, sqlite3.Error) as error:
            raise WorkspaceError(f"{path}: {error}", remedy="Delete the file: it only saves reading again.") from error

    def find(self, digest: str) -> Content | None:
        """See `KnownLayers`."""
        return self._find("layer", digest, Content)

    def keep(self, content: Content) -> None:
        """See `KnownLayers`."""
        self._keep("layer", content.digest, content)

    def composition(self, name: str) -> Composition | None:
        """What was found in exactly this object by exactly this engine."""
        return self._find("object", name, Composition)

    def remember(self, name: str, composition: Composition) -> None:
        """Keep what was found in an object of which nothing kept the engine from reading."""
        self._keep("object", name, composition)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def _find(self, kind: str, name: str, of: type[T]) -> T | None:
        try:
            with self._lock:
                row = self._database.execute(_FIND, (kind, name, engine_version())).fetchone()
            return None if row is None else msgspec.msgpack.decode(zlib.decompress(row[0]), type=of)
        except (sqlite3.Error, zlib.error, msgspec.MsgspecError):
            return None

    def _keep(self, kind: str, name: str, told: Any) -> None:
        packed = zlib.compress(msgspec.msgpack.encode(told), 1)
        with self._lock, suppress(sqlite3.Error):  # without it, the next scan reads again
            self._database.execute(_KEEP, (kind, name, engine_version(), packed))


@cache
def engine_version() -> str:
    """What changes with whatever could change what is found."""
    return source_digest(
        "core/components.py",
        "core/artifacts.py",
        "core/secrets.py",
        "engines/components",
        "engines/images",
        "engines/artifacts/archives",
    ).hex()
