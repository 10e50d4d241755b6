"""The consoles: data goes to standard output, everything said to a person goes to standard error."""

from __future__ import annotations

import sys
from functools import cache

from rich.console import Console

PAGE = 100
"""Columns of text that is piped or redirected."""


@cache
def out() -> Console:
    """Standard output, for text that wraps."""
    return Console() if sys.stdout.isatty() else Console(width=PAGE)


@cache
def out_uncut() -> Console:
    """Standard output, for tables whose cells must not be cut when they are piped."""
    return Console() if sys.stdout.isatty() else Console(width=10_000)


@cache
def err() -> Console:
    """Standard error."""
    return Console(stderr=True)
