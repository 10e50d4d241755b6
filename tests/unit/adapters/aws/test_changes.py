"""What CloudTrail's events are taken to concern, and when they can be relied upon."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.session import Session
from tests.fakes.journal import MemoryJournal
from tests.fakes.scripted_aws import Answer, ScriptedAws, error, ok

from modelkeep.adapters.aws.changes import OVERLAP, written_since
from modelkeep.adapters.aws.keep import Window
from modelkeep.adapters.aws.reader import Reader, Run
from modelkeep.core.coverage import SAVES_CALLS, Outcome
from modelkeep.ports import Former, Silent

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ACCOUNT, REGION = "111122223333", "us-east-1"
MODEL = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:model/fraud"
BUCKET = "arn:aws:s3:::data"
DESCRIBE, POLICY = "sagemaker:DescribeModel", "s3:GetBucketPolicy"


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedAws]:
    with ScriptedAws() as scripted:
        yield scripted


@pytest.fixture
def aws(server: ScriptedAws) -> ScriptedAws:
    server.reset()
    return server


def event(source: str, name: str, parameters: Any = None, **more: Any) -> dict[str, Any]:
    return {
        "EventSource": f"{source}.amazonaws.com", "EventName": name, "EventTime": NOW.timestamp(),
        "CloudTrailEvent": json.dumps({"requestParameters": parameters}), **more,
    }  # fmt: skip


def looked_up(
    aws: ScriptedAws, *answers: Answer, resources: int = 100, started: datetime = NOW - timedelta(days=1)
) -> tuple[Window, MemoryJournal]:
    """The window that a scan gets when CloudTrail answers so."""
    journal = MemoryJournal()
    former = Former(
        snapshot="S1", started=started, oldest=timedelta(days=7), resources={(ACCOUNT, REGION): resources}
    )  # fmt: skip
    if answers:
        aws.on("LookupEvents", *answers)

    async def no_pause(seconds: float) -> None:
        assert seconds > 0

    async def go() -> Window:
        with ThreadPoolExecutor(2) as executor:
            run = Run(
                journal=journal, progress=Silent(), calls=frozenset({SAVES_CALLS}), executor=executor,
                clock=lambda: NOW, pause=no_pause,
            )  # fmt: skip
            reader = Reader(run, aws.clients(), account=ACCOUNT, region=REGION, partition="aws", home=REGION)
            return await written_since(reader, former, NOW)

    return asyncio.run(go()), journal


def test_only_writes_since_the_earlier_scan_and_the_overlap_are_asked_for(aws: ScriptedAws) -> None:
    looked_up(aws, ok(Events=[]))
    (request,) = aws.requests["LookupEvents"]
    assert request["LookupAttributes"] == [{"AttributeKey": "ReadOnly", "AttributeValue": "false"}]
    assert request["StartTime"] == (NOW - timedelta(days=1) - OVERLAP).timestamp()


def test_without_events_nothing_is_touched(aws: ScriptedAws) -> None:
    window, _ = looked_up(aws, ok(Events=[]))
    assert window.is_untouched(DESCRIBE, MODEL)
    assert window.is_untouched(POLICY, BUCKET)


@pytest.mark.parametrize(
    ("given", "model", "bucket"),
    [
        (event("sagemaker", "DeleteModel", {"modelName": "fraud"}), False, True),
        (event("sagemaker", "CreateModel", {"modelName": "FRAUD"}), False, True),
        (event("sagemaker", "CreateModel", {"modelName": "other"}), True, True),
        (event("sagemaker", "AddTags", {"resourceArn": MODEL}), True, True),
        (event("sagemaker", "PutModelPackageGroupPolicy", {"modelPackageGroupName": "g"}), False, True),
        (event("sagemaker", "UpdateEndpoint", {"endpointName": ""}), False, True),
        (event("sagemaker", "UpdateEndpoint", {"endpointName": ["a"]}), False, True),
        (event("s3", "PutBucketPolicy", {"bucketName": "data"}), True, False),
        (event("s3", "PutBucketPolicy", {"bucketName": "other"}), True, True),
        (event("s3", "PutAccountPublicAccessBlock", {"accountId": ACCOUNT}), True, False),
        (event("s3", "PutBucketPolicy", None), True, False),
        (event("s3", "PutBucketPolicy", {}, CloudTrailEvent="{"), True, False),
        (event("s3", "PutBucketPolicy", {}, CloudTrailEvent="[]"), True, False),
        (event("iam", "PutRolePolicy", {"roleName": "fraud"}), True, True),
        ({"EventId": "an event that names nothing"}, False, False),
    ],
)
def test_what_an_event_concerns(aws: ScriptedAws, given: dict[str, Any], model: bool, bucket: bool) -> None:
    window, _ = looked_up(aws, ok(Events=[given]))
    assert window.is_untouched(DESCRIBE, MODEL) is model
    assert window.is_untouched(POLICY, BUCKET) is bucket


def test_a_service_whose_events_nobody_can_read_is_never_untouched(aws: ScriptedAws) -> None:
    window, _ = looked_up(aws, ok(Events=[]))
    assert not window.is_untouched("kms:GetKeyPolicy", "arn:aws:kms:us-east-1:111122223333:key/k")


def test_all_pages_are_read_through_throttling(aws: ScriptedAws) -> None:
    window, journal = looked_up(
        aws,
        ok(Events=[event("s3", "PutBucketPolicy", {"bucketName": "a"})], NextToken="1"),
        error("ThrottlingException"),
        error("ThrottlingException"),
        ok(Events=[event("s3", "PutBucketPolicy", {"bucketName": "data"})]),
    )
    assert not window.is_untouched(POLICY, BUCKET)
    assert window.is_untouched(DESCRIBE, MODEL)
    assert journal.read(SAVES_CALLS).outcome is Outcome.OK
    assert [request.get("NextToken") for request in aws.requests["LookupEvents"]] == [None, "1", "1", "1"]


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ([error("AccessDeniedException")], Outcome.DENIED),
        ([ok(Events=[], NextToken="1"), error("InvalidNextTokenException")], Outcome.ERROR),
        ([error("ThrottlingException")], Outcome.THROTTLED),
        ([ok(Something=[])], Outcome.ERROR),
    ],
)
def test_what_was_not_read_to_its_end_proves_nothing(aws: ScriptedAws, answers: list[Answer], outcome: Outcome) -> None:
    window, journal = looked_up(aws, *answers)
    assert journal.read(SAVES_CALLS).outcome is outcome
    assert not window.complete
    assert not window.is_untouched(DESCRIBE, MODEL)


def test_looking_up_ends_where_it_costs_more_than_it_saves(aws: ScriptedAws) -> None:
    pages = [ok(Events=[], NextToken=str(number)) for number in range(99)]
    window, journal = looked_up(aws, *pages, resources=60)
    assert not window.complete
    assert len(aws.requests["LookupEvents"]) == 6
    assert journal.read(SAVES_CALLS).code == "BeyondLimit"


def test_nothing_is_asked_beyond_what_cloudtrail_remembers(aws: ScriptedAws) -> None:
    window, _ = looked_up(aws, ok(Events=[]), started=NOW - timedelta(days=90))
    assert not window.complete
    assert aws.requests["LookupEvents"] == []


def test_nothing_is_asked_where_nothing_could_be_kept(aws: ScriptedAws) -> None:
    window, _ = looked_up(aws, ok(Events=[]), resources=0)
    assert not window.complete
    assert aws.requests["LookupEvents"] == []


KEPT_NOUNS = (
    "Model", "EndpointConfig", "Endpoint", "InferenceComponent", "NotebookInstance", "NotebookInstanceLifecycleConfig",
    "TrainingJob", "ProcessingJob", "TransformJob", "HyperParameterTuningJob", "AutoMLJob", "CompilationJob", "ModelCard",
    "StudioLifecycleConfig",
)  # fmt: skip


@pytest.mark.parametrize("noun", KEPT_NOUNS)
def test_sagemakers_writes_name_what_they_change_as_the_rule_expects(aws: ScriptedAws, noun: str) -> None:
    """Held against botocore's definition of every write about the nouns whose descriptions are kept."""
    model = Session().get_service_model("sagemaker")
    writes = [f"{verb}{noun}" for verb in ("Create", "Update", "Delete", "Start", "Stop")]
    writes = [name for name in writes if name in model.operation_names]
    assert writes
    arn = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:thing/mine"
    for name in writes:
        members = model.operation_model(name).input_shape.members
        assert f"{noun}Name" in members, name
        key = f"{noun[0].lower()}{noun[1:]}Name"
        mine, _ = looked_up(aws, ok(Events=[event("sagemaker", name, {key: "mine"})]))
        other, _ = looked_up(aws, ok(Events=[event("sagemaker", name, {key: "other"})]))
        assert not mine.is_untouched(DESCRIBE, arn)
        assert other.is_untouched(DESCRIBE, arn)
