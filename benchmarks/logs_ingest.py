"""Ingest of CloudTrail files: events per CPU-second, memory and bytes, for files of 2,000 events and for files of 1 to 50.

    .venv/bin/python benchmarks/logs_ingest.py [--events 200000] [--workers 1]

CPU-seconds are those of the whole command, its start and its workers included. DuckDB's own reader runs beside it, over a part of the same
files, so that the ratio can be compared between machines.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from isal import igzip

from measure import MIB, machine, run

LARGE, PROMISED_LARGE = 2_000, 40_000
PROMISED_SMALL = 20_000
PROMISED_MEMORY = 300
DIRECT = 8
CALLS = (
    (
        "s3.amazonaws.com",
        "GetObject",
        "Data",
        {"bucketName": "ml-data-7", "Host": "ml-data-7.s3.eu-west-1.amazonaws.com"},
    ),
    ("sagemaker.amazonaws.com", "DescribeEndpoint", "Management", {"endpointName": "fraud"}),
    ("bedrock.amazonaws.com", "InvokeModel", "Management", {"modelId": "anthropic.claude-3-haiku-20240307-v1:0"}),
    ("sts.amazonaws.com", "AssumeRole", "Management", {"roleSessionName": "train", "durationSeconds": 3600}),
    ("kms.amazonaws.com", "Decrypt", "Management", {"encryptionContext": {"aws:s3:arn": "arn:aws:s3:::ml-data-7"}}),
)


def event(number: int, dice: random.Random) -> dict[str, Any]:
    """One event of about 1.3 KB, 80 ms after the one before."""
    at = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(milliseconds=80 * number)
    source, name, category, parameters = dice.choice(CALLS)
    role = f"role-{dice.randrange(40)}"

    def some_id() -> str:
        return str(uuid.UUID(int=dice.getrandbits(128), version=4))

    return {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "AssumedRole", "principalId": f"AROAEXAMPLE{number % 97}:session", "accountId": "111122223333",
            "arn": f"arn:aws:sts::111122223333:assumed-role/{role}/session", "accessKeyId": "ASIAEXAMPLEEXAMPLE00",
            "sessionContext": {
                "sessionIssuer": {"type": "Role", "principalId": "AROAEXAMPLE", "arn": f"arn:aws:iam::111122223333:role/{role}",
                                  "accountId": "111122223333", "userName": role},
                "attributes": {"creationDate": f"{at:%Y-%m-%dT%H}:00:00Z", "mfaAuthenticated": "false"},
            },
        },
        "eventTime": f"{at:%Y-%m-%dT%H:%M:%SZ}", "eventSource": source, "eventName": name, "awsRegion": "eu-west-1",
        "sourceIPAddress": f"10.0.{number % 200}.{number % 250}", "userAgent": "aws-sdk-java/2.29 Linux/6.1 OpenJDK_64-Bit_Server_VM",
        "requestParameters": {**parameters, "key": f"data/{some_id()}/part-{number}.parquet"}, "responseElements": None,
        "additionalEventData": {"SignatureVersion": "SigV4", "CipherSuite": "TLS_AES_128_GCM_SHA256", "bytesTransferredIn": 0,
                                "x-amz-id-2": some_id() * 2, "bytesTransferredOut": dice.randrange(10**6)},
        "requestID": some_id(), "eventID": some_id(), "readOnly": True,
        "resources": [{"type": "AWS::S3::Object", "ARN": "arn:aws:s3:::ml-data-7/data"},
                      {"accountId": "111122223333", "type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::ml-data-7"}],
        "eventType": "AwsApiCall", "managementEvent": category == "Management", "recipientAccountId": "111122223333",
        "eventCategory": category,
        "tlsDetails": {"tlsVersion": "TLSv1.3", "cipherSuite": "TLS_AES_128_GCM_SHA256", "clientProvidedHostHeader": source},
    }  # fmt: skip


def write(folder: Path, sizes: Iterator[int], dice: random.Random, first: int) -> tuple[int, int]:
    """Write a file for each size; returns the bytes as they are unpacked and as they are on disk."""
    folder.mkdir()
    raw = packed = 0
    number = first
    for file, size in enumerate(sizes):
        text = json.dumps(
            {"Records": [event(number + each, dice) for each in range(size)]}, separators=(",", ":")
        ).encode()
        number += size
        content: bytes = igzip.compress(text)  # type: ignore[no-untyped-call]  # isal types none of it
        (folder / f"{file:06}.json.gz").write_bytes(content)
        raw, packed = raw + len(text), packed + len(content)
    return raw, packed


def small(events: int, dice: random.Random) -> Iterator[int]:
    """Sizes of 1 to 50 that sum to so many events."""
    while events > 0:
        size = min(dice.randint(1, 50), events)
        yield size
        events -= size


def ingest(source: Path, folder: Path, events: int, workers: int, promise: int) -> bool:
    """Ingest a folder and print the figures; returns whether they are kept."""
    command = [sys.executable, "-m", "modelkeep", "logs", "ingest", str(source), "-w", str(folder / "w" / source.name)]
    log = folder / f"{source.name}.log"
    done = run([*command, "--workers", str(workers), "--format", "json"], {}, folder, log)
    if done.exit_code or json.loads(log.read_text())["events"] != events:
        raise SystemExit(f"the ingest of {source.name} files failed: {log.read_text()[-2000:]}")
    rate, peak = events / done.cpu, done.peak / MIB
    kept = rate >= promise and peak <= PROMISED_MEMORY
    parquet = sum(path.stat().st_size for path in (folder / "w" / source.name).rglob("*.parquet"))
    print(
        f"{source.name} files: {rate:,.0f} events/CPU-s (promised {promise:,}), {done.cpu:.1f} CPU-s, {done.wall:.1f} s, "
        f"{peak:,.0f} MiB (promised {PROMISED_MEMORY}), {parquet / MIB:,.1f} MiB of Parquet  {'kept' if kept else 'NOT KEPT'}"
    )
    return kept


def direct(source: Path, folder: Path) -> None:
    """DuckDB's own reader over the first files, with the types of the fields given."""
    program = (
        "import duckdb,sys; c=duckdb.connect(config={'threads':1}); "
        "t='STRUCT(eventID VARCHAR, eventTime TIMESTAMP, eventSource VARCHAR, eventName VARCHAR, awsRegion VARCHAR, userIdentity JSON, "
        "requestParameters JSON, responseElements JSON, additionalEventData JSON, resources JSON, tlsDetails JSON)[]'; "
        f"c.execute(f\"COPY (SELECT unnest(Records, recursive:=true) FROM read_json({{sys.argv[1:]!r}}, columns={{{{'Records': '{{t}}'}}}},"
        f" maximum_object_size=200000000)) TO '{folder}/direct.parquet' (FORMAT parquet)\")"
    )
    files = [str(path) for path in sorted(source.iterdir())[:DIRECT]]
    done = run([sys.executable, "-c", program, *files], {}, folder, folder / "direct.log")
    if done.exit_code:
        raise SystemExit((folder / "direct.log").read_text()[-2000:])
    print(f"DuckDB's own reader, {len(files)} of the same files: {len(files) * LARGE / done.cpu:,.0f} events/CPU-s")


def main() -> None:
    """Generate, ingest, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--events", type=int, default=200_000)
    asked.add_argument("--workers", type=int, default=1)
    options = asked.parse_args()
    dice = random.Random(6)
    print(machine())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = max(options.events // LARGE, DIRECT)
        raw, packed = write(folder / "large", iter([LARGE] * files), dice, 0)
        print(f"{files:,} files of {LARGE:,} events: {raw / MIB:,.0f} MiB, {packed / MIB:,.0f} MiB packed")
        few = options.events // 4
        write(folder / "small", small(few, dice), dice, files * LARGE)
        direct(folder / "large", folder)
        kept = [
            ingest(folder / "large", folder, files * LARGE, options.workers, PROMISED_LARGE),
            ingest(folder / "small", folder, few, options.workers, PROMISED_SMALL),
        ]
    raise SystemExit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
