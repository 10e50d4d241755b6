"""The key of the hashes by which values are found again: one for each workspace, nobody else's to read."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from modelkeep.core.errors import UsageError, WorkspaceError

FILE = "classify.key"
LEAST = 16
"""Bytes of a key."""


def workspace_key(workspace: Path) -> bytes:
    """The workspace's key, made when it is first asked for. Raises WorkspaceError."""
    path = workspace / FILE
    try:
        workspace.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(opened, "wb") as file:
                file.write(secrets.token_bytes(32))
        key = path.read_bytes()
    except OSError as error:
        raise WorkspaceError(f"{path}: {error.strerror}", remedy="Name a folder that you may write to.") from error
    if len(key) < LEAST:
        raise WorkspaceError(f"{path} is no key", remedy="Delete it: earlier results cannot be searched by value then.")
    return key


def own_key(path: Path) -> bytes:
    """A key of the user's own. Raises UsageError."""
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", remedy="Name a file that you may read.") from error
    if len(key) < LEAST:
        raise UsageError(
            f"{path}: a key has at least {LEAST} bytes", remedy=f"Make one: head -c 32 /dev/urandom > {path}"
        )
    return key
