"""The framework of data classes, `classes.toml`, or the user's own in its place. Errors carry file and line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from modelkeep.catalogue.toml_file import TomlFile, texts
from modelkeep.core.data import DataClass, Identifier
from modelkeep.core.data_classes import Combination, Framework, Group, Protection

MOST_READERS = 10
"""How many may read data that are owed limited readers, where a file does not say it."""


def built_in_classes() -> Path:
    """The file that comes with Modelkeep."""
    return Path(str(files("modelkeep.catalogue"))) / "classes.toml"


def load_classes(identifiers: Iterable[Identifier], path: Path | None = None) -> Framework:
    """The framework of a file; what it names has to be there. Raises CatalogueError."""
    file = TomlFile(path or built_in_classes())
    told = file.content
    known = {each.id: each for each in identifiers}
    optional = {"group": list, "combination": list, "identifiers": dict, "legal-basis-tags": list, "most-readers": int}
    tables = {"class", "group", "combination"}
    file.check({key: value for key, value in told.items() if key not in tables}, {}, optional)
    for name in tables:
        if not isinstance(told.get(name, []), list) or not all(isinstance(each, dict) for each in told.get(name, [])):
            raise file.error(f"{name} is to be tables, [[{name}]]", name)
    sections = _sections(file.path)
    for name in tables:
        if len(sections[name]) != len(told.get(name, ())):
            raise file.error(f"each {name} is to begin with a line [[{name}]]", name)
    owed, meanings = _classes(file, told.get("class", ()), sections["class"])
    groups = _groups(file, told.get("group", ()), sections["group"], known)
    combinations = tuple(
        _combination(file, each, section, groups)
        for each, section in zip(told.get("combination", ()), sections["combination"], strict=True)
    )
    return Framework(
        owed=owed,
        meanings=meanings,
        groups=groups,
        combinations=combinations,
        identifiers=_overrides(file, told.get("identifiers", {}), known),
        categories={each.id: each.category for each in known.values()},
        legal_basis_tags=tuple(each.lower() for each in texts(told, "legal-basis-tags")),
        most_readers=told.get("most-readers", MOST_READERS),
        macie=_by_macie(known.values()),
    )


def _sections(path: Path) -> Mapping[str, list[int]]:
    """The numbers of the sections that each kind of table begins."""
    found: dict[str, list[int]] = {"class": [], "group": [], "combination": []}
    headers = [line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines()]
    for number, header in enumerate((each for each in headers if each.startswith("[") and each.endswith("]")), 1):
        found.setdefault(header.strip("[] "), []).append(number)
    return found


def _classes(
    file: TomlFile, entries: Iterable[Mapping[str, Any]], sections: Iterable[int]
) -> tuple[Mapping[DataClass, frozenset[Protection]], Mapping[DataClass, str]]:
    owed: dict[DataClass, frozenset[Protection]] = {}
    meanings: dict[DataClass, str] = {}
    for entry, section in zip(entries, sections, strict=True):
        file.check(
            {key: each for key, each in entry.items() if each != []},
            {"id": str, "meaning": str},
            {"owes": list},
            section,
        )
        data_class = _class(file, entry["id"], "id", section)
        if data_class in owed:
            raise file.error(f"{data_class.value} is there twice", "id", section)
        wrong = [each for each in texts(entry, "owes") if each not in list(Protection)]
        if wrong:
            raise file.error(f"owes: {wrong[0]!r} is none of {', '.join(Protection)}", "owes", section)
        owed[data_class] = frozenset(Protection(each) for each in texts(entry, "owes"))
        meanings[data_class] = entry["meaning"]
    missing = [each.value for each in DataClass if each not in owed]
    if missing:
        raise file.error(f"[[class]] {missing[0]!r} is missing")
    return owed, meanings


def _groups(
    file: TomlFile, entries: Iterable[Mapping[str, Any]], sections: Iterable[int], known: Mapping[str, Identifier]
) -> Mapping[str, Group]:
    categories = {each.category for each in known.values()}
    found: dict[str, Group] = {}
    for entry, section in zip(entries, sections, strict=True):
        file.check(entry, {"id": str}, {"identifiers": list, "categories": list}, section)
        for key, there in (("identifiers", known.keys()), ("categories", categories)):
            wrong = [each for each in texts(entry, key) if each not in there]
            if wrong:
                raise file.error(f"{key}: there is no {wrong[0]!r}", key, section)
        group = Group(
            id=entry["id"],
            identifiers=frozenset(texts(entry, "identifiers")),
            categories=frozenset(texts(entry, "categories")),
        )
        if not group.identifiers and not group.categories:
            raise file.error("a group has identifiers or categories", section=section)
        if group.id in found:
            raise file.error(f"{group.id} is there twice", "id", section)
        found[group.id] = group
    return found


def _combination(file: TomlFile, entry: Mapping[str, Any], section: int, groups: Mapping[str, Group]) -> Combination:
    file.check(entry, {"id": str, "groups": list, "class": str, "why": str}, {}, section)
    wrong = [each for each in texts(entry, "groups") if each not in groups]
    if wrong:
        raise file.error(f"groups: there is no group {wrong[0]!r}", "groups", section)
    return Combination(
        id=entry["id"],
        groups=texts(entry, "groups"),
        data_class=_class(file, entry["class"], "class", section),
        why=entry["why"],
    )


def _overrides(file: TomlFile, entries: Mapping[str, Any], known: Mapping[str, Identifier]) -> Mapping[str, DataClass]:
    for name in entries:
        if name not in known:
            raise file.error(f"identifiers: there is no {name!r}", "identifiers")
    return {name: _class(file, each, "identifiers") for name, each in entries.items()}


def _by_macie(identifiers: Iterable[Identifier]) -> Mapping[str, Identifier]:
    """Where several stand for what is one to Macie, the one of the highest class."""
    found: dict[str, Identifier] = {}
    for each in sorted(identifiers, key=lambda each: (each.data_class.rank, each.id)):
        found.update(dict.fromkeys(each.macie, each))
    return found


def _class(file: TomlFile, name: object, key: str, section: int = 0) -> DataClass:
    if name not in list(DataClass):
        raise file.error(f"{name!r} is none of {', '.join(DataClass)}", key, section)
    return DataClass(str(name))
