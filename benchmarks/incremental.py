"""A second scan of the estate of `scan.py` after one resource in a hundred was changed: a full one, and an incremental one.

The incremental scan has to find what the full one finds, id by id and verdict by verdict, with a fifth of its requests at
most. With `--without-cloudtrail` the principal may not look up events, so that lists alone vouch; AWS's lists vouch for
SageMaker's resources and not for buckets, and the fifth is no promise there.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import measure
from modelkeep.lab.large import Sizes
from modelkeep.lab.large_changes import change_large
from scan import KEYS, SIZES, served

MODELKEEP = [sys.executable, "-m", "modelkeep"]

SHARE = 0.2
SINCE = 180
"""Minutes between the making of the estate and its first scan."""
ESTATE = Sizes(models=500, roles=500, buckets=200, training_jobs=100, notebooks=50)
FINDINGS = "select id, control, resource, verdict from finding order by all"


def main() -> int:
    """Print the figures; the exit code says whether all promises are kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without-cloudtrail", action="store_true", help="the lab refuses LookupEvents")
    without = parser.parse_args().without_cloudtrail
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [*MODELKEEP, "lab", "up", "--foreground", "--empty", "--port", "0"]
        lab = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=folder, text=True)
        assert lab.stdout is not None
        try:
            url = lab.stdout.readline().split("AWS_ENDPOINT_URL=")[1].split()[0]
            subprocess.run([*MODELKEEP, "lab", "seed", "--endpoint-url", url, *SIZES], check=True, cwd=folder)
            _tell_lab(url, f"elapse/{SINCE}")
            if without:
                _tell_lab(url, "refuse/cloudtrail:LookupEvents")
            first, _ = _scan(url, folder, "evening")
            touched = change_large(url, ESTATE)
            second, incremental = _scan(url, folder, "evening", "--incremental")
            full, whole = _scan(url, folder, "morning")
            found, expected = _findings(folder, "evening"), _findings(folder, "morning")
            before = _findings(folder, "evening", "previous")
            print((folder / "evening.log").read_text()[-700:])
        finally:
            lab.terminate()
            lab.wait()
    print(measure.machine())
    print(f"{touched} changes; first scan {first:,} requests, full second scan {full:,}, incremental {second:,}")
    print(f"CPU: full {whole.cpu:.1f} s, incremental {incremental.cpu:.1f} s")
    print(f"{len(set(before) ^ set(expected)):,} of {len(expected):,} findings differ from the first scan's")
    kept = [
        measure.show("findings that differ", len(set(found) ^ set(expected)), 0, ""),
        measure.show("share of a full scan's requests", second / full, 1 if without else SHARE, ""),
    ]
    return 0 if all(kept) else 1


def _scan(url: str, folder: Path, workspace: str, *options: str) -> tuple[int, measure.Run]:
    """The requests of a scan, and what it cost."""
    served(url)
    command = [
        *MODELKEEP, "scan", "--region", "us-east-1", "--endpoint-url", url, "--workspace", workspace,
        "--control-profile", "strict", *options,
    ]  # fmt: skip
    run = measure.run(command, KEYS, folder, folder / f"{workspace}.log")
    return served(url)[0], run


def _findings(folder: Path, workspace: str, snapshot: str = "latest") -> list[str]:
    """The findings of a snapshot, one line each."""
    command = [*MODELKEEP, "sql", "--workspace", workspace, "--snapshot", snapshot, "--format", "csv", FINDINGS]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder).stdout.splitlines()


def _tell_lab(url: str, what: str) -> None:
    with urllib.request.urlopen(f"{url}/modelkeep-lab/{what}") as reply:
        reply.read()


if __name__ == "__main__":
    raise SystemExit(main())
