"""`modelkeep simulate` on files of cases: how many are decided in a second of one core.

Five mixes, from the best to the worst for what is remembered of policies: all cases have the same ones, an organisation's few hundred,
ones of their own; ones of their own with wildcards, variables and every kind of policy; and open requests, whose conditions are told.
CPU seconds are those of a whole process, start included. Beside them, what compares on a busy machine: the time of one case in times of
`json.loads` of its line, measured in the same run.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import measure

OURS, THEIRS = "111122223333", "444455556666"
PROMISED = 10_000
Document = dict[str, Any]


def policy(action: Any, resource: Any = "*", effect: str = "Allow", **elements: Any) -> Document:
    """A document of one statement."""
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": effect, "Action": action, "Resource": resource, **elements}],
    }


EVERYTHING = policy("*")
TLS = policy("*", effect="Deny", Condition={"Bool": {"aws:SecureTransport": "false"}})


def reader(bucket: str) -> Document:
    """Reading of one bucket from the company's network."""
    resources = [f"arn:aws:s3:::{bucket}/*", f"arn:aws:s3:::{bucket}"]
    return policy(
        ["s3:Get*", "s3:List*"], resources, Condition={"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.168.0.0/16"]}}
    )


def case(number: int, bucket: str, **policies: Any) -> Document:
    """A request for an object of a bucket."""
    request = {
        "principal": f"arn:aws:iam::{OURS}:role/role-{number % 700}",
        "action": "s3:GetObject",
        "resource": f"arn:aws:s3:::{bucket}/key-{number}",
        "context": {"aws:SourceIp": f"10.1.{number % 250}.3"},
    }
    return {"id": number, "request": request, "policies": policies}


def same(number: int) -> Document:
    """The same policies in all cases."""
    return case(number, "b", identity=[reader("b"), TLS], scp=[[EVERYTHING], [EVERYTHING]])


def organisation(number: int) -> Document:
    """500 policies and 200 buckets."""
    bucket = f"b{number % 200}"
    grants = policy("s3:*", f"arn:aws:s3:::{bucket}/*", Principal="*")
    return case(number, bucket, identity=[reader(f"b{number % 500}"), TLS], resource=[grants], scp=[[EVERYTHING]] * 2)


def own(number: int) -> Document:
    """Policies that no other case has."""
    bucket = f"b{number}"
    grants = policy("s3:*", f"arn:aws:s3:::{bucket}/*", Principal="*")
    return case(number, bucket, identity=[reader(bucket), TLS], resource=[grants], scp=[[EVERYTHING]] * 2)


def rich(number: int) -> Document:
    """Policies of all kinds, no two alike, with inner wildcards, variables and conditions."""
    bucket = f"b{number}"
    team = {"StringEquals": {"aws:PrincipalTag/team": f"t{number}"}, "NumericLessThan": {"s3:max-keys": number}}
    found = case(
        number,
        bucket,
        identity=[policy(["s3:Get*"], f"arn:aws:s3:::{bucket}/*-${{aws:PrincipalTag/suffix}}", Condition=team)],
        boundary=[policy(["s3:*", "sagemaker:*"], f"arn:aws:s3:::{bucket}*")],
        resource=[policy("s3:*", f"arn:aws:s3:::{bucket}/*", Principal={"AWS": [OURS, THEIRS]})],
        scp=[[EVERYTHING], [EVERYTHING, policy("s3:*", f"arn:aws:s3:::x{number}/*", "Deny")]],
        rcp=[[policy("s3:*", f"arn:aws:s3:::x{number}/*", "Deny", Principal="*")]],
    )
    found["request"]["context"] |= {
        "aws:PrincipalTag/team": f"t{number}",
        "aws:PrincipalTag/suffix": number,
        "s3:max-keys": 0,
    }
    return found


def open_requests(number: int) -> Document:
    """As `own`, of requests that are open: every second one is allowed under conditions."""
    found = own(number)
    return {**found, "request": {**found["request"], "context": {}}, "mode": "symbolic"}


MIXES: dict[str, Callable[[int], Document]] = {
    "same policies": same,
    "an organisation": organisation,
    "own policies": own,
    "rich own policies": rich,
    "open requests": open_requests,
}


def main() -> int:
    """Print the figures; the exit code says whether the promise is kept for all mixes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=60_000, help="of each mix")
    parser.add_argument("--runs", type=int, default=3, help="runs; medians are printed")
    options = parser.parse_args()
    print(measure.machine())
    with tempfile.TemporaryDirectory() as name:
        kept = [_measured(Path(name), mix, make, options.cases, options.runs) for mix, make in MIXES.items()]
    return 0 if all(kept) else 1


def _measured(folder: Path, mix: str, make: Callable[[int], Document], cases: int, runs: int) -> bool:
    with (folder / "cases.jsonl").open("w") as file:
        file.writelines(json.dumps(make(number)) + "\n" for number in range(cases))
    command = [sys.executable, "-m", "modelkeep", "simulate", "cases.jsonl", "--output", "decisions.jsonl"]
    found = [measure.run(command, {}, folder, folder / "log") for _ in range(runs)]
    if {run.exit_code for run in found} != {0}:
        raise SystemExit(f"{mix}: {(folder / 'log').read_text()}")
    with (folder / "decisions.jsonl").open() as file:
        outcomes = Counter(json.loads(line)["decision"] for line in file)
    cpu = measure.median([run.cpu for run in found])
    rate, times = cases / cpu, cpu / _loading(folder / "cases.jsonl")
    print(
        f"{mix:20} {rate:10,.0f} cases per CPU-second, promised {PROMISED:,}  {'kept' if rate >= PROMISED else 'NOT KEPT'};"
        f"  {times:.1f} times json.loads  {dict(outcomes)}, peak {max(run.peak for run in found) / measure.MIB:.0f} MiB"
    )
    return rate >= PROMISED


def _loading(file: Path) -> float:
    """CPU seconds of `json.loads` of each line."""
    lines = file.read_bytes().splitlines()
    started = time.process_time()
    for line in lines:
        json.loads(line)
    return time.process_time() - started


if __name__ == "__main__":
    sys.exit(main())
