"""Which files tell what is installed, and reading them.

Paths are within an image, an archive or a folder, with `/` and without one in front. `read` raises nothing: what cannot be read is a gap.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from modelkeep.engines.components import (
    apk,
    conda,
    debian,
    distributions,
    frameworks,
    model_files,
    python_locks,
    python_metadata,
    requirements,
    rpm,
)
from modelkeep.engines.components.found import Found, MalformedError
from modelkeep.engines.components.paths import kind, unread

__all__ = ["Found", "limit", "notice", "read", "wants"]

Read = Callable[[str, bytes, Found], None]
_TEXT = 64 << 20
_SLOW = 8 << 20
"""What takes a second for each MiB."""


@dataclass(frozen=True, slots=True)
class Reader:
    """By whom, and how many bytes at most."""

    read: Read
    limit: int = _TEXT


_READERS: Mapping[str, Reader] = {
    "metadata": Reader(python_metadata.read),
    "conda": Reader(conda.read_record),
    "debian": Reader(debian.read_status),
    "debian-files": Reader(debian.read_files),
    "rpm-sqlite": Reader(rpm.read_sqlite, rpm.LARGEST),
    "rpm-pending": Reader(rpm.read_pending, rpm.LARGEST),
    "rpm-ndb": Reader(rpm.read_ndb, rpm.LARGEST),
    "rpm-berkeley": Reader(rpm.read_berkeley, rpm.LARGEST),
    "rpm-manifest": Reader(rpm.read_manifest),
    "apk": Reader(apk.read),
    "distribution": Reader(distributions.read, 1 << 20),
    "requirements": Reader(requirements.read, _SLOW),
    "packages": Reader(python_locks.read_packages, _SLOW),
    "pylock": Reader(python_locks.read_pylock, _SLOW),
    "pipfile": Reader(python_locks.read_pipfile),
    "cuda": Reader(frameworks.read_cuda),
    "triton": Reader(frameworks.read_triton),
    "pipfile-asked": Reader(python_locks.read_pipfile_asked, _SLOW),
    "pyproject": Reader(python_locks.read_pyproject, _SLOW),
    "environment": Reader(conda.read_environment),
    "python-env": Reader(model_files.read_python_env),
    "mlmodel": Reader(model_files.read_mlmodel),
    "settings": Reader(model_files.read_settings),
}
"""By `paths.kind`."""


def wants(path: str) -> bool:
    """It is worth reading. Call `notice` for the others, so that packages which nothing here reads are told."""
    return kind(path) != ""


def limit(path: str) -> int:
    """The most bytes of it that `read` takes; 0 for what is not wanted."""
    return _READERS[kind(path)].limit if wants(path) else 0


def notice(path: str, found: Found) -> None:
    """A file that is there and not read: one gap for each kind of packages that only such files tell of."""
    name = unread(path)
    if name:
        found.unread(name, path)


def read(path: str, content: bytes, found: Found) -> None:
    """What the file tells, into `found`."""
    reader = _READERS.get(kind(path))
    if reader is None:
        notice(path, found)
        return
    if len(content) > reader.limit:
        found.gap(path, f"larger than {reader.limit >> 20} MiB")
        return
    try:
        reader.read(path, content, found)
    except MalformedError as error:
        found.gap(path, f"not understood: {error}")
    except Exception as error:  # a file that breaks a parser is a gap, whatever it broke
        found.gap(path, f"not understood: {type(error).__name__}")
