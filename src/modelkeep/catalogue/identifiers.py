"""Identifiers of sensitive data, one TOML file each, checked. Errors carry file and line.

`id`, `title`, `category`, `regions`, `class` and `severity` are needed; `keywords`, `columns`, `deny`, `gdpr`, `hipaa`, `macie` and
`references` are not. Each `[[shape]]` has `pattern`, and may have `validator`, `alone`, `near`, `alike` and `free`; `[examples]` has
`found` and `not_found`. See `core.data.Identifier` for what they mean. That a validator is there is checked where identifiers are
compiled. A file of the user's own takes the place of a built-in one with its id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import re2

from modelkeep.catalogue.toml_file import TomlFile, texts
from modelkeep.core.data import DataClass, Identifier, Shape
from modelkeep.core.errors import CatalogueError
from modelkeep.core.verdict import Severity

CATEGORIES = (
    "personal",
    "national-id",
    "tax",
    "passport",
    "driver-licence",
    "health",
    "special",
    "finance",
    "payment-card",
    "credential",
)
LONGEST = 2_000
"""Characters of a pattern: a longer one belongs into several shapes."""
_REQUIRED = {"id": str, "title": str, "category": str, "regions": list, "class": str, "severity": str, "examples": dict}
_OPTIONAL = {
    **dict.fromkeys(("keywords", "columns", "deny", "macie", "references"), list),
    **dict.fromkeys(("gdpr", "hipaa", "value"), str),
}


def built_in_identifiers() -> Path:
    """The folder of the identifiers that come with Modelkeep."""
    return Path(str(files("modelkeep.catalogue"))) / "identifiers"


def load_identifiers(extra: Sequence[Path | str] = (), folder: Path | None = None) -> tuple[Identifier, ...]:
    """The identifiers of a folder with the user's files or folders, sorted by id. Raises CatalogueError."""
    found: dict[str, Identifier] = {}
    for place in (folder or built_in_identifiers(), *map(Path, extra)):
        seen: dict[str, Path] = {}
        paths = sorted(place.rglob("*.toml")) if place.is_dir() else [place]
        if not paths:
            raise CatalogueError(place, 1, "the folder holds no file *.toml", remedy="Name one with identifiers.")
        for path in paths:
            identifier = load_identifier(path)
            if identifier.id in seen:
                message = f"{identifier.id} is the id of {seen[identifier.id]}, too"
                raise CatalogueError(path, 1, message, remedy="Give each its own.")
            seen[identifier.id] = path
            found[identifier.id] = identifier
    return tuple(found[each] for each in sorted(found))


def load_identifier(path: Path) -> Identifier:
    """One file. Raises CatalogueError."""
    file = TomlFile(path)
    told = file.content
    file.check({key: value for key, value in told.items() if key != "shape"}, _REQUIRED, _OPTIONAL)
    if told["id"] != path.stem:
        raise file.error(f"id is to be the name of the file, {path.stem!r}", "id")
    if told["category"] not in CATEGORIES:
        raise file.error(f"category is none of {', '.join(CATEGORIES)}", "category")
    shapes = tuple(_shape(file, each, section) for section, each in enumerate(told.get("shape", ()), 1))
    keywords, columns = texts(told, "keywords"), texts(told, "columns")
    if not shapes and not (columns and told.get("value")):
        raise file.error("without a [[shape]], `columns` have to say where it is, and `value` what it looks like")
    problem = _problem(told["value"]) if "value" in told else ""
    if problem:
        raise file.error(f"value {problem}", "value")
    for section, shape in enumerate(shapes, 1):
        if shape.alone == 0 and not keywords:
            raise file.error("a shape that counts with a keyword only needs `keywords`", "pattern", section)
    examples = told["examples"]
    file.check(examples, {"found": list, "not_found": list}, {}, len(shapes) + 1)
    return Identifier(
        id=told["id"],
        title=told["title"],
        category=told["category"],
        regions=texts(told, "regions"),
        data_class=_one_of(file, DataClass, "class"),
        severity=_one_of(file, Severity, "severity"),
        shapes=shapes,
        keywords=keywords,
        columns=columns,
        value=told.get("value", ""),
        deny=frozenset(_solid(each) for each in texts(told, "deny")),
        gdpr=told.get("gdpr", ""),
        hipaa=told.get("hipaa", ""),
        macie=texts(told, "macie"),
        references=texts(told, "references"),
        found=texts(examples, "found"),
        not_found=texts(examples, "not_found"),
    )


def _shape(file: TomlFile, told: Mapping[str, Any], section: int) -> Shape:
    kinds: Mapping[str, type] = {"validator": str, "alone": float, "near": float, "alike": float, "free": bool}
    file.check(told, {"pattern": str}, kinds, section)
    pattern = told["pattern"]
    if len(pattern) > LONGEST:
        raise file.error(f"pattern has more than {LONGEST:,} characters", "pattern", section)
    problem = _problem(pattern)
    if problem:
        raise file.error(f"pattern {problem}", "pattern", section)
    for key in ("alone", "near", "alike"):
        if not 0 <= told.get(key, 0.0) <= 1:
            raise file.error(f"{key} is a confidence between 0 and 1", key, section)
    return Shape(
        pattern=pattern,
        validator=told.get("validator", ""),
        alone=told.get("alone", 0.0),
        near=told.get("near", 0.9),
        alike=told.get("alike", 0.0),
        free=told.get("free", False),
    )


@cache
def _problem(pattern: str) -> str:
    """What is wrong with a pattern; '' for nothing. RE2 knows no pattern that takes more than linear time."""
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.log_errors = False
    try:
        compiled = re2.compile(pattern.encode(), options)
    except re2.error as error:
        told = error.args[0] if error.args else ""
        return f"is not in RE2's syntax: {told.decode() if isinstance(told, bytes) else told}"
    if compiled.groups:
        return "captures: write (?:...) for (...)"
    return "matches nothing at all" if compiled.search(b"") else ""


def _one_of(file: TomlFile, kind: Any, key: str) -> Any:
    try:
        return kind(file.content[key])
    except ValueError as error:
        raise file.error(f"{key} is none of {', '.join(_values(kind))}", key) from error


def _values(kind: Iterable[Any]) -> Iterable[str]:
    return (each.value for each in kind)


def _solid(value: str) -> str:
    return "".join(each for each in value if each.isalnum()).upper()
