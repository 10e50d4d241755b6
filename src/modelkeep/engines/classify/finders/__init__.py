"""Where the shapes of identifiers match. Three engines, one definition of what a match is.

A match of a pattern is what Python's `re.finditer` gives over the whole text: leftmost, not overlapping. The other engines give
exactly that; a test holds all three to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from modelkeep.engines.classify.finders.databases import Kept

Found = tuple[int, int, int]
"""The start and end of a match, in bytes, and the pattern's position in the list."""


class Finder(Protocol):
    """Finds all matches of a fixed list of patterns. Not to be shared by threads."""

    name: str

    def find(self, data: bytes) -> Sequence[Found]:
        """All matches of all patterns, sorted."""
        ...


ENGINES = ("hyperscan", "re2", "re")
"""Fastest first."""


def is_there(engine: str) -> bool:
    """Whether an engine is installed."""
    if engine == "hyperscan":
        try:
            from modelkeep.engines.classify.finders import vectorscan  # noqa: F401
        except ImportError:
            return False
    return True


def finder(patterns: Sequence[bytes], engine: str = "", kept: Kept | None = None) -> Finder:
    """What finds these patterns: with `engine`, or the fastest that is installed. Raises ImportError for one that is not. `kept` keeps what
    was compiled."""
    if not engine:
        for each in ENGINES:
            try:
                return finder(patterns, each, kept)
            except ImportError:
                continue
    if engine == "hyperscan":
        from modelkeep.engines.classify.finders.vectorscan import HyperscanFinder

        return HyperscanFinder(patterns, kept)
    if engine == "re2":
        from modelkeep.engines.classify.finders.linear import LinearFinder

        return LinearFinder(patterns)
    from modelkeep.engines.classify.finders.plain import PlainFinder

    return PlainFinder(patterns)
