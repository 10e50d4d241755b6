"""A scan of 500 models, endpoint configs and endpoints, 500 roles, 200 buckets, 100 training jobs and 50 notebooks.

The lab runs as a process of its own and counts the requests itself. Prowler 5.46 on the same work: 8,173 requests,
111 CPU-seconds, 774 MiB (one run on a shared machine).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import measure

SIZES = ["--models", "500", "--roles", "500", "--buckets", "200", "--jobs", "100", "--notebooks", "50"]
KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}


def main() -> int:
    """Print the figures; the exit code says whether all promises are kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="scans; medians are printed")
    runs = parser.parse_args().runs
    modelkeep = [sys.executable, "-m", "modelkeep"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lab = subprocess.Popen(
            [*modelkeep, "lab", "up", "--foreground", "--empty", "--port", "0"],
            stdout=subprocess.PIPE,
            cwd=folder,
            text=True,
        )
        assert lab.stdout is not None
        try:
            url = lab.stdout.readline().split("AWS_ENDPOINT_URL=")[1].split()[0]
            subprocess.run([*modelkeep, "lab", "seed", "--endpoint-url", url, *SIZES], check=True, cwd=folder)
            scans, requests, first = [], [], []
            for number in range(runs):
                served(url)
                scan = measure.run(
                    [*modelkeep, "scan", "--region", "us-east-1", "--endpoint-url", url, "--workspace", f"w{number}",
                     "--control-profile", "strict"],
                    KEYS, folder, folder / f"{number}.log",
                )  # fmt: skip
                count, first_at = served(url)
                scans.append(scan)
                requests.append(count)
                first.append(first_at - scan.started)
            print((folder / "0.log").read_text()[-3000:])
        finally:
            lab.terminate()
            lab.wait()
    print(measure.machine())
    print(f"medians of {runs} scans, exit codes {sorted({scan.exit_code for scan in scans})}")
    kept = [
        measure.show("requests", measure.median(requests), 4000, ""),
        measure.show("CPU", measure.median([scan.cpu for scan in scans]), 25, "s"),
        measure.show("peak resident memory", measure.median([scan.peak / measure.MIB for scan in scans]), 200, "MiB"),
        measure.show("start to first request", measure.median(first), 2, "s"),
    ]
    print(f"wall {measure.median([scan.wall for scan in scans]):.1f} s (the lab shares the machine)")
    return 0 if all(kept) else 1


def served(url: str) -> tuple[int, float]:
    """How many requests the lab has served since it was last asked, and when the first of them came."""
    with urllib.request.urlopen(f"{url}/modelkeep-lab/requests") as reply:
        count, first = reply.read().decode().split()
    return int(count), float(first)


if __name__ == "__main__":
    raise SystemExit(main())
