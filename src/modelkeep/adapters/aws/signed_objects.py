"""Objects of S3 that are signed or verified: no copy of them is made.

A digest is S3's own where it keeps a SHA-256 over the whole object (ChecksumType FULL_OBJECT; that of a multipart upload is COMPOSITE, a
digest of digests, and of no use here, https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html).
HeadObject tells it with ChecksumMode, under the permission to read the object alone, and for the ETag that was listed; GetObjectAttributes
would take another permission and no If-Match. Every other object is read by one GetObject of that ETag, whose answer has to be of that
version.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from modelkeep.adapters.aws.artifacts import Way, client_of
from modelkeep.adapters.aws.logs import answer, pages, tag_of
from modelkeep.adapters.aws.places import bucket_and_key
from modelkeep.core.errors import AccessError, ConnectionFailedError, UsageError
from modelkeep.core.signatures import SINGLE, Digesting, Entry, FileDigest
from modelkeep.engines.artifacts.sources import UnreadableError
from modelkeep.engines.signing.names import trouble

AT_ONCE = 8
"""Objects that are read side by side."""
BLOCK = 1 << 20
MEDIA = "application/vnd.dev.sigstore.bundle.v0.3+json"
_WRITE = "Write s3://BUCKET/KEY, or s3://BUCKET/PREFIX/ for all under a prefix."


@dataclass(frozen=True, slots=True)
class S3Place:
    """An `app.verify.Place` in S3: an object, or all under a prefix that ends in a slash. With `rereads`, bytes are read and hashed even
    where S3 keeps their SHA-256."""

    subject: str
    way: Way
    account: str = ""
    rereads: bool = False

    @property
    def is_single(self) -> bool:
        """See `app.verify.Place`."""
        key = self._parts()[1]
        return bool(key) and not key.endswith("/")

    @property
    def name(self) -> str:
        """See `app.verify.Place`."""
        bucket, key = self._parts()
        return key.rstrip("/").rpartition("/")[2] or bucket

    def entries(self) -> tuple[Entry, ...]:
        """See `app.verify.Place`. Keys that end in a slash and hold nothing are how consoles draw folders, and no files."""
        bucket, key = self._parts()
        if self.is_single:
            ask = partial(self._client().head_object, Bucket=bucket, Key=key)
            told = self._answer(ask, bucket)
            return (
                Entry(SINGLE, self.subject, told["ContentLength"], tag_of(told), modified=told.get("LastModified")),
            )
        found = [
            _entry(bucket, key, each)
            for page in self._pages(bucket, key)
            for each in page.get("Contents", ())
            if each["Size"] or not each["Key"].endswith("/")
        ]
        if not found:
            raise UsageError(f"{self.subject} holds no objects", remedy="Check bucket and prefix.")
        return tuple(found)

    def digested(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, FileDigest | UnreadableError]]:
        """See `app.verify.Place`."""
        with ThreadPoolExecutor(min(AT_ONCE, len(entries)) or 1) as threads:
            yield from zip(entries, threads.map(self._digested, entries), strict=True)

    def version_of(self, entry: Entry) -> str:
        """The version of an object as it was listed, '' for none, or where it cannot be had."""
        bucket, key = bucket_and_key(entry.place)
        ask = partial(self._client().head_object, Bucket=bucket, Key=key, IfMatch=f'"{entry.tag}"')
        try:
            return str(answer(ask, entry.place, f"s3:GetObject on {bucket}").get("VersionId") or "")
        except (AccessError, ConnectionFailedError):
            return ""

    def _digested(self, entry: Entry) -> FileDigest | UnreadableError:
        bucket, key = bucket_and_key(entry.place)
        pinned = {"Bucket": bucket, "Key": key, "IfMatch": f'"{entry.tag}"'}
        permission = f"s3:GetObject on {bucket}, and kms:Decrypt on its key"
        try:
            told = answer(
                partial(self._client().head_object, **pinned, ChecksumMode="ENABLED"), entry.place, permission
            )
            version = str(told.get("VersionId") or "")
            if not self.rereads and (known := _own_digest(told)):
                return FileDigest(entry.name, known, entry.size, version, Digesting.CHECKSUM)
            digest = answer(partial(self._hashed, pinned, entry.size, version), entry.place, permission)
        except (AccessError, ConnectionFailedError) as error:
            return UnreadableError(_reason(error))
        return FileDigest(entry.name, digest, entry.size, version)

    def _hashed(self, pinned: Mapping[str, Any], size: int, version: str) -> str:
        """The digest of what lies there now. To ask for its version by name would take another permission, s3:GetObjectVersion."""
        digest, count = hashlib.sha256(), 0
        got = self._client().get_object(**pinned)
        if str(got.get("VersionId") or "") != version:
            raise AccessError(f"{pinned['Key']}: 412", remedy="Run it again.", code="412")
        for piece in got["Body"].iter_chunks(BLOCK):
            digest.update(piece)
            count += len(piece)
        if count != size:
            raise AccessError(f"S3 gave {count:,} bytes of {size:,}", remedy="Run it again.")
        return digest.hexdigest()

    def _pages(self, bucket: str, prefix: str) -> Iterator[Mapping[str, Any]]:
        try:
            yield from pages(self._client(), self.subject, Bucket=bucket, Prefix=prefix)
        except AccessError as error:
            raise _missing(error, self.subject) from error

    def _answer(self, ask: partial[Any], bucket: str) -> Mapping[str, Any]:
        try:
            told: Mapping[str, Any] = answer(ask, self.subject, f"s3:GetObject and s3:ListBucket on {bucket}")
        except AccessError as error:
            raise _missing(error, self.subject) from error
        return told

    def _parts(self) -> tuple[str, str]:
        return bucket_and_key(self.subject, _WRITE)

    def _client(self) -> Any:
        return client_of(self.way, self.account, "s3")


def read_object(where: str, way: Way, account: str, most: int) -> bytes | None:
    """The first bytes of an object, at most so many, None where there is none. Raises UnreadableError, UsageError."""
    bucket, key = bucket_and_key(where, _WRITE)

    def get() -> bytes:
        body: bytes = client_of(way, account, "s3").get_object(Bucket=bucket, Key=key)["Body"].read(most)
        return body

    try:
        return answer(get, where, f"s3:GetObject and s3:ListBucket on {bucket}")
    except AccessError as error:
        if error.code in ("NoSuchKey", "404"):
            return None
        raise UnreadableError(_reason(error)) from error
    except ConnectionFailedError as error:
        raise UnreadableError(_reason(error)) from error


def write_object(where: str, bundle: bytes, way: Way, account: str) -> None:
    """Put an object. Raises AccessError or ConnectionFailedError."""
    bucket, key = bucket_and_key(where, _WRITE)
    put = partial(
        client_of(way, account, "s3").put_object,
        Bucket=bucket, Key=key, Body=bundle, ContentType=MEDIA, ChecksumAlgorithm="SHA256",
    )  # fmt: skip
    answer(put, where, f"s3:PutObject on {bucket}, and kms:GenerateDataKey on its key")


def _entry(bucket: str, prefix: str, listed: Mapping[str, Any]) -> Entry:
    name = str(listed["Key"]).removeprefix(prefix)
    place = f"s3://{bucket}/{listed['Key']}"
    written = listed.get("LastModified")
    return Entry(name, place, listed["Size"], tag_of(listed), trouble=trouble(name), modified=written)


def _own_digest(told: Mapping[str, Any]) -> str:
    """S3's SHA-256 over the whole object, hexadecimal, '' for none."""
    if told.get("ChecksumType") != "FULL_OBJECT":
        return ""
    try:
        digest = base64.b64decode(str(told.get("ChecksumSHA256") or ""), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return digest.hex() if len(digest) == 32 else ""


def _missing(error: AccessError, place: str) -> Exception:
    """Nothing is there: that is no question of rights."""
    if error.code == "NoSuchBucket":
        return UsageError(
            f"{place}: there is no such bucket",
            remedy="Check the address: whoever takes the name can put a model there.",
        )
    if error.code in ("404", "NoSuchKey"):
        return UsageError(f"{place}: there is no such object", remedy="Check the key; a prefix ends in a slash.")
    return error


def _reason(error: AccessError | ConnectionFailedError) -> str:
    """Why an object could not be read, and what helps."""
    code = error.code if isinstance(error, AccessError) else ""
    if code in ("412", "PreconditionFailed"):
        return "it was overwritten since it was listed"
    if code in ("404", "NoSuchKey", "NoSuchVersion"):
        return "it was deleted since it was listed"
    if code == "InvalidObjectState":
        return "it is archived: restore it first (S3 Glacier)"
    if code == "NoSuchBucket":
        return f"{error}: there is no such bucket, and whoever takes its name can put a model there"
    return f"{error}. {error.remedy}"
