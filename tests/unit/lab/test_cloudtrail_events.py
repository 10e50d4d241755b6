"""The lab's event history: write calls as CloudTrail names them, page by page."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.unit.lab.shapes import Checked, client

from modelkeep.lab.server import LabServer

REGION = "eu-north-1"
WRITES = [{"AttributeKey": "ReadOnly", "AttributeValue": "false"}]


@pytest.fixture
def lab() -> Iterator[LabServer]:
    with LabServer() as lab:
        yield lab


@pytest.fixture
def trail(lab: LabServer) -> Checked:
    return client(lab, "cloudtrail", REGION)


def names(reply: Any) -> list[str]:
    return [event["EventName"] for event in reply["Events"]]


def test_writes_are_recorded_with_the_parameters_that_name_what_they_change(lab: LabServer, trail: Checked) -> None:
    s3, sagemaker = client(lab, "s3", REGION), client(lab, "sagemaker", REGION)
    s3("CreateBucket", Bucket="kept", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3("PutBucketPolicy", Bucket="kept", Policy='{"Version": "2012-10-17", "Statement": []}')
    s3("PutObject", Bucket="kept", Key="a", Body=b"a")
    s3("ListBuckets")
    sagemaker("CreateModel", ModelName="m", ExecutionRoleArn="arn:aws:iam::123456789012:role/r")
    sagemaker("ListModels")
    reply = trail("LookupEvents", LookupAttributes=WRITES)
    assert names(reply) == ["CreateModel", "PutBucketPolicy", "CreateBucket"]
    model, policy, _ = (json.loads(event["CloudTrailEvent"]) for event in reply["Events"])
    assert (model["eventSource"], model["requestParameters"]["modelName"]) == ("sagemaker.amazonaws.com", "m")
    assert (policy["eventSource"], policy["requestParameters"]["bucketName"]) == ("s3.amazonaws.com", "kept")
    assert names(trail("LookupEvents", LookupAttributes=[{"AttributeKey": "ReadOnly", "AttributeValue": "true"}])) == []


def test_what_was_refused_is_no_event(lab: LabServer, trail: Checked) -> None:
    with pytest.raises(ClientError):
        client(lab, "sagemaker", REGION)("DeleteModel", ModelName="nobody")
    assert names(trail("LookupEvents")) == []


def test_each_region_has_its_own_history(lab: LabServer) -> None:
    client(lab, "sagemaker", REGION)("CreateModel", ModelName="m", ExecutionRoleArn="arn:aws:iam::123456789012:role/r")
    assert names(client(lab, "cloudtrail", "eu-west-3")("LookupEvents")) == []


def test_pages_follow_each_other_and_a_foreign_token_is_refused(lab: LabServer, trail: Checked) -> None:
    sagemaker = client(lab, "sagemaker", REGION)
    for number in range(3):
        sagemaker("CreateModel", ModelName=f"m{number}", ExecutionRoleArn="arn:aws:iam::123456789012:role/r")
    first = trail("LookupEvents", MaxResults=2)
    sagemaker("DeleteModel", ModelName="m0")
    second = trail("LookupEvents", MaxResults=2, NextToken=first["NextToken"])
    assert names(first) + names(second) == ["CreateModel"] * 3
    assert "NextToken" not in second
    with pytest.raises(ClientError, match="InvalidNextToken"):
        trail("LookupEvents", NextToken="x")


def test_a_time_range_leaves_out_what_is_outside(lab: LabServer, trail: Checked) -> None:
    sagemaker = client(lab, "sagemaker", REGION)
    sagemaker("CreateModel", ModelName="early", ExecutionRoleArn="arn:aws:iam::123456789012:role/r")
    urllib.request.urlopen(f"{lab.url}/modelkeep-lab/elapse/120").read()
    sagemaker("CreateModel", ModelName="late", ExecutionRoleArn="arn:aws:iam::123456789012:role/r")
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    (late,) = trail("LookupEvents", StartTime=an_hour_ago)["Events"]
    (early,) = trail("LookupEvents", EndTime=an_hour_ago)["Events"]
    assert json.loads(late["CloudTrailEvent"])["requestParameters"]["modelName"] == "late"
    assert early["EventTime"] < an_hour_ago


def test_nothing_is_remembered_for_longer_than_90_days(lab: LabServer, trail: Checked) -> None:
    client(lab, "sagemaker", REGION)("CreateModel", ModelName="m", ExecutionRoleArn="arn:aws:iam::123456789012:role/r")
    urllib.request.urlopen(f"{lab.url}/modelkeep-lab/elapse/{90 * 24 * 60}").read()
    assert names(trail("LookupEvents", StartTime=datetime.now(UTC) - timedelta(days=100))) == []


@pytest.mark.parametrize(
    "parameters",
    [
        {"StartTime": datetime(2026, 2, 1, tzinfo=UTC), "EndTime": datetime(2026, 1, 1, tzinfo=UTC)},
        {"LookupAttributes": WRITES * 2},
    ],
)
def test_what_aws_refuses_is_refused(trail: Checked, parameters: dict[str, Any]) -> None:
    with pytest.raises(ClientError, match="Invalid"):
        trail("LookupEvents", **parameters)
