"""Verbs from their files, checked, and the parts of models that they speak of. Errors carry file and line.

A verb is YAML: `id` (the file's name), `title`, `means`, `source` (a URL), and `ways`, each with `how`, `needs` and `where`. A part is an
SQL file as a relation is (`catalogue/relations`), with `src`, `dst` and, where a row is in doubt, the reason in `doubt`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from modelkeep.core.control import Relation
from modelkeep.core.errors import CatalogueError
from modelkeep.core.escalation import Need, Predicate
from modelkeep.core.verb import IN_BUCKET, MODEL, PLACE, Verb, Way

_ACTION = re.compile(r"[a-z0-9-]+:[A-Za-z0-9]+\Z")
_VARIABLE = re.compile(r"\{([a-z_]+)\}")
_KEYS = ("id", "title", "means", "source", "ways")
_REMEDY = "Correct the file; the others in its folder show how."

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
        self._path = path
        self._parts = parts
        try:
            self._text = path.read_text(encoding="utf-8")
            content = yaml.load(self._text, Loader=_Loader)  # noqa: S506  # a safe loader
        except (OSError, UnicodeDecodeError) as error:
            raise CatalogueError(path, 1, f"the file cannot be read: {error}", remedy=_REMEDY) from error
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            raise CatalogueError(
                path, mark.line + 1 if mark else 1, f"the file is not YAML: {error}", remedy=_REMEDY
            ) from error
        if not isinstance(content, dict):
            raise CatalogueError(path, 1, "the file is to be a mapping", remedy=_REMEDY)
        self._content: Mapping[str, Any] = content

    def verb(self) -> Verb:
        for key in _KEYS:
            if key not in self._content:
                raise self._error(f"{key!r} is missing")
        for key in self._content:
            if key not in _KEYS:
                raise self._error(f"unknown key {key!r}", str(key))
        words = {key: self._words(key) for key in _KEYS if key != "ways"}
        if words["id"] != self._path.stem:
            raise self._error(f"id {words['id']!r} is not the file's name", "id:")
        if not words["source"].startswith("https://"):
            raise self._error("source is to be an https URL", "source:")
        ways = self._content["ways"]
        if not isinstance(ways, list) or not ways:
            raise self._error("ways is to be a list that is not empty", "ways:")
        return Verb(**words, ways=tuple(map(self._way, ways)), path=self._path)

    def _way(self, entry: object) -> Way:
        if not isinstance(entry, dict) or entry.keys() != {"how", "needs", "where"}:
            raise self._error("each way is to have how, where and needs", "ways:")
        how = str(entry["how"])
        if not all(isinstance(entry[key], list) and entry[key] for key in ("needs", "where")):
            raise self._error("where and needs are to be lists that are not empty", how)
        where = tuple(self._predicate(each, how) for each in entry["where"])
        bound = {MODEL} | {name for each in where for term in each.terms for name in _VARIABLE.findall(term)}
        return Way(how, tuple(self._need(each, how, bound) for each in entry["needs"]), where)

    def _predicate(self, entry: object, how: str) -> Predicate:
        if not isinstance(entry, dict) or len(entry) != 1:
            raise self._error("each of where is to be one part and two variables", how)
        ((part, terms),) = entry.items()
        if part not in self._parts:
            raise self._error(f"unknown part {part!r}; there are {', '.join(sorted(self._parts))}", str(part))
        if not isinstance(terms, list) or len(terms) != 2 or not all(_VARIABLE.fullmatch(str(each)) for each in terms):
            raise self._error(f"{part} takes two variables in braces", how)
        return Predicate(part, tuple(terms))

    def _need(self, entry: object, how: str, bound: Collection[str]) -> Need:
        if not isinstance(entry, dict) or "action" not in entry or not entry.keys() <= {"action", "resource", "with"}:
            raise self._error("each of needs is to have an action and may have `resource` and `with`", how)
        action, resource, context = entry["action"], entry.get("resource", ""), entry.get("with", {})
        if not isinstance(action, str) or not _ACTION.match(action):
            raise self._error(f"{action!r} is no action", how)
        if not isinstance(resource, str) or not isinstance(context, dict):
            raise self._error(f"`resource` of {action} is to be a text, and `with` a mapping", how)
        for text in (resource, *map(str, context.values())):
            for name in _VARIABLE.findall(text):
                if name not in PLACE and name.removesuffix("_region") not in bound:
                    raise self._error(f"nothing of where says what {{{name}}} is", how)
        return Need(action, resource, {str(key).lower(): (str(value),) for key, value in context.items()})

    def _words(self, key: str) -> str:
        value = self._content[key]
        if not isinstance(value, str) or not value.strip():
            raise self._error(f"{key} is to be a text", f"{key}:")
        return " ".join(value.split())

    def _error(self, message: str, about: str = "") -> CatalogueError:
        """An error at the first line that names what it is about."""
        lines = self._text.splitlines()
        at = next((at for at, line in enumerate(lines) if about and about in line), 0)
        return CatalogueError(self._path, at + 1, message, remedy=_REMEDY)
