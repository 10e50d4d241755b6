"""Local copies of action facts: a folder, or the tarball that npm packs. Nothing is unpacked to disk."""

from __future__ import annotations

import tarfile
import zlib
from pathlib import Path
from typing import Protocol

from modelkeep.core.errors import UsageError

LARGEST = 32 * 1024 * 1024
"""Bytes of one file; the largest that AWS or the npm package has is below 2 MB."""
LARGEST_TARBALL = 256 * 1024 * 1024
"""Bytes of what a tarball holds; the npm package holds 15 MB."""
_AGAIN = "Download it again."


class Files(Protocol):
    """Files by name; the text of the object is where they are."""

    def read(self, name: str) -> bytes:
        """One file. Raises FileNotFoundError where there is none, UsageError for one that cannot be read."""


class Folder:
    """The files of a folder, by path below it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __str__(self) -> str:
        return str(self._path)

    def read(self, name: str) -> bytes:
        """One file. Raises FileNotFoundError where there is none, UsageError for one that cannot be read."""
        return read_file(self._path / name)


class Tarball:
    """The JSON files of a compressed tarball, by path below its only folder, which npm calls `package`."""

    def __init__(self, path: Path, *, largest: int = LARGEST_TARBALL) -> None:
        """Read the file, which holds `largest` bytes at most. Raises UsageError for one that is no such tarball."""
        self._path = path
        self._contents: dict[str, bytes] = {}
        room = largest
        try:
            with tarfile.open(path, "r:gz") as archive:
                for member in archive:
                    room -= member.size
                    if room < 0:
                        raise UsageError(f"{path}: holds more than {largest} bytes", remedy=_AGAIN)
                    stream = archive.extractfile(member) if member.name.endswith(".json") else None
                    if stream is not None:
                        self._contents[member.name.partition("/")[2]] = stream.read()
        except (OSError, tarfile.TarError, EOFError, zlib.error) as error:
            raise UsageError(f"{path}: not a tarball of npm: {error}", remedy=_AGAIN) from error

    def __str__(self) -> str:
        return str(self._path)

    def read(self, name: str) -> bytes:
        """One file. Raises FileNotFoundError where there is none."""
        if name not in self._contents:
            raise FileNotFoundError(name)
        return self._contents[name]


def read_file(path: Path) -> bytes:
    """A file's bytes. Raises FileNotFoundError where there is none, UsageError for one that cannot be read."""
    try:
        if path.stat().st_size > LARGEST:
            raise UsageError(f"{path}: larger than {LARGEST} bytes", remedy="Name a copy as it was downloaded.")
        return path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", remedy="Name a file that can be read.") from error
