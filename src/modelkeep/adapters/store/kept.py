"""The journal that a snapshot keeps, so that an incremental scan can tell what its calls gave.

`journal.jsonl.gz` beside the Parquet files: a header, then one line per call. Its digest stands beside the manifest.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from modelkeep import __version__
from modelkeep.adapters.store.journal import Line
from modelkeep.core.digests import file_digest
from modelkeep.core.kinds import tables

NAME = "journal.jsonl.gz"
_LEVEL = 3


class Header(msgspec.Struct):
    """Whose answers these are: what was scanned, when, and by which code."""

    snapshot: str
    started: datetime
    scope: dict[str, Any]
    tool_version: str
    tables: str


class NotUsableError(Exception):
    """A kept journal that this scan cannot keep answers from; the text says why. Stays inside this adapter."""


def header(snapshot: str, started: datetime, scope: Mapping[str, Any]) -> Header:
    """The header of a scan that this code makes."""
    return Header(snapshot, started, msgspec.to_builtins(dict(scope)), __version__, _tables_digest())


def write(lines: Iterable[Line], about: Header, folder: Path) -> None:
    """Keep a journal in a snapshot's folder."""
    encoder = msgspec.json.Encoder()
    with gzip.open(folder / NAME, "wb", compresslevel=_LEVEL) as file:
        file.write(encoder.encode(about) + b"\n")
        for line in lines:
            file.write(encoder.encode(line) + b"\n")


def unpack(folder: Path, digest: str, mine: Header, target: Path, *, not_before: datetime) -> Header:
    """Write the lines of a snapshot's kept journal into `target` and return its header.

    Raises NotUsableError where there is none, it was changed, it is too old, or another scope or code wrote it than `mine`.
    """
    path = folder / NAME
    if not digest:
        raise NotUsableError("it kept no journal")
    if not path.is_file() or file_digest(path) != digest:
        raise NotUsableError("its journal is missing or not the one that the scan wrote")
    try:
        with gzip.open(path, "rb") as file:
            theirs = msgspec.json.decode(file.readline(), type=Header)
            if theirs.scope != mine.scope:
                different = sorted(key for key in theirs.scope | mine.scope if _differs(key, theirs, mine))
                raise NotUsableError(f"it was scanned with another {', '.join(different)}")
            if theirs.started < not_before:
                raise NotUsableError("it is too old")
            if (theirs.tool_version, theirs.tables) != (mine.tool_version, mine.tables):
                raise NotUsableError(f"Modelkeep {theirs.tool_version} wrote it, and read other columns")
            with target.open("wb") as lines:
                shutil.copyfileobj(file, lines)
    except (EOFError, gzip.BadGzipFile, zlib.error, msgspec.MsgspecError) as error:
        raise NotUsableError("its journal cannot be read") from error
    return theirs


def _differs(key: str, theirs: Header, mine: Header) -> bool:
    return theirs.scope.get(key) != mine.scope.get(key)


def _tables_digest() -> str:
    """What a row of every table looks like, and which calls fill it, in this version."""
    shape = [
        (name, table.calls, [(column.name, column.sql_type) for column in table.columns])
        for name, table in tables().items()
    ]
    return hashlib.sha256(msgspec.json.encode(shape)).hexdigest()
