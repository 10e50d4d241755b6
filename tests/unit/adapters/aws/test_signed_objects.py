"""Objects that are signed: S3's own SHA-256 where it is over the whole, else one read of the pinned version; no other object."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.response import StreamingBody

from modelkeep.adapters.aws import signed_objects
from modelkeep.adapters.aws.artifacts import Way
from modelkeep.adapters.aws.clients import Endpoint
from modelkeep.adapters.aws.signed_objects import S3Place, read_object, write_object
from modelkeep.core.errors import AccessError, UsageError
from modelkeep.core.signatures import SINGLE, Digesting, FileDigest
from modelkeep.engines.artifacts.sources import UnreadableError

WAY = Way(Endpoint())


@dataclass(slots=True)
class Stored:
    """One object; `kind` is the type of its SHA-256, '' for none, `parts` what follows that of a multipart upload."""

    content: bytes
    kind: str = ""
    version: str = "v1"
    parts: str = ""

    @property
    def tag(self) -> str:
        return f'"{hashlib.md5(self.content).hexdigest()}"'  # as S3 does

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(slots=True)
class Bucket:
    """The bucket `acme`, as S3 documents the calls; `code` refuses GetObject."""

    objects: dict[str, Stored]
    code: str = ""
    served: str = ""
    """The version that GetObject answers with, where it is another than HeadObject told."""
    read: list[Mapping[str, Any]] = field(default_factory=list)

    def list_objects_v2(self, *, Bucket: str, Prefix: str, **_: str) -> dict[str, Any]:  # noqa: N803
        self._require(Bucket, "ListObjectsV2")
        found = [(key, each) for key, each in sorted(self.objects.items()) if key.startswith(Prefix)]
        return {"Contents": [{"Key": key, "Size": len(each.content), "ETag": each.tag} for key, each in found]}

    def head_object(self, *, Bucket: str, Key: str, IfMatch: str = "", ChecksumMode: str = "") -> dict[str, Any]:  # noqa: N803
        found = self._found(Bucket, Key, IfMatch, "HeadObject", "404", "412")
        told: dict[str, Any] = {"ContentLength": len(found.content), "ETag": found.tag, "VersionId": found.version}
        if found.kind and ChecksumMode == "ENABLED":
            digest = base64.b64encode(hashlib.sha256(found.content).digest()).decode()
            told |= {"ChecksumType": found.kind, "ChecksumSHA256": digest + found.parts}
        return told

    def get_object(self, *, Bucket: str, Key: str, IfMatch: str = "") -> dict[str, Any]:  # noqa: N803
        if self.code:
            raise _refused(self.code, "GetObject")
        found = self._found(Bucket, Key, IfMatch, "GetObject", "NoSuchKey", "PreconditionFailed")
        self.read.append({"Key": Key, "IfMatch": IfMatch})
        body = StreamingBody(io.BytesIO(found.content), len(found.content))
        return {"Body": body, "VersionId": self.served or found.version}

    def put_object(self, *, Bucket: str, Key: str, Body: bytes, **_: str) -> dict[str, Any]:  # noqa: N803
        self.objects[Key] = Stored(Body)
        return {}

    def _found(self, bucket: str, key: str, tag: str, operation: str, absent: str, other: str) -> Stored:
        self._require(bucket, operation)
        if key not in self.objects:
            raise _refused(absent, operation)
        if tag and tag != self.objects[key].tag:
            raise _refused(other, operation)
        return self.objects[key]

    def _require(self, bucket: str, operation: str) -> None:
        if bucket != "acme":
            raise _refused("NoSuchBucket", operation)


def _refused(code: str, operation: str) -> ClientError:
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": 400}}, operation)


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Bucket:
    found = Bucket({
        "m/": Stored(b""),
        "m/a.bin": Stored(b"aaa", "FULL_OBJECT"),
        "m/b/c.bin": Stored(b"ccc", "COMPOSITE", parts="-7"),
        "m/b/d.bin": Stored(b"ddd", "COMPOSITE"),
        "m/plain": Stored(b"plain"),
        "m2": Stored(b"another"),
    })  # fmt: skip
    monkeypatch.setattr(signed_objects, "client_of", lambda way, account, service: found)
    return found


def digests(place: S3Place) -> dict[str, FileDigest | UnreadableError]:
    return {entry.name: found for entry, found in place.digested(place.entries())}


def test_s3s_own_digest_is_taken_where_it_is_over_the_whole_object(bucket: Bucket) -> None:
    told = digests(S3Place("s3://acme/m/", WAY))
    stored = {name: bucket.objects[f"m/{name}"] for name in ("a.bin", "b/c.bin", "b/d.bin", "plain")}
    by = {name: Digesting.CHECKSUM if name == "a.bin" else Digesting.READ for name in stored}
    assert told == {name: FileDigest(name, each.sha256, len(each.content), "v1") for name, each in stored.items()}
    assert {name: each.by for name, each in told.items() if isinstance(each, FileDigest)} == by
    assert sorted(bucket.read, key=str) == [
        {"Key": f"m/{name}", "IfMatch": stored[name].tag} for name in ("b/c.bin", "b/d.bin", "plain")
    ]


def test_all_is_read_on_request(bucket: Bucket) -> None:
    digests(S3Place("s3://acme/m/", WAY, rereads=True))
    assert len(bucket.read) == 4


def test_one_object_is_a_single_file(bucket: Bucket) -> None:
    place = S3Place("s3://acme/m/plain", WAY)
    assert (place.is_single, place.name) == (True, "plain")
    assert [*digests(place)] == [SINGLE]
    assert (S3Place("s3://acme/m/", WAY).name, S3Place("s3://acme", WAY).name) == ("m", "acme")


def test_another_version_with_the_same_etag_is_not_taken_for_the_one_that_was_told(bucket: Bucket) -> None:
    bucket.served = "v2"
    assert str(digests(S3Place("s3://acme/m/plain", WAY))[SINGLE]) == "it was overwritten since it was listed"


@pytest.mark.parametrize("key", ["m/plain", "m/a.bin"])
def test_an_object_that_was_replaced_since_is_not_read(bucket: Bucket, key: str) -> None:
    place = S3Place("s3://acme/m/", WAY)
    before = place.entries()
    bucket.objects[key] = Stored(b"other", bucket.objects[key].kind, "v2")
    told = {entry.place: found for entry, found in place.digested(before)}
    assert str(told[f"s3://acme/{key}"]) == "it was overwritten since it was listed"
    assert place.entries() != before
    del bucket.objects[key]
    told = {entry.place: found for entry, found in place.digested(before)}
    assert str(told[f"s3://acme/{key}"]) == "it was deleted since it was listed"


def test_refusals_are_told_for_the_object(bucket: Bucket) -> None:
    bucket.code = "AccessDenied"
    told = digests(S3Place("s3://acme/m/plain", WAY))[SINGLE]
    assert isinstance(told, UnreadableError)
    assert "s3:GetObject on acme" in str(told)
    bucket.code = "InvalidObjectState"
    assert "archived" in str(digests(S3Place("s3://acme/m/plain", WAY))[SINGLE])


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("s3://acme/absent", "there is no such object"),
        ("s3://acme/m", "there is no such object"),
        ("s3://acme/absent/", "holds no objects"),
        ("s3://other/m/", "there is no such bucket"),
        ("s3://?", "is no address in S3"),
    ],
)
def test_nothing_is_no_question_of_rights(bucket: Bucket, place: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        S3Place(place, WAY).entries()


def test_keys_that_are_no_names_of_files_are_trouble(bucket: Bucket) -> None:
    bucket.objects |= {"m//x": Stored(b"x"), "m/folder/": Stored(b"not empty")}
    told = {each.name: each.trouble for each in S3Place("s3://acme/m/", WAY).entries()}
    assert told["/x"]
    assert told["folder/"]
    assert not told["plain"]


def test_signatures_are_read_and_written(bucket: Bucket) -> None:
    assert read_object("s3://acme/m/model.sig", WAY, "", 99) is None
    write_object("s3://acme/m/model.sig", b"signature", WAY, "")
    assert read_object("s3://acme/m/model.sig", WAY, "", 4) == b"sign"
    bucket.code = "AccessDenied"
    with pytest.raises(UnreadableError, match="AccessDenied"):
        read_object("s3://acme/m/model.sig", WAY, "", 99)
    bucket.code = ""
    with pytest.raises(UnreadableError, match="no such bucket"):
        read_object("s3://other/m/model.sig", WAY, "", 99)


def test_a_refused_write_says_what_it_takes(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise _refused("AccessDenied", "PutObject")

    class ReadOnly:
        put_object = staticmethod(refuse)

    monkeypatch.setattr(signed_objects, "client_of", lambda way, account, service: ReadOnly())
    with pytest.raises(AccessError) as raised:
        write_object("s3://acme/m/model.sig", b"", WAY, "")
    assert "s3:PutObject on acme" in raised.value.remedy
