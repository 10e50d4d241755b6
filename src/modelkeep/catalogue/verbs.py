"""Verbs from their files, checked, and the parts of models that they speak of. Errors carry file and line.

A verb is YAML: `id` (the file's name), `title`, `means`, `source` (a URL), and `ways`, each with `how`, `needs` and `where`. A part is an
SQL file as a relation is (`catalogue/relations`), with `src`, `dst` and, where a row is in doubt, the reason in `doubt`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from importlib.resources import files
from pathlib import Path

from modelkeep.catalogue.yaml_file import YamlFile
from modelkeep.core.control import Relation
from modelkeep.core.escalation import Need, Predicate
from modelkeep.core.verb import IN_BUCKET, MODEL, PLACE, Verb, Way

_VARIABLE = re.compile(r"\{([a-z_]+)\}")
_KEYS = frozenset({"id", "title", "means", "source", "ways"})
_REMEDY = "Correct the file; the others in its folder show how."


def built_in_verbs() -> Path:
    """The folder of the verbs that come with Modelkeep."""
    return Path(str(files("modelkeep.catalogue"))) / "verbs"


def built_in_parts() -> Path:
    """The folder of the parts that verbs speak of."""
    return Path(str(files("modelkeep.catalogue"))) / "parts"


def verb_names(folder: Path) -> tuple[str, ...]:
    """The verbs in a folder, without a look into the files."""
    return tuple(sorted(path.stem for path in folder.glob("*.yml")))


def load_verbs(folder: Path, parts: Iterable[Relation]) -> tuple[Verb, ...]:
    """All verbs of a folder, in order of id; `parts` are those that they may speak of. Raises CatalogueError."""
    known = {part.kind for part in parts} | {IN_BUCKET}
    return tuple(_File(path, known).verb() for path in sorted(folder.glob("*.yml")))


class _File:
    """One file on its way to a verb."""

    def __init__(self, path: Path, parts: Collection[str]) -> None:
        self._parts = parts
        self._file = YamlFile(path, _REMEDY)

    def verb(self) -> Verb:
        self._file.check_header(_KEYS)
        ways = self._file.content["ways"]
        if not isinstance(ways, list) or not ways:
            raise self._file.error("ways is to be a list that is not empty", "ways")
        words = {key: self._file.words(key) for key in sorted(_KEYS - {"ways"})}
        return Verb(**words, ways=tuple(map(self._way, ways)), path=self._file.path)

    def _way(self, entry: object) -> Way:
        if not isinstance(entry, dict) or entry.keys() != {"how", "needs", "where"}:
            raise self._file.error("each way is to have how, where and needs", "ways")
        how = str(entry["how"])
        if not all(isinstance(entry[key], list) and entry[key] for key in ("needs", "where")):
            raise self._file.error("where and needs are to be lists that are not empty", "ways", how)
        where = tuple(self._predicate(each, how) for each in entry["where"])
        bound = {MODEL} | {name for each in where for term in each.terms for name in _VARIABLE.findall(term)}
        return Way(how, tuple(self._need(each, how, bound) for each in entry["needs"]), where)

    def _predicate(self, entry: object, how: str) -> Predicate:
        if not isinstance(entry, dict) or len(entry) != 1:
            raise self._file.error("each of where is to be one part and two variables", "ways", how)
        ((part, terms),) = entry.items()
        if part not in self._parts:
            raise self._file.error(
                f"unknown part {part!r}; there are {', '.join(sorted(self._parts))}", "ways", str(part)
            )
        if not isinstance(terms, list) or len(terms) != 2 or not all(_VARIABLE.fullmatch(str(each)) for each in terms):
            raise self._file.error(f"{part} takes two variables in braces", "ways", how)
        return Predicate(part, tuple(terms))

    def _need(self, entry: object, how: str, bound: Collection[str]) -> Need:
        need = self._file.need(entry, "ways", how)
        for text in (need.resource, *(value for values in (need.context or {}).values() for value in values)):
            for name in _VARIABLE.findall(text):
                if name not in PLACE and name.removesuffix("_region") not in bound:
                    raise self._file.error(f"nothing of where says what {{{name}}} is", "ways", how)
        return need
