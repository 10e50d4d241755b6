"""Which files tell what is installed, and reading them.

Paths are within an image, an archive or a folder, with `/` and without one in front. `read` raises nothing: what cannot be read is a gap.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from modelkeep.engines.components import python_metadata
from modelkeep.engines.components.found import Found, MalformedError

__all__ = ["Found", "limit", "notice", "read", "wants"]

Read = Callable[[str, bytes, Found], None]
_TEXT = 64 << 20


@dataclass(frozen=True, slots=True)
class Reader:
    """Which paths, by whom, and how many bytes at most."""

    paths: re.Pattern[str]
    read: Read
    limit: int = _TEXT


_READERS = (
    Reader(
        re.compile(r"(?:^|/)(?:[^/]+\.dist-info/METADATA|[^/]+\.egg-info/PKG-INFO|EGG-INFO/PKG-INFO|[^/]+\.egg-info)$"),
        python_metadata.read,
    ),
)
_UNREAD = (
    ("Java packages (*.jar)", re.compile(r"\.[jw]ar$")),
    ("Node packages (node_modules)", re.compile(r"(?:^|/)node_modules/(?:@[^/]+/)?[^/]+/package\.json$")),
    ("Ruby packages (*.gemspec)", re.compile(r"/specifications/[^/]+\.gemspec$")),
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
    for kind, paths in _UNREAD:
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
    return next((each for each in _READERS if each.paths.search(path)), None)
