"""Digests of files and of container images."""

from __future__ import annotations

import hashlib
from pathlib import Path


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal; read piece by piece. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_of(image: str) -> str:
    """The digest in an image's name, '' for an image that goes by a tag."""
    name, _, digest = image.partition("@")
    return digest if name and digest.startswith("sha256:") else ""
