"""Files that are numbers and nothing else: the other file beside them says which. Their bytes are peeked at."""

from __future__ import annotations

from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Source


def inspect(source: Source, look: Look) -> None:
    """Look whether something else hides there."""
    look.peek("(numbers)", source)
