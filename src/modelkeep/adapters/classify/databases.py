"""Compiled patterns, kept in the user's cache folder from one command to the next."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

MOST = 128
"""Databases that are kept; the ones that were not used for longest go."""


class Databases:
    """A `finders.databases.Kept`: `$XDG_CACHE_HOME/modelkeep/patterns`, or `~/.cache/modelkeep/patterns`, for nobody else to write to."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or _folder()

    def get(self, key: str) -> bytes | None:
        """What was kept; None also where somebody else could have written it."""
        if self._folder is None:
            return None
        path = self._folder / key
        try:
            if path.stat().st_uid != os.getuid() or path.stat().st_mode & 0o022:
                return None
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        return data

    def put(self, key: str, data: bytes) -> None:
        """Keep it, whole or not at all."""
        if self._folder is None:
            return
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            opened, name = tempfile.mkstemp(dir=self._folder)
            try:
                with os.fdopen(opened, "wb") as file:
                    file.write(data)
                Path(name).replace(self._folder / key)
            finally:
                Path(name).unlink(missing_ok=True)
            self._prune(self._folder)

    def _prune(self, folder: Path) -> None:
        kept = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in kept[MOST:]:
            path.unlink(missing_ok=True)


def _folder() -> Path | None:
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        home = Path(base) if base and Path(base).is_absolute() else Path.home() / ".cache"
    except RuntimeError:  # nobody's home
        return None
    return home / "modelkeep" / "patterns"
