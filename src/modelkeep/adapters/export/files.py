"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

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
    with _replacing(path, text=True) as file:
        yield file


@contextmanager
def written_bytes(path: Path) -> Iterator[IO[bytes]]:
    """As `written`, for a file of bytes."""
    with _replacing(path, text=False) as file:
        yield file


@contextmanager
def _replacing(path: Path, *, text: bool) -> Iterator[IO[Any]]:
    mode = ("w", "utf-8", "") if text else ("wb", None, None)
    path = path.resolve()
    if path.exists() and not path.is_file():
        with _opened(path, mode) as file:
            yield file
        return
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise _unwritable(path, error) from error
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, mode[0], encoding=mode[1], newline=mode[2]) as file:
            yield file
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _opened(path: Path, mode: tuple[str, str | None, str | None]) -> Iterator[IO[Any]]:
    try:
        with path.open(mode[0], encoding=mode[1], newline=mode[2]) as file:
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
