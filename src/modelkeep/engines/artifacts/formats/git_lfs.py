"""A pointer of Git LFS: the file itself was not fetched (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md)."""

from __future__ import annotations

from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Source


def inspect(source: Source, look: Look) -> None:
    """There is nothing to look into."""
    look.gap("a pointer of Git LFS, not the file: run `git lfs pull`")
