"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from modelkeep.core.errors import WorkspaceError


@contextmanager
def written(path: Path | None) -> Iterator[IO[str]]:
    """A text file that replaces `path` when everything went well; standard output when `path` is None.

    Links are followed. What is no regular file (a pipe, /dev/stdout) cannot be replaced and is written to as it goes.
    Raises WorkspaceError when the file cannot be written.
    """
    if path is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    path = path.resolve()
    if path.exists() and not path.is_file():
        with _opened(path) as file:
            yield file
        return
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise _unwritable(path, error) from error
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            yield file
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
    except OSError as error:
        raise _unwritable(path, error) from error


def write_text(text: str, path: Path | None) -> None:
    """Write a text to a file, whole or not at all, or to standard output."""
    with written(path) as file:
        file.write(text)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _unwritable(path: Path, error: OSError) -> WorkspaceError:
    return WorkspaceError(f"{path}: {error.strerror or error}", remedy="Choose another --output.")
