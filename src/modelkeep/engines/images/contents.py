"""What one layer does to the files below it, in its order; it depends on the layer alone, so that images that share it share this."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from modelkeep.engines.components.found import Found


class Kind(StrEnum):
    """What an entry of a layer does."""

    FILE = "file"
    """A file that tells of packages."""
    NOTICED = "noticed"
    """A file of packages that nothing here reads."""
    FOLDER = "folder"
    LINK = "link"
    """A symbolic link."""
    HARD = "hard"
    """A second name, that would be read, of a file that the layer does not hold."""
    GONE = "gone"
    """What the layers below have there is removed."""
    OPAQUE = "opaque"
    """All that the layers below put into a folder is removed."""
    COVERED = "covered"
    """Neither a file nor a folder is in the place of what would be read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a layer does. `path` without a slash in front; `found` is what a file tells, its places within the image."""

    kind: Kind
    path: str
    target: str = ""
    found: Found | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A layer as it was read. `digest` and `size` of the blob as it is stored; `diff_id` the digest of what it decompresses to, '' where
    not all of it was; `expanded` so many bytes. `gaps` are reasons why not everything is known."""

    digest: str
    size: int
    diff_id: str
    expanded: int
    entries: tuple[Entry, ...]
    gaps: tuple[str, ...] = ()


def normal(path: str) -> str:
    """A member's name as a path within the image: runtimes take every name as one below the root, whatever it begins with."""
    if not path.startswith(("/", "./")) and "//" not in path and "/." not in path and not path.endswith("/"):
        return path if path not in (".", "..") and not path.startswith("../") else _clean(path)
    return _clean(path)


def _clean(path: str) -> str:
    out: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del out[-1:]
        elif part not in ("", "."):
            out.append(part)
    return "/".join(out)
