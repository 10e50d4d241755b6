"""All rules over events in Parquet: CPU-seconds and memory of the whole command, start and compilation included.

    .venv/bin/python benchmarks/detect.py [EVENTS] [FOLDER]

Writes EVENTS (1,000,000) CloudTrail events of a normal life with the invocation logs that belong to them, ingests them, and evaluates every
rule, with what the estate's snapshot would tell; then 10,000 events of one more day, of which only these are read. With FOLDER, a lake
that is there from an earlier run is used again.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import measure
from modelkeep.adapters.logs.delivery import Delivery
from modelkeep.engines.logs.organisation.cast import ESTATE
from modelkeep.engines.logs.scenarios.benign import DAYS, START, Period, benign_records

EVENTS = 1_000_000
PROMISED_SECONDS, PROMISED_MIB = 3.0, 400.0
BATCH, PROMISED_BATCH_SECONDS = 10_000, 2.0


def main(arguments: Sequence[str]) -> int:
    """Print the figures; the exit code says whether the promises are kept."""
    events = int(arguments[0]) if arguments else EVENTS
    print(measure.machine())
    if len(arguments) > 1:
        return _measured(Path(arguments[1]), events)
    with tempfile.TemporaryDirectory(prefix="modelkeep-detect-") as name:
        return _measured(Path(name), events)


def _measured(folder: Path, events: int) -> int:
    if not (folder / "ws").exists():
        (folder / "logs").mkdir(parents=True)
        Delivery(folder / "logs", 3600).write(benign_records(events, seed=1))
        _run(folder, ["logs", "ingest", str(folder / "logs"), "--workspace", str(folder / "ws"), "--quiet"], (0,))
    known = [f"--known={name}={value}" for name, values in ESTATE.items() for value in values]
    codes = (0, 4, 11, 12, 13, 14)
    whole = _run(
        folder, ["detect", "--all", "--workspace", str(folder / "ws"), "--format", "jsonl", "--quiet", *known], codes
    )
    kept = measure.show(f"all rules, {events:,} events", whole.cpu, PROMISED_SECONDS, "CPU-s")
    kept &= measure.show("memory", whole.peak / measure.MIB, PROMISED_MIB, "MiB")
    return 0 if _new_batch(folder, known, codes) and kept else 1


def _new_batch(folder: Path, known: Sequence[str], codes: Sequence[int]) -> bool:
    """A day's 10,000 events more, after the history: what `detect` takes for these alone."""
    day = len(list(folder.glob("day-*")))
    logs = folder / f"day-{day}"
    Delivery(logs, 3600).write(benign_records(BATCH, seed=2, period=Period(START + timedelta(days=DAYS + day), 1)))
    _run(folder, ["logs", "ingest", str(logs), "--workspace", str(folder / "ws"), "--quiet"], (0,))
    again = _run(folder, ["detect", "--workspace", str(folder / "ws"), "--format", "jsonl", "--quiet", *known], codes)
    return measure.show(f"what is new, {BATCH:,} events", again.cpu, PROMISED_BATCH_SECONDS, "CPU-s")


def _run(folder: Path, command: Sequence[str], codes: Sequence[int]) -> measure.Run:
    run = measure.run([sys.executable, "-m", "modelkeep", *command], {}, folder, folder / "log")
    if run.exit_code not in codes:
        raise SystemExit((folder / "log").read_text())
    print(f"{command[0]}: {run.cpu:,.2f} CPU-seconds, {run.wall:,.1f} s, {run.peak / measure.MIB:,.0f} MiB")
    return run


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
