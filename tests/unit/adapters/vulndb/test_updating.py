"""Taking newer vulnerability data: from a mirror, files and folders; whole or not at all; never older ones."""

from __future__ import annotations

import gzip
import io
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.fakes.advisories import EXCERPT, NOW, lines, record
from tests.fakes.archive_server import Archives, serving

from modelkeep.adapters.vulndb.download import Downloads
from modelkeep.adapters.vulndb.store import load
from modelkeep.adapters.vulndb.updating import DOWNLOADS, Updates
from modelkeep.core.errors import ConnectionFailedError, IntegrityError, UsageError
from modelkeep.engines.vulnerabilities.index import Index

LATER = "2026-11-20T12:00:00Z"


def zipped(*records: Mapping[str, Any]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for each in records:
            archive.writestr(f"{each['id']}.json", json.dumps(each))
    return buffer.getvalue()


def updates(folder: Path, source: str | Path | None, now: datetime = NOW) -> Updates:
    return Updates(
        folder, None if source is None else str(source), clock=lambda: now, downloads=Downloads(folder / DOWNLOADS)
    )


def refresh(folder: Path, source: str | Path, ecosystem: str = "PyPI", now: datetime = NOW) -> bool:
    return updates(folder, source, now).refresh(ecosystem, lambda text, done, total: None)


def index(folder: Path) -> Index:
    found = load(folder)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def server() -> Iterator[Archives]:
    with serving() as archives:
        yield archives


@pytest.fixture
def mirror(server: Archives) -> Archives:
    server.files.clear()
    server.asked.clear()
    server.redirects.clear()
    server.files["/PyPI/all.zip"] = zipped(record("PYSEC-1"))
    server.files["/Red%20Hat/all.zip"] = zipped(record("RHSA-1", ecosystem="Red Hat:enterprise_linux:9::baseos"))
    return server


def test_the_data_of_a_file_say_what_they_are(tmp_path: Path) -> None:
    assert refresh(tmp_path, EXCERPT)
    [data] = index(tmp_path).data
    assert (data.ecosystem, data.advisories, data.withdrawn, data.malformed) == ("PyPI", 23, 3, 0)
    assert f"{data.made:%Y-%m-%d}" == "2024-04-16"
    assert data.digest.startswith("sha256:")
    assert data.source == str(EXCERPT)
    [advisory] = index(tmp_path).advisories("PyPI", "torch")
    assert advisory.vulnerability.id == "PYSEC-2022-43015"
    assert "1.13" in advisory.affected[0].versions
    assert not index(tmp_path).advisories("PyPI", "stranger")
    assert not index(tmp_path).advisories("Debian:12", "torch")


def test_a_mirror_is_asked_for_one_archive_of_each_ecosystem(tmp_path: Path, mirror: Archives) -> None:
    source = updates(tmp_path, mirror.url + "/")
    assert source.named(("PyPI", "Red Hat")) == ("PyPI", "Red Hat")
    for each in ("PyPI", "Red Hat"):
        assert source.refresh(each, lambda text, done, total: None)
    assert [path for path, _ in mirror.asked] == ["/PyPI/all.zip", "/Red%20Hat/all.zip"]
    assert [each.ecosystem for each in index(tmp_path).data] == ["PyPI", "Red Hat"]
    assert not list((tmp_path / DOWNLOADS).iterdir())


def test_what_is_unchanged_is_not_fetched_again_but_counts_as_asked(tmp_path: Path, mirror: Archives) -> None:
    refresh(tmp_path, mirror.url)
    later = datetime(2026, 11, 22, tzinfo=UTC)
    assert not refresh(tmp_path, mirror.url, now=later)
    [data] = index(tmp_path).data
    assert mirror.asked[-1][1]["If-None-Match"] == data.etag
    assert (data.fetched, data.advisories) == (later, 1)


def test_new_data_take_the_place_of_old_ones(tmp_path: Path, mirror: Archives) -> None:
    refresh(tmp_path, mirror.url)
    before = index(tmp_path)
    mirror.files["/PyPI/all.zip"] = zipped(
        record("PYSEC-1", modified=LATER), record("PYSEC-2", "other", modified=LATER)
    )
    assert refresh(tmp_path, mirror.url)
    assert len(index(tmp_path).advisories("PyPI", "other")) == 1
    assert len(before.advisories("PyPI", "thing")) == 1, "who reads the old ones goes on"
    assert len(list(tmp_path.glob("PyPI.*.sqlite"))) == 1


def test_a_download_that_broke_off_goes_on(tmp_path: Path, mirror: Archives) -> None:
    content = mirror.files["/PyPI/all.zip"]
    mirror.breaks_after = 100
    with pytest.raises(ConnectionFailedError, match=f"broke off after 100 of {len(content)} bytes|was not answered"):
        refresh(tmp_path, mirror.url)
    assert load(tmp_path) is None
    assert refresh(tmp_path, mirror.url)
    assert mirror.asked[-1][1]["Range"] == "bytes=100-"
    assert index(tmp_path).data[0].digest == updates_digest(content)


def test_a_download_of_what_changed_meanwhile_begins_anew(tmp_path: Path, mirror: Archives) -> None:
    mirror.breaks_after = 100
    with pytest.raises(ConnectionFailedError):
        refresh(tmp_path, mirror.url)
    content = mirror.files["/PyPI/all.zip"] = zipped(record("PYSEC-2"))
    assert refresh(tmp_path, mirror.url)
    assert index(tmp_path).data[0].digest == updates_digest(content)


def updates_digest(content: bytes) -> str:
    import hashlib

    return f"sha256:{hashlib.sha256(content).hexdigest()}"


@pytest.mark.parametrize("content", [b"no zip", zipped(record("PYSEC-2", modified=LATER))[:200], zipped(record("A", ecosystem="Debian:12")),
                                     zipped({"id": "x"}), zipped()])  # fmt: skip
def test_what_cannot_be_used_leaves_what_is_held(tmp_path: Path, mirror: Archives, content: bytes) -> None:
    refresh(tmp_path, mirror.url)
    mirror.files["/PyPI/all.zip"] = content
    with pytest.raises(UsageError):
        refresh(tmp_path, mirror.url)
    assert [each.vulnerability.id for each in index(tmp_path).advisories("PyPI", "thing")] == ["PYSEC-1"]
    assert len(list(tmp_path.glob("*.sqlite*"))) == 1
    assert not list(tmp_path.glob(".PyPI*"))


def test_a_broken_archive_is_not_gone_on_with(tmp_path: Path, mirror: Archives) -> None:
    good, mirror.files["/PyPI/all.zip"] = mirror.files["/PyPI/all.zip"], b"no zip"
    with pytest.raises(UsageError):
        refresh(tmp_path, mirror.url)
    mirror.files["/PyPI/all.zip"] = good
    assert refresh(tmp_path, mirror.url)


def test_older_data_are_refused(tmp_path: Path) -> None:
    new, old = tmp_path / "new.jsonl", tmp_path / "old.jsonl"
    new.write_bytes(lines([record(modified=LATER)]))
    old.write_bytes(lines([record()]))
    refresh(tmp_path / "db", new)
    with pytest.raises(UsageError, match="older than the data on PyPI that are held"):
        refresh(tmp_path / "db", old)
    assert index(tmp_path / "db").data[0].source == str(new)
    assert len(list((tmp_path / "db").glob("*.sqlite"))) == 1


def test_a_date_to_come_does_not_keep_later_data_out(tmp_path: Path) -> None:
    ahead = tmp_path / "ahead.jsonl"
    ahead.write_bytes(lines([record(modified="2999-01-01T00:00:00Z")]))
    refresh(tmp_path / "db", ahead)
    assert index(tmp_path / "db").data[0].made.year < 2999


def test_files_of_every_form(tmp_path: Path) -> None:
    told = record("PYSEC-1")
    forms = {
        "a.json": json.dumps(told).encode(), "b.jsonl": lines([told]), "c.jsonl.gz": gzip.compress(lines([told])), "d.zip": zipped(told),
    }  # fmt: skip
    for name, content in forms.items():
        path = tmp_path / name
        path.write_bytes(content)
        assert refresh(tmp_path / f"db-{name}", path)
        assert len(index(tmp_path / f"db-{name}").advisories("PyPI", "thing")) == 1
    folder = tmp_path / "folder" / "deeper"
    folder.mkdir(parents=True)
    for name in ("one", "two"):
        (folder / f"{name}.json").write_text(json.dumps(record(name, name)))
    refresh(tmp_path / "db-folder", folder.parent)
    assert index(tmp_path / "db-folder").data[0].packages == 2


def test_a_folder_that_is_laid_out_as_a_mirror(tmp_path: Path) -> None:
    for ecosystem in ("PyPI", "Debian"):
        (tmp_path / ecosystem).mkdir()
        release = "PyPI" if ecosystem == "PyPI" else "Debian:12"
        (tmp_path / ecosystem / "all.zip").write_bytes(zipped(record(ecosystem=release)))
    source = updates(tmp_path / "db", tmp_path)
    assert source.named(("PyPI", "Debian", "Alpine")) == ["PyPI", "Debian"]
    assert source.refresh("Debian", lambda text, done, total: None)
    assert index(tmp_path / "db").data[0].releases == {"Debian:12"}


def test_a_file_is_as_old_as_it_is_and_taken_for_the_ecosystems_that_it_names(tmp_path: Path) -> None:
    path = tmp_path / "all.jsonl"
    path.write_bytes(lines([record(), record("D", ecosystem="Debian:12"), record("N", ecosystem="npm")]))
    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert updates(tmp_path / "db", path).named(("PyPI", "Debian", "Ubuntu")) == ["PyPI", "Debian"]
    refresh(tmp_path / "db", path)
    assert index(tmp_path / "db").data[0].fetched == datetime.fromtimestamp(1_700_000_000, UTC)


def test_records_that_are_none_are_counted_while_they_are_few(tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    path.write_bytes(lines([*(record(f"PYSEC-{number}") for number in range(200)), {"what": "is this"}]))
    refresh(tmp_path / "db", path)
    assert index(tmp_path / "db").data[0].malformed == 1
    path.write_bytes(lines([record(), {"what": "is this"}]))
    with pytest.raises(UsageError, match=r"1 of 2 records are none of OSV, the first: .*some.jsonl:2"):
        refresh(tmp_path / "other", path)


@pytest.mark.parametrize(
    ("source", "ecosystem", "error"),
    [
        ("http://mirror.example/osv", "PyPI", "no https URL"),
        ("ftp://mirror.example/osv", "PyPI", "no https URL"),
        ("https://user:secret@mirror.example/osv", "PyPI", "no https URL"),
        ("nowhere", "PyPI", "holds no records of OSV"),
        ("nowhere", "npm", "no ecosystem of OSV that can be looked up"),
    ],
)
def test_sources_that_cannot_be_asked(tmp_path: Path, source: str, ecosystem: str, error: str) -> None:
    with pytest.raises(UsageError, match=error):
        refresh(tmp_path, source, ecosystem)


def test_an_answer_that_does_not_come(tmp_path: Path, mirror: Archives) -> None:
    with pytest.raises(ConnectionFailedError, match="404"):
        refresh(tmp_path, mirror.url, "Debian")


def test_redirections_stay_with_the_host(tmp_path: Path, mirror: Archives) -> None:
    mirror.redirects["/PyPI/all.zip"] = "/elsewhere/all.zip"
    mirror.files["/elsewhere/all.zip"] = mirror.files["/PyPI/all.zip"]
    assert refresh(tmp_path, mirror.url)
    mirror.redirects["/PyPI/all.zip"] = mirror.url.replace("127.0.0.1", "localhost") + "/elsewhere/all.zip"
    with pytest.raises(ConnectionFailedError):
        refresh(tmp_path / "other", mirror.url)


def test_downloads_have_a_largest_size(tmp_path: Path, mirror: Archives) -> None:
    with pytest.raises(ConnectionFailedError, match="larger than 10 bytes"):
        Downloads(tmp_path, largest=10).get(f"{mirror.url}/PyPI/all.zip", "x")


def _replaced(folder: Path, old: str, new: str) -> None:
    manifest = folder / "PyPI.json"
    text = manifest.read_text()
    assert old in text
    manifest.write_text(text.replace(old, new))


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda folder: next(folder.glob("*.sqlite")).unlink(), "is missing"),
        (lambda folder: next(folder.glob("*.sqlite")).write_bytes(b"not a database" * 100), "cannot be read"),
        (lambda folder: (folder / "PyPI.json").write_text("{"), "cannot be read"),
        (lambda folder: _replaced(folder, '"format": 1', '"format": 2'), "newer"),
        (lambda folder: _replaced(folder, '"file": "', '"file": "../'), "elsewhere"),
    ],
)
def test_an_index_that_cannot_be_used_is_no_empty_index(tmp_path: Path, damage: Any, message: str) -> None:
    refresh(tmp_path, EXCERPT)
    damage(tmp_path)
    with pytest.raises(IntegrityError, match=message):
        load(tmp_path)


def test_a_folder_without_data_is_no_index(tmp_path: Path) -> None:
    assert load(tmp_path) is None
    assert load(tmp_path / "nowhere") is None
