import json
from collections import Counter
from typing import Any

import pytest

from modelkeep.engines.logs.organisation.records import BEDROCK_INVOCATION, CLOUDTRAIL, LogRecord
from modelkeep.engines.logs.scenarios.benign import DAY, Period, benign_records

COUNT = 4000
HARMLESS = {
    *("RegisterTaskDefinition", "CreateTargetGroup", "CreateRole", "PutRolePolicy", "GetFoundationModelAvailability"),
    "ModifySnapshotAttribute",
}
"""What people do for the first time in the judged days."""


@pytest.fixture(scope="module")
def records() -> list[LogRecord]:
    return list(benign_records(COUNT, seed=3))


@pytest.fixture(scope="module")
def events(records: list[LogRecord]) -> list[dict[str, Any]]:
    return [json.loads(each.text) for each in records if each.table == CLOUDTRAIL]


def test_the_count_is_of_cloudtrail_events(records: list[LogRecord]) -> None:
    counts = Counter(each.table for each in records)
    assert counts[CLOUDTRAIL] == COUNT
    assert counts[BEDROCK_INVOCATION] > COUNT / 20


def test_the_same_seed_gives_the_same_records_and_another_one_others(records: list[LogRecord]) -> None:
    assert list(benign_records(COUNT, seed=3)) == records
    assert {each.id for each in benign_records(200, seed=4)}.isdisjoint(each.id for each in records)


def test_records_come_in_order_of_time_within_the_period(records: list[LogRecord]) -> None:
    times = [each.at for each in records]
    assert times == sorted(times)
    assert Period().first <= times[0]
    assert times[-1] < Period().end


def test_every_event_has_an_id_of_its_own(events: list[dict[str, Any]]) -> None:
    assert len({each["eventID"] for each in events}) == len(events)


def test_no_slot_is_left_open_and_records_say_what_their_labels_say(records: list[LogRecord]) -> None:
    for each in records:
        assert "\ue000" not in each.text
        if each.table == CLOUDTRAIL:
            event = json.loads(each.text)
            told = (event["recipientAccountId"], event["awsRegion"], event["eventID"])
            assert told == (each.account, each.region, each.id)


def test_what_recurs_has_been_seen_before_the_days_that_are_judged_and_little_else_happens(
    events: list[dict[str, Any]],
) -> None:
    def term(event: dict[str, Any]) -> tuple[Any, ...]:
        identity = event["userIdentity"]
        issuer = identity.get("sessionContext", {}).get("sessionIssuer", {}).get("arn")
        who = issuer or identity.get("arn") or identity.get("invokedBy") or identity.get("principalId")
        return who, event["eventSource"], event["eventName"], event["awsRegion"], event["recipientAccountId"]

    border = "2026-10-01T00:00:00Z"
    learnt = {term(each) for each in events if each["eventTime"] < border}
    judged = {term(each) for each in events if each["eventTime"] >= border}
    new = judged - learnt
    assert {name for who, _, name, _, _ in new if not str(who).endswith("/returns-service")} <= HARMLESS
    assert len(new) < len(judged) / 5


def test_calls_of_models_have_a_twin_in_the_invocation_log(
    records: list[LogRecord], events: list[dict[str, Any]]
) -> None:
    requests = {each["requestID"] for each in events if each["eventName"] in {"Converse", "InvokeModel"}}
    logged = [json.loads(each.text)["requestId"] for each in records if each.table == BEDROCK_INVOCATION]
    assert set(logged) <= requests
    assert len(set(logged)) == len(logged)


def test_customers_sleep(events: list[dict[str, Any]]) -> None:
    hours = Counter(int(each["eventTime"][11:13]) for each in events if each["eventName"] == "InvokeEndpoint")
    assert sum(hours[hour] for hour in range(9, 13)) > 3 * sum(hours[hour] for hour in range(1, 5))


def test_look_alikes_of_attacks_are_in_it(events: list[dict[str, Any]]) -> None:
    names = {each["eventName"] for each in events}
    assert names >= {
        *(
            "UpdateEndpoint",
            "CreateAccessKey",
            "PutEventSelectors",
            "UpdateGuardrail",
            "CreatePresignedNotebookInstanceUrl",
        ),
        *("ScheduleKeyDeletion", "UpdateFunctionCode20150331v2", "PutBucketPolicy", "StartSession", "ConsoleLogin"),
    }
    assert any(each.get("errorCode") == "AccessDenied" for each in events)
    assert any(each["awsRegion"] == "us-west-2" for each in events)


def test_a_shorter_period_is_kept() -> None:
    period = Period(days=2)
    assert all(each.at < period.first + 2 * DAY for each in benign_records(500, period=period))
