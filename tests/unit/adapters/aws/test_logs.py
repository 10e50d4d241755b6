"""Logs in S3: every page of a listing is read, what AWS refuses is told, what is throttled is asked again."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from modelkeep.adapters.aws.clients import Endpoint
from modelkeep.adapters.aws.logs import S3Objects, digest_keys
from modelkeep.core.errors import AccessError, UsageError
from modelkeep.core.logs.objects import LogObject

KEYS = ("AWSLogs/1.json.gz", "AWSLogs/2.json.gz", "AWSLogs/folder/", "AWSLogs/3.json.gz")


class _S3:
    """A bucket with a page for each key."""

    def __init__(self, refused: str = "", failures: int = 0) -> None:
        self.refused, self.failures = refused, failures

    def _refuse(self, operation: str) -> None:
        if self.failures:
            self.failures -= 1
            raise ClientError({"Error": {"Code": "SlowDown"}, "ResponseMetadata": {"HTTPStatusCode": 503}}, operation)
        if self.refused == operation:
            raise ClientError(
                {"Error": {"Code": "AccessDenied"}, "ResponseMetadata": {"HTTPStatusCode": 403}}, operation
            )

    def list_objects_v2(self, **asked: Any) -> dict[str, Any]:
        self._refuse("ListObjectsV2")
        page = int(asked.get("ContinuationToken", 0))
        found = [
            {"Key": key, "Size": 5, "ETag": '"tag"'} for key in KEYS[page : page + 1] if key.startswith(asked["Prefix"])
        ]
        more = page + 1 < len(KEYS)
        return {"Contents": found, "IsTruncated": more, **({"NextContinuationToken": str(page + 1)} if more else {})}

    def get_object(self, **asked: Any) -> dict[str, Any]:
        self._refuse("GetObject")
        assert asked.get("IfMatch", '"tag"') == '"tag"'
        return {"Body": io.BytesIO(asked["Key"].encode()), "ContentLength": len(asked["Key"])}

    def head_object(self, **asked: Any) -> dict[str, Any]:
        return {"Metadata": {"signature": "ab", "signature-algorithm": "SHA256withRSA"}}


class _Objects(S3Objects):
    """S3Objects that ask a bucket of the test's."""

    bucket: _S3 = _S3()

    def _s3(self) -> Any:
        return self.bucket


def _objects(bucket: _S3) -> S3Objects:
    found = type("Objects", (_Objects,), {"bucket": bucket})(Endpoint())
    assert isinstance(found, S3Objects)
    return found


def test_every_page_is_listed_and_objects_are_fetched_as_they_were_listed(tmp_path: Path) -> None:
    objects = _objects(_S3())
    found = list(objects.listed("s3://trail/AWSLogs/"))
    assert [each.shown for each in found] == [f"s3://trail/{key}" for key in KEYS if not key.endswith("/")]
    assert {each.tag for each in found} == {"tag"}
    assert objects.fetch(found[0], tmp_path) == b"AWSLogs/1.json.gz"
    assert objects.signature(found[0]) == "ab"


def test_what_is_throttled_is_asked_again(tmp_path: Path) -> None:
    assert len(list(_objects(_S3(failures=1)).listed("s3://trail/"))) == 3


def test_what_is_refused_is_told_with_the_permission(tmp_path: Path) -> None:
    with pytest.raises(AccessError, match="AccessDenied") as listing:
        list(_objects(_S3("ListObjectsV2")).listed("s3://trail/"))
    assert "s3:ListBucket on trail" in listing.value.remedy
    found = LogObject(container="s3://trail", key="k", tag="tag", size=5)
    with pytest.raises(AccessError, match="s3://trail/k"):
        _objects(_S3("GetObject")).fetch(found, tmp_path)


def test_a_body_is_read_up_to_a_size() -> None:
    objects = _objects(_S3())
    assert objects.body("prompts", "data/1_input.json.gz", 20) == b"data/1_input.json.gz"
    with pytest.raises(AccessError, match=r"s3://prompts/data/1_input.json.gz: it is larger"):
        objects.body("prompts", "data/1_input.json.gz", 19)
    with pytest.raises(AccessError, match="AccessDenied") as refused:
        _objects(_S3("GetObject")).body("prompts", "k", 20)
    assert "kms:Decrypt" in refused.value.remedy


@pytest.mark.parametrize("place", ["s3://", "s3://Not_A_Bucket/x", "s3://trail/nothing/"])
def test_a_place_without_objects_is_said(place: str) -> None:
    with pytest.raises(UsageError):
        list(_objects(_S3()).listed(place))


def test_no_digest_file_needs_no_key() -> None:
    assert digest_keys(Endpoint(), ["AWSLogs/1/CloudTrail/eu-west-1/2026/11/01/x.json.gz"]) == {}
