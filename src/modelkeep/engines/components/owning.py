"""Files whose owner matters: what a package of the operating system put there is mended by its distribution, under a version of its own."""

from __future__ import annotations

import re

METADATA = re.compile(
    r"(?:^|/)(?:[^/]+\.dist-info/METADATA|[^/]+\.egg-info/PKG-INFO|EGG-INFO/PKG-INFO|[^/]+\.egg-info)$"
)
"""Of installed Python distributions."""
UNREAD = (
    ("Java packages (*.jar)", re.compile(r"\.[jw]ar$")),
    ("Node packages (node_modules)", re.compile(r"(?:^|/)node_modules/(?:@[^/]+/)?[^/]+/package\.json$")),
    ("Node packages (lock file)", re.compile(r"(?:^|/)(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml)$")),
    ("Go modules (go.sum)", re.compile(r"(?:^|/)go\.sum$")),
    ("Rust crates (Cargo.lock)", re.compile(r"(?:^|/)Cargo\.lock$")),
    ("Ruby packages (*.gemspec)", re.compile(r"/specifications/[^/]+\.gemspec$")),
    ("R packages", re.compile(r"/R/(?:[^/]+/)?library/[^/]+/DESCRIPTION$")),
)
"""Kinds of packages that nothing here reads, with the paths that show them."""
_ENDS = ("METADATA", "PKG-INFO", ".egg-info", "ar", ".json", ".lock", ".sum", ".yaml", ".gemspec", "DESCRIPTION")


def is_kept(path: str) -> bool:
    """Its owner matters."""
    return path.endswith(_ENDS) and (
        METADATA.search(path) is not None or any(paths.search(path) for _, paths in UNREAD)
    )
