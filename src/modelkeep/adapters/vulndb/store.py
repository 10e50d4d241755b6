"""The index as files of a folder: for each ecosystem a small manifest (JSON) and the SQLite database that it names.

A database never changes. A new one is written beside it, and is in use when the manifest names it: whoever reads meanwhile goes on with
the old one. Lookups read a few pages each, so that a large index is loaded as quickly as a small one. One more database holds what
CISA's catalogue and EPSS say.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from modelkeep.core.errors import IntegrityError, WorkspaceError
from modelkeep.core.vulnerabilities import Vulnerability
from modelkeep.engines.vulnerabilities.advisories import Advisory, Affected, EcosystemData, KnownExploited
from modelkeep.engines.vulnerabilities.index import LIMIT_DAYS, Index

FORMAT = 1
"""The form of manifests and databases; a newer one is not read."""
EXPLOITATION = "exploitation"
"""The name of the manifest of what is not about an ecosystem."""
_REMEDY = "Fetch the data again: `modelkeep vulndb update`; if that does not help, delete the folder first."
_PACKAGES_CACHED = 2048
_LONG = 1024
"""Bytes of JSON from which on compressing it saves more than it costs."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a manifest says: `file` is the database beside it."""

    format: int
    file: str
    data: EcosystemData


class ExploitationManifest(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of exploitation: when each of both catalogues was read, and from where; '' and None where it was not."""

    format: int
    file: str
    kev_source: str = ""
    kev_date: str = ""
    kev_digest: str = ""
    entries: int | None = None
    epss_source: str = ""
    epss_date: str = ""
    epss_digest: str = ""
    scores: int | None = None


_M = TypeVar("_M", Manifest, ExploitationManifest)


class _About(msgspec.Struct):
    """The part of an advisory that all packages share."""

    vulnerability: Vulnerability
    covers: tuple[str, ...] = ()


_ABOUT = msgspec.json.Decoder(_About)
_AFFECTED = msgspec.json.Decoder(tuple[Affected, ...])


def packed(content: Any) -> bytes:
    """JSON, compressed where it is long; what `_unpacked` reads."""
    plain = msgspec.json.encode(content)
    return plain if len(plain) < _LONG else zlib.compress(plain, 6)


def _unpacked(content: bytes) -> bytes:
    return content if content[:1] in (b"{", b"[") else zlib.decompress(content)


class Database:
    """A database that is open for reading. Raises IntegrityError for one that cannot be read, whenever that shows."""

    def __init__(self, path: Path) -> None:
        self._path = path
        if not path.is_file():
            raise IntegrityError(f"{path} is missing", remedy=_REMEDY)
        self._connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        self.rows("SELECT 1 FROM sqlite_schema LIMIT 1")

    def rows(self, query: str, *values: Any) -> list[Any]:
        """The rows of a query."""
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise IntegrityError(f"{self._path} cannot be read: {error}", remedy=_REMEDY) from error


class StoredAdvisory:
    """An advisory whose text is read when it is asked for: of most, it is enough to know that other versions are meant."""

    __slots__ = ("_about", "_told", "affected")

    def __init__(self, affected: tuple[Affected, ...], about: bytes) -> None:
        self.affected = affected
        self._about = about
        self._told: _About | None = None

    @property
    def vulnerability(self) -> Vulnerability:
        """What it is about. Raises IntegrityError for data that cannot be read."""
        return self._read().vulnerability

    @property
    def covers(self) -> tuple[str, ...]:
        """The CVE ids of a bulletin that mends several. Raises IntegrityError for data that cannot be read."""
        return self._read().covers

    def _read(self) -> _About:
        if self._told is None:
            try:
                self._told = _ABOUT.decode(_unpacked(self._about))
            except (msgspec.MsgspecError, zlib.error) as error:
                raise IntegrityError(f"an advisory cannot be read: {error}", remedy=_REMEDY) from error
        return self._told


class StoredIndex:
    """The index of a folder; see `engines.vulnerabilities.index.Index`."""

    def __init__(self, folder: Path, manifests: Sequence[Manifest], limit_days: int) -> None:
        self._limit_days = limit_days
        self._data = {each.data.ecosystem: each.data for each in manifests}
        self._databases = {each.data.ecosystem: Database(folder / each.file) for each in manifests}
        exploitation = read_exploitation(folder)
        self._exploitation = Database(folder / exploitation.file) if exploitation is not None else None
        self._knows_exploited = exploitation is not None and exploitation.entries is not None
        self._looked_up = lru_cache(maxsize=_PACKAGES_CACHED)(self._look_up)

    @property
    def limit_days(self) -> int:
        """The age in days up to which the data answer."""
        return self._limit_days

    @property
    def data(self) -> Sequence[EcosystemData]:
        """What is held, one for each ecosystem, by name."""
        return tuple(self._data.values())

    def of(self, ecosystem: str) -> EcosystemData | None:
        """The data on an ecosystem, None where nothing is held."""
        return self._data.get(ecosystem)

    def advisories(self, ecosystem: str, name: str) -> Sequence[Advisory]:
        """Advisories on a package. Raises IntegrityError for data that cannot be read."""
        return self._looked_up(ecosystem, name)

    def _look_up(self, release: str, name: str) -> tuple[Advisory, ...]:
        database = self._databases.get(release.partition(":")[0])
        if database is None:
            return ()
        rows = database.rows(
            "SELECT affected.body, advisory.body FROM affected JOIN release ON release.n = affected.release"
            " JOIN advisory ON advisory.n = affected.advisory"
            " WHERE affected.name = ? AND release.name = ? ORDER BY affected.advisory",
            name,
            release,
        )
        try:
            return tuple(StoredAdvisory(_AFFECTED.decode(_unpacked(affected)), about) for affected, about in rows)
        except (msgspec.MsgspecError, zlib.error) as error:
            raise IntegrityError(f"the data on {name} of {release} cannot be read: {error}", remedy=_REMEDY) from error

    @property
    def knows_exploited(self) -> bool:
        """Whether CISA's catalogue is held."""
        return self._knows_exploited

    def exploited(self, cve: str) -> KnownExploited | None:
        """The catalogue's entry on a CVE id."""
        if self._exploitation is None:
            return None
        rows = self._exploitation.rows("SELECT added, ransomware FROM kev WHERE cve = ?", cve)
        if not rows:
            return None
        added, ransomware = rows[0]
        return KnownExploited(added, None if ransomware is None else bool(ransomware))

    def epss(self, cve: str) -> float | None:
        """The probability, 0 to 1, that it is exploited within 30 days; None without a score."""
        if self._exploitation is None:
            return None
        rows = self._exploitation.rows("SELECT score FROM epss WHERE cve = ?", cve)
        return float(rows[0][0]) if rows else None


def load(folder: Path, *, limit_days: int = LIMIT_DAYS) -> Index | None:
    """The index of a folder, None where it holds none. Raises IntegrityError for a file that is none of ours, or newer."""
    manifests = read_manifests(folder)
    return StoredIndex(folder, manifests, limit_days) if manifests else None


def manifest_path(folder: Path, ecosystem: str) -> Path:
    """Where the manifest of an ecosystem is."""
    return folder / f"{slug(ecosystem)}.json"


def slug(ecosystem: str) -> str:
    """An ecosystem's name as the name of a file."""
    return "".join(letter if letter.isalnum() else "-" for letter in ecosystem)


def read_manifests(folder: Path) -> list[Manifest]:
    """The manifests of all ecosystems, by name."""
    if not folder.is_dir():
        return []
    paths = sorted(
        path for path in folder.glob("*.json") if path.stem != EXPLOITATION and not path.name.startswith(".")
    )
    return sorted((_read(path, Manifest) for path in paths), key=lambda each: each.data.ecosystem)


def read_exploitation(folder: Path) -> ExploitationManifest | None:
    """What is held of CISA's catalogue and of EPSS."""
    path = folder / f"{EXPLOITATION}.json"
    return _read(path, ExploitationManifest) if path.is_file() else None


def _read(path: Path, kind: type[_M]) -> _M:
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError) as error:
        raise IntegrityError(f"{path} cannot be read: {error}", remedy=_REMEDY) from error
    if manifest.format > FORMAT:
        raise IntegrityError(
            f"{path} is from a newer version of Modelkeep", remedy="Use that version, or fetch the data again."
        )
    if Path(manifest.file).name != manifest.file:
        raise IntegrityError(f"{path} names a file elsewhere", remedy=_REMEDY)
    return manifest


def publish(path: Path, manifest: Manifest | ExploitationManifest) -> None:
    """Put a manifest in place, and remove databases that none of its predecessors' readers can open anew.

    Raises WorkspaceError where it cannot be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise WorkspaceError(f"{path}: {error.strerror}") from error
    for other in path.parent.glob(f"{path.stem}.*.sqlite"):
        if other.name != manifest.file:
            with suppress(OSError):
                other.unlink()
