"""S3 Inventory: every current object once, in all three formats; what cannot be read, and lists that were changed, are told."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pyarrow as pa
import pytest
from botocore.exceptions import ClientError
from pyarrow import orc, parquet

from modelkeep.adapters.aws import inventory
from modelkeep.adapters.aws.artifacts import Way
from modelkeep.adapters.aws.clients import Endpoint
from modelkeep.adapters.aws.inventory import open_inventory
from modelkeep.core.artifacts import Artifact
from modelkeep.core.errors import EmptyPlaceError, IntegrityError, UsageError

WHEN = datetime(2026, 11, 20, 1, tzinfo=UTC)
KEYS = "inv/acme-lake/daily/data/"


@dataclass(frozen=True)
class Version:
    """A row of a list. `is_latest` None is a list of current versions alone."""

    key: str
    size: int | None = 5
    tag: str | None = "t"
    is_latest: bool | None = True
    deleted: bool | None = False
    storage: str = "STANDARD"
    encryption: str = "SSE-S3"
    tier: str | None = None


VERSIONS = (
    Version("a/x y+z/é.csv", 10, "e1"),
    Version("a/old.csv", is_latest=False),
    Version("a/gone.csv", None, None, deleted=True),
    Version("a/folder/", 0),
    Version("a/cold.csv", storage="GLACIER"),
    Version("a/colder.csv", storage="INTELLIGENT_TIERING", tier="DEEP_ARCHIVE"),
    Version("a/warm.csv", storage="INTELLIGENT_TIERING", tier="FREQUENT"),
    Version("a/instant.csv", storage="GLACIER_IR"),
    Version("a/sealed.csv", encryption="SSE-C"),
    Version("b/other.csv", 7),
)
SNAKE = (
    ("bucket", pa.string()), ("key", pa.string()), ("version_id", pa.string()), ("is_latest", pa.bool_()), ("is_delete_marker", pa.bool_()),
    ("size", pa.int64()), ("last_modified_date", pa.timestamp("ms")), ("e_tag", pa.string()), ("storage_class", pa.string()),
    ("is_multipart_uploaded", pa.bool_()), ("encryption_status", pa.string()), ("intelligent_tiering_access_tier", pa.string()),
)  # fmt: skip
CAMEL = (
    "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag, StorageClass, IsMultipartUploaded, "
    "EncryptionStatus, IntelligentTieringAccessTier"
)
SCHEMAS = {
    "CSV": CAMEL,
    "ORC": "struct<" + ",".join(f"{name}:string" for name, _ in SNAKE) + ">",
    "Parquet": "message s3.inventory { "
    + " ".join(f"optional binary {name} (STRING);" for name, _ in SNAKE).replace("binary size (STRING)", "int64 size")
    + "}",
}


def _cells(each: Version) -> tuple[object, ...]:
    when = WHEN.replace(tzinfo=None)
    return (
        "acme-lake", each.key, "v", each.is_latest, each.deleted, each.size, when, each.tag, each.storage, False,
        each.encryption, each.tier,
    )  # fmt: skip


def content(kind: str, versions: Sequence[Version]) -> bytes:
    """A list as S3 writes it."""
    if kind == "CSV":
        text = io.StringIO()
        writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for each in versions:
            told = [_word(cell) for cell in _cells(each)]
            told[1] = quote_plus(each.key, safe="/")
            writer.writerow(told)
        return gzip.compress(text.getvalue().encode())
    columns = zip(*map(_cells, versions), strict=True)
    table = pa.table(
        [pa.array(c, f[1]) for c, f in zip(columns, SNAKE, strict=True)], names=[name for name, _ in SNAKE]
    )
    out = io.BytesIO()
    if kind == "ORC":
        orc.write_table(table, out)
    else:
        parquet.write_table(table, out)
    return out.getvalue()


def _word(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    return (
        cell.isoformat(timespec="milliseconds") + "Z"
        if isinstance(cell, datetime)
        else ""
        if cell is None
        else str(cell)
    )


def deliver(folder: Path, kind: str, *lists: bytes, schema: str = "", checksum: bool = True) -> Path:
    """A delivery with its lists where S3 puts them, below the destination's folder."""
    files = []
    for number, each in enumerate(lists):
        key = f"{KEYS}{number}.{kind.lower()}"
        (folder / key).parent.mkdir(parents=True, exist_ok=True)
        (folder / key).write_bytes(each)
        files.append({"key": key, "size": len(each), "MD5checksum": hashlib.md5(each).hexdigest()})
    manifest = {
        "sourceBucket": "acme-lake", "destinationBucket": "arn:aws:s3:::acme-inventory", "version": "2016-11-30",
        "creationTimestamp": str(int(WHEN.timestamp() * 1000)), "fileFormat": kind, "fileSchema": schema or SCHEMAS[kind], "files": files,
    }  # fmt: skip
    path = folder / "inv/acme-lake/daily/2026-11-20T01-00Z"
    path.mkdir(parents=True, exist_ok=True)
    told = json.dumps(manifest).encode()
    (path / "manifest.json").write_bytes(told)
    if checksum:
        (path / "manifest.checksum").write_text(hashlib.md5(told).hexdigest())
    return path


def listed(place: Path | str, prefix: str = "") -> list[Artifact]:
    return list(open_inventory(str(place), None).listed(f"s3://acme-lake/{prefix}"))


@pytest.mark.parametrize("kind", sorted(SCHEMAS))
def test_current_objects_are_listed_and_the_archived_are_told(kind: str, tmp_path: Path) -> None:
    folder = deliver(tmp_path, kind, content(kind, VERSIONS[:4]), content(kind, VERSIONS[4:]))
    found = {each.place.removeprefix("s3://acme-lake/"): each for each in listed(folder, "a/")}
    assert found["a/x y+z/é.csv"] == Artifact("s3://acme-lake/a/x y+z/é.csv", 10, "e1", modified=WHEN)
    why = {key: each.unreadable.partition(":")[0] for key, each in found.items()}
    assert why == {
        "a/x y+z/é.csv": "",
        "a/cold.csv": "it is archived (GLACIER)",
        "a/colder.csv": "it is archived (INTELLIGENT_TIERING, DEEP_ARCHIVE)",
        "a/warm.csv": "",
        "a/instant.csv": "",
        "a/sealed.csv": "it is encrypted with a key that S3 does not have (SSE-C)",
    }
    assert [each.size for each in listed(folder / "manifest.json", "b")] == [7]


def test_a_list_of_current_versions_with_few_fields_is_enough(tmp_path: Path) -> None:
    lists = gzip.compress(b'"acme-lake","a.csv","3"\n"acme-lake","b/","0"\n')
    assert listed(deliver(tmp_path, "CSV", lists, schema="Bucket, Key, Size")) == [
        Artifact("s3://acme-lake/a.csv", 3, "")
    ]


@pytest.mark.parametrize("kind", sorted(SCHEMAS))
@pytest.mark.parametrize("how", ["changed", "short", "gone", "no list"])
def test_a_list_that_is_not_as_it_was_delivered_is_not_taken_for_empty(how: str, kind: str, tmp_path: Path) -> None:
    good = content(kind, [Version("good.csv")])
    bad = b"PAR1 nothing ORC" if how == "no list" else content(kind, [Version("bad.csv")])
    folder = deliver(tmp_path, kind, bad, good)
    path = tmp_path / f"{KEYS}0.{kind.lower()}"
    if how == "changed":
        path.write_bytes(bytes(len(bad)))
    elif how == "short":
        path.write_bytes(bad[:-1])
    elif how == "gone":
        path.unlink()
    told = open_inventory(str(folder), None)
    (found,) = told.listed("s3://acme-lake/")
    ((lost, reason),) = told.lost.items()
    assert (found.place, found.unreadable) == ("s3://acme-lake/good.csv", "")
    assert lost.endswith(path.name)
    assert "what it names is not known" in reason
    assert not list(told.listed("s3://acme-lake/x/"))


def test_a_manifest_that_was_changed_is_not_read(tmp_path: Path) -> None:
    folder = deliver(tmp_path, "CSV", content("CSV", VERSIONS))
    (folder / "manifest.json").write_text((folder / "manifest.json").read_text() + " ")
    with pytest.raises(IntegrityError, match=r"not what manifest\.checksum"):
        open_inventory(str(folder), None)


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        (None, "no such manifest"),
        ("{", "is no manifest"),
        ('{"sourceBucket": "b"}', "is no manifest"),
        ({"creationTimestamp": "now"}, "is no manifest"),
        ({"fileFormat": "XML"}, "no format 'XML'"),
        ({"fileSchema": "Bucket, Key, ETag"}, "no size"),
    ],
)
def test_what_is_no_manifest_says_what_to_do(manifest: str | dict[str, str] | None, says: str, tmp_path: Path) -> None:
    folder = deliver(tmp_path, "CSV", checksum=False)
    path = folder / "manifest.json"
    if isinstance(manifest, dict):
        manifest = json.dumps(json.loads(path.read_text()) | manifest)
    path.unlink() if manifest is None else path.write_text(manifest)
    with pytest.raises(UsageError, match=says):
        open_inventory(str(folder), None)


def test_another_bucket_and_an_empty_prefix_are_told(tmp_path: Path) -> None:
    found = open_inventory(str(deliver(tmp_path, "CSV", content("CSV", VERSIONS))), None)
    with pytest.raises(UsageError, match="an inventory of acme-lake"):
        list(found.listed("s3://acme-other/"))
    with pytest.raises(EmptyPlaceError, match="2026-11-20 01:00 UTC"):
        list(found.listed("s3://acme-lake/c/"))


def test_an_inventory_is_old_when_a_newer_one_should_be_there(tmp_path: Path) -> None:
    found = open_inventory(str(deliver(tmp_path, "CSV")), None)
    assert [found.is_old(WHEN + timedelta(days=days)) for days in (7, 9)] == [False, True]


class Bucket:
    """What stands for S3: the objects are the files below a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:  # noqa: N803
        """As S3 answers."""
        assert Bucket == "acme-inventory"
        path = self._folder / Key
        if not path.is_file():
            raise ClientError(
                {"Error": {"Code": "NoSuchKey"}, "ResponseMetadata": {"HTTPStatusCode": 404}}, "GetObject"
            )
        return {"Body": _Body(path.read_bytes())}


class _Body(io.BytesIO):
    def iter_chunks(self, size: int) -> Any:
        """As botocore gives it."""
        return iter(lambda: self.read(size), b"")


@pytest.mark.parametrize("checksum", [True, False])
def test_a_delivery_is_read_where_s3_put_it(checksum: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = deliver(tmp_path, "Parquet", content("Parquet", VERSIONS[-2:]), checksum=checksum)
    (tmp_path / f"{KEYS}1.parquet").write_bytes(b"of another delivery")
    monkeypatch.setattr(inventory, "client_of", lambda way, account, service: Bucket(tmp_path))
    place = f"s3://acme-inventory/{folder.relative_to(tmp_path)}/manifest.json"
    found = list(open_inventory(place, Way(Endpoint())).listed("s3://acme-lake/"))
    assert [each.place for each in found] == ["s3://acme-lake/a/sealed.csv", "s3://acme-lake/b/other.csv"]


def test_a_local_manifest_leads_to_no_file_elsewhere(tmp_path: Path) -> None:
    folder = deliver(tmp_path, "CSV", content("CSV", VERSIONS), checksum=False)
    path = folder / "manifest.json"
    path.write_text(path.read_text().replace(KEYS, "../../data/"))
    told = open_inventory(str(folder), None)
    assert not list(told.listed("s3://acme-lake/"))
    ((_, reason),) = told.lost.items()
    assert "is no key of a list" in reason
