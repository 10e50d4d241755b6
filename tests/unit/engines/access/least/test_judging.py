"""Whether events can tell that a permission is not used."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.unit.engines.access.cases import Document, table
from tests.unit.engines.access.least.records import evidence_of, facts, record, s3_object

from modelkeep.engines.access.least.judging import Confidence, Judge, LastAccess

LONG = (record("sts", "GetCallerIdentity"), record("sts", "GetCallerIdentity", day=100))


def judge(*records: Document, complete: frozenset[str] = frozenset(), **accessed: LastAccess) -> Judge:
    return Judge(table(), facts(), evidence_of(*records), accessed, complete)


@pytest.mark.parametrize(
    "action",
    ["s3:GetObject", "s3:ListBucket", "sagemaker:InvokeEndpoint", "sagemaker:PutRecord", "lambda:InvokeFunction", "logs:PutLogEvents",
     "bedrock:InvokeAgent", "dynamodb:GetItem", "sts:TagSession", "ssmmessages:CreateDataChannel"],
)  # fmt: skip
def test_what_no_event_shows_unless_told_to_is_not_judged(action: str) -> None:
    assert judge(*LONG).unjudged(action)
    assert judge(*LONG).confidence(action) is Confidence.LOW


@pytest.mark.parametrize(
    "action",
    ["s3:PutBucketPolicy", "sagemaker:CreateEndpoint", "bedrock:InvokeModel", "iam:PassRole", "lambda:CreateFunction"],
)
def test_what_is_always_recorded_is_judged(action: str) -> None:
    assert judge(*LONG).unjudged(action) == ""
    assert judge(*LONG).confidence(action) is Confidence.HIGH
    assert judge(LONG[0]).confidence(action) is Confidence.MEDIUM


def test_data_events_of_some_resources_are_not_those_of_all() -> None:
    some = (*LONG, s3_object("GetObject", "b", "k"))
    assert "only some" in judge(*some).unjudged("s3:PutObject")
    assert judge(*some, complete=frozenset({"s3"})).unjudged("s3:PutObject") == ""


def test_calls_of_endpoints_are_data_events() -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/dg/logging-using-cloudtrail.html lists them."""
    for action in ("sagemaker:InvokeEndpoint", "sagemaker:InvokeEndpointAsync"):
        assert judge(*LONG, complete=frozenset({"sagemaker"})).unjudged(action) == ""
        assert "no data events" in judge(*LONG).unjudged(action)


def test_what_aws_does_not_say_to_leave_an_event_is_never_taken_for_recorded() -> None:
    assert "does not say" in judge(*LONG, complete=frozenset({"logs"})).unjudged("logs:PutLogEvents")


def test_a_trail_may_leave_out_keys() -> None:
    assert "may leave out" in judge(*LONG).unjudged("kms:Decrypt")
    assert judge(*LONG, record("kms", "ListKeys")).unjudged("kms:Decrypt") == ""


def test_last_accessed_data_count_for_and_against() -> None:
    never = LastAccess(used=False)
    assert judge(*LONG, s3=never).unjudged("s3:GetObject") == ""
    assert judge(LONG[0], s3=never).confidence("s3:GetObject") is Confidence.HIGH
    lately = LastAccess(used=True, at=datetime(2026, 5, 1, tzinfo=UTC))
    assert "2026-05-01" in judge(*LONG, sagemaker=lately).unjudged("sagemaker:CreateEndpoint")
    seen = (*LONG, record("sagemaker", "ListEndpoints"))
    assert judge(*seen, sagemaker=lately).unjudged("sagemaker:CreateEndpoint") == ""
