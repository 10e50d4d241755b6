"""Objects of S3 read by ranges: few requests, few bytes, and no answer of another object."""

from __future__ import annotations

import io
from typing import Any

import pytest
from botocore.exceptions import ClientError

from modelkeep.adapters.aws import artifacts
from modelkeep.adapters.aws.artifacts import LEAST, ObjectSource, Way, listed
from modelkeep.adapters.aws.clients import Endpoint
from modelkeep.core.artifacts import Artifact
from modelkeep.core.errors import UsageError
from modelkeep.engines.artifacts.sources import UnreadableError

CONTENT = bytes(range(256)) * 4096


class Bucket:
    """What stands for S3: one object, ranges only."""

    def __init__(self, code: str = "", keys: tuple[str, ...] = ("m/a.pt", "m/b.pt", "m/")) -> None:
        self.asked: list[tuple[int, int]] = []
        self._code, self._keys = code, keys

    def get_object(self, *, Bucket: str, Key: str, Range: str, IfMatch: str) -> dict[str, Any]:  # noqa: N803
        """As S3 answers a range."""
        assert (Bucket, Key, IfMatch) == ("acme", "m/a.pt", '"tag"')
        if self._code:
            raise ClientError({"Error": {"Code": self._code}, "ResponseMetadata": {"HTTPStatusCode": 412}}, "GetObject")
        first, last = map(int, Range.removeprefix("bytes=").split("-"))
        self.asked.append((first, last + 1 - first))
        return {"Body": io.BytesIO(CONTENT[first : last + 1])}

    def list_objects_v2(self, *, Bucket: str, Prefix: str, ContinuationToken: str = "") -> dict[str, Any]:  # noqa: N803
        """One key a page."""
        found = [each for each in self._keys if each.startswith(Prefix)]
        page = int(ContinuationToken or 0)
        more = page + 1 < len(found)
        return {
            "Contents": [{"Key": each, "Size": 5, "ETag": '"t"'} for each in found[page : page + 1]],
            "IsTruncated": more,
            **({"NextContinuationToken": str(page + 1)} if more else {}),
        }

    def head_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:  # noqa: N803
        """The object as it is now."""
        assert (Bucket, Key) == ("acme", "m/a.pt")
        return {"ContentLength": 7, "ETag": '"other"'}


WAY = Way(Endpoint())


def _source(monkeypatch: pytest.MonkeyPatch, bucket: Bucket) -> ObjectSource:
    monkeypatch.setattr(artifacts, "_s3", lambda way, account: bucket)
    return ObjectSource(Artifact("s3://acme/m/a.pt", len(CONTENT), "tag"), WAY)


def test_small_reads_beside_each_other_are_one_request(monkeypatch: pytest.MonkeyPatch) -> None:
    bucket = Bucket()
    source = _source(monkeypatch, bucket)
    assert source.read(0, 100) == CONTENT[:100]
    assert source.read(90, 4000) == CONTENT[90:4090]
    assert bucket.asked == [(0, LEAST)]
    assert source.read(len(CONTENT) - 10, 100) == CONTENT[-10:]
    assert source.read(len(CONTENT), 1) == b""


def test_reading_on_asks_for_ever_more(monkeypatch: pytest.MonkeyPatch) -> None:
    bucket = Bucket()
    source = _source(monkeypatch, bucket)
    read = b"".join(source.read(offset, 4096) for offset in range(0, len(CONTENT), 4096))
    assert read == CONTENT
    assert len(bucket.asked) < 10


def test_ranges_that_were_announced_are_fetched_exactly_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    bucket = Bucket()
    source = _source(monkeypatch, bucket)
    ranges = [(offset, 110) for offset in range(0, len(CONTENT), 10_000)]
    source.prefetch(ranges)
    asked = len(bucket.asked)
    assert asked == len(ranges)
    assert sum(length for _, length in bucket.asked) <= 110 * len(ranges)
    assert all(source.read(offset, length) == CONTENT[offset : offset + length] for offset, length in ranges)
    assert len(bucket.asked) == asked


def test_neighbours_are_fetched_together(monkeypatch: pytest.MonkeyPatch) -> None:
    bucket = Bucket()
    _source(monkeypatch, bucket).prefetch([(0, 100), (50, 500), (600, 10), (500_000, 10)])
    assert sorted(bucket.asked) == [(0, 610), (500_000, 10)]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("PreconditionFailed", "overwritten"),
        ("InvalidObjectState", "archived"),
        ("AccessDenied", "s3:GetObject on acme"),
    ],
)
def test_what_cannot_be_read_says_why(code: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableError, match=reason):
        _source(monkeypatch, Bucket(code)).read(0, 10)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("s3://acme/m/", ["s3://acme/m/a.pt", "s3://acme/m/b.pt"]),
        ("s3://acme/m/a.pt", ["s3://acme/m/a.pt"]),
        ("s3://acme", ["s3://acme/m/a.pt", "s3://acme/m/b.pt"]),
    ],
)
def test_objects_are_listed(place: str, expected: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artifacts, "_s3", lambda way, account: Bucket(keys=("m/a.pt", "m/a.pt.bak", "m/b.pt", "m/")))
    if place == "s3://acme/m/a.pt":
        assert [each.place for each in listed(place, WAY)] == expected
    else:
        assert [each.place for each in listed(place, WAY) if not each.place.endswith(".bak")] == expected


@pytest.mark.parametrize("place", ["s3://", "s3://A_B/c", "s3://acme/other"])
def test_nothing_there_is_said(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artifacts, "_s3", lambda way, account: Bucket())
    with pytest.raises(UsageError):
        list(listed(place, WAY))


def test_an_object_that_was_overwritten_is_told_as_it_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    source = _source(monkeypatch, Bucket("PreconditionFailed"))
    assert source.anew() is None
    with pytest.raises(UnreadableError, match="overwritten"):
        source.read(0, 1)
    assert source.anew() == Artifact("s3://acme/m/a.pt", 7, "other")


def test_an_object_that_is_gone_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    source = _source(monkeypatch, Bucket("NoSuchKey"))
    with pytest.raises(UnreadableError, match="it is gone"):
        source.read(0, 1)
    assert source.anew() is None
