"""apk's record of what is installed, as Alpine, Wolfi and Chainguard images have it.

https://wiki.alpinelinux.org/wiki/Apk_spec: one letter, a colon and a value on each line, packages apart by an empty one. `o:` is the
package that it was built from, `F:` a folder, `R:` a file in it.
"""

from __future__ import annotations

from modelkeep.core.components import Component, PackageType
from modelkeep.engines.components.found import Found, MalformedError
from modelkeep.engines.components.licences import told
from modelkeep.engines.components.paths import belongs_to_system


def read(path: str, content: bytes, found: Found) -> None:
    """lib/apk/db/installed."""
    fields: dict[str, str] = {}
    folder, seen = "", False
    for line in (*content.decode("utf-8", "replace").split("\n"), ""):
        key, value = line[:2], line[2:]
        if not line:
            seen |= bool(fields)
            _package(fields, path, found)
            fields, folder = {}, ""
        elif key == "F:":
            folder = value
        elif key == "R:":
            name = f"{folder}/{value}".lstrip("/")
            if belongs_to_system(name):
                found.owned.add(name)
        elif key in ("P:", "V:", "A:", "o:", "L:"):
            fields[key[0]] = value.strip()
    if content.strip() and not seen:
        raise MalformedError("no packages")


def _package(fields: dict[str, str], path: str, found: Found) -> None:
    if not fields:
        return
    name, version = fields.get("P", ""), fields.get("V", "")
    if not name or not version:
        found.gap(path, f"{name or 'a package'} without a name or a version")
        return
    found.add(
        path,
        Component(
            type=PackageType.APK,
            name=name,
            version=version,
            architecture=fields.get("A", ""),
            source=fields.get("o", "") or name,
            source_version=version,
            licences=told(fields.get("L", "")),
        ),
    )
