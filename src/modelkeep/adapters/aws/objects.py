"""Objects of S3 as files: for deliveries of AWS Config and templates that lie in a bucket."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from botocore.exceptions import BotoCoreError, ClientError

from modelkeep.adapters.aws.clients import Clients
from modelkeep.adapters.aws.places import bucket_and_key
from modelkeep.core.errors import AccessError, ConnectionFailedError, UsageError


@dataclass(frozen=True, slots=True)
class Fetched:
    """An object that lies on disk now: `shown` is its s3:// address."""

    path: Path
    shown: str


def fetch(place: str, folder: Path, clients: Clients, suffixes: Collection[str]) -> Iterator[Fetched]:
    """Download the objects under `s3://bucket/prefix` whose keys end in one of the suffixes, such as `.json`.

    Raises UsageError for what is no such address or holds nothing, AccessError and ConnectionFailedError: what cannot be read is
    never left out in silence.
    """
    bucket, prefix = bucket_and_key(place)
    client = clients.client("s3", clients.default_region or "us-east-1")
    number = 0
    try:
        for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
            for each in page.get("Contents", ()):
                suffix = PurePosixPath(each["Key"]).suffix
                if suffix in suffixes:
                    number += 1
                    path = folder / f"{number:06}{suffix}"
                    path.write_bytes(client.get_object(Bucket=bucket, Key=each["Key"])["Body"].read())
                    yield Fetched(path, f"s3://{bucket}/{each['Key']}")
    except ClientError as error:
        told = error.response.get("Error", {}).get("Code", "")
        raise AccessError(
            f"{place}: {told}",
            remedy=f"The principal needs s3:ListBucket on {bucket} and s3:GetObject on what is in it.",
        ) from error
    except BotoCoreError as error:
        raise ConnectionFailedError(f"{place}: {error}") from error
    if not number:
        raise UsageError(f"{place} holds no {', '.join(sorted(suffixes))} file", remedy="Check bucket and prefix.")
