"""Logs in S3, and the keys that CloudTrail signs its digest files with."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from modelkeep.adapters.aws.attempts import THROTTLE_ATTEMPTS, TRANSIENT_ATTEMPTS, backoff
from modelkeep.adapters.aws.clients import Clients, Endpoint
from modelkeep.adapters.aws.errors import Meaning, explain
from modelkeep.adapters.aws.places import bucket_and_key
from modelkeep.core.errors import AccessError, ConnectionFailedError, UsageError
from modelkeep.core.logs.objects import LogObject

SCHEME = "s3://"
HELD = 32 << 20
"""Bytes of the largest object that is held in memory."""
T = TypeVar("T")


@cache
def clients_of(endpoint: Endpoint) -> Clients:
    """The clients of an endpoint, made once in a process."""
    return Clients.of_profile(endpoint)


@dataclass(frozen=True, slots=True)
class S3Objects:
    """Objects of S3; every process makes clients of its own."""

    endpoint: Endpoint

    def listed(self, place: str) -> Iterator[LogObject]:
        """The objects under `s3://bucket/prefix`, in the order of their keys.

        Raises UsageError for what is no such address or holds nothing, AccessError or ConnectionFailedError where it cannot be listed.
        """
        bucket, prefix = bucket_and_key(place)
        empty = True
        for page in pages(self._s3(), place, Bucket=bucket, Prefix=prefix):
            for each in page.get("Contents", ()):
                if not each["Key"].endswith("/"):
                    empty = False
                    yield LogObject(container=f"{SCHEME}{bucket}", key=each["Key"], tag=tag_of(each), size=each["Size"])
        if empty:
            raise UsageError(f"{place} holds no objects", remedy="Check bucket and prefix.")

    def fetch(self, found: LogObject, scratch: Path) -> Path | bytes:
        """An object's content: in memory, or in a file where it is large. Raises AccessError or ConnectionFailedError.

        An object that was written anew since it was listed is not fetched: the next run lists it as it is now.
        """
        bucket = found.container.removeprefix(SCHEME)
        asked = {"Bucket": bucket, "Key": found.key, **({"IfMatch": f'"{found.tag}"'} if found.tag else {})}

        def get() -> Path | bytes:
            body = self._s3().get_object(**asked)["Body"]
            if found.size <= HELD:
                content: bytes = body.read()
                return content
            path = scratch / "object"
            with path.open("wb") as file:
                for piece in body.iter_chunks(1 << 20):
                    file.write(piece)
            return path

        return answer(get, found.shown, f"s3:GetObject on {bucket}, and kms:Decrypt on its key")

    def body(self, bucket: str, key: str, most: int) -> bytes:
        """An object's content. Raises AccessError, also where it has more bytes than `most`, or ConnectionFailedError."""
        place = f"{SCHEME}{bucket}/{key}"

        def get() -> bytes:
            found = self._s3().get_object(Bucket=bucket, Key=key)
            if found["ContentLength"] > most:
                raise AccessError(f"{place}: it is larger than {most >> 20} MiB")
            content: bytes = found["Body"].read(most)
            return content

        return answer(get, place, f"s3:GetObject on {bucket}, and kms:Decrypt on its key")

    def signature(self, found: LogObject) -> str:
        """The signature that CloudTrail keeps with a digest file, '' for none. Raises AccessError or ConnectionFailedError."""
        bucket = found.container.removeprefix(SCHEME)
        head = partial(self._s3().head_object, Bucket=bucket, Key=found.key)
        told = answer(head, found.shown, f"s3:GetObject on {bucket}").get("Metadata", {})
        return str(told.get("signature", ""))

    def _s3(self) -> Any:
        clients = clients_of(self.endpoint)
        return clients.client("s3", clients.default_region or "us-east-1")


def trail_keys(endpoint: Endpoint, region: str, start: datetime, end: datetime) -> Mapping[str, bytes]:
    """The public keys (PKCS#1 in DER) by fingerprint that CloudTrail signed with in a region in a time. Raises AccessError."""
    clients = clients_of(endpoint)
    client = clients.client("cloudtrail", region)
    found: dict[str, bytes] = {}
    token: dict[str, str] = {}
    while True:
        ask = partial(client.list_public_keys, StartTime=start, EndTime=end, **token)
        page = answer(ask, f"CloudTrail in {region}", "cloudtrail:ListPublicKeys")
        found |= {each["Fingerprint"]: each["Value"] for each in page.get("PublicKeyList", ())}
        if not page.get("NextToken"):
            return found
        token = {"NextToken": page["NextToken"]}


# .../region/yyyy/mm/dd/account_CloudTrail-Digest_region_trail_region_yyyymmddThhmmssZ.json.gz:
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
_DIGEST = re.compile(r"/CloudTrail-Digest/([a-z0-9-]+)/(\d{4})/(\d\d)/(\d\d)/")


def digest_keys(endpoint: Endpoint, places: Iterable[str]) -> Mapping[str, bytes]:
    """CloudTrail's public keys for digest files, by the region and the day in their keys. Raises AccessError or ConnectionFailedError."""
    days: dict[str, list[datetime]] = {}
    for place in places:
        if matched := _DIGEST.search(place):
            days.setdefault(matched[1], []).append(
                datetime(int(matched[2]), int(matched[3]), int(matched[4]), tzinfo=UTC)
            )
    found: dict[str, bytes] = {}
    for region, each in days.items():
        found |= trail_keys(endpoint, region, min(each) - timedelta(days=1), max(each) + timedelta(days=2))
    return found


def pages(s3: Any, place: str, **asked: str) -> Iterator[Mapping[str, Any]]:
    """The pages of a listing of a bucket. Raises AccessError or ConnectionFailedError where one cannot be had."""
    token: dict[str, str] = {}
    while True:
        call = partial(s3.list_objects_v2, **asked, **token)
        page = answer(call, place, f"s3:ListBucket on {asked['Bucket']}")
        yield page
        if not page.get("IsTruncated"):
            return
        token = {"ContinuationToken": page["NextContinuationToken"]}


def tag_of(entry: Mapping[str, Any]) -> str:
    """The ETag of an entry of a listing, without its quotes; '' for none."""
    return str(entry.get("ETag", "")).strip('"')


def answer(ask: Callable[[], T], what: str, permission: str) -> T:
    """The answer, asked again while that can help. Raises AccessError or ConnectionFailedError."""
    left = {Meaning.THROTTLED: THROTTLE_ATTEMPTS, Meaning.TRANSIENT: TRANSIENT_ATTEMPTS - 1}
    attempts = 0
    while True:
        try:
            return ask()
        except (ClientError, BotoCoreError) as error:
            failure = explain(error)
            attempts += 1
            if left.get(failure.meaning, 0) < attempts:
                if isinstance(error, ClientError):
                    code = error.response.get("Error", {}).get("Code", "")
                    remedy = f"The principal needs {permission}."
                    raise AccessError(f"{what}: {code}", remedy=remedy, code=code) from error
                raise ConnectionFailedError(f"{what}: {error}") from error
        time.sleep(backoff(attempts))
