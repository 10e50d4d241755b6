"""Which files tell what is installed, and reading them.

Paths are within an image, an archive or a folder, with `/` and without one in front. `read` raises nothing: what cannot be read is a gap.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from modelkeep.engines.components import (
    apk,
    conda,
    debian,
    distributions,
    model_files,
    python_locks,
    python_metadata,
    requirements,
    rpm,
)
from modelkeep.engines.components.found import Found, MalformedError
from modelkeep.engines.components.owning import METADATA, UNREAD

__all__ = ["Found", "limit", "notice", "read", "wants"]

Read = Callable[[str, bytes, Found], None]
_TEXT = 64 << 20
_RPM = r"(?:var/lib|usr/lib/sysimage|usr/share)/rpm/"


@dataclass(frozen=True, slots=True)
class Reader:
    """Which paths, by whom, and how many bytes at most."""

    paths: re.Pattern[str]
    read: Read
    limit: int = _TEXT


_ANYWHERE = (
    Reader(METADATA, python_metadata.read),
    Reader(re.compile(r"(?:^|/)conda-meta/[^/]+\.json$"), conda.read_record),
)
_IN_ROOT = (
    Reader(re.compile(r"var/lib/dpkg/(?:status|status\.d/(?!.*\.md5sums$)[^/]+)$"), debian.read_status, 256 << 20),
    Reader(re.compile(r"var/lib/dpkg/(?:info/[^/]+\.list|status\.d/[^/]+\.md5sums)$"), debian.read_files),
    Reader(re.compile(_RPM + r"rpmdb\.sqlite$"), rpm.read_sqlite, rpm.LARGEST),
    Reader(re.compile(_RPM + r"rpmdb\.sqlite-wal$"), rpm.read_pending, rpm.LARGEST),
    Reader(re.compile(_RPM + r"Packages\.db$"), rpm.read_ndb, rpm.LARGEST),
    Reader(re.compile(_RPM + r"Packages$"), rpm.read_berkeley, rpm.LARGEST),
    Reader(re.compile(r"var/lib/rpmmanifest/container-manifest-2$"), rpm.read_manifest),
    Reader(re.compile(r"(?:usr/)?lib/apk/db/installed$"), apk.read, 256 << 20),
    Reader(re.compile(r"(?:etc|usr/lib)/os-release$"), distributions.read, 1 << 20),
)
"""Of an operating system: only where its root is the root."""
_OF_PROJECTS = (
    Reader(re.compile(r"(?:^|/)(?:[\w.-]*requirements[\w.-]*|constraints[\w.-]*)\.(?:txt|in)$"), requirements.read),
    Reader(re.compile(r"(?:^|/)requirements/[\w.-]+\.(?:txt|in)$"), requirements.read),
    Reader(re.compile(r"(?:^|/)(?:poetry|uv|pdm)\.lock$"), python_locks.read_packages),
    Reader(re.compile(r"(?:^|/)pylock(?:\.[^/.]+)?\.toml$"), python_locks.read_pylock),
    Reader(re.compile(r"(?:^|/)Pipfile\.lock$"), python_locks.read_pipfile),
    Reader(re.compile(r"(?:^|/)pyproject\.toml$"), python_locks.read_pyproject),
    Reader(re.compile(r"(?:^|/)(?:environment[\w.-]*|conda[\w.-]*)\.ya?ml$"), conda.read_environment),
    Reader(re.compile(r"(?:^|/)python_env\.yaml$"), model_files.read_python_env),
    Reader(re.compile(r"(?:^|/)MLmodel$"), model_files.read_mlmodel),
    Reader(
        re.compile(r"(?:^|/)(?:config|generation_config|model_index|metadata|schema)\.json$"), model_files.read_settings
    ),
)
"""Of what somebody deploys; the same names within an installed package are its data, and of a cache nothing is installed."""
_INSTALLED = re.compile(r"(?:^|/)(?:site-packages|dist-packages|node_modules)/|^(?:usr/share|usr/include|proc|sys)/")
_CACHED = re.compile(r"(?:^|/)(?:[^/]*(?:conda|mamba|forge)[^/]*)/pkgs/", re.IGNORECASE)
_NAMES = re.compile(
    r"(?:METADATA|PKG-INFO|MLmodel|installed|status|Packages|os-release|container-manifest-2"
    r"|\.(?:egg-info|json|txt|in|lock|toml|ya?ml|list|sqlite|sqlite-wal|db|md5sums))$"
)


def wants(path: str) -> bool:
    """It is worth reading. Call `notice` for the others, so that packages which nothing here reads are told."""
    return _reader(path) is not None


def limit(path: str) -> int:
    """The most bytes of it that `read` takes; 0 for what is not wanted."""
    reader = _reader(path)
    return reader.limit if reader else 0


def notice(path: str, found: Found) -> None:
    """A file that is there and not read: one gap for each kind of packages that only such files tell of."""
    for kind, paths in UNREAD:
        if paths.search(path):
            found.unread(kind, path)


def read(path: str, content: bytes, found: Found) -> None:
    """What the file tells, into `found`."""
    reader = _reader(path)
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


def _reader(path: str) -> Reader | None:
    if not _NAMES.search(path) and "/status.d/" not in path:
        return None
    for each in _IN_ROOT:
        if each.paths.match(path):
            return each
    if _CACHED.search(path):
        return None
    readers = _ANYWHERE if _INSTALLED.search(path) else (*_ANYWHERE, *_OF_PROJECTS)
    return next((each for each in readers if each.paths.search(path)), None)
