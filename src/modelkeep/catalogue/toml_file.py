"""A TOML file of the catalogue whose errors carry file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from modelkeep.core.errors import CatalogueError

_PLACE = re.compile(r"\(at line (\d+), column \d+\)")
_TABLE = re.compile(r"\[{1,2}[^\[\]]+\]{1,2}\s*(#.*)?\Z")
_REMEDY = "Correct the file."


class TomlFile:
    """One file. Section 0 is what stands before the first table header, section n what the n-th header begins."""

    def __init__(self, path: Path) -> None:
        """Read and parse. Raises CatalogueError."""
        self.path = path
        try:
            text = path.read_text(encoding="utf-8")
            self.content: Mapping[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            place = _PLACE.search(str(error))
            line = int(place[1]) if place else text.count("\n") + 1
            raise CatalogueError(path, line, f"the file is not TOML: {error}", remedy=_REMEDY) from error
        except (OSError, UnicodeDecodeError) as error:
            raise CatalogueError(path, 1, f"the file cannot be read: {error}", remedy=_REMEDY) from error
        self._lines = text.splitlines()
        self._starts = [0] + [at for at, line in enumerate(self._lines) if _TABLE.match(line.strip())]

    def check(
        self, table: Mapping[str, Any], required: Mapping[str, type], optional: Mapping[str, type], section: int = 0
    ) -> None:
        """Raise CatalogueError unless `table` has the required keys and none but the optional ones besides, each of its type
        and not empty."""
        for key in required:
            if key not in table:
                raise self.error(f"{key!r} is missing", section=section)
        kinds = {**required, **optional}
        for key, value in table.items():
            if key not in kinds:
                raise self.error(f"unknown key {key!r}", key, section)
            if not isinstance(value, kinds[key]) or value in ("", [], {}):
                raise self.error(f"{key} is to be {_WORDS[kinds[key]]}", key, section)
            if isinstance(value, list) and key != "check" and not all(isinstance(each, str) for each in value):
                raise self.error(f"{key} is to be a list of texts", key, section)

    def line(self, key: str = "", section: int = 0) -> int:
        """The line of a key in a section; the section's first line where the key is not."""
        start = self._starts[section] if section < len(self._starts) else 0
        end = self._starts[section + 1] if section + 1 < len(self._starts) else len(self._lines)
        found = (at for at in range(start, end) if re.match(rf"{re.escape(key)}\s*=", self._lines[at]))
        return (next(found, start) if key else start) + 1

    def error(self, message: str, key: str = "", section: int = 0) -> CatalogueError:
        """An error about a key, or about a whole section."""
        return CatalogueError(self.path, self.line(key, section), message, remedy=_REMEDY)


_WORDS: Mapping[type, str] = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number with a point",
    dict: "a table",
    list: "a list that is not empty",
}


def texts(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """A list of texts that was checked, or nothing where it is missing."""
    value: Sequence[str] = table.get(key, ())
    return tuple(value)
