"""Installed Python distributions: METADATA of `*.dist-info`, PKG-INFO of `*.egg-info`.

https://packaging.python.org/en/latest/specifications/core-metadata/. The description that follows the fields is not looked at; RECORD is
not needed.
"""

from __future__ import annotations

from collections.abc import Iterator

from modelkeep.core.components import Component, Evidence, PackageType
from modelkeep.engines.components.found import Found, MalformedError
from modelkeep.engines.components.licences import from_metadata
from modelkeep.engines.components.names import pypi_name

HEADER = 1 << 20
"""Bytes of fields that are read, at most."""
_KEPT = frozenset({"name", "version", "license", "license-expression", "classifier"})


def read(path: str, content: bytes, found: Found) -> None:
    """One installed distribution."""
    fields: dict[str, list[str]] = {}
    for key, value in _fields(content[:HEADER]):
        if key in _KEPT:
            fields.setdefault(key, []).append(value)
    name = pypi_name(fields.get("name", [""])[0])
    version = fields.get("version", [""])[0]
    if not name:
        raise MalformedError("no field Name")
    if not version:
        found.gap(path, f"{name} has no version")
    found.add(
        path,
        Component(
            type=PackageType.PYPI,
            name=name,
            version=version,
            evidence=Evidence.INSTALLED,
            licences=from_metadata(fields),
        ),
    )


def _fields(content: bytes) -> Iterator[tuple[str, str]]:
    """Names, in small letters, with values; lines that go on are left out, as none of ours needs them."""
    for line in content.decode("utf-8", "replace").splitlines():
        if not line.strip():
            return
        key, colon, value = line.partition(":")
        if colon and not line[0].isspace():
            yield key.strip().lower(), value.strip()
