"""Requirements of Python packages: files of pip, and the strings of other files.

https://pip.pypa.io/en/stable/reference/requirements-file-format/, https://packaging.python.org/en/latest/specifications/dependency-specifiers/.
A requirement of exactly one version is as good as a lock; every other has no version, and says what it asks for.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from modelkeep.core.components import Component, Evidence, PackageType
from modelkeep.engines.artifacts.code.requirements import logical_lines
from modelkeep.engines.components.found import Found
from modelkeep.engines.components.names import pypi_name

if TYPE_CHECKING:
    from packaging.markers import Marker
    from packaging.requirements import Requirement

LINES = 20_000
"""Requirements of one file."""
LONGEST = 4_096
"""Letters of one requirement."""
_OPTION = re.compile(r"^(?P<name>--[a-z-]+|-[a-z])\s*=?\s*(?P<value>.*)$")
_HASHES = re.compile(r"\s--?[a-z][\w-]*(?:[=\s].*)?$")
_ADDRESS = re.compile(r"^(?:(?:git|hg|svn|bzr)\+)?[a-z][a-z+]*://\S+", re.IGNORECASE)
_USER = re.compile(r"(?<=://)[^/@\s]*@")
_EGG = re.compile(r"[#&]egg=(?P<name>[A-Za-z0-9._-]+)")
_MACHINES = ("x86_64", "aarch64")
_PYTHONS = ("3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14")


def read(path: str, content: bytes, found: Found) -> None:
    """A requirements or constraints file. What it includes is read when its turn comes, and a gap where that never does."""
    found.references.read.add(path)
    wide = content.startswith(
        (b"\xff\xfe", b"\xfe\xff")
    )  # as PowerShell writes what `pip freeze` prints; pip reads it, too
    for count, (number, line) in enumerate(logical_lines(content.decode("utf-16" if wide else "utf-8-sig", "replace"))):
        if count >= LINES:
            found.gap(path, f"more than {LINES:,} requirements")
            return
        add(line, path, found, at=f"line {number}")


def add(line: str, path: str, found: Found, *, at: str) -> None:
    """One line, as in a requirements file; `at` says where it is."""
    line = _HASHES.sub("", line).strip()
    option = _OPTION.match(line)
    if len(line) > LONGEST:
        found.gap(path, f"{at}: longer than any requirement")
    elif option:
        _option(option["name"], option["value"].strip(), path, found, at)
    elif not line.startswith("-"):
        _requirement(line, path, found, at)


def _option(name: str, value: str, path: str, found: Found, at: str) -> None:
    if name in ("-r", "--requirement", "-c", "--constraint"):
        if not found.references.name(path, value.strip("\"'"), constraint=name in ("-c", "--constraint")):
            found.gap(path, f"{at}: another list of requirements, that is not here")
    elif name in ("-e", "--editable") and value.strip("\"'") not in (".", "./"):
        _address(value, path, found, at)


def _requirement(text: str, path: str, found: Found, at: str) -> None:
    from packaging.requirements import InvalidRequirement, Requirement

    if not text or text in (".", "./") or text.startswith(".["):
        return
    try:
        asked = Requirement(text)
    except (InvalidRequirement, RecursionError):
        _address(text, path, found, at)
        return
    if asked.marker is not None and not may_hold(str(asked.marker)):
        return
    version = exact(asked)
    _keep(pypi_name(asked.name), version, "" if version else _constraint(asked), path, found)


def _keep(name: str, version: str, constraint: str, path: str, found: Found) -> None:
    evidence = Evidence.LOCKED if version else Evidence.DECLARED
    if version:
        found.references.versions.setdefault(path, {}).setdefault(name, version)
    found.add(
        path, Component(type=PackageType.PYPI, name=name, version=version, constraint=constraint, evidence=evidence)
    )


def exact(asked: Requirement) -> str:
    """The only version that satisfies it: of `==` without a wildcard, of `===`, or of the wheel at its address; '' for several."""
    if asked.url:
        return _of_wheel(asked.url)[1]
    for each in asked.specifier:
        if each.operator in ("==", "===") and not each.version.endswith(".*"):
            return each.version
    return ""


def _constraint(asked: Requirement) -> str:
    return f"@ {_USER.sub('', asked.url)}" if asked.url else str(asked.specifier)


def _address(text: str, path: str, found: Found, at: str) -> None:
    """A package by its address or file, without a name in front."""
    text = text.strip("\"'")
    name, version = _of_wheel(text)
    egg = _EGG.search(text)
    if name:
        _keep(name, version, "", path, found)
    elif egg and _ADDRESS.match(text):
        _keep(pypi_name(egg["name"]) or egg["name"], "", f"@ {_USER.sub('', text)}", path, found)
    elif _ADDRESS.match(text) or "/" in text:
        found.gap(path, f"{at}: a package at an address that does not say its name")
    else:
        found.gap(path, f"{at}: no requirement")


def _of_wheel(address: str) -> tuple[str, str]:
    """Name and version of the wheel or source archive that an address ends in; ('', '') for others."""
    from packaging.utils import parse_sdist_filename, parse_wheel_filename

    file = unquote(re.split(r"[#?]", address, maxsplit=1)[0].rpartition("/")[2])
    try:
        if file.endswith(".whl"):
            name, version, _, _ = parse_wheel_filename(file)
            return name, str(version)
        if file.endswith((".tar.gz", ".zip")) and "/archive/" not in address:
            name, version = parse_sdist_filename(file)
            return name, str(version)
    except ValueError:
        pass
    return "", ""


@lru_cache(maxsize=1_024)
def may_hold(marker: str) -> bool:
    """Some Python on Linux satisfies it, or it is not understood. Extras do not count: nothing says that they are asked for."""
    from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName

    try:
        return _holds(Marker(marker))
    except (InvalidMarker, UndefinedComparison, UndefinedEnvironmentName, RecursionError):
        return True


def _holds(parsed: Marker) -> bool:
    fixed = {
        "sys_platform": "linux",
        "platform_system": "Linux",
        "os_name": "posix",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }
    return any(
        parsed.evaluate(
            {**fixed, "python_version": python, "python_full_version": f"{python}.9", "platform_machine": machine}
        )
        for python in _PYTHONS
        for machine in _MACHINES
    )
