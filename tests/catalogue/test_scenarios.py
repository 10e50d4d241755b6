"""Every attack is found with the alerts that it should raise, and normal life raises none but for what looks like an attack."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest

from modelkeep.adapters.lake.database import connect
from modelkeep.adapters.lake.events import load_records
from modelkeep.catalogue.detections import built_in_detections, load_detections
from modelkeep.core.logs import log_tables
from modelkeep.core.logs.alert import Alert
from modelkeep.engines.logs.alerts import build
from modelkeep.engines.logs.detecting import prepare, rows
from modelkeep.engines.logs.organisation.cast import ESTATE
from modelkeep.engines.logs.organisation.records import LogRecord
from modelkeep.engines.logs.scenarios.benign import benign_records
from modelkeep.engines.logs.scenarios.known import SCENARIOS
from modelkeep.engines.logs.scenarios.series import Truth, series_of
from modelkeep.engines.logs.sigma.parsing import read
from modelkeep.engines.logs.sigma.program import Compiler

BENIGN = 2500
LOOK_ALIKES = {"ACC-012": 2, "ACC-040": 1, "AID-009": 1}
"""What people do in these five weeks and a rule is right to tell: two rotations of another user's key, a key of a test account that is set
for deletion, a new application that calls a model for the first time. They come by the calendar, however many events there are."""


@dataclass(frozen=True)
class Told:
    """What was found in a log of normal life and all attacks."""

    alerts: Sequence[Alert]
    truth: Sequence[Truth]
    untold: Sequence[str]


@pytest.fixture(scope="module")
def told() -> Told:
    records: list[LogRecord] = list(benign_records(BENIGN))
    truth: list[Truth] = []
    for each in SCENARIOS:
        series = series_of(each, benign=0)
        records += series.records
        truth += series.truth
    lines: Mapping[str, list[bytes]] = defaultdict(list)
    for record in records:
        lines[record.table].append(record.text.encode())
    connection = connect(threads=1)
    for table in log_tables():
        assert not load_records(connection, table, lines[table])
    program = Compiler(read(load_detections([built_in_detections()])), ESTATE).compile()
    prepare(connection, program)
    alerts = list(build(program.rules, rows(connection, program)))
    return Told(alerts, truth, [each.told for each in program.troubles])


@pytest.mark.xdist_group("detections")
def test_every_rule_is_evaluated(told: Told) -> None:
    assert told.untold == []


@pytest.mark.xdist_group("detections")
@pytest.mark.parametrize("scenario", [each.id for each in SCENARIOS])
def test_an_attack_is_found_with_the_alerts_that_it_should_raise(told: Told, scenario: str) -> None:
    expected: Mapping[str, set[str]] = defaultdict(set)
    for each in told.truth:
        if each.scenario == scenario:
            for rule in each.rules:
                expected[rule].add(each.event_id)
    found = {each.rule for each in told.alerts if expected.get(each.rule, set()) & set(each.events)}
    assert sorted(expected.keys() - found) == []


@pytest.mark.xdist_group("detections")
def test_normal_life_raises_no_alert_but_for_look_alikes(told: Told) -> None:
    attacks = {each.event_id for each in told.truth}
    noise = [each for each in told.alerts if attacks.isdisjoint(each.events)]
    assert Counter(each.rule for each in noise) == LOOK_ALIKES, [each.reason for each in noise]
