"""Markdown in which text that a stranger wrote stays text (GitHub's dialect, https://github.github.com/gfm/)."""

from __future__ import annotations

import re

from modelkeep.adapters.export.text import visible

_SPECIAL = re.compile(
    r"[\\`*\[\]<|~&$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=//)|(?<=www)\.|(?<=\S)@(?=\S)", re.IGNORECASE
)
_BLOCK_START = re.compile(r"(?:\d+(?=[.)](?:\s|\Z))|(?=[>#+=-]))")
_URL = re.compile(r"https?://[^\s<>\\`]+\Z")
_TICKS = re.compile(r"`+")


def prose(text: str) -> str:
    """Text as one paragraph: nothing in it is emphasis, link, table, HTML or the start of another block."""
    line = visible(text.strip()).strip()
    escaped = _SPECIAL.sub(lambda found: f"\\{found[0]}", line)
    start = _BLOCK_START.match(escaped)
    return f"{escaped[: start.end()]}\\{escaped[start.end() :]}" if start else escaped


def code(text: str) -> str:
    """Text in line as code. Not for cells of tables, in which a `|` would end the cell."""
    line = visible(text.strip()).strip()
    ticks = "`" * (_longest(line) + 1)
    edge = " " if line.startswith("`") or line.endswith("`") or not line else ""
    return f"{ticks}{edge}{line}{edge}{ticks}"


def block(text: str, language: str) -> str:
    """Lines of code, fenced so that no line of it ends the fence."""
    lines = [visible(line) for line in text.rstrip().split("\n")]
    fence = "`" * max(3, max(map(_longest, lines)) + 1)
    return "\n".join((f"{fence}{language}", *lines, fence))


def link(text: str) -> str:
    """A web address as a link to itself; anything else as text."""
    return f"<{text}>" if text.isascii() and text.isprintable() and _URL.match(text) else prose(text)


def _longest(line: str) -> int:
    return max((len(ticks) for ticks in _TICKS.findall(line)), default=0)
