"""google-re2: linear time, whatever the pattern."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import re2

from modelkeep.engines.classify.finders import Found


class LinearFinder:
    """One pass over the text for each pattern."""

    name = "re2"

    def __init__(self, patterns: Sequence[bytes]) -> None:
        self._patterns = [compiled(each) for each in patterns]

    def find(self, data: bytes) -> Sequence[Found]:
        """See `Finder`."""
        return sorted(
            (*found.span(), number) for number, pattern in enumerate(self._patterns) for found in pattern.finditer(data)
        )


@lru_cache(maxsize=2048)
def compiled(pattern: bytes) -> Any:
    """A pattern over bytes, compiled once. Raises re2.error."""
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = 64 << 20
    options.log_errors = False
    return re2.compile(pattern, options)
