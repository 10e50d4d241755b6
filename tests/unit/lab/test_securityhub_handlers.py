"""The lab's Security Hub takes findings as AWS documents it."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.unit.lab.shapes import Checked, client

from modelkeep.lab.server import LabServer

ACCOUNT = "123456789012"
REGION = "ap-south-1"


@pytest.fixture(scope="module")
def hub(lab: LabServer) -> Checked:
    return client(lab, "securityhub", REGION)


@pytest.fixture
def enabled(hub: Checked) -> Checked:
    hub("EnableSecurityHub", EnableDefaultStandards=False)
    return hub


def finding(name: str, **given: Any) -> dict[str, Any]:
    return {
        "SchemaVersion": "2018-10-08", "Id": name, "GeneratorId": "g", "AwsAccountId": ACCOUNT, "Title": "t",
        "ProductArn": f"arn:aws:securityhub:{REGION}:{ACCOUNT}:product/{ACCOUNT}/default", "Description": "d",
        "CreatedAt": "2026-11-21T10:00:00Z", "UpdatedAt": "2026-11-21T10:00:00Z",
        "FindingProviderFields": {"Severity": {"Label": "HIGH"}, "Types": ["Software and Configuration Checks"]},
        "Resources": [{"Type": "Other", "Id": "arn:aws:s3:::b"}], **given,
    }  # fmt: skip


def found(hub: Checked, name: str) -> dict[str, Any]:
    (one,) = [each for each in hub("GetFindings", MaxResults=100)["Findings"] if each["Id"] == name]
    assert isinstance(one, dict)
    return one


def test_a_hub_that_is_off_takes_nothing(lab: LabServer) -> None:
    off = client(lab, "securityhub", "ap-south-2")
    with pytest.raises(ClientError, match=r"InvalidAccessException.*not subscribed"):
        off("BatchImportFindings", Findings=[finding("a")])


def test_a_new_finding_is_new_and_has_the_providers_severity(enabled: Checked) -> None:
    reply = enabled("BatchImportFindings", Findings=[finding("new")])
    assert (reply["SuccessCount"], reply["FailedCount"]) == (1, 0)
    one = found(enabled, "new")
    assert (one["Workflow"], one["RecordState"], one["Severity"]["Label"]) == ({"Status": "NEW"}, "ACTIVE", "HIGH")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"Title": "x" * 257}, "InvalidInput"),
        ({"Remediation": {"Recommendation": {"Text": "x" * 513}}}, "InvalidInput"),
        ({"FindingProviderFields": {"Severity": {"Label": "LOW"}, "Types": ["a/b/c/d"]}}, "InvalidInput"),
        ({"FindingProviderFields": {}}, "InvalidInput"),
        ({"UpdatedAt": "yesterday"}, "InvalidInput"),
        ({"Resources": [{"Type": "Other", "Id": "x"}] * 33}, "InvalidInput"),
        ({"AwsAccountId": "999999999999"}, "InvalidAccess"),
    ],
)
def test_what_is_wrong_is_refused_and_the_rest_imported(enabled: Checked, wrong: dict[str, Any], code: str) -> None:
    reply = enabled("BatchImportFindings", Findings=[finding("wrong", **wrong), finding("right")])
    assert (reply["SuccessCount"], reply["FailedCount"]) == (1, 1)
    assert [(each["Id"], each["ErrorCode"]) for each in reply["FailedFindings"]] == [("wrong", code)]


def test_more_than_a_hundred_are_too_many(enabled: Checked) -> None:
    with pytest.raises(ClientError, match="InvalidInputException"):
        enabled("BatchImportFindings", Findings=[finding(f"f{each}") for each in range(101)])


def test_an_update_counts_when_it_is_younger_and_leaves_to_people_what_is_theirs(enabled: Checked) -> None:
    enabled("BatchImportFindings", Findings=[finding("u", Workflow={"Status": "RESOLVED"}, RecordState="ARCHIVED")])
    enabled("BatchImportFindings", Findings=[finding("u", Title="same time")])
    assert found(enabled, "u")["Title"] == "t"
    later = {"UpdatedAt": "2026-11-22T10:00:00Z", "RecordState": "ARCHIVED", "Workflow": {"Status": "SUPPRESSED"}}
    enabled("BatchImportFindings", Findings=[finding("u", Title="later", **later)])
    assert (found(enabled, "u")["Title"], found(enabled, "u")["Workflow"]) == ("later", {"Status": "RESOLVED"})
    enabled("BatchImportFindings", Findings=[finding("u", UpdatedAt="2026-11-23T10:00:00Z")])
    assert found(enabled, "u")["Workflow"] == {"Status": "NEW"}
