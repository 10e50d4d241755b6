"""Model files on this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from modelkeep.core.artifacts import Artifact
from modelkeep.core.errors import UsageError
from modelkeep.engines.artifacts.sources import UnreadableError

NOT_ENTERED = frozenset({".git", "__pycache__"})
"""Folders that are not walked: what Git keeps for itself, and what Python made of sources that are inspected."""


class FileSource:
    """A local file that is read at offsets; close it when done. Raises UnreadableError where it cannot be opened."""

    def __init__(self, path: str) -> None:
        try:
            self._file = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        except OSError as error:
            raise UnreadableError(f"cannot be opened: {error.strerror}") from error
        self._before = os.fstat(self._file)
        self.size = self._before.st_size

    def read(self, offset: int, length: int) -> bytes:
        """At most `length` bytes from `offset`."""
        try:
            return os.pread(self._file, max(0, min(length, self.size - offset)), offset)
        except OSError as error:
            raise UnreadableError(f"cannot be read: {error.strerror}") from error

    def prefetch(self, ranges: Sequence[tuple[int, int]]) -> None:
        """The operating system does it."""

    @property
    def tag(self) -> str:
        """See Artifact."""
        return _tag(self._before)

    def anew(self) -> Artifact | None:
        """None: a file is read as it is."""
        return None

    @property
    def has_changed(self) -> bool:
        """Whether somebody wrote to the file since it was opened."""
        now = os.fstat(self._file)
        return (now.st_size, now.st_mtime_ns) != (self._before.st_size, self._before.st_mtime_ns)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)


def listed(place: str) -> Iterator[Artifact]:
    """The files of a folder and the folders below, in the order of their names, or the one that is named. Raises UsageError for nothing.

    Hidden files are among them, and links to files; links to folders are not followed.
    """
    path = Path(place)
    if path.is_file():
        yield _artifact(place)
        return
    if not path.is_dir():
        raise UsageError(f"{place}: no such file or folder", remedy="Name files, folders or s3://BUCKET/PREFIX.")
    empty = True
    for root, folders, names in os.walk(place, onerror=_raise):
        folders[:] = sorted(set(folders) - NOT_ENTERED)
        for name in sorted(names):
            empty = False
            yield _artifact(os.path.join(root, name))  # noqa: PTH118  # a folder may hold millions of files
    if empty:
        raise UsageError(f"{place} holds no files", remedy="Name a folder with model files.")


def _artifact(path: str) -> Artifact:
    """A broken link has no size; opening it says so."""
    try:
        told = os.stat(path)  # noqa: PTH116  # as above
    except OSError:
        return Artifact(path, 0, "")
    return Artifact(path, told.st_size, _tag(told))


def _tag(told: os.stat_result) -> str:
    return f"{told.st_mtime_ns}-{told.st_size}"


def _raise(error: OSError) -> None:
    """A folder that cannot be read is not left out in silence."""
    raise UsageError(
        f"{error.filename}: {error.strerror}", remedy="Give yourself the right to read the folder."
    ) from error
