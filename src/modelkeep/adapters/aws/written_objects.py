"""Files that become objects of S3: as a whole or not at all, encrypted as the bucket has it, and over nothing that is there.

No header says how to encrypt: S3 takes the bucket's default, SSE-KMS with its key too. `If-None-Match: *` is refused by PutObject and
CompleteMultipartUpload where an object of that key is there by then
(https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO, Any

from modelkeep.adapters.aws.artifacts import Way, client_of
from modelkeep.adapters.aws.logs import answer
from modelkeep.adapters.aws.places import bucket_and_key
from modelkeep.core.errors import AccessError, ConnectionFailedError, UsageError

SINGLE = 64 << 20
"""Bytes that are put by one request."""
PARTS = 10_000
"""S3 takes no more parts of one object."""
_THERE = ("412", "PreconditionFailed", "409", "ConditionalRequestConflict")


def object_exists(place: str, way: Way) -> bool:
    """Whether there is such an object. Raises UsageError for no address of one, AccessError or ConnectionFailedError."""
    bucket, key = _parts(place)
    try:
        answer(
            partial(_client(way).head_object, Bucket=bucket, Key=key),
            place,
            f"s3:GetObject and s3:ListBucket on {bucket}",
        )
    except AccessError as error:
        if error.code in ("404", "NoSuchKey"):
            return False
        if error.code == "NoSuchBucket":
            raise _no_bucket(place) from error
        raise
    return True


def put_file(path: Path, place: str, way: Way, *, replace: bool) -> None:
    """Put a file, in parts where it is large. Raises UsageError where an object is there and is not to be replaced, AccessError or
    ConnectionFailedError."""
    bucket, key = _parts(place)
    at = {"Bucket": bucket, "Key": key}
    only_new = {} if replace else {"IfNoneMatch": "*"}
    try:
        with path.open("rb") as file:
            if path.stat().st_size <= SINGLE:
                _put(file, place, _client(way), at, only_new)
            else:
                _put_parts(file, path.stat().st_size, place, _client(way), at, only_new)
    except AccessError as error:
        if error.code in _THERE:
            raise UsageError(f"{place} exists", remedy="Name another object, or replace it with --force.") from error
        if error.code == "NoSuchBucket":
            raise _no_bucket(place) from error
        raise


def _put(file: IO[bytes], place: str, client: Any, at: Mapping[str, str], only_new: Mapping[str, str]) -> None:
    def put() -> None:
        file.seek(0)
        client.put_object(**at, **only_new, Body=file, ChecksumAlgorithm="SHA256")

    answer(put, place, _permission(at))


def _put_parts(
    file: IO[bytes], size: int, place: str, client: Any, at: Mapping[str, str], only_new: Mapping[str, str]
) -> None:
    length = max(SINGLE, math.ceil(size / PARTS))
    begun = answer(partial(client.create_multipart_upload, **at, ChecksumAlgorithm="SHA256"), place, _permission(at))
    upload = {**at, "UploadId": begun["UploadId"]}
    parts: list[dict[str, Any]] = []
    try:
        while piece := file.read(length):
            number = len(parts) + 1
            ask = partial(client.upload_part, **upload, PartNumber=number, Body=piece, ChecksumAlgorithm="SHA256")
            told = answer(ask, place, _permission(at))
            parts.append({"PartNumber": number, "ETag": told["ETag"], "ChecksumSHA256": told["ChecksumSHA256"]})
        end = partial(client.complete_multipart_upload, **upload, **only_new, MultipartUpload={"Parts": parts})
        answer(end, place, _permission(at))
    except BaseException:
        with suppress(AccessError, ConnectionFailedError):  # parts cost until they are gone
            answer(
                partial(client.abort_multipart_upload, **upload), place, f"s3:AbortMultipartUpload on {at['Bucket']}"
            )
        raise


def _client(way: Way) -> Any:
    return client_of(way, "", "s3")


def _parts(place: str) -> tuple[str, str]:
    bucket, key = bucket_and_key(place, "Write s3://BUCKET/KEY.")
    if not key or key.endswith("/"):
        raise UsageError(f"{place} is no object", remedy="Write s3://BUCKET/KEY.")
    return bucket, key


def _no_bucket(place: str) -> UsageError:
    return UsageError(
        f"{place}: there is no such bucket",
        remedy="Check the address: whoever takes the name gets what you write there.",
    )


def _permission(at: Mapping[str, str]) -> str:
    return f"s3:PutObject on {at['Bucket']}, and kms:GenerateDataKey and kms:Decrypt on its key"
