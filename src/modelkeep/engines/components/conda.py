"""Conda: records of what is installed, and environments that ask for packages.

https://docs.conda.io/projects/conda/en/stable/dev-guide/specs/index.html
"""

from __future__ import annotations

import re
from typing import Any

from modelkeep.core.components import Component, Evidence, PackageType
from modelkeep.engines.components.documents import from_json, from_yaml, mapping, tables, text
from modelkeep.engines.components.found import Found, MalformedError
from modelkeep.engines.components.licences import told as licence
from modelkeep.engines.components.names import pypi_name
from modelkeep.engines.components.requirements import LINES, add

_SPEC = re.compile(
    r"(?:[\w./:+-]+::)?(?P<name>[A-Za-z0-9_][\w.-]*)\s*(?P<rest>(?:[=<>!~ ].*)?)(?:\[.*\])?", re.ASCII | re.DOTALL
)
_EXACT = re.compile(r"\s*(?:==\s*(?P<one>[\w.!+-]+)|=?\s*(?P<two>[\w.!+-]+)(?:=|\s+)[\w.+-]+)\s*", re.ASCII)


def read_record(path: str, content: bytes, found: Found) -> None:
    """conda-meta/NAME-VERSION-BUILD.json: an installed package."""
    told = mapping(from_json(content))
    name, version = text(told.get("name")).lower(), text(told.get("version"))
    if not name or not version:
        raise MalformedError("no name or no version")
    found.add(
        path,
        Component(
            type=PackageType.CONDA,
            name=name,
            version=version,
            architecture=text(told.get("subdir")),
            licences=licence(text(told.get("license"))),
        ),
    )


def read_environment(path: str, content: bytes, found: Found) -> None:
    """environment.yml, conda.yaml of MLflow: packages of conda, and of pip below them; conda-lock.yml. Other YAML of such a name tells
    nothing."""
    document = mapping(from_yaml(content))
    if "package" in document and "metadata" in document:
        _locked(document["package"], path, found)
    asked = document.get("dependencies")
    if not isinstance(asked, list):
        return
    for count, each in enumerate(asked):
        if count >= LINES:
            found.gap(path, f"more than {LINES:,} packages")
            return
        if isinstance(each, str):
            _spec(each, path, found)
        elif isinstance(each, dict):
            _of_pip(each.get("pip"), path, found)


def _locked(packages: Any, path: str, found: Found) -> None:
    """Packages of conda-lock.yml for Linux (https://conda.github.io/conda-lock/output/)."""
    for each in tables(packages):
        name, version, platform = text(each.get("name")), text(each.get("version")), text(each.get("platform"))
        of_pip = text(each.get("manager")) == "pip"
        name = pypi_name(name) if of_pip else name.lower()
        if not name or not version:
            found.gap(path, "a package without a name or a version")
        elif platform.startswith("linux"):
            component = Component(
                type=PackageType.PYPI if of_pip else PackageType.CONDA,
                name=name,
                version=version,
                evidence=Evidence.LOCKED,
                architecture="" if of_pip else platform,
            )
            found.add(path, component)


def _of_pip(asked: Any, path: str, found: Found) -> None:
    found.references.read.add(path)
    for each in asked[:LINES] if isinstance(asked, list) else ():
        add(text(each), path, found, at="pip")


def _spec(spec: str, path: str, found: Found) -> None:
    """`channel::name=version=build` is one version; `name=1.2` is any 1.2.x."""
    parsed = _SPEC.fullmatch(spec.strip()) if len(spec) <= 512 else None
    if parsed is None:
        found.gap(path, "a package that is not named as conda does")
        return
    rest = parsed["rest"].strip()
    one = _EXACT.fullmatch(rest)
    version = (one["one"] or one["two"]) if one else ""
    found.add(
        path,
        Component(
            type=PackageType.CONDA,
            name=parsed["name"].lower(),
            version=version,
            constraint="" if version else rest,
            evidence=Evidence.LOCKED if version else Evidence.DECLARED,
        ),
    )
