"""A file that appears whole and checked, or not at all, and never in the place of another unless it is told to."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from modelkeep.core.errors import UsageError, WorkspaceError


def put(path: Path, pieces: Iterable[bytes], check: Callable[[str], None], *, force: bool = False) -> None:
    """Write beside `path`, let `check` look at it, and put it in its place; with `force`, in the place of what is there.

    Raises UsageError for what exists without `force`, WorkspaceError where the file cannot be written; whatever else `pieces` and
    `check` raise. Nothing is left then.
    """
    path = path.resolve()
    refuse_existing(path, force=force)
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
            written = Path(folder) / path.name
            with written.open("xb") as file:
                for each in pieces:
                    file.write(each)
                file.flush()
                os.fsync(file.fileno())
            check(str(written))
            _place(written, path, force=force)
    except OSError as error:
        raise WorkspaceError(
            f"{path}: {error.strerror or error}", remedy="Choose another place to write to."
        ) from error


def refuse_existing(path: Path, *, force: bool) -> None:
    """Raises UsageError where something is there that is not to be replaced."""
    if path.is_dir() or (path.exists() and not force):
        remedy = "Name a file." if path.is_dir() else "Give --force to replace it, or name another file."
        raise UsageError(f"{path} exists", remedy=remedy)


def _place(written: Path, path: Path, *, force: bool) -> None:
    if force:
        written.replace(path)
        return
    try:
        path.hardlink_to(written)  # unlike a rename, it fails where somebody wrote in the meantime
    except FileExistsError:
        refuse_existing(path, force=False)
    except OSError:  # a file system without links
        refuse_existing(path, force=False)
        written.replace(path)
