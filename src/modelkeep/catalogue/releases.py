"""What is known of releases and ends of support, from files, checked. Errors carry file and line.

A file is TOML: `source`, the address where the facts stand; `as_of`, the day of which they are; and `[[product]]` sections with `name` and
`lines`, a text of lines `LINE: newest VERSION, ends YYYY-MM-DD`, either of which may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from modelkeep.catalogue.toml_file import TomlFile
from modelkeep.core.releases import Release, Releases, Source

_LINE = re.compile(
    r"(?P<line>[^\s:]+): (?:newest (?P<newest>[\w.+-]+))?(?:(?:(?<=\S), )?ends (?P<ends>\d{4}-\d\d-\d\d))?"
)


def built_in_releases() -> Path:
    """The folder of what comes with Modelkeep."""
    return Path(str(files("modelkeep.catalogue"))) / "releases"


def load_releases(folder: Path | None = None) -> Releases:
    """What the files of a folder know. Raises CatalogueError."""
    found = [release for path in sorted((folder or built_in_releases()).glob("*.toml")) for release in _releases(path)]
    return Releases(tuple(found))


def _releases(path: Path) -> Iterator[Release]:
    file = TomlFile(path)
    content = file.content
    sections: Any = content.get("product", [])
    named = isinstance(sections, list) and all(isinstance(each, dict) for each in sections)
    if not named:
        raise file.error("product is to be written as [[product]]", "product")
    file.check({**content, "product": ["-"] if sections else []}, {"source": str, "as_of": str, "product": list}, {})
    source = Source(name=content["source"], as_of=_day(file, content["as_of"]))
    for number, section in enumerate(sections, 1):
        file.check(section, {"name": str, "lines": str}, {}, number)
        yield from _lines(file, section, number, source)


def _lines(file: TomlFile, section: Mapping[str, Any], number: int, source: Source) -> Iterator[Release]:
    taken: set[str] = set()
    for text in filter(None, (each.strip() for each in section["lines"].splitlines())):
        said = _LINE.fullmatch(text)
        if said is None or not (said["newest"] or said["ends"]):
            raise file.error(f"not `LINE: newest VERSION, ends DATE`: {text[:60]!r}", "lines", number)
        if said["line"] in taken:
            raise file.error(f"{said['line']} stands there twice", "lines", number)
        taken.add(said["line"])
        ends = _day(file, said["ends"], number) if said["ends"] else None
        yield Release(
            product=section["name"], line=said["line"], newest=said["newest"] or "", ends=ends, source=source
        )  # fmt: skip


def _day(file: TomlFile, text: str, section: int = 0) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise file.error(f"not a date: {text!r}", "lines" if section else "as_of", section) from error
