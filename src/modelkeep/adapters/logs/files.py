"""Logs in files and folders, and on standard input."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from modelkeep.core.errors import UsageError
from modelkeep.core.logs.objects import LogObject

STDIN = "-"


@dataclass(frozen=True, slots=True)
class FileObjects:
    """Objects that are files; their tag is the digest of what is in them, so it is known when they are read."""

    def listed(self, place: str) -> Iterator[LogObject]:
        """The files of a folder, in the order of their names, or the one that is named. Raises UsageError for nothing."""
        path = Path(place).resolve()
        if path.is_file():
            yield _object(str(path), path.stat().st_size)
        elif path.is_dir():
            yield from _walked(str(path), place)
        else:
            raise UsageError(f"{place}: no such file or folder", remedy="Name files, folders, s3://BUCKET/PREFIX or -.")

    def fetch(self, found: LogObject, scratch: Path) -> Path:
        """Where its content lies."""
        return Path(found.key)


def spooled(stream: IO[bytes], folder: Path) -> LogObject:
    """Standard input as a file in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "stdin"
    with path.open("wb") as file:
        shutil.copyfileobj(stream, file, 1 << 20)
    return LogObject(container="", key=str(path.resolve()), tag="", size=path.stat().st_size)


def _walked(folder: str, place: str) -> Iterator[LogObject]:
    """Hidden files are none of them."""
    empty = True
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = os.path.join(root, name)  # noqa: PTH118  # a folder may hold millions of files
            if not name.startswith(".") and os.path.isfile(path):  # noqa: PTH113  # as above
                empty = False
                yield _object(path, os.path.getsize(path))  # noqa: PTH202  # as above
    if empty:
        raise UsageError(f"{place} holds no files", remedy="Name a folder with log files.")


def _object(path: str, size: int) -> LogObject:
    return LogObject(container="", key=path, tag="", size=size)
