"""What the files of an image tell together."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from modelkeep.engines.components import reading
from modelkeep.engines.components.found import Found
from modelkeep.engines.images.contents import Kind
from modelkeep.engines.images.tree import Tree

OS_RELEASE = "etc/os-release"
"""The one that counts where there are several (os-release(5))."""
DATABASES = (
    "var/lib/dpkg/status",
    "var/lib/rpm/rpmdb.sqlite",
    "var/lib/rpm/Packages.db",
    "var/lib/rpm/Packages",
    "lib/apk/db/installed",
    OS_RELEASE,
)
"""Where package managers look. A link on the way there leads to where their records really are."""


def merged(tree: Tree, subject: str) -> Found:
    """All files of an image as one. A name that leads to what was not read is a gap."""
    total = Found(place=(subject,))
    distribution = ""
    for path, node in tree.all():
        if node.found is not None:
            _absorb(total, node.found, (subject,))
            if node.found.distribution and (path == OS_RELEASE or not distribution):
                distribution = node.found.distribution
        elif node.kind is Kind.NOTICED:
            reading.notice(path, total)
        elif node.kind is Kind.HARD:
            total.gap(path, f"a second name of {node.target}, which was not read")
        elif node.kind is Kind.COVERED:
            total.gap(path, "neither a file nor a link")
        elif node.kind is Kind.LINK and reading.wants(path) and not _leads_to_file(tree, path):
            total.gap(path, f"a link to {node.target}, which was not read")
    total.distribution = distribution
    for path in DATABASES:
        real = tree.real(path)
        if real != path and not reading.wants(real):
            total.gap(path, f"it lies at {real}, which was not read")
    return total


def _leads_to_file(tree: Tree, path: str) -> bool:
    found = tree.find(path)
    return found is not None and found.kind in (Kind.FILE, Kind.FOLDER)


def _absorb(into: Any, other: Any, place: tuple[str, ...]) -> None:
    """Add all collections of one to the other. Places within the image become places within what was asked for."""
    for each in fields(other):
        mine, theirs = getattr(into, each.name), getattr(other, each.name)
        if is_dataclass(theirs):
            _absorb(mine, theirs, place)
        elif isinstance(theirs, list):
            mine.extend(_placed(found, place) for found in theirs)
        elif isinstance(theirs, set):
            mine |= theirs
        elif isinstance(theirs, dict):
            _join(mine, theirs)


def _placed(found: Any, place: tuple[str, ...]) -> Any:
    return replace(found, place=place + found.place) if hasattr(found, "place") else found


def _join(mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    for key, value in theirs.items():
        known = mine.setdefault(key, value)
        if known is value:
            continue
        if isinstance(value, (set, dict)):
            mine[key] = known | value
        elif isinstance(value, list):
            mine[key] = known + value
