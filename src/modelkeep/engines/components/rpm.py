"""Databases of rpm: SQLite, ndb, and Berkeley DB's hash as rpm had until 4.16; and the lists that distroless images have instead.

https://rpm.org/docs/latest/manual/ and, for the list, Azure Linux' `container-manifest-2`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from modelkeep.engines.components import rpm_headers
from modelkeep.engines.components.berkeley import blobs as berkeley_blobs
from modelkeep.engines.components.found import Found, MalformedError
from modelkeep.engines.components.ndb import blobs as ndb_blobs

LARGEST = 512 << 20
"""Bytes of a database."""
PACKAGES = 100_000
_STEPS = 20_000_000
"""Instructions of SQLite, after which it is stopped: a whole database takes a few hundred for each package."""
_SQLITE = b"SQLite format 3\0"
_FIELDS = 10
"""NAME, VERSION-RELEASE, INSTALLTIME, BUILDTIME, VENDOR, EPOCH, SIZE, ARCH, EPOCHNUM, SOURCERPM."""


def read_sqlite(path: str, content: bytes, found: Found) -> None:
    """rpmdb.sqlite."""
    _read(_sqlite_blobs, path, content, found)


def read_ndb(path: str, content: bytes, found: Found) -> None:
    """Packages.db."""
    _read(ndb_blobs, path, content, found)


def read_berkeley(path: str, content: bytes, found: Found) -> None:
    """Packages."""
    _read(berkeley_blobs, path, content, found)


def read_pending(path: str, content: bytes, found: Found) -> None:
    """rpmdb.sqlite-wal: what was written and not yet taken over into the database is not read."""
    if len(content) > 32:
        found.gap(path, "changes that are not yet in the database were not read")


def read_manifest(path: str, content: bytes, found: Found) -> None:
    """container-manifest-2: a line for each package, fields apart by tabs."""
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines()[:PACKAGES], 1):
        fields = line.split("\t")
        if len(fields) != _FIELDS or not fields[0] or not fields[1]:
            found.gap(path, f"line {number} is not understood")
            continue
        rpm_headers.add(
            path,
            found,
            name=fields[0],
            version=fields[1],
            epoch=int(fields[8]) if fields[8].isdecimal() and len(fields[8]) < 11 else 0,
            architecture=fields[7],
            source=fields[9],
        )


def _read(blobs: Callable[[bytes], Iterable[bytes]], path: str, content: bytes, found: Found) -> None:
    """Each header by itself: one that is broken hides no other."""
    broken, first, count, size = 0, "", 0, 0
    for count, blob in enumerate(blobs(content), 1):
        size += len(blob)
        if count > PACKAGES or size > len(content):
            found.gap(path, f"more than {PACKAGES:,} packages, or more bytes of them than there are")
            break
        try:
            rpm_headers.read(path, blob, found)
        except MalformedError as error:
            broken, first = broken + 1, first or str(error)
    if not count:
        found.gap(path, "no packages are in it")
    if broken:
        found.gap(path, f"{broken} packages were not understood: {first}")


def _sqlite_blobs(content: bytes) -> Iterator[bytes]:
    """Column `blob` of table `Packages`. The file is not trusted: only a plain table is asked, with a bound on steps and no functions of
    its schema."""
    import sqlite3

    if not content.startswith(_SQLITE) or len(content) < 100:
        raise MalformedError("no SQLite database")
    # A database in memory has no write-ahead log: bytes 18 and 19 say which journal was used (https://sqlite.org/fileformat2.html).
    plain = content[:18] + b"\x01\x01" + content[20:]
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(plain)
        connection.execute("pragma trusted_schema = off")
        connection.execute("pragma cell_size_check = on")
        connection.execute("pragma query_only = on")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST)
        connection.set_progress_handler(lambda: 1, _STEPS)
        plain_table = "select 1 from sqlite_schema where name = 'Packages' and sql like 'create table%'"
        if connection.execute(plain_table).fetchone() is None:
            raise MalformedError("no table of packages")
        for (blob,) in connection.execute("select blob from Packages"):
            yield blob if isinstance(blob, bytes) else b""
    except sqlite3.Error as error:
        raise MalformedError(f"SQLite: {error}") from error
    finally:
        connection.close()
