"""Frameworks from their files, checked: keys, ids, parents.

A file is TOML: `id` (which is the file's name), `title`, `version`, `source`, `whole = true` where it is about everything in an
account, then one `[[requirement]]` after the other with `id`, `title`, `text`, `manual` and, below another one, `parent`. Errors
carry file and line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from modelkeep.core.compliance import Framework, Requirement
from modelkeep.core.control import Control
from modelkeep.core.errors import CatalogueError

_ID = re.compile(r"[a-z][a-z0-9]*([-.][a-z0-9]+)*\Z")
_FRAMEWORK = ("id", "title", "version", "source")
_REQUIREMENT = ("id", "title", "text", "manual")
_MAY_BE_EMPTY = frozenset({"manual", "parent"})
_REMEDY = "Correct the file."
_PLACE = re.compile(r"\(at line (\d+), column \d+\)")


def built_in_frameworks() -> Path:
    """The folder of the frameworks that come with Modelkeep."""
    return Path(str(files("modelkeep.catalogue"))) / "frameworks"


def framework_ids(folder: Path) -> tuple[str, ...]:
    """The ids of the frameworks in a folder, without reading their files."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


def load_frameworks(folder: Path) -> tuple[Framework, ...]:
    """All frameworks of a folder, in order of id. Raises CatalogueError."""
    return tuple(load_framework(folder / f"{each}.toml") for each in framework_ids(folder))


def load_framework(path: Path) -> Framework:
    """One framework. Raises CatalogueError for what is missing, unknown, empty, twice there or below nothing."""
    text = path.read_text(encoding="utf-8")
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        raise CatalogueError(path, line, f"the file is not TOML: {error}", remedy=_REMEDY) from error
    lines = _Lines(path, text)
    lines.check(content, 0, _FRAMEWORK, {"requirement", "whole"})
    if content["id"] != path.stem or not _ID.match(content["id"]):
        raise lines.error(
            0, "id", f"id {content['id']!r} is not the file's name in small letters, digits, dots and dashes"
        )
    rows = content.get("requirement")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise lines.error(0, "id", "the file holds no [[requirement]]")
    return Framework(
        id=content["id"],
        title=content["title"],
        version=content["version"],
        source=content["source"],
        requirements=_requirements(rows, lines),
        path=path,
        whole=content.get("whole", False),
    )


def _requirements(rows: Iterable[Mapping[str, Any]], lines: _Lines) -> tuple[Requirement, ...]:
    found: dict[str, Requirement] = {}
    for number, row in enumerate(rows, 1):
        lines.check(row, number, _REQUIREMENT, {"parent"})
        requirement = Requirement(**{key: row.get(key, "").strip() for key in (*_REQUIREMENT, "parent")})
        if requirement.id in found:
            raise lines.error(number, "id", f"requirement {requirement.id!r} is there twice")
        if requirement.parent and requirement.parent not in found:
            raise lines.error(number, "parent", f"there is no requirement {requirement.parent!r} above this one")
        found[requirement.id] = requirement
    return tuple(found.values())


class _Lines:
    """Where things are in a file: table 0 is what stands before the first requirement, table n the n-th requirement."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._lines = text.splitlines()
        self._starts = [0] + [number for number, line in enumerate(self._lines) if line.strip() == "[[requirement]]"]

    def check(
        self, table: Mapping[str, Any], number: int, required: Collection[str], optional: Collection[str]
    ) -> None:
        """Raise CatalogueError unless the table has the required keys, as texts, and none but the optional ones besides."""
        for key in required:
            if key not in table:
                raise self.error(number, "id", f"{self._what(number)} lacks {key!r}")
        for key, value in table.items():
            if key not in {*required, *optional}:
                raise self.error(number, key, f"unknown key {key!r}")
            if key == "requirement":
                continue
            if key == "whole":
                if not isinstance(value, bool):
                    raise self.error(number, key, f"{key} is neither true nor false")
                continue
            if not isinstance(value, str):
                raise self.error(number, key, f"{key} is not a text")
            if not value.strip() and key not in _MAY_BE_EMPTY:
                raise self.error(number, key, f"{key} is empty")

    def error(self, number: int, key: str, message: str) -> CatalogueError:
        """An error at a key of a table, or at the table's beginning where the key is not."""
        start = self._starts[number] if number < len(self._starts) else 0
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self._lines)
        at = next((line for line in range(start, end) if re.match(rf"{re.escape(key)}\s*=", self._lines[line])), start)
        return CatalogueError(self._path, at + 1, message, remedy=_REMEDY)

    def _what(self, number: int) -> str:
        return f"requirement {number}" if number else "the file"


def unknown_maps(controls: Iterable[Control], frameworks: Iterable[Framework]) -> tuple[str, ...]:
    """What the controls' `maps` name that no framework has, one sentence each."""
    known = {framework.id: {each.id for each in framework.requirements} for framework in frameworks}
    said: list[str] = []
    for control in controls:
        for framework, ids in control.maps.items():
            if framework not in known:
                said.append(f"{control.id}: there is no framework {framework!r}")
                continue
            said += [
                f"{control.id}: {framework} has no requirement {each!r}" for each in ids if each not in known[framework]
            ]
    return tuple(said)
