"""Files become objects whole or not at all, encrypted as the bucket has it, and over nothing that is there."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.fakes.bucket import Bucket

from modelkeep.adapters.aws import written_objects
from modelkeep.adapters.aws.artifacts import Way
from modelkeep.adapters.aws.clients import Endpoint
from modelkeep.adapters.aws.written_objects import object_exists, put_file
from modelkeep.core.errors import AccessError, UsageError

WAY = Way(Endpoint())
SIZE = 100


def bucket_of(monkeypatch: pytest.MonkeyPatch, refused: frozenset[str] = frozenset()) -> Bucket:
    bucket = Bucket({"there": b"old"}, refused)
    monkeypatch.setattr(written_objects, "_client", lambda way: bucket)
    monkeypatch.setattr(written_objects, "SINGLE", SIZE)
    return bucket


@pytest.mark.parametrize(("size", "calls"), [(SIZE, 1), (SIZE + 1, 4), (3 * SIZE, 5)])
def test_a_file_is_put_at_once_or_in_parts_and_names_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, calls: int
) -> None:
    bucket = bucket_of(monkeypatch)
    content = bytes(each % 251 for each in range(size))
    (tmp_path / "f").write_bytes(content)
    put_file(tmp_path / "f", "s3://acme/new", WAY, replace=False)
    assert bucket.objects["new"] == content
    assert (len(bucket.asked), bucket.uploads) == (calls, {})
    assert not any("Encryption" in name or "KMS" in name for _, arguments in bucket.asked for name in arguments)


@pytest.mark.parametrize("size", [1, 2 * SIZE])
def test_what_is_there_is_replaced_only_where_that_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    bucket = bucket_of(monkeypatch)
    (tmp_path / "f").write_bytes(b"x" * size)
    with pytest.raises(UsageError, match="s3://acme/there exists"):
        put_file(tmp_path / "f", "s3://acme/there", WAY, replace=False)
    assert (bucket.objects["there"], bucket.uploads) == (b"old", {})
    put_file(tmp_path / "f", "s3://acme/there", WAY, replace=True)
    assert bucket.objects["there"] == b"x" * size


def test_parts_of_an_upload_that_fails_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bucket = bucket_of(monkeypatch, refused=frozenset({"UploadPart"}))
    (tmp_path / "f").write_bytes(b"x" * 2 * SIZE)
    with pytest.raises(AccessError, match="AccessDenied") as caught:
        put_file(tmp_path / "f", "s3://acme/new", WAY, replace=False)
    assert "s3:PutObject on acme" in caught.value.remedy
    assert (list(bucket.objects), bucket.uploads) == (["there"], {})


def test_whether_an_object_is_there_is_told_or_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bucket_of(monkeypatch)
    assert [object_exists(f"s3://acme/{key}", WAY) for key in ("there", "new")] == [True, False]
    with pytest.raises(UsageError, match="no such bucket"):
        object_exists("s3://others/new", WAY)
    (tmp_path / "f").write_bytes(b"x")
    with pytest.raises(UsageError, match="no such bucket"):
        put_file(tmp_path / "f", "s3://others/new", WAY, replace=True)
    with pytest.raises(UsageError, match="is no object"):
        object_exists("s3://acme/prefix/", WAY)
    bucket_of(monkeypatch, refused=frozenset({"HeadObject"}))
    with pytest.raises(AccessError):
        object_exists("s3://acme/new", WAY)
