"""Reads every CloudFormation template below the folders that are named: how many, what they declare, what is wrong with them.

For templates that this project did not write: download the source distributions of packages that test themselves with templates
(`pip download --no-deps --no-binary :all: cfn-lint aws-sam-translator troposphere taskcat aws-sam-cli`), unpack them into a
folder that is not committed, and name it here. The exit code says whether anything crashed.
"""

from __future__ import annotations

import argparse
import collections
import re
import sys
import time
import traceback
from pathlib import Path

import measure
from modelkeep.adapters.iac.cloudformation.reader import read_if_template
from modelkeep.adapters.iac.resource import Deployment, unknowns

SUFFIXES = {".yaml", ".yml", ".json", ".template"}
DEPLOYMENT = Deployment("012345678901", "unknown-1")


def main() -> int:
    """Print the counts; the exit code says whether any file made the reader crash."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--troubles", type=int, default=15, help="how many kinds of troubles to print")
    options = parser.parse_args()
    files = [each for folder in options.folders for each in sorted(folder.rglob("*")) if each.suffix in SUFFIXES]
    files = [each for each in files if each.is_file()]
    counts: collections.Counter[str] = collections.Counter()
    kinds: collections.Counter[str] = collections.Counter()
    slowest, crashes = (0.0, Path()), 0
    started = time.process_time()
    for path in files:
        begun = time.process_time()
        try:
            content = path.read_bytes()
            reading = read_if_template(path, str(path), content, deployment=DEPLOYMENT)
        except Exception:
            crashes += 1
            print(f"CRASH {path}", traceback.format_exc(), file=sys.stderr)
            continue
        if reading is None:
            continue
        counts["templates"] += 1
        counts["resources"] += len(reading.resources)
        counts["troubles"] += len(reading.troubles)
        counts["templates with troubles"] += bool(reading.troubles)
        counts["unknown values"] += sum(1 for each in reading.resources for _ in unknowns(each.properties))
        for each in reading.troubles:
            words = re.sub(r"column \d+: ", "", each.message)
            kinds[" ".join(words.split(":")[0].split(";")[0].split()[:7])] += 1
        slowest = max(slowest, (time.process_time() - begun, path))
    print(measure.machine())
    print(f"{len(files)} files, {time.process_time() - started:.1f} CPU-s, slowest {slowest[0]:.2f} s {slowest[1]}")
    print(", ".join(f"{count} {name}" for name, count in counts.items()) + f", {crashes} crashes")
    for kind, count in kinds.most_common(options.troubles):
        print(f"{count:6} {kind}")
    return 1 if crashes else 0


if __name__ == "__main__":
    raise SystemExit(main())
