"""Model files on this machine."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from modelkeep.core.artifacts import Artifact
from modelkeep.core.errors import UsageError
from modelkeep.engines.artifacts.sources import UnreadableError

GIT = ".git"
"""What Git keeps for itself is walked only where somebody names it."""
COMPILED = "__pycache__"
"""What Python made of sources, and runs in their place: nobody reads it here, and that is said once for each such folder."""


class FileSource:
    """A local file that is read at offsets; close it when done. Raises UnreadableError where it cannot be opened."""

    def __init__(self, path: str) -> None:
        try:
            self._file = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        except OSError as error:
            raise UnreadableError(f"cannot be opened: {error.strerror}") from error
        self._before = os.fstat(self._file)
        self.size = self._before.st_size
        if why := self._why_not():
            os.close(self._file)
            raise UnreadableError(why)

    def _why_not(self) -> str:
        """Why it cannot be read at offsets: a pipe or a device has none, and a file of the kernel does not say its size."""
        if not stat.S_ISREG(self._before.st_mode):
            return "no file: a pipe, a device or a folder"
        with suppress(OSError):
            if not self.size and os.pread(self._file, 1, 0):
                return "it holds more than the size that it has"
        return ""

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

    Hidden files are among them, and links to files. What is not walked is among them, too, with the reason: links to folders elsewhere,
    folders of compiled Python, folders that cannot be listed; but not what Git keeps.
    """
    path = Path(place)
    if path.is_file() or (path.exists() and not path.is_dir()):
        yield _artifact(place)
        return
    if not path.is_dir():
        raise UsageError(f"{place}: no such file or folder", remedy="Name files, folders or s3://BUCKET/PREFIX.")
    empty, closed = True, list[OSError]()
    for root, folders, names in os.walk(place, onerror=closed.append):
        for name in sorted(names):
            empty = False
            yield _artifact(os.path.join(root, name))  # noqa: PTH118  # a folder may hold millions of files
        for passed in _passed(path, root, folders):
            empty = False
            yield passed
        folders[:] = sorted(set(folders) - {GIT, COMPILED})
    for error in closed:  # not left out in silence
        if error.filename == place:
            raise UsageError(f"{place}: {error.strerror}", remedy="Give yourself the right to read the folder.")
        empty = False
        yield Artifact(_shown(error.filename), 0, "", unreadable=f"the folder cannot be listed: {error.strerror}")
    if empty:
        raise UsageError(f"{place} holds no files", remedy="Name a folder with model files.")


def _passed(place: Path, root: str, folders: Sequence[str]) -> Iterator[Artifact]:
    """The folders that are not walked, but for those that Git keeps, and links to what is walked anyway."""
    for name in sorted(folders):
        path = Path(root, name)
        if name == COMPILED:
            yield Artifact(
                _shown(str(path)),
                0,
                "",
                unreadable="compiled Python is not read: delete the folder, Python makes it again",
            )
        elif path.is_symlink() and not _is_walked(place.resolve(), path.resolve()):
            yield Artifact(
                _shown(str(path)), 0, "", unreadable="a link to a folder elsewhere is not followed: name that folder"
            )


def _is_walked(place: Path, path: Path) -> bool:
    return path.is_relative_to(place) and not {GIT, COMPILED} & set(path.relative_to(place).parts)


def _artifact(path: str) -> Artifact:
    """A broken link has no size; opening it says so."""
    shown = _shown(path)
    unreadable = "" if shown == path else "its name is no UTF-8: rename it"
    try:
        told = os.stat(path)  # noqa: PTH116  # as above
    except OSError:
        return Artifact(shown, 0, "", unreadable=unreadable)
    return Artifact(shown, told.st_size, _tag(told), unreadable=unreadable)


def _shown(path: str) -> str:
    """The name of a file as it can be told: bytes that are no UTF-8 as \\xNN."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _tag(told: os.stat_result) -> str:
    return f"{told.st_mtime_ns}-{told.st_size}"
