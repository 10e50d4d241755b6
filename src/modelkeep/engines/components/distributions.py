"""Which operating system an image has: os-release.

https://www.freedesktop.org/software/systemd/man/latest/os-release.html
"""

from __future__ import annotations

import re
import shlex

from modelkeep.engines.components.found import Found, MalformedError

FIRST = "etc/os-release"
"""The one that counts where both are there."""
_BY_MAJOR = frozenset({"almalinux", "centos", "debian", "ol", "rhel", "rocky"})
"""Whose advisories are about major versions; of Alpine about two numbers, of others about the whole."""
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~+-]{0,63}")


def read(path: str, content: bytes, found: Found) -> None:
    """`debian-12`, `alpine-3.18`, `rhel-9`; the name alone where there is no version, such as `arch`."""
    told = _fields(content.decode("utf-8", "replace"))
    name, version = told.get("ID", "linux").lower(), told.get("VERSION_ID", "")
    if not _ID.fullmatch(name) or (version and not _VERSION.fullmatch(version)):
        raise MalformedError("ID or VERSION_ID is none")
    if path == FIRST or not found.distribution:
        found.distribution = f"{name}-{_short(name, version)}" if version else name


def _short(name: str, version: str) -> str:
    if name == "alpine":
        return "edge" if re.search(r"[_a-z]", version) else ".".join(version.split(".")[:2])
    return version.split(".")[0] if name in _BY_MAJOR else version


def _fields(text: str) -> dict[str, str]:
    fields = {}
    for line in text.splitlines()[:200]:
        key, equals, value = line.strip().partition("=")
        if equals and key in ("ID", "VERSION_ID") and len(value) < 200:
            try:
                fields[key] = "".join(shlex.split(value))
            except ValueError as error:
                raise MalformedError(f"{key} has no end") from error
    return fields
