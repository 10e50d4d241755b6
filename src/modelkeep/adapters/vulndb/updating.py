"""Takes newer vulnerability data: from OSV, a mirror, or files. What is held stays in use until the new is whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

import msgspec

from modelkeep.adapters.vulndb.building import Built, build
from modelkeep.adapters.vulndb.download import Downloads, forget
from modelkeep.adapters.vulndb.records import archive_within, digest_of, files_of, records_of
from modelkeep.adapters.vulndb.store import FORMAT, Manifest, manifest_path, publish, read_manifests, slug
from modelkeep.core.errors import UsageError
from modelkeep.engines.vulnerabilities.advisories import EcosystemData
from modelkeep.engines.vulnerabilities.versions import ECOSYSTEMS

OSV = "https://osv-vulnerabilities.storage.googleapis.com"
"""Where OSV keeps its archives: ECOSYSTEM/all.zip."""
DOWNLOADS = ".downloads"
"""The folder of downloads that are under way, within that of the data."""
_EVERY = 1000
"""Records between two words about how far it is."""
_URL = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_FILES = (".zip", ".jsonl", ".jsonl.gz", ".json")

Told = Callable[[str, int, int | None], None]


class _Named(msgspec.Struct):
    ecosystem: str = ""


class _Package(msgspec.Struct):
    package: _Named | None = None


class _Record(msgspec.Struct):
    affected: list[_Package] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Got:
    """Files with records and where they are from: `name` for people, `etag` of a download, `at` when the source was asked or made."""

    paths: Sequence[Path]
    name: str
    at: datetime
    etag: str = ""


class Updates:
    """Newer data from one source: a URL that is laid out as OSV's bucket is, or of one file; a file; a folder, of either kind."""

    def __init__(
        self, folder: Path, source: str | None, *, clock: Callable[[], datetime], downloads: Downloads
    ) -> None:
        """`folder` is that of the data; without `source`, OSV itself."""
        self._folder = folder
        self._source = source or OSV
        self._clock = clock
        self._downloads = downloads

    def named(self, usual: Sequence[str]) -> Sequence[str]:
        """Which of the usual ecosystems the source can be asked for: all of a URL, those that its records name of a file or folder.

        Raises UsageError for a source that cannot be read, or that names none of them.
        """
        if _URL.match(self._source):
            return usual
        root = Path(self._source)
        laid_out = [each for each in usual if archive_within(root, each) is not None]
        if laid_out:
            return laid_out
        names = _ecosystems(record for _, record in records_of(files_of(root)))
        found = [each for each in usual if each in names]
        if not found:
            raise UsageError(
                f"{self._source} holds nothing about {', '.join(usual)}", remedy="Name others with --ecosystem."
            )
        return found

    def held(self, ecosystem: str) -> EcosystemData | None:
        """What is held on an ecosystem. Raises IntegrityError for data that cannot be read."""
        return next((each.data for each in read_manifests(self._folder) if each.data.ecosystem == ecosystem), None)

    def refresh(self, ecosystem: str, told: Told) -> bool:
        """Take newer data on one ecosystem; False where the source still has those that are held.

        Raises UsageError, ConnectionFailedError, WorkspaceError or IntegrityError; then what was held before is still held.
        """
        if ecosystem not in ECOSYSTEMS:
            raise UsageError(
                f"{ecosystem!r} is no ecosystem of OSV that can be looked up",
                remedy=f"Choose among {', '.join(ECOSYSTEMS)}.",
            )
        before = self.held(ecosystem)
        got = self._downloaded(ecosystem, before, told) if _URL.match(self._source) else self._local(ecosystem)
        if got is None:
            if before is not None:
                self._keep(replace(before, fetched=self._clock()))
            return False
        try:
            return self._use(ecosystem, got, before, told)
        finally:
            for path in got.paths:
                if path.parent == self._folder / DOWNLOADS:
                    forget(path)

    def _use(self, ecosystem: str, got: _Got, before: EcosystemData | None, told: Told) -> bool:
        digest = digest_of(got.paths)
        if before is not None and before.digest == digest:
            self._keep(replace(before, fetched=max(before.fetched, got.at), etag=got.etag, source=got.name))
            return False
        self._take(ecosystem, got, digest, before, told)
        return True

    def _take(self, ecosystem: str, got: _Got, digest: str, before: EcosystemData | None, told: Told) -> None:
        records = _telling(records_of(got.paths), lambda count: told(f"{ecosystem}: reading advisories", count, None))
        built = build(self._folder, ecosystem, records, digest.removeprefix("sha256:")[:16])
        if before is not None and built.made < before.made:
            (self._folder / built.file).unlink(missing_ok=True)
            raise UsageError(
                f"{got.name} is of {built.made:%Y-%m-%d %H:%M}, older than the data on {ecosystem} that are held, "
                f"of {before.made:%Y-%m-%d %H:%M}",
                remedy=f"Take newer data, or remove {manifest_path(self._folder, ecosystem)} to go back.",
            )
        publish(manifest_path(self._folder, ecosystem), _manifest(ecosystem, got, digest, built))

    def _keep(self, data: EcosystemData) -> None:
        held = next(each for each in read_manifests(self._folder) if each.data.ecosystem == data.ecosystem)
        publish(manifest_path(self._folder, data.ecosystem), Manifest(format=held.format, file=held.file, data=data))

    def _downloaded(self, ecosystem: str, before: EcosystemData | None, told: Told) -> _Got | None:
        url = self._url(ecosystem)
        etag = before.etag if before is not None and before.source == url else ""
        found = self._downloads.get(
            url,
            f"{slug(ecosystem)}{_ending(url)}",
            etag=etag,
            told=lambda done, total: told(f"{ecosystem}: downloading", done, total),
        )
        return _Got(paths=[found.path], name=url, at=self._clock(), etag=found.etag) if found.path is not None else None

    def _url(self, ecosystem: str) -> str:
        if urlsplit(self._source).path.lower().endswith(_FILES):
            return self._source
        return f"{self._source.rstrip('/')}/{quote(ecosystem)}/all.zip"

    def _local(self, ecosystem: str) -> _Got:
        root = Path(self._source)
        archive = archive_within(root, ecosystem)
        paths = [archive] if archive is not None else files_of(root)
        written = max(datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in paths)
        return _Got(paths=paths, name=str(archive or root), at=min(written, self._clock()))


def _manifest(ecosystem: str, got: _Got, digest: str, built: Built) -> Manifest:
    data = EcosystemData(
        ecosystem=ecosystem,
        made=built.made,
        fetched=got.at,
        source=got.name,
        digest=digest,
        advisories=built.advisories,
        packages=built.packages,
        withdrawn=built.withdrawn,
        malformed=built.malformed,
        etag=got.etag,
        releases=built.releases,
    )
    return Manifest(format=FORMAT, file=built.file, data=data)


def _ending(url: str) -> str:
    path = urlsplit(url).path.lower()
    return next(ending for ending in (".jsonl.gz", *_FILES) if path.endswith(ending))


def _ecosystems(records: Iterable[bytes]) -> set[str]:
    found: set[str] = set()
    for each in records:
        try:
            record = msgspec.json.decode(each, type=_Record)
        except msgspec.MsgspecError:
            continue
        found |= {one.package.ecosystem.partition(":")[0] for one in record.affected or () if one.package is not None}
    return found


def _telling(records: Iterable[tuple[str, bytes]], told: Callable[[int], None]) -> Iterator[tuple[str, bytes]]:
    for count, each in enumerate(records):
        if count % _EVERY == 0:
            told(count)
        yield each
