import json
from collections import Counter

import pytest

from modelkeep.core.errors import UsageError
from modelkeep.engines.logs.organisation.records import CLOUDTRAIL, LogRecord
from modelkeep.engines.logs.scenarios.known import SCENARIOS, scenario
from modelkeep.engines.logs.scenarios.series import Scenario, series_of


def _records(each: Scenario, seed: int = 1) -> list[LogRecord]:
    return list(series_of(each, benign=0, seed=seed).records)


@pytest.mark.parametrize("each", SCENARIOS, ids=lambda each: each.id)
def test_every_event_of_the_attack_is_in_the_log_and_in_the_truth(each: Scenario) -> None:
    series = series_of(each, benign=0)
    records = list(series.records)
    assert Counter((one.id, one.table) for one in records) == Counter((one.event_id, one.table) for one in series.truth)
    for one in records:
        told = json.loads(one.text)
        key = "eventID" if one.table == CLOUDTRAIL else "requestId"
        assert told[key] == one.id
        assert "\ue000" not in one.text


@pytest.mark.parametrize("each", SCENARIOS, ids=lambda each: each.id)
def test_the_seed_decides(each: Scenario) -> None:
    assert _records(each) == _records(each)
    assert {one.id for one in _records(each)}.isdisjoint(one.id for one in _records(each, seed=2))


def test_the_attack_lies_within_normal_life() -> None:
    series = series_of(scenario("logging-off"), benign=1500)
    records = list(series.records)
    times = [each.at for each in records]
    assert times == sorted(times)
    attack = {each.event_id for each in series.truth}
    places = [place for place, each in enumerate(records) if each.id in attack]
    assert len(places) == len(attack)
    assert 0.8 * len(records) < places[0] < places[-1] < len(records) - 10
    assert all(records[place - 1].at <= records[place].at for place in places)


def test_a_line_of_truth_tells_event_step_and_rules() -> None:
    series = series_of(scenario("logging-off"), benign=0)
    told = [json.loads(each.line()) for each in series.truth]
    (stop,) = (each for each in told if each["step"] == "stop the trail")
    assert stop["rules"] == ["AID-007"]
    assert stop["scenario"] == "logging-off"
    assert stop["log"] == "cloudtrail"
    assert stop["event_id"]


def test_an_unknown_scenario_is_refused() -> None:
    with pytest.raises(UsageError, match="no scenario 'x'") as caught:
        scenario("x")
    assert "stolen-key" in caught.value.remedy
