"""Records of OSV in files: an archive, JSON lines, one record, or a folder of these. Nothing is unpacked to disk."""

from __future__ import annotations

import gzip
import hashlib
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from modelkeep.core.errors import UsageError

LARGEST_RECORD = 64 * 1024 * 1024
"""Bytes; the largest that OSV has is below 10 MB."""
_ENDINGS = (".zip", ".jsonl", ".jsonl.gz", ".json")
_CHUNK = 1 << 20
_AGAIN = "Download it again."


def archive_within(source: Path, ecosystem: str) -> Path | None:
    """The archive of an ecosystem in a folder that is laid out as OSV's own bucket is: ECOSYSTEM/all.zip. None where there is none."""
    archive = source / ecosystem / "all.zip"
    return archive if archive.is_file() else None


def files_of(source: Path) -> list[Path]:
    """The files with records: the one that is named, or all of a folder, in order. Raises UsageError where there is none."""
    if source.is_dir():
        found = sorted(path for path in source.rglob("*") if path.is_file() and path.name.lower().endswith(_ENDINGS))
    else:
        found = [source] if source.is_file() and source.name.lower().endswith(_ENDINGS) else []
    if not found:
        raise UsageError(f"{source} holds no records of OSV", remedy=f"Name a file or folder of {', '.join(_ENDINGS)}.")
    return found


def records_of(paths: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """Each record with where it is from. Raises UsageError for a file that cannot be read to its end."""
    for path in paths:
        try:
            yield from _records(path)
        except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise UsageError(f"{path} cannot be read to its end: {error}", remedy=_AGAIN) from error


def digest_of(paths: Iterable[Path]) -> str:
    """`sha256:` and the hexadecimal digest of files, one after the other."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    return f"sha256:{digest.hexdigest()}"


def _records(path: Path) -> Iterator[tuple[str, bytes]]:
    name = path.name.lower()
    if name.endswith(".zip"):
        yield from _zipped(path)
    elif name.endswith(".jsonl.gz"):
        with gzip.open(path, "rb") as unpacked:
            yield from _lines(path, unpacked)
    elif name.endswith(".jsonl"):
        with path.open("rb") as stream:
            yield from _lines(path, stream)
    else:
        with path.open("rb") as stream:
            yield str(path), _bounded(stream, str(path))


def _zipped(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.filename.lower().endswith(".json"):
                place = f"{path}, {member.filename}"
                with archive.open(member) as stream:
                    yield place, _bounded(stream, place)


def _lines(path: Path, stream: IO[bytes] | gzip.GzipFile) -> Iterator[tuple[str, bytes]]:
    number = 0
    while line := stream.readline(LARGEST_RECORD + 1):
        number += 1
        if len(line) > LARGEST_RECORD:
            raise UsageError(f"{path}:{number}: a record of more than {LARGEST_RECORD} bytes", remedy=_AGAIN)
        if line.strip():
            yield f"{path}:{number}", line


def _bounded(stream: IO[bytes], place: str) -> bytes:
    content = stream.read(LARGEST_RECORD + 1)
    if len(content) > LARGEST_RECORD:
        raise UsageError(f"{place}: a record of more than {LARGEST_RECORD} bytes", remedy=_AGAIN)
    return content
