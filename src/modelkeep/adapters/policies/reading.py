"""Policy documents of files and of standard input, with the places of their elements."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path as FilePath
from typing import Any

import yaml

from modelkeep.adapters.iac.cloudformation.json_events import json_events
from modelkeep.adapters.iac.cloudformation.nodes import UnreadableError
from modelkeep.core.errors import UsageError
from modelkeep.engines.access.lint.subject import Path, Place, PolicyText

STANDARD_INPUT = "-"


def read_policies(files: Sequence[str]) -> Iterator[PolicyText]:
    """The documents of these files, one each; `-` is standard input. Raises UsageError for what cannot be opened."""
    for each in files:
        yield located(each if each != STANDARD_INPUT else "standard input", _text(each))


def located(name: str, text: str) -> PolicyText:
    """A document with the places of its elements."""
    try:
        places, twice = _places(text)
    except UnreadableError as error:
        return PolicyText(name=name, text=text, broken=Place(error.line, max(error.column, 1)))
    return PolicyText(name=name, text=text, places=places, broken=twice)


def _text(file: str) -> str:
    try:
        content = sys.stdin.buffer.read() if file == STANDARD_INPUT else FilePath(file).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(
            f"{file}: {error.strerror}", remedy="Name files that hold one policy document each."
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{file} is not text in UTF-8", remedy="Name files that hold one policy document each."
        ) from error


def _places(text: str) -> tuple[dict[Path, Place], Place | None]:
    """Where each element begins, and where the first key stands that its object has already."""
    found: dict[Path, Place] = {}
    twice: Place | None = None
    outer: list[str | int | None] = []
    keys: list[set[str] | None] = []

    def path() -> Path:
        return tuple(each for each in outer if each is not None)

    def taken() -> None:
        """A value was read: the next one of a list has the next number, an object wants a key."""
        if outer:
            last = outer[-1]
            outer[-1] = last + 1 if isinstance(last, int) else None

    for event in json_events(text):
        if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            outer.pop()
            keys.pop()
            taken()
            continue
        mark: Any = event.start_mark
        here = Place(mark.line + 1, mark.column + 1)
        if isinstance(event, yaml.ScalarEvent) and keys and keys[-1] is not None and outer[-1] is None:
            if event.value in keys[-1]:
                twice = twice or here
            keys[-1].add(event.value)
            outer[-1] = event.value
            found.setdefault(path(), here)
            continue
        found.setdefault(path(), here)
        if isinstance(event, yaml.ScalarEvent):
            taken()
        else:
            is_object = isinstance(event, yaml.MappingStartEvent)
            outer.append(None if is_object else 0)
            keys.append(set() if is_object else None)
    return found, twice
