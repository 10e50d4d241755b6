"""Lock files of Python's tools: what would be installed, to the version; and pyproject.toml, which asks for it.

https://peps.python.org/pep-0751/ (pylock.toml), https://python-poetry.org, https://docs.astral.sh/uv/, https://pdm-project.org,
https://pipenv.pypa.io. Packages that a file says only developers need are left out.
"""

from __future__ import annotations

import re
from typing import Any

from modelkeep.core.components import Component, Evidence, PackageType
from modelkeep.engines.components.documents import from_json, from_toml, mapping, tables, text
from modelkeep.engines.components.found import Found, MalformedError
from modelkeep.engines.components.names import pypi_name
from modelkeep.engines.components.requirements import add, may_hold

_OF_DEVELOPERS = frozenset(
    {"dev", "develop", "development", "test", "tests", "testing", "docs", "doc", "lint", "typing"}
)
_ALWAYS = "os_name == 'posix'"
_PLACES = ("url", "git", "path", "directory", "editable", "subdirectory")
_PLAIN_VERSION = re.compile(r"={0,3}\s*(?P<version>\d[\w.+!-]*)")


def read_packages(path: str, content: bytes, found: Found) -> None:
    """poetry.lock, uv.lock and pdm.lock: `[[package]]`."""
    document = from_toml(content)
    if not isinstance(document.get("package", []), list) or not ({"package", "metadata", "version"} & document.keys()):
        raise MalformedError("no list of packages")
    for each in tables(document.get("package")):
        source = mapping(each.get("source"))
        own = "virtual" in source or source.get("editable") == "."
        if not (own or _for_developers(each)) and may_hold(text(each.get("markers")) or _ALWAYS):
            _keep(each, source, path, found)


def read_pylock(path: str, content: bytes, found: Found) -> None:
    """pylock.toml: `[[packages]]`, where a version may be left out."""
    document = from_toml(content)
    if not text(document.get("lock-version")):
        raise MalformedError("no lock-version")
    for each in tables(document.get("packages")):
        if not may_hold(text(each.get("marker")) or _ALWAYS):
            continue
        place = next((mapping(each[key]) for key in ("vcs", "directory", "archive") if key in each), {})
        _keep(each, place, path, found)


def read_pipfile(path: str, content: bytes, found: Found) -> None:
    """Pipfile.lock: what is installed by default."""
    document = from_json(content)
    if not isinstance(document, dict) or "_meta" not in document:
        raise MalformedError("no Pipfile.lock")
    for name, told in mapping(document.get("default")).items():
        told = mapping(told)
        _keep({"name": name, "version": text(told.get("version")).lstrip("=")}, told, path, found)


def read_pipfile_asked(path: str, content: bytes, found: Found) -> None:
    """Pipfile: what Pipfile.lock is made from."""
    for name, told in mapping(from_toml(content).get("packages")).items():
        _of_tool(name, told, path, found)


def read_pyproject(path: str, content: bytes, found: Found) -> None:
    """pyproject.toml: dependencies of the project, without extras and groups."""
    document = from_toml(content)
    asked = mapping(document.get("project")).get("dependencies")
    for each in asked if isinstance(asked, list) else ():
        add(text(each), path, found, at="dependencies")
    poetry = mapping(mapping(document.get("tool")).get("poetry"))
    for name, told in mapping(poetry.get("dependencies")).items():
        if name != "python":
            _of_tool(name, told, path, found)


def _of_tool(name: str, told: Any, path: str, found: Found) -> None:
    """`name = "^1.2"`, or a table with `version`; `1.2` alone is exactly that one."""
    asked = text(mapping(told).get("version")) if isinstance(told, dict) else text(told)
    plain = _PLAIN_VERSION.fullmatch(asked)
    component = Component(
        type=PackageType.PYPI,
        name=pypi_name(name) or name,
        version=plain["version"] if plain else "",
        constraint="" if plain else asked,
        evidence=Evidence.LOCKED if plain else Evidence.DECLARED,
    )
    found.add(path, component)


def _keep(told: dict[str, Any], source: dict[str, Any], path: str, found: Found) -> None:
    name, version = pypi_name(text(told.get("name"))), text(told.get("version"))
    if not name:
        found.gap(path, "a package without a name")
        return
    place = next((f"{key} {_without_user(text(source[key]))}" for key in _PLACES if text(source.get(key))), "")
    found.add(
        path,
        Component(
            type=PackageType.PYPI,
            name=name,
            version=version,
            constraint="" if version else place or "*",
            evidence=Evidence.LOCKED if version else Evidence.DECLARED,
        ),
    )


def _without_user(address: str) -> str:
    return re.sub(r"(?<=://)[^/@\s]*@", "", address)


def _for_developers(told: dict[str, Any]) -> bool:
    groups = told.get("groups")
    if isinstance(groups, list) and groups:
        return all(isinstance(each, str) and each in _OF_DEVELOPERS for each in groups)
    return told.get("category") == "dev"
