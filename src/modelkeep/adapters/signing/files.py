"""Files and folders on this machine that are signed or verified."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from modelkeep.core.errors import UsageError
from modelkeep.core.processors import cores
from modelkeep.core.signatures import SINGLE, Entry, FileDigest
from modelkeep.engines.artifacts.sources import UnreadableError
from modelkeep.engines.signing.names import trouble


@dataclass(frozen=True, slots=True)
class LocalPlace:
    """An `app.verify.Place` on this machine. The place itself may be a link; links below it are told."""

    subject: str

    @property
    def is_single(self) -> bool:
        """See `app.verify.Place`."""
        return Path(self.subject).is_file()

    @property
    def name(self) -> str:
        """See `app.verify.Place`."""
        path = Path(self.subject)
        return path.name if path.name not in ("", "..") else path.resolve().name

    def entries(self) -> tuple[Entry, ...]:
        """See `app.verify.Place`. Hidden files are among them, `__pycache__` too: Python runs what lies there."""
        path = Path(self.subject)
        if path.is_file():
            return (_entry(SINGLE, os.fspath(path), follows=True),)
        if not path.is_dir():
            raise UsageError(f"{self.subject}: no such file or folder", remedy="Name files, folders or s3:// places.")
        return tuple(_walked(os.fspath(path)))

    def digested(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, FileDigest | UnreadableError]]:
        """See `app.verify.Place`. As many files at once as there are processors."""
        with ThreadPoolExecutor(min(cores(), len(entries)) or 1) as threads:
            yield from zip(entries, threads.map(_digested, entries), strict=True)


def _walked(root: str) -> Iterator[Entry]:
    """All that is no folder, in order. Links to folders are not entered: whoever sets them would otherwise choose what is signed."""
    for folder, folders, names in os.walk(root, onerror=_raise):
        links = [each for each in folders if os.path.islink(os.path.join(folder, each))]  # noqa: PTH114, PTH118  # may be millions
        folders[:] = sorted(set(folders) - set(links))
        for name in sorted((*names, *links)):
            path = os.path.join(folder, name)  # noqa: PTH118  # as above
            yield _entry(os.path.relpath(path, root).replace(os.sep, "/"), path)


def _entry(name: str, path: str, *, follows: bool = False) -> Entry:
    """One file as it is now; a link as what it points to, marked."""
    try:
        own, told = os.lstat(path), os.stat(path)  # noqa: PTH116  # as above
    except OSError as error:
        what = "a link to nothing" if os.path.islink(path) else f"cannot be read: {error.strerror}"  # noqa: PTH114
        return Entry(name, path, 0, "", trouble=what)
    is_link = stat.S_ISLNK(own.st_mode) and not follows
    why = trouble(name)
    if stat.S_ISDIR(told.st_mode):
        why = "a link to a folder"
    elif not stat.S_ISREG(told.st_mode):
        why = "no regular file"
    tag = f"{told.st_dev}-{told.st_ino}-{told.st_size}-{told.st_mtime_ns}-{told.st_ctime_ns}"
    return Entry(name, path, told.st_size, tag, is_link, why)


def _digested(entry: Entry) -> FileDigest | UnreadableError:
    # Without O_NOFOLLOW, a link could take the place of a file between the listing and now.
    flags = os.O_RDONLY | os.O_NONBLOCK | (0 if entry.is_link or entry.name == SINGLE else os.O_NOFOLLOW)
    try:
        with open(os.open(entry.place, flags), "rb", buffering=0) as file:  # noqa: PTH123  # takes no descriptor
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return UnreadableError("it is no regular file any more")
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return FileDigest(entry.name, digest, file.tell())
    except OSError as error:
        return UnreadableError(f"cannot be read: {error.strerror}")


def _raise(error: OSError) -> None:
    raise UsageError(
        f"{error.filename}: {error.strerror}", remedy="Give yourself the right to read the folder."
    ) from error
