"""Versions of packages, of JumpStart's models and of images' tags: their order, and the line that gets patches together."""

from __future__ import annotations

from collections.abc import Iterable

from packaging.version import InvalidVersion, Version


def version_of(text: str) -> Version | None:
    """As https://peps.python.org/pep-0440/ orders it; None for what is no version."""
    try:
        return Version(text)
    except InvalidVersion:
        return None


def line_of(text: str) -> str:
    """`2.6.0+cu124` to `2.6`; '' for what is no version."""
    version = version_of(text)
    return f"{version.major}.{version.minor}" if version is not None else ""


def is_newer(text: str, than: str) -> bool:
    """Whether a version is newer than another; builds (`+cu124`) do not count. False where either is no version."""
    left, right = version_of(text), version_of(than)
    return left is not None and right is not None and Version(left.public) > Version(right.public)


def newest(texts: Iterable[str]) -> str:
    """The newest of those that are versions; '' for none."""
    found = {version: each for each in texts if (version := version_of(each)) is not None}
    return found[max(found)] if found else ""
