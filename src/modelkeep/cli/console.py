"""The two consoles: data goes to standard output, everything said to a person goes to standard error."""

from __future__ import annotations

import sys
from functools import cache

from rich.console import Console


@cache
def out() -> Console:
    """Standard output. Piped output is not cut to any width."""
    return Console() if sys.stdout.isatty() else Console(width=10_000, soft_wrap=True)


@cache
def err() -> Console:
    """Standard error."""
    return Console(stderr=True)
