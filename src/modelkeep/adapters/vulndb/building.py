"""Writes the database of an ecosystem from records of OSV, and that of CISA's catalogue and EPSS. All or nothing."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from modelkeep.adapters.vulndb.store import packed, slug
from modelkeep.core.errors import UsageError, WorkspaceError
from modelkeep.core.vulnerabilities import Vulnerability
from modelkeep.engines.vulnerabilities.advisories import Affected, KnownExploited
from modelkeep.engines.vulnerabilities.osv import Record, read_record

_MALFORMED_SHARE = 0.01
"""Up to this share of records may be malformed; with more, it is no data of OSV, and what is held stays."""
_SCHEMA = """
CREATE TABLE release (n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE advisory (n INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE affected (name TEXT, release INTEGER, advisory INTEGER, body BLOB NOT NULL,
  PRIMARY KEY (name, release, advisory)) WITHOUT ROWID;
"""
_EXPLOITATION = """
CREATE TABLE kev (cve TEXT PRIMARY KEY, added TEXT NOT NULL, ransomware INTEGER) WITHOUT ROWID;
CREATE TABLE epss (cve TEXT PRIMARY KEY, score REAL NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A database that was written, and what is in it. `malformed` counts records that were not understood."""

    file: str
    made: datetime
    advisories: int
    packages: int
    withdrawn: int
    malformed: int
    releases: frozenset[str]


def build(folder: Path, ecosystem: str, records: Iterable[tuple[str, bytes]], version: str) -> Built:
    """Write the database of an ecosystem from its records, each with where it is from. `version` tells its file from others.

    Raises UsageError where there is no record on the ecosystem or too many are malformed, WorkspaceError where it cannot be written.
    """
    path = folder / f"{slug(ecosystem)}.{version}.sqlite"
    with _writing(path, _SCHEMA) as connection:
        counts = _fill(connection, ecosystem, records)
    return Built(file=path.name, **counts)


def build_exploitation(
    folder: Path, exploited: dict[str, KnownExploited], scores: Iterable[tuple[str, float]], version: str
) -> str:
    """Write the database of CISA's catalogue and EPSS and say its name. Raises WorkspaceError where it cannot be written."""
    path = folder / f"exploitation.{version}.sqlite"
    with _writing(path, _EXPLOITATION) as connection:
        rows = ((cve, each.added, each.ransomware) for cve, each in exploited.items())
        connection.executemany("INSERT INTO kev VALUES (?, ?, ?)", rows)
        connection.executemany("INSERT OR REPLACE INTO epss VALUES (?, ?)", scores)
    return path.name


@contextmanager
def _writing(path: Path, schema: str) -> Iterator[sqlite3.Connection]:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        with closing(sqlite3.connect(draft)) as connection:
            connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {schema}")
            yield connection
            connection.commit()
        draft.replace(path)
    except (OSError, sqlite3.DatabaseError) as error:
        raise WorkspaceError(f"{path} cannot be written: {error}") from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _fill(connection: sqlite3.Connection, ecosystem: str, records: Iterable[tuple[str, bytes]]) -> dict[str, Any]:
    releases: dict[str, int] = {}
    made: datetime | None = None
    advisories = withdrawn = malformed = read = 0
    first_error = ""
    for place, content in records:
        read += 1
        try:
            record = read_record(content)
        except ValueError as error:
            malformed += 1
            first_error = first_error or f"{place}: {error}"
            continue
        entries = [each for each in record.entries if each.release.partition(":")[0] == ecosystem]
        if not entries:
            continue
        made = record.modified if made is None else max(made, record.modified)
        if record.withdrawn:
            withdrawn += 1
            continue
        advisories += 1
        connection.execute("INSERT INTO advisory VALUES (?, ?)", (advisories, packed(_about(record))))
        for each in entries:
            number = releases.setdefault(each.release, len(releases) + 1)
            row = (each.name, number, advisories, packed([_affected(one) for one in each.affected]))
            connection.execute("INSERT INTO affected VALUES (?, ?, ?, ?)", row)
    if malformed > max(1, read) * _MALFORMED_SHARE:
        raise UsageError(f"{malformed} of {read} records are none of OSV, the first: {first_error}", remedy=_ARCHIVE)
    if made is None:
        raise UsageError(f"no record is about {ecosystem}", remedy=_ARCHIVE)
    connection.executemany("INSERT INTO release VALUES (?, ?)", [(number, name) for name, number in releases.items()])
    [(packages,)] = connection.execute("SELECT count(*) FROM (SELECT DISTINCT name FROM affected)").fetchall()
    return {
        "made": min(made, datetime.now(UTC)),
        "advisories": advisories,
        "packages": packages,
        "withdrawn": withdrawn,
        "malformed": malformed,
        "releases": frozenset(releases),
    }


_ARCHIVE = "Name an archive of OSV (ECOSYSTEM/all.zip), a folder of its JSON files, or JSON lines."


def _about(record: Record) -> dict[str, Any]:
    vulnerability: dict[str, Any] = {}
    for name in Vulnerability.__dataclass_fields__:
        value = getattr(record.vulnerability, name)
        if value not in (None, "", ()):
            vulnerability[name] = value
    return {"vulnerability": vulnerability, **({"covers": record.covers} if record.covers else {})}


def _affected(one: Affected) -> dict[str, Any]:
    told = {"ranges": one.ranges, "versions": one.versions, "severity": one.severity}
    return {name: value for name, value in told.items() if value}
