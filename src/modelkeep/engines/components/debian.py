"""dpkg's records of what is installed, as Debian, Ubuntu and distroless images have them.

https://manpages.debian.org/deb-control, https://manpages.debian.org/dpkg (package states),
https://github.com/GoogleContainerTools/distroless/blob/main/PACKAGE_METADATA.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from modelkeep.core.components import Component, PackageType
from modelkeep.engines.components.found import Found, MalformedError
from modelkeep.engines.components.paths import belongs_to_system

_ABSENT = frozenset({"not-installed", "config-files"})
"""States in which no file of a package is there but its configuration."""
_SOURCE = re.compile(r"(?P<name>\S+)(?:\s+\((?P<version>[^)\s]+)\))?")
_KEPT = frozenset({"package", "status", "version", "source", "architecture"})


def read_status(path: str, content: bytes, found: Found) -> None:
    """var/lib/dpkg/status, or a file of var/lib/dpkg/status.d, where what is named is installed."""
    seen = False
    for fields in _paragraphs(content.decode("utf-8", "replace")):
        seen = True
        state = fields.get("status", "").split()
        if state and state[-1] in _ABSENT:
            continue
        name, version = fields.get("package", ""), fields.get("version", "")
        if not name or not version:
            found.gap(path, f"{name or 'a package'} without a name or a version")
            continue
        source = _SOURCE.fullmatch(fields.get("source", ""))
        found.add(
            path,
            Component(
                type=PackageType.DEB,
                name=name,
                version=version,
                architecture=fields.get("architecture", ""),
                source=source["name"] if source else name,
                source_version=(source["version"] if source else "") or version,
            ),
        )
    if content.strip() and not seen:
        raise MalformedError("no packages")


def read_files(path: str, content: bytes, found: Found) -> None:
    """info/*.list: the files of a package; or status.d/*.md5sums, with a digest in front. Only whose metadata these are is kept."""
    for line in content.decode("utf-8", "replace").splitlines():
        name = (line.partition("  ")[2] if path.endswith(".md5sums") else line).lstrip("/")
        if belongs_to_system(name):
            found.owned.add(name)


def _paragraphs(text: str) -> Iterator[Mapping[str, str]]:
    fields: dict[str, str] = {}
    for line in text.split("\n"):
        if not line.strip():
            if fields:
                yield fields
                fields = {}
        elif not line[0].isspace():
            key, _, value = line.partition(":")
            if key.lower() in _KEPT:
                fields[key.lower()] = value.strip()
    if fields:
        yield fields
