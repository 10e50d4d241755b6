"""Techniques of escalation from their files, checked. Errors carry file and line.

A file is YAML: `id` (the file's name), `title`, `source` (a URL), `why`, `needs`, `where`, `gains`, and where they apply `when`,
`ordinary` and `maps`; `core/escalation.py` says what each holds. A new technique is one file and one test case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from modelkeep.catalogue.yaml_file import YamlFile
from modelkeep.core.errors import CatalogueError
from modelkeep.core.escalation import FROM_CALLER, RELATIONS, SELF, Gained, Need, Predicate, Technique

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+\Z")
_VARIABLE = re.compile(r"\{([a-z_]+)\}")
_REQUIRED = frozenset({"id", "title", "source", "why", "needs", "gains"})
_OPTIONAL = frozenset({"where", "when", "ordinary", "maps"})
_REMEDY = "Correct the file; CONTRIBUTING.md shows one."


def built_in_escalations() -> Path:
    """The folder of the techniques that come with Modelkeep."""
    return Path(str(files("modelkeep.catalogue"))) / "escalations"


def load_escalations(folder: Path) -> tuple[Technique, ...]:
    """All techniques below a folder, in order of id. Raises CatalogueError."""
    found: dict[str, Technique] = {}
    for path in sorted(folder.rglob("*.yml")):
        technique = _File(path).technique()
        if technique.id in found:
            raise CatalogueError(path, 1, f"id {technique.id} is taken by {found[technique.id].path}", remedy=_REMEDY)
        found[technique.id] = technique
    return tuple(found[each] for each in sorted(found))


class _File:
    """One file on its way to a technique."""

    def __init__(self, path: Path) -> None:
        self._file = YamlFile(path, _REMEDY)
        self._content = self._file.content

    def technique(self) -> Technique:
        content, words = self._content, self._file.words
        self._file.check_header(_REQUIRED, _OPTIONAL)
        if not _ID.match(words("id")):
            raise self._file.error(f"id {words('id')!r} is not small letters, digits and dashes", "id")
        ordinary = content.get("ordinary", False)
        if not isinstance(ordinary, bool):
            raise self._file.error("ordinary is to be true or false", "ordinary")
        where = tuple(self._predicates())
        needs = tuple(self._needs())
        gains = self._gains()
        self._check_variables(needs, where, gains)
        return Technique(
            id=words("id"),
            title=words("title"),
            source=words("source"),
            why=words("why"),
            needs=needs,
            where=where,
            gains=gains,
            path=self._file.path,
            when=words("when") if "when" in content else "",
            ordinary=ordinary,
            maps=self._maps(),
        )

    def _needs(self) -> Iterable[Need]:
        return (self._file.need(entry, "needs") for entry in self._list("needs"))

    def _predicates(self) -> Iterable[Predicate]:
        if "where" not in self._content:
            return
        for entry in self._list("where"):
            if not isinstance(entry, dict) or len(entry) != 1:
                raise self._file.error("each of where is to be one relation and its terms", "where")
            ((relation, terms),) = entry.items()
            known = RELATIONS.get(relation)
            if known is None:
                raise self._file.error(
                    f"unknown relation {relation!r}; there are {', '.join(RELATIONS)}", "where", relation
                )
            if not isinstance(terms, list) or not all(isinstance(each, str) and each for each in terms):
                raise self._file.error(f"the terms of {relation} are to be a list of texts", "where", relation)
            if len(terms) != len(known):
                raise self._file.error(
                    f"{relation} has the terms {', '.join(known)}, not {len(terms)}", "where", relation
                )
            yield Predicate(relation, tuple(terms))

    def _gains(self) -> Mapping[Gained, str]:
        gains = self._content["gains"]
        kinds = [each.value for each in Gained]
        if not isinstance(gains, dict) or not gains:
            raise self._file.error(f"gains is to map some of {', '.join(kinds)} to a variable", "gains")
        for kind, of in gains.items():
            if kind not in kinds:
                raise self._file.error(f"unknown gain {kind!r}; there are {', '.join(kinds)}", "gains", str(kind))
            if not isinstance(of, str) or not _VARIABLE.fullmatch(of):
                raise self._file.error(f"gain {kind} is to name one variable in braces", "gains", str(kind))
        return {Gained(kind): of for kind, of in gains.items()}

    def _check_variables(self, needs: Iterable[Need], where: Iterable[Predicate], gains: Mapping[Gained, str]) -> None:
        bound = {name for predicate in where for term in predicate.terms for name in _VARIABLE.findall(term)} | {SELF}
        for need in needs:
            for name in _VARIABLE.findall(need.resource):
                if name not in bound | FROM_CALLER:
                    raise self._file.error(f"nothing of where says what {{{name}}} is", "needs", f"{{{name}}}")
        for of in gains.values():
            if of[1:-1] not in bound:
                raise self._file.error(f"nothing of where says what {of} is", "gains", of)

    def _maps(self) -> Mapping[str, tuple[str, ...]]:
        maps = self._content.get("maps", {})
        if not isinstance(maps, dict) or not all(isinstance(each, list) for each in maps.values()):
            raise self._file.error("maps is to map frameworks to lists", "maps")
        return {str(key): tuple(str(each) for each in value) for key, value in maps.items()}

    def _list(self, key: str) -> list[Any]:
        value = self._content[key]
        if not isinstance(value, list) or not value:
            raise self._file.error(f"{key} is to be a list that is not empty", key)
        return value
