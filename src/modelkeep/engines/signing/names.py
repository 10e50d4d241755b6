"""Names of files within a manifest, and where a signature lies.

The rules are those of OpenSSF's model-signing 1.1, so that its command verifies what is signed here: names are POSIX paths relative to
the model, a model that is one file is named `.`, and what belongs to Git is left out
(https://github.com/sigstore/model-transparency, `model_signing.hashing.Config`).
"""

from __future__ import annotations

from collections.abc import Iterable

from modelkeep.core.signatures import SINGLE

SUFFIX = ".sig"
"""What follows the name of a file that is signed."""
WITHIN = "model.sig"
"""The name of the signature in a folder or under a prefix that is signed."""
GIT = (".git", ".gitattributes", ".github", ".gitignore")
"""What model-signing leaves out of a folder unless told otherwise."""


def beside(place: str, *, is_single: bool) -> str:
    """Where the signature of a place lies unless somebody says otherwise. A folder may end in a slash, a prefix does."""
    return f"{place}{SUFFIX}" if is_single else f"{place.rstrip('/')}/{WITHIN}"


def is_ignored(name: str, ignored: Iterable[str]) -> bool:
    """Whether a name is one of those, or lies in one that is a folder."""
    return any(name == each or name.startswith(f"{each}/") for each in ignored)


def trouble(name: str) -> str:
    """Why a name cannot stand in a manifest, '' where it can. Two different names must never become one."""
    if name == SINGLE:
        return ""
    if any(part in ("", ".", "..") for part in name.split("/")):
        return "its name has an empty part, `.` or `..`, which a manifest cannot tell from another name"
    try:
        name.encode()
    except UnicodeEncodeError:
        return "its name is not UTF-8"
    return ""
