"""What a shell script brings in from elsewhere and runs, by line: code that nobody reviewed when the script was.

Fetching data is not meant, nor installing a named package from a configured package index; only what names a place on the
internet and runs, installs or checks out what is found there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class RemoteCode:
    """One finding in a script: its line, from 1, and how the code comes in."""

    line: int
    how: str


_SHELL = r"(?:sudo\s+(?:-\S+\s+)*)?(?:env\s+)?(?:/\S*/)?(?:ba|z|k|da)?sh\b|(?:sudo\s+)?(?:/\S*/)?python[\d.]*\b"
_FETCH = r"\b(?:curl|wget)\b[^\n;|&]*?\b(?:https?|ftp)://(?!169\.254\.)"

_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("download piped into an interpreter", re.compile(rf"{_FETCH}[^\n;&]*\|\s*(?:{_SHELL})")),
    ("download run by the shell", re.compile(rf"(?:\beval\b|\bsource\b|\b(?:ba)?sh\b(?:\s+-c)?|^\s*\.)\s*\"?[<$`]\(?\s*{_FETCH}")),
    ("repository cloned", re.compile(r"\bgit\s+(?:-\S+\s+)*clone\b[^\n;|&]*(?:https?://|git@|ssh://|git://)")),
    (
        "package from an address instead of an index",
        re.compile(r"\b(?:pip[\d.]*|uv\s+pip|conda|mamba|npm)\s+(?:install|add)\b[^\n;|&]*(?:git\+|https?://)(?!\S*\.amazonaws\.com)"),
    ),
)  # fmt: skip
_DOWNLOAD = re.compile(_FETCH)
_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s\"']+")
_OUTPUT = re.compile(
    r"(?:-o|-O|--output|--output-document)[=\s]+[\"']?(?P<file>[\w./~${}-]+)|>\s*[\"']?(?P<into>[\w./~${}-]+)"
)
_SCRIPT_FILE = re.compile(r"\.(?:sh|bash|py|pl|rb|run|bin|deb|rpm|whl)$")
DOWNLOADED_SCRIPT = "script or program downloaded"
DOWNLOADED_THEN_RUN = "download run later"


def remote_code(text: str) -> tuple[RemoteCode, ...]:
    """The lines of a shell script that bring in and run code from elsewhere, in order. Comments and continued lines are minded."""
    return tuple(sorted(_found(text)))


def _found(text: str) -> Iterator[RemoteCode]:
    commands = tuple(_commands(text))
    for line, command in commands:
        how = next((how for how, sign in _SIGNS if sign.search(command)), None)
        if how is None and _DOWNLOAD.search(command):
            how = _of_download(command, [later for number, later in commands if number >= line])
        if how is not None:
            yield RemoteCode(line, how)


def _of_download(command: str, later: list[str]) -> str | None:
    """How a download to a file becomes code: by its name, or because a later command runs or permits the file."""
    address = _ADDRESS.search(command)
    names = {address[0].split("?")[0].rstrip("/").rsplit("/", 1)[-1]} if address else set()
    for output in _OUTPUT.finditer(command):
        names.add((output["file"] or output["into"]).rsplit("/", 1)[-1])
    names = {name for name in names if len(name) > 1}
    if any(_SCRIPT_FILE.search(name) for name in names):
        return DOWNLOADED_SCRIPT
    for name in names:
        run = re.compile(rf"(?:^|[;&|]|{_SHELL}|\bsource|^\s*\.|\bchmod\s+\S+)\s*(?:\S*/)?{re.escape(name)}\b")
        if any(run.search(each) for each in later if each != command):
            return DOWNLOADED_THEN_RUN
    return None


def _commands(text: str) -> Iterator[tuple[int, str]]:
    """The script's lines without comments; lines that a backslash continues are joined under the first one's number."""
    start, joined = 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        start = start or number
        joined += line
        if joined.endswith("\\"):
            joined = joined[:-1]
            continue
        if not joined.lstrip().startswith("#"):
            yield start, re.sub(r"\s#\s.*$", "", joined)
        start, joined = 0, ""
    if joined:
        yield start, joined
