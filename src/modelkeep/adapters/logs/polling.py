"""New and changed files of a folder, without reading those that were read before."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from modelkeep.core.errors import UsageError
from modelkeep.core.logs.following import Sighted
from modelkeep.core.logs.objects import LogObject
from modelkeep.ports import Positions

SETTLED = 2.0
"""Seconds after its last change from which on a file counts as written."""


@dataclass(frozen=True, slots=True)
class FolderPolling:
    """Looks at a folder, or at one file. `now` gives seconds since 1970; `settled` how long a file has to be left alone."""

    path: Path
    positions: Positions
    now: Callable[[], float]
    settled: float = SETTLED

    @property
    def place(self) -> str:
        """Under what its positions are remembered."""
        return str(self.path.resolve())

    def look(self) -> Iterator[Sighted]:
        """Files that are new or have another size or time than when they were read, in the order of their names.

        Raises UsageError where there is no such file or folder.
        """
        top = self.path.resolve()
        if not top.exists():
            raise UsageError(
                f"{self.path}: no such file or folder", remedy="Name a folder, s3://BUCKET/PREFIX or --queue."
            )
        for path in _files(str(top)) if top.is_dir() else (str(top),):
            try:
                state = os.stat(path)  # noqa: PTH116  # a folder may hold millions of files
            except FileNotFoundError:
                continue
            position = f"{state.st_size}:{state.st_mtime_ns}"
            if state.st_mtime > self.now() - self.settled or self.positions.get(self.place, path) == position:
                continue
            found = LogObject(container="", key=path, tag="", size=state.st_size)
            yield Sighted(part=path, position=position, object=found)


def _files(top: str) -> Iterator[str]:
    """Hidden files are none of them."""
    for root, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = os.path.join(root, name)  # noqa: PTH118  # as above
            if not name.startswith(".") and os.path.isfile(path):  # noqa: PTH113  # as above
                yield path
