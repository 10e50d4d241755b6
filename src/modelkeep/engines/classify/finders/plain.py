"""Python's own `re`: the definition of what the others find."""

from __future__ import annotations

import re
from collections.abc import Sequence

from modelkeep.engines.classify.finders import Found


class PlainFinder:
    """One pass over the text for each pattern."""

    name = "re"

    def __init__(self, patterns: Sequence[bytes]) -> None:
        self._patterns = [re.compile(each) for each in patterns]

    def find(self, data: bytes) -> Sequence[Found]:
        """See `Finder`."""
        return sorted(
            (*found.span(), number) for number, pattern in enumerate(self._patterns) for found in pattern.finditer(data)
        )
