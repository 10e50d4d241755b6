"""Alerts per million events of a normal life, beside how many of the attacks' expected alerts are found in the same lake.

    .venv/bin/python benchmarks/detect_noise.py [EVENTS] [SEED]

Writes EVENTS (1,000,000) CloudTrail events of five weeks with the invocation logs that belong to them as AWS delivers them, ingests
them, and evaluates every rule; then adds the seven attacks and evaluates again. The history is learnt from the first 30 days.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import duckdb

import measure
from modelkeep.adapters.lake.database import connect
from modelkeep.adapters.lake.events import open_lake
from modelkeep.adapters.logs.delivery import Delivery
from modelkeep.catalogue.detections import built_in_detections, load_detections
from modelkeep.core.logs.alert import Alert
from modelkeep.engines.logs.alerts import build
from modelkeep.engines.logs.detecting import prepare, rows
from modelkeep.engines.logs.organisation.cast import ESTATE
from modelkeep.engines.logs.scenarios.benign import benign_records
from modelkeep.engines.logs.scenarios.known import SCENARIOS
from modelkeep.engines.logs.scenarios.series import Truth, series_of
from modelkeep.engines.logs.sigma.parsing import read
from modelkeep.engines.logs.sigma.program import Compiler

EVENTS = 1_000_000
PROMISE = 10.0
"""Alerts per million events: one per 100,000."""
FASTEST = 30_000
"""Records that the generator makes in a CPU-second at least, so that a million is made within half a minute."""
SAMPLE = 100_000


def main(arguments: Sequence[str]) -> int:
    """Print the figures; the exit code says whether the promises are kept."""
    events = int(arguments[0]) if arguments else EVENTS
    seed = int(arguments[1]) if len(arguments) > 1 else 1
    print(measure.machine())
    with tempfile.TemporaryDirectory(prefix="modelkeep-noise-") as name:
        folder = Path(name)
        kept = _generate(folder / "calm", events, seed)
        _ingest(folder, folder / "calm")
        calm = _alerts(folder)
        total = sum(1 for _ in calm)
        for rule, count in Counter(each.rule for each in calm).most_common():
            first = next(each for each in calm if each.rule == rule)
            print(f"  {rule} {count} alerts ({first.severity.value}): {first.title}; the first: {first.reason}")
        kept &= measure.show("alerts per million events", total / events * 1e6, PROMISE, "alerts")
        truth = _attack(folder, seed)
        return 0 if _recall(_alerts(folder), truth) and kept else 1


def _generate(folder: Path, events: int, seed: int) -> bool:
    started = time.process_time()
    count = sum(1 for _ in benign_records(SAMPLE, seed=seed))
    speed = count / (time.process_time() - started)
    print(f"generated: {speed:,.0f} records a CPU-second (at least {FASTEST:,})")
    delivery, started = Delivery(folder, 3600 if events >= 100_000 else 86400), time.process_time()
    delivery.write(benign_records(events, seed=seed))
    taken = time.process_time() - started
    print(f"written: {delivery.records:,} records in {delivery.files:,} files in {taken:,.1f} CPU-seconds")
    return speed >= FASTEST


def _ingest(folder: Path, source: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "modelkeep",
        "logs",
        "ingest",
        str(source),
        "--workspace",
        str(folder / "ws"),
        "--quiet",
    ]
    run = measure.run(command, {}, folder, folder / "ingest.log")
    if run.exit_code:
        raise SystemExit((folder / "ingest.log").read_text())
    print(f"ingested in {run.cpu:,.1f} CPU-seconds")


def _alerts(folder: Path) -> list[Alert]:
    program = Compiler(read(load_detections([built_in_detections()])), ESTATE).compile()
    for each in program.troubles:
        print(f"  not evaluated: {each.told}")
    connection: duckdb.DuckDBPyConnection = open_lake(folder / "ws" / "lake", connection=connect(memory="2GB"))
    started = time.process_time()
    prepare(connection, program)
    found = list(build(program.rules, rows(connection, program)))
    print(
        f"{len(program.rules)} rules evaluated in {time.process_time() - started:,.1f} CPU-seconds: {len(found)} alerts"
    )
    connection.close()
    return found


def _attack(folder: Path, seed: int) -> list[Truth]:
    truth: list[Truth] = []
    for each in SCENARIOS:
        series = series_of(each, benign=0, seed=seed)
        Delivery(folder / "attacks" / each.id).write(series.records)
        truth += series.truth
    _ingest(folder, folder / "attacks")
    return truth


def _recall(alerts: Sequence[Alert], truth: Sequence[Truth]) -> bool:
    expected = {(each.scenario, rule) for each in truth for rule in each.rules}
    events = {each.event_id: each for each in truth}
    found: set[tuple[str, str]] = set()
    for alert in alerts:
        for event in alert.events:
            if event in events and alert.rule in events[event].rules:
                found.add((events[event].scenario, alert.rule))
    for scenario, rule in sorted(expected - found):
        print(f"  missed: {rule} in {scenario}")
    print(
        f"found: {len(found)} of {len(expected)} expected alerts, {len({each for each, _ in found})} of {len(SCENARIOS)} attacks"
    )
    return found == expected


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
