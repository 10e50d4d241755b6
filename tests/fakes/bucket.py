"""A bucket of S3, as its API documents the calls: ranges, conditions on what is there, uploads in parts."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from botocore.exceptions import ClientError


@dataclass(slots=True)
class Bucket:
    """The bucket `acme`; `refused` are operations that S3 denies."""

    objects: dict[str, bytes] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()
    asked: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    uploads: dict[str, dict[int, bytes]] = field(default_factory=dict)

    def list_objects_v2(self, *, Bucket: str, Prefix: str) -> dict[str, Any]:  # noqa: N803
        self._require("ListObjectsV2", Bucket)
        found = [(key, each) for key, each in sorted(self.objects.items()) if key.startswith(Prefix)]
        return {"Contents": [{"Key": key, "Size": len(each), "ETag": _tag(each)} for key, each in found]}

    def head_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:  # noqa: N803
        self._require("HeadObject", Bucket)
        if Key not in self.objects:
            raise error("404", "HeadObject")
        return {"ContentLength": len(self.objects[Key]), "ETag": _tag(self.objects[Key])}

    def get_object(self, *, Bucket: str, Key: str, Range: str, IfMatch: str) -> dict[str, Any]:  # noqa: N803
        self._require("GetObject", Bucket, Key=Key, Range=Range)
        if _tag(self.objects[Key]) != IfMatch:
            raise error("PreconditionFailed", "GetObject")
        first, last = map(int, Range.removeprefix("bytes=").split("-"))
        return {"Body": io.BytesIO(self.objects[Key][first : last + 1])}

    def put_object(self, *, Bucket: str, Key: str, Body: IO[bytes], IfNoneMatch: str = "", **more: str) -> None:  # noqa: N803
        self._require("PutObject", Bucket, Key=Key, **more)
        self._put(Key, Body.read(), IfNoneMatch, "PutObject")

    def create_multipart_upload(self, *, Bucket: str, Key: str, **more: str) -> dict[str, Any]:  # noqa: N803
        self._require("CreateMultipartUpload", Bucket, Key=Key, **more)
        self.uploads[Key] = {}
        return {"UploadId": Key}

    def upload_part(self, **given: Any) -> dict[str, Any]:
        self._require("UploadPart", given["Bucket"])
        assert given["ChecksumAlgorithm"] == "SHA256"
        self.uploads[given["UploadId"]][given["PartNumber"]] = given["Body"]
        return {"ETag": _tag(given["Body"]), "ChecksumSHA256": f"sha256 of {given['PartNumber']}"}

    def complete_multipart_upload(self, **given: Any) -> None:
        self._require("CompleteMultipartUpload", given["Bucket"])
        parts: Sequence[Mapping[str, Any]] = given["MultipartUpload"]["Parts"]
        told = [(each["PartNumber"], each["ETag"], each["ChecksumSHA256"]) for each in parts]
        held = self.uploads[given["UploadId"]]
        assert told == [(number, _tag(held[number]), f"sha256 of {number}") for number in sorted(held)]
        whole = b"".join(held[number] for number in sorted(held))
        self._put(given["Key"], whole, given.get("IfNoneMatch", ""), "CompleteMultipartUpload")
        del self.uploads[given["UploadId"]]

    def abort_multipart_upload(self, *, Bucket: str, Key: str, UploadId: str) -> None:  # noqa: N803
        self._require("AbortMultipartUpload", Bucket, Key=Key)
        del self.uploads[UploadId]

    def _put(self, key: str, content: bytes, only_new: str, operation: str) -> None:
        if only_new and key in self.objects:
            assert only_new == "*"
            raise error("PreconditionFailed", operation)
        self.objects[key] = content

    def _require(self, operation: str, bucket: str, **arguments: Any) -> None:
        self.asked.append((operation, arguments))
        if bucket != "acme":
            raise error("NoSuchBucket", operation)
        if operation in self.refused:
            raise error("AccessDenied", operation)


def error(code: str, operation: str) -> ClientError:
    """As botocore raises what S3 answers."""
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": 400}}, operation)


def _tag(content: bytes) -> str:
    return f'"{hashlib.md5(content).hexdigest()}"'  # as S3 does
