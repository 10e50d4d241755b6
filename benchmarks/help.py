"""`modelkeep --help`, eleven times after one that warms the disk."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import measure


def main() -> int:
    """Print the figures; the exit code says whether the promise is kept."""
    with tempfile.TemporaryDirectory() as name:
        runs = [
            measure.run([sys.executable, "-m", "modelkeep", "--help"], {}, Path(name), Path(name) / "log")
            for _ in range(12)
        ][1:]
    print(measure.machine())
    print(f"CPU {measure.median([run.cpu for run in runs]):.2f} s, median of {len(runs)}")
    return 0 if measure.show("wall", measure.median([run.wall for run in runs]), 0.4, "s") else 1


if __name__ == "__main__":
    raise SystemExit(main())
