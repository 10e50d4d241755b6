"""`modelkeep detect --engine spark` as a job that a service submits: the lake is a copy in S3, and so are the alerts.

    detect.py s3://BUCKET/lake s3://BUCKET/alerts/today.jsonl [options of `modelkeep detect`]

The ledger is fetched to this machine, the driver's; workers read the files where they are. Alerts are no failure of a job: it ends with
detect's exit code only where the search did not take place.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import boto3

from modelkeep.cli import main as modelkeep

FAILED = (1, 2, 3)
"""detect's exit codes of a search that did not take place."""


def main(lake: str, alerts: str, *options: str) -> int:
    """Search, and put the alerts (one a line) where they belong. Returns the exit code."""
    s3 = boto3.client("s3")
    bucket, key = _place(lake)
    wanted = _place(alerts)
    with tempfile.TemporaryDirectory() as name:
        found = Path(name) / "alerts.jsonl"
        (Path(name) / "lake").mkdir()
        s3.download_file(bucket, f"{key}/ledger.db", str(Path(name) / "lake" / "ledger.db"))
        os.environ["MODELKEEP_SPARK_LAKE"] = f"s3://{bucket}/{key}"
        sys.argv = [
            "modelkeep",
            "detect",
            "--engine",
            "spark",
            "--format",
            "json",
            "-w",
            name,
            "-o",
            str(found),
            *options,
        ]
        try:
            modelkeep()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        if code in FAILED:
            return code
        s3.upload_file(str(found), *wanted)
    return 0


def _place(uri: str) -> tuple[str, str]:
    bucket, _, key = uri.removeprefix("s3://").rstrip("/").partition("/")
    if not uri.startswith("s3://") or not bucket or not key:
        raise SystemExit(f"{uri} is no place in S3: write s3://BUCKET/KEY")
    return bucket, key


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
