"""The action table's file: a zip with one JSON member for each service, so that a question loads what it names."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec

from modelkeep.core.errors import WorkspaceError

_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODE = 0o644 << 16
_UNIX = 3


def packed(members: Iterable[tuple[str, Mapping[str, Any]]]) -> bytes:
    """The file's bytes: equal for equal members, whenever and wherever it is made."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members:
            entry = zipfile.ZipInfo(f"{name}.json", _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _MODE
            entry.create_system = _UNIX
            archive.writestr(entry, msgspec.json.encode(content), compresslevel=9)
    return buffer.getvalue()


def write(path: Path, members: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """Put the file in place at once and whole. Raises WorkspaceError where it cannot be written."""
    content = packed(members)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise WorkspaceError(f"{path}: {error.strerror}") from error
