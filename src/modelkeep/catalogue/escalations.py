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

import yaml

from modelkeep.core.errors import CatalogueError
from modelkeep.core.escalation import FROM_CALLER, RELATIONS, SELF, Gained, Need, Predicate, Technique

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+\Z")
_ACTION = re.compile(r"[a-z0-9-]+:[A-Za-z0-9]+\Z")
_VARIABLE = re.compile(r"\{([a-z_]+)\}")
_REQUIRED = frozenset({"id", "title", "source", "why", "needs", "gains"})
_OPTIONAL = frozenset({"where", "when", "ordinary", "maps"})
_REMEDY = "Correct the file; CONTRIBUTING.md shows one."

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
        self._path = path
        try:
            self._text = path.read_text(encoding="utf-8")
            content = yaml.load(self._text, Loader=_Loader)  # noqa: S506  # a safe loader
        except (OSError, UnicodeDecodeError) as error:
            raise CatalogueError(path, 1, f"the file cannot be read: {error}", remedy=_REMEDY) from error
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            raise CatalogueError(path, line, f"the file is not YAML: {error}", remedy=_REMEDY) from error
        if not isinstance(content, dict):
            raise CatalogueError(path, 1, "the file is to be a mapping", remedy=_REMEDY)
        self._content: Mapping[str, Any] = content

    def technique(self) -> Technique:
        content = self._content
        for key in sorted(_REQUIRED - content.keys()):
            raise self._error(f"{key!r} is missing")
        for key in content:
            if key not in _REQUIRED | _OPTIONAL:
                raise self._error(f"unknown key {key!r}", str(key))
        name = self._words("id")
        if name != self._path.stem or not _ID.match(name):
            raise self._error(f"id {name!r} is not the file's name in small letters, digits and dashes", "id")
        source = self._words("source")
        if not source.startswith("https://"):
            raise self._error("source is to be an https URL", "source")
        ordinary = content.get("ordinary", False)
        if not isinstance(ordinary, bool):
            raise self._error("ordinary is to be true or false", "ordinary")
        where = tuple(self._predicates())
        needs = tuple(self._needs())
        gains = self._gains()
        self._check_variables(needs, where, gains)
        return Technique(
            id=name,
            title=self._words("title"),
            source=source,
            why=self._words("why"),
            needs=needs,
            where=where,
            gains=gains,
            path=self._path,
            when=self._words("when") if "when" in content else "",
            ordinary=ordinary,
            maps=self._maps(),
        )

    def _needs(self) -> Iterable[Need]:
        for entry in self._list("needs"):
            if (
                not isinstance(entry, dict)
                or "action" not in entry
                or not entry.keys() <= {"action", "resource", "with"}
            ):
                raise self._error("each of needs is to have an action and may have `resource` and `with`", "needs")
            action, resource, context = entry["action"], entry.get("resource", ""), entry.get("with", {})
            if not isinstance(action, str) or not _ACTION.match(action):
                raise self._error(f"{action!r} is no action", "needs", str(action))
            if not isinstance(resource, str) or ("resource" in entry and not resource):
                raise self._error(f"`resource` of {action} is to be a text", "needs", action)
            if not isinstance(context, dict) or not all(isinstance(each, str) for each in context.values()):
                raise self._error(f"`with` of {action} is to map condition keys to texts", "needs", action)
            yield Need(action, resource, {str(key).lower(): (value,) for key, value in context.items()})

    def _predicates(self) -> Iterable[Predicate]:
        if "where" not in self._content:
            return
        for entry in self._list("where"):
            if not isinstance(entry, dict) or len(entry) != 1:
                raise self._error("each of where is to be one relation and its terms", "where")
            ((relation, terms),) = entry.items()
            known = RELATIONS.get(relation)
            if known is None:
                raise self._error(f"unknown relation {relation!r}; there are {', '.join(RELATIONS)}", "where", relation)
            if not isinstance(terms, list) or not all(isinstance(each, str) and each for each in terms):
                raise self._error(f"the terms of {relation} are to be a list of texts", "where", relation)
            if len(terms) != len(known):
                raise self._error(f"{relation} has the terms {', '.join(known)}, not {len(terms)}", "where", relation)
            yield Predicate(relation, tuple(terms))

    def _gains(self) -> Mapping[Gained, str]:
        gains = self._content["gains"]
        kinds = [each.value for each in Gained]
        if not isinstance(gains, dict) or not gains:
            raise self._error(f"gains is to map some of {', '.join(kinds)} to a variable", "gains")
        for kind, of in gains.items():
            if kind not in kinds:
                raise self._error(f"unknown gain {kind!r}; there are {', '.join(kinds)}", "gains", str(kind))
            if not isinstance(of, str) or not _VARIABLE.fullmatch(of):
                raise self._error(f"gain {kind} is to name one variable in braces", "gains", str(kind))
        return {Gained(kind): of for kind, of in gains.items()}

    def _check_variables(self, needs: Iterable[Need], where: Iterable[Predicate], gains: Mapping[Gained, str]) -> None:
        bound = {name for predicate in where for term in predicate.terms for name in _VARIABLE.findall(term)} | {SELF}
        for need in needs:
            for name in _VARIABLE.findall(need.resource):
                if name not in bound | FROM_CALLER:
                    raise self._error(f"nothing of where says what {{{name}}} is", "needs", f"{{{name}}}")
        for of in gains.values():
            if of[1:-1] not in bound:
                raise self._error(f"nothing of where says what {of} is", "gains", of)

    def _maps(self) -> Mapping[str, tuple[str, ...]]:
        maps = self._content.get("maps", {})
        if not isinstance(maps, dict) or not all(isinstance(each, list) for each in maps.values()):
            raise self._error("maps is to map frameworks to lists", "maps")
        return {str(key): tuple(str(each) for each in value) for key, value in maps.items()}

    def _words(self, key: str) -> str:
        value = self._content[key]
        if not isinstance(value, str) or not value.strip():
            raise self._error(f"{key} is to be a text", key)
        return " ".join(value.split())

    def _list(self, key: str) -> list[Any]:
        value = self._content[key]
        if not isinstance(value, list) or not value:
            raise self._error(f"{key} is to be a list that is not empty", key)
        return value

    def _error(self, message: str, key: str = "", about: str = "") -> CatalogueError:
        """An error at a key's line, or at the first line from there that names what it is about."""
        lines = self._text.splitlines()
        start = next((at for at, line in enumerate(lines) if key and line.startswith(f"{key}:")), 0)
        at = next((at for at in range(start, len(lines)) if about and about in lines[at]), start)
        return CatalogueError(self._path, at + 1, message, remedy=_REMEDY)
