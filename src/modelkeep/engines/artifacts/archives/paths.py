"""Names of members by which an archive writes outside of the folder into which it is unpacked."""

from __future__ import annotations

import posixpath
import re

_DRIVE = re.compile(r"^[A-Za-z]:")


def unsafe(name: str) -> str:
    """Why a name leads outside of its folder; empty where it does not."""
    path = name.replace("\\", "/")
    if "\0" in name:
        return "a NUL byte in its name, where some readers cut it"
    if path.startswith("/"):
        return "an absolute path"
    if _DRIVE.match(path):
        return "a drive letter"
    if ".." in path.split("/"):
        return "steps out of its folder"
    return ""


def escapes(member: str, target: str) -> str:
    """Why the target of a link, written beside `member`, leads outside; empty where it does not."""
    path = target.replace("\\", "/")
    if path.startswith("/") or _DRIVE.match(path):
        return "an absolute path"
    landing = posixpath.normpath(posixpath.join(posixpath.dirname(member.replace("\\", "/")), path))
    return "a path outside of the archive" if landing == ".." or landing.startswith("../") else ""
