"""Frameworks from their files, checked: keys, ids, parents.

A file is TOML: `id` (which is the file's name), `title`, `version`, `source`, `whole = true` where it is about everything in an
account, then one `[[requirement]]` after the other with `id`, `title`, `text`, `manual` and, below another one, `parent`. Errors
carry file and line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from modelkeep.catalogue.toml_file import TomlFile
from modelkeep.core.compliance import Framework, Requirement
from modelkeep.core.control import Control

_ID = re.compile(r"[a-z][a-z0-9]*([-.][a-z0-9]+)*\Z")
_FRAMEWORK = {"id": str, "title": str, "version": str, "source": str, "requirement": list}
_REQUIREMENT = {"id": str, "title": str, "text": str}


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
    file = TomlFile(path)
    content = file.content
    rows = content.get("requirement")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise file.error("the file holds no [[requirement]]")
    file.check({**content, "requirement": ["checked below"]}, _FRAMEWORK, {"whole": bool})
    if content["id"] != path.stem or not _ID.match(content["id"]):
        raise file.error(f"id {content['id']!r} is not the file's name in small letters, digits, dots and dashes", "id")
    return Framework(
        id=content["id"],
        title=content["title"],
        version=content["version"],
        source=content["source"],
        requirements=_requirements(rows, file),
        path=path,
        whole=content.get("whole", False),
    )


def _requirements(rows: Sequence[Mapping[str, Any]], file: TomlFile) -> tuple[Requirement, ...]:
    found: dict[str, Requirement] = {}
    for section, row in enumerate(rows, 1):
        if not isinstance(row.get("manual"), str):
            raise file.error("'manual' is missing, or no text", "manual", section)
        file.check({key: row[key] for key in row if key != "manual"}, _REQUIREMENT, {"parent": str}, section)
        requirement = Requirement(**{"parent": "", **row})
        if requirement.id in found:
            raise file.error(f"requirement {requirement.id!r} is there twice", "id", section)
        if requirement.parent and requirement.parent not in found:
            raise file.error(f"there is no requirement {requirement.parent!r} above this one", "parent", section)
        found[requirement.id] = requirement
    return tuple(found.values())


def unknown_maps(controls: Iterable[Control], frameworks: Iterable[Framework]) -> tuple[str, ...]:
    """What the controls' `maps` name that no framework has, one sentence each."""
    known = {framework.id: {each.id for each in framework.requirements} for framework in frameworks}
    said: list[str] = []
    for control in controls:
        for framework, ids in control.maps.items():
            if framework not in known:
                said.append(f"{control.id}: there is no framework {framework!r}")
                continue
            lacking = [each for each in ids if each not in known[framework]]
            said += [f"{control.id}: {framework} has no requirement {each!r}" for each in lacking]
    return tuple(said)
