"""Orders of versions, one for each kind of package: by which rules one version is newer than another.

PyPI's by `packaging` (PEP 440), Debian's and RPM's by `univers`. apk's is written here from the version specification of
apk-package(5), with the comparison of apk-tools 3; it differs from Gentoo's, on which it was modelled, in its suffixes and zeros.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cmp_to_key, lru_cache
from typing import Any

from modelkeep.core.components import PackageType

_CACHED = 65536


def _as_told(text: str) -> str:
    return text.strip()


@dataclass(frozen=True, slots=True)
class Order:
    """The order of one kind of package.

    `key` makes of a version what can be compared; it raises ValueError for what is no version. `normal` is one spelling for all
    that are equal. `public` is the version without what a distributor of a build added to it; the same where there is no such part.
    """

    key: Callable[[str], Any]
    normal: Callable[[str], str] = _as_told
    public: Callable[[str], str] = _as_told


@lru_cache(maxsize=_CACHED)
def pypi_key(text: str) -> Any:
    """PEP 440."""
    from packaging.version import Version

    return Version(text)


@lru_cache(maxsize=_CACHED)
def pypi_normal(text: str) -> str:
    """PEP 440's normal form without trailing zeros; what is no version stays as it is."""
    from packaging.utils import canonicalize_version

    return canonicalize_version(text)


def pypi_public(text: str) -> str:
    """Without the local version: 2.1.0+cu118 is 2.1.0, built for CUDA 11.8."""
    return text.partition("+")[0]


@lru_cache(maxsize=_CACHED)
def deb_key(text: str) -> Any:
    """deb-version(7)."""
    from univers.debian import Version, compare_version_objects

    return cmp_to_key(compare_version_objects)(Version.from_string(text))  # type: ignore[no-untyped-call]  # univers has none


@lru_cache(maxsize=_CACHED)
def rpm_key(text: str) -> Any:
    """rpm-version(7): epoch, version and release; no epoch is epoch 0."""
    from univers.rpm import RpmVersion, compare_rpm_versions

    stripped = text.strip()
    if not stripped or not stripped.isascii():
        raise ValueError(f"{text!r} is no version of an RPM")
    return cmp_to_key(compare_rpm_versions)(RpmVersion.from_string(stripped))  # type: ignore[no-untyped-call]  # as above


_APK_SUFFIXES = ("alpha", "beta", "pre", "rc", "cvs", "svn", "git", "hg", "p")
_APK_BEFORE = 4
"""How many of them come before the version without a suffix."""
_APK_TOKEN = re.compile(
    r"\.(?P<digit>[0-9]+)|(?P<letter>[a-z])(?P<after>[0-9]*)|_(?P<suffix>[a-z]+)(?P<number>[0-9]*)"
    r"|~(?P<hash>[0-9a-f]+)|-r(?P<revision>[0-9]+)"
)
# Where two versions differ in the kind of their next part, that of the lower kind is the older one.
_APK_PRE, _APK_END, _APK_REVISION, _APK_HASH, _APK_NUMBER, _APK_POST, _APK_LETTER, _APK_DIGIT = range(8)
_APK_ORDER = {"digit": 0, "letter": 1, "suffix": 2, "hash": 3, "revision": 4}
"""In which order parts may follow each other."""


@lru_cache(maxsize=_CACHED)
def apk_key(text: str) -> Any:
    """number{.number}...{letter{number}}{_suffix{number}}...{~hash}{-r#}, as apk-tools 3 compares it.

    A number after a dot that starts with a zero is compared as text. A number after the letter is what apk-tools 2 takes too.
    """
    head = re.match(r"[0-9]+", text)
    if head is None:
        raise ValueError(f"{text!r} is no version of an apk")
    parts: list[tuple[int, Any]] = [(_APK_DIGIT, (1, int(head.group())))]
    at, stage = head.end(), 0
    while at < len(text):
        token = _APK_TOKEN.match(text, at)
        if token is None:
            raise ValueError(f"{text!r} is no version of an apk")
        kind = next(name for name in _APK_ORDER if token.group(name) is not None)
        if _APK_ORDER[kind] < stage or (_APK_ORDER[kind] == stage and kind not in ("digit", "suffix")):
            raise ValueError(f"{text!r} is no version of an apk")
        at, stage = token.end(), _APK_ORDER[kind]
        parts += _apk_parts(token, kind, text)
    return (*parts, (_APK_END, 0))


def _apk_parts(token: re.Match[str], kind: str, text: str) -> list[tuple[int, Any]]:
    value = token.group(kind)
    if kind == "digit":
        return [(_APK_DIGIT, (0, value) if value.startswith("0") else (1, int(value)))]
    if kind == "letter":
        after = token.group("after")
        return [(_APK_LETTER, value), *([(_APK_DIGIT, (1, int(after)))] if after else [])]
    if kind == "suffix":
        if value not in _APK_SUFFIXES:
            raise ValueError(f"{text!r} is no version of an apk")
        rank, number = _APK_SUFFIXES.index(value), token.group("number")
        first = (_APK_PRE if rank < _APK_BEFORE else _APK_POST, rank)
        return [first, *([(_APK_NUMBER, int(number))] if number else [])]
    return [(_APK_HASH, value) if kind == "hash" else (_APK_REVISION, int(value))]


PYPI = Order(pypi_key, pypi_normal, pypi_public)
_ORDERS = {
    PackageType.PYPI: PYPI,
    PackageType.DEB: Order(deb_key),
    PackageType.RPM: Order(rpm_key),
    PackageType.APK: Order(apk_key),
}
_TYPES = {
    "PyPI": PackageType.PYPI,
    "Debian": PackageType.DEB,
    "Ubuntu": PackageType.DEB,
    "Alpine": PackageType.APK,
    "Wolfi": PackageType.APK,
    "Chainguard": PackageType.APK,
    "Red Hat": PackageType.RPM,
    "Rocky Linux": PackageType.RPM,
    "AlmaLinux": PackageType.RPM,
    "openSUSE": PackageType.RPM,
    "SUSE": PackageType.RPM,
    "Azure Linux": PackageType.RPM,
}
ECOSYSTEMS = tuple(_TYPES)
"""OSV's ecosystems whose versions can be compared here."""


def order_of(ecosystem: str) -> Order:
    """The order of an ecosystem of OSV, with or without its release. Raises KeyError for one that is not in `ECOSYSTEMS`."""
    return _ORDERS[_TYPES[ecosystem.partition(":")[0]]]


def type_of(ecosystem: str) -> PackageType:
    """The type of packages of an ecosystem. Raises KeyError for one that is not in `ECOSYSTEMS`."""
    return _TYPES[ecosystem.partition(":")[0]]
