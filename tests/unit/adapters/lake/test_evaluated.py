"""Rules over a lake, batch by batch, give what one look at everything gives, and read each file once."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
from tests.unit.adapters.lake.lakes import NOW, START, make
from tests.unit.adapters.logs.samples import cloudtrail, encoded

from modelkeep.adapters.detection.evaluated import EvaluatedLake
from modelkeep.adapters.lake.database import connect
from modelkeep.adapters.lake.evaluation import EvaluationLedger
from modelkeep.adapters.lake.events import view
from modelkeep.adapters.lake.store import STATE, FolderLake
from modelkeep.adapters.logs.files import FileObjects
from modelkeep.app.detect_kept import KeptAlerts, detect_kept, merged
from modelkeep.app.logs_ingest import ingest
from modelkeep.core.errors import LakeInUseError
from modelkeep.core.logs.alert import Alert
from modelkeep.core.logs.detection import RuleFile
from modelkeep.core.logs.lake import LakeFile
from modelkeep.core.logs.tables import LogTable
from modelkeep.engines.logs.sigma.parsing import read
from modelkeep.engines.logs.sigma.program import Compiler, Program

RULES = """
title: Plain
name: P
logsource: {product: aws, service: cloudtrail}
detection: {s: {eventName: Delete}, condition: s}
---
title: Get
name: G
logsource: {product: aws, service: cloudtrail}
detection: {s: {eventName: Get}, condition: s}
---
title: Many
name: C
correlation: {type: event_count, rules: [G], group-by: [principal], timespan: 1h, condition: {gte: 3}}
---
title: Far
name: F
correlation: {type: temporal_ordered, rules: [P2, G], group-by: [principal], timespan: 5d}
---
title: Put
name: P2
logsource: {product: aws, service: cloudtrail}
detection: {s: {eventName: Put}, condition: s}
---
title: First seen
name: N
logsource: {product: aws, service: cloudtrail}
detection: {s: {eventName: [Get, Put]}, condition: s}
modelkeep: {new_terms: {of: [principal, eventName], per: [recipientAccountId], history: 2d}}
---
title: Any first seen
name: A
logsource: {product: aws, service: cloudtrail}
detection: {s: {eventName: [Get, Put]}, condition: s}
modelkeep: {new_terms: {each: requestParameters.items, per: [principal, eventName], history: 2d}}
---
title: Lost
name: L
logsource: {product: aws, service: cloudtrail}
detection: {s: {eventName: Put}, condition: s}
modelkeep: {lost_terms: {per: [principal], of: [requestParameters.items]}}
---
title: Volume
name: B
logsource: {product: aws, service: cloudtrail}
detection: {s: {eventName: Get}, condition: s}
modelkeep: {baseline: {per: [principal], value: count, bucket: 1h, history: 1d, deviations: 1, floor: 2}}
---
title: Fleet
name: K
logsource: {product: aws, service: cloudtrail}
detection: {s: {eventName: [Get, Put]}, condition: s}
modelkeep: {fleet: {per: [principal, eventName], of: [eventID], bucket: 12h, history: 1d, percentile: 60, times: 1, floor: 3, least: 2}}
"""
Event = Mapping[str, object]


def program(rules: str = RULES) -> Program:
    return Compiler(read([RuleFile(Path("r.yml"), rules)]), {}).compile()


PROGRAM = program()


def events(chance: random.Random, count: int) -> list[Event]:
    """Seven days of two principals, eight hours each."""
    found: list[Event] = []
    for number in range(count):
        at = START + timedelta(days=chance.randrange(7), hours=chance.randrange(8), seconds=chance.randrange(600))
        role = f"arn:aws:iam::111122223333:role/{chance.choice('ab')}"
        identity = {
            "type": "AssumedRole", "principalId": "AROA:s", "arn": f"{role}/s", "accountId": "111122223333",
            "sessionContext": {"sessionIssuer": {"type": "Role", "arn": role, "accountId": "111122223333"}},
        }  # fmt: skip
        found.append(
            cloudtrail(
                f"e{number}", eventTime=f"{at:%Y-%m-%dT%H:%M:%SZ}", eventName=chance.choice(("Get", "Get", "Get", "Put", "Delete", "List")),
                userIdentity=identity, requestParameters={"items": chance.sample(["x", "y", "z"], 2)},
            )
        )  # fmt: skip
    return found


def add(folder: Path, some: Sequence[Event], *, compact: bool = False) -> None:
    source = folder / f"{len(list(folder.glob('*.json')))}.json"
    source.write_bytes(encoded({"Records": some}))
    with FolderLake(folder / "lake") as lake:
        ingest(
            FileObjects().listed(str(source)),
            lake,
            lambda works: map(make(folder / "lake").convert, works),
            now=lambda: NOW,
            compact=compact,
        )


def look(folder: Path, rules: Program = PROGRAM, *, anew: bool = False, named: str = "builtin") -> KeptAlerts:
    engine = EvaluatedLake(folder / "lake", connect(threads=1), rules=named, anew=anew)
    try:
        return detect_kept(engine, rules, {})
    finally:
        engine.close()


def told(found: KeptAlerts) -> dict[str, Alert]:
    return {each.id: each for each in found.detected.alerts}


@pytest.mark.parametrize("seed", [2, 3])
def test_batches_in_any_order_give_what_one_look_gives(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    every = events(chance, 120)
    if seed % 2:
        every.sort(key=lambda each: str(each["eventTime"]))
    cuts = [0, *sorted(chance.sample(range(1, 120), 3)), 120]
    known: set[str] = set()
    for first, last in pairwise(cuts):
        add(tmp_path, every[first:last], compact=seed > 1)
        found = look(tmp_path)
        assert found.new == told(found).keys() - known
        known = set(told(found))
    assert {each.rule for each in found.detected.alerts} == {"P", "C", "F", "N", "A", "L", "B", "K"}
    assert told(found) == told(look(tmp_path, anew=True))


DELETE = "title: Plain\nname: P\nlogsource: {product: aws, service: cloudtrail}\ndetection: {s: {eventName: Delete}, condition: s}\n"
NARROW = program(DELETE)


def at(number: int, day: int, name: str = "Delete") -> Event:
    """An event at noon of a day, counted from 0."""
    role = "arn:aws:iam::111122223333:role/a"
    identity = {
        "type": "AssumedRole",
        "arn": f"{role}/s",
        "sessionContext": {"sessionIssuer": {"type": "Role", "arn": role}},
    }
    moment = START + timedelta(days=day, hours=12)
    return cloudtrail(f"n{number}", eventTime=f"{moment:%Y-%m-%dT%H:%M:%SZ}", eventName=name, userIdentity=identity)


@pytest.fixture
def read_files(monkeypatch: pytest.MonkeyPatch) -> list[LakeFile]:
    """The lake's files that looks read."""
    found: list[LakeFile] = []

    def counting(
        connection: duckdb.DuckDBPyConnection, table: LogTable, files: Sequence[LakeFile], folder: Path
    ) -> None:
        found.extend(files)
        view(connection, table, files, folder)

    monkeypatch.setattr("modelkeep.adapters.detection.evaluated.view", counting)
    return found


def test_a_second_look_reads_the_new_files_alone(tmp_path: Path, read_files: list[LakeFile]) -> None:
    add(tmp_path, [at(day, day) for day in range(5)])
    look(tmp_path, NARROW)
    assert len(read_files) == 5
    read_files.clear()
    add(tmp_path, [at(9, 9)])
    found = look(tmp_path, NARROW)
    assert [each.day.day for each in read_files if each.day] == [10]
    assert (len(found.detected.alerts), len(found.new)) == (6, 1)
    read_files.clear()
    assert (len(look(tmp_path, NARROW).detected.alerts), read_files) == (6, [])


def test_another_rule_set_leaves_alone_what_the_first_has_kept(tmp_path: Path, read_files: list[LakeFile]) -> None:
    add(tmp_path, [at(0, 0), at(1, 1, "Get")])
    before = told(look(tmp_path, NARROW))
    mine = DELETE.replace("name: P", "name: MINE").replace("Delete}", "Get}")
    assert {each.rule for each in told(look(tmp_path, program(mine), named="/rules")).values()} == {"MINE"}
    read_files.clear()
    again = look(tmp_path, NARROW)
    assert (told(again), again.new, read_files) == (before, frozenset(), [])
    assert told(look(tmp_path, program(mine.replace("MINE", "NEW")), named="/rules")).keys().isdisjoint(before)
    assert {each.rule for each in EvaluationLedger(tmp_path / "lake").alerts()} == {"NEW", "P"}


def test_alerts_go_with_the_rule_and_stay_while_a_file_is_unread(tmp_path: Path) -> None:
    add(tmp_path, [at(0, 0)])
    before = told(look(tmp_path, NARROW))
    broken = Compiler(read([RuleFile(Path("r.yml"), "title: [")]), {}).compile()
    assert told(look(tmp_path, broken)) == before
    wrong = DELETE.replace("eventName", "nothing")
    assert told(look(tmp_path, program(wrong))) == before
    assert told(look(tmp_path, program(DELETE.replace("name: P", "name: Q")))).keys().isdisjoint(before)
    assert {each.rule for each in EvaluationLedger(tmp_path / "lake").alerts()} == {"Q"}


def test_looks_of_several_sets_are_told_as_one(tmp_path: Path) -> None:
    add(tmp_path, [at(0, 0), at(1, 1, "Get")])
    mine = program(DELETE.replace("name: P", "name: MINE").replace("Delete}", "Get}"))
    both = merged([look(tmp_path, NARROW), look(tmp_path, mine, named="/rules")])
    assert [each.rule for each in both.detected.alerts] == ["P", "MINE"]
    assert both.new == told(both).keys()
    assert {each.name for each in both.detected.rules} == {"P", "MINE"}


def test_other_rules_look_at_everything_and_replace_what_was_found(tmp_path: Path) -> None:
    add(tmp_path, [at(0, 0), at(1, 1, "Get")])
    first = look(tmp_path, NARROW)
    add(tmp_path, [at(2, 2)])
    raised = look(
        tmp_path, program(DELETE.replace("eventName: Delete", "eventName: [Delete, Get]") + "modelkeep: {version: 2}\n")
    )
    assert {event for each in raised.detected.alerts for event in each.events} == {"n0", "n1", "n2"}
    assert {each.version for each in raised.detected.alerts} == {2}
    assert not told(first).keys() & told(raised).keys()


def test_an_alert_outlives_a_change_of_the_estate_until_everything_is_looked_at_anew(tmp_path: Path) -> None:
    asks = RuleFile(Path("r.yml"), DELETE.replace("eventName: Delete", "eventName|expand: '%names%'"))
    known, other = (Compiler(read([asks]), {"names": [each]}).compile() for each in ("Delete", "Get"))
    add(tmp_path, [at(0, 0), at(1, 1, "Get")])
    before = told(look(tmp_path, known))
    after = look(tmp_path, other)
    assert (len(before), len(told(after)), len(after.new)) == (1, 2, 1)
    assert told(look(tmp_path, other, anew=True)).keys() == after.new


def test_alerts_outlive_the_events_that_are_pruned(tmp_path: Path) -> None:
    add(tmp_path, [at(0, 0), at(1, 5)])
    before = told(look(tmp_path, NARROW))
    with FolderLake(tmp_path / "lake") as lake:
        assert lake.prune(START + timedelta(days=2))[0] == 1
    assert told(look(tmp_path, NARROW)) == before
    assert told(look(tmp_path, NARROW, anew=True)) == before


def test_a_lake_opens_for_writing_after_an_interrupted_batch_with_what_rules_keep(tmp_path: Path) -> None:
    add(tmp_path, [at(0, 0)])
    before = told(look(tmp_path, NARROW))
    (tmp_path / "lake" / ".staging" / "left").touch()
    add(tmp_path, [at(1, 1)])
    assert told(look(tmp_path, NARROW)).keys() > before.keys()


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.unit.adapters.lake import test_evaluated as t
from modelkeep.adapters.lake.evaluation import EvaluationLedger
real = EvaluationLedger.commit
def commit(*given):
    if sys.argv[2] == "after":
        real(*given)
    os.kill(os.getpid(), signal.SIGKILL)
EvaluationLedger.commit = commit
t.look(Path(sys.argv[1]), t.NARROW)
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_killed_look_has_kept_nothing_or_everything(tmp_path: Path, moment: str) -> None:
    add(tmp_path, [at(0, 0)])
    look(tmp_path, NARROW)
    add(tmp_path, [at(1, 1)])
    run = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), moment], cwd=Path(__file__).parents[4], check=False
    )
    assert run.returncode == -9
    found = look(tmp_path, NARROW)
    assert (len(found.detected.alerts), len(found.new)) == (2, 1 if moment == "before" else 0)
    listed = EvaluationLedger(tmp_path / "lake").files()
    there = {path.relative_to(tmp_path / "lake").as_posix() for path in (tmp_path / "lake" / STATE).rglob("*.parquet")}
    assert there == listed


def test_two_looks_at_once_are_refused(tmp_path: Path) -> None:
    add(tmp_path, [at(0, 0)])
    engine = EvaluatedLake(tmp_path / "lake", connect(threads=1))
    with pytest.raises(LakeInUseError):
        EvaluatedLake(tmp_path / "lake", connect(threads=1))
    engine.close()
