"""The lab's GuardDuty: features, findings, malware protection plans."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError
from tests.unit.lab.shapes import Checked, checked

from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer

ACCOUNT = "410000000001"
"""An account of this module's own: moto keeps its state for the whole process."""


@pytest.fixture(scope="module")
def acme() -> Iterator[Acme]:
    with LabServer() as server:
        yield _entered(Acme(server.url, hardened=False))


def _entered(acme: Acme) -> Acme:
    granted = acme.client("sts").assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/any", RoleSessionName="test")
    keys = granted["Credentials"]
    acme.credentials[ACCOUNT] = {
        "aws_access_key_id": keys["AccessKeyId"],
        "aws_secret_access_key": keys["SecretAccessKey"],
        "aws_session_token": keys["SessionToken"],
    }
    return acme.within(ACCOUNT)


@pytest.fixture(scope="module")
def guardduty(acme: Acme) -> Checked:
    return checked(acme.client("guardduty"))


@pytest.fixture(scope="module")
def detector(guardduty: Checked) -> str:
    chosen = [
        {"Name": "S3_DATA_EVENTS", "Status": "DISABLED"},
        {
            "Name": "RUNTIME_MONITORING",
            "Status": "ENABLED",
            "AdditionalConfiguration": [{"Name": "EC2_AGENT_ACCOUNT", "Status": "ENABLED"}],
        },
    ]
    return str(guardduty("CreateDetector", Enable=True, Features=chosen)["DetectorId"])


def test_a_detector_lists_every_feature(guardduty: Checked, detector: str) -> None:
    reply = guardduty("GetDetector", DetectorId=detector)
    features = {feature["Name"]: feature for feature in reply["Features"]}
    assert reply["Status"] == "ENABLED"
    assert features["S3_DATA_EVENTS"]["Status"] == "DISABLED"
    assert features["LAMBDA_NETWORK_LOGS"]["Status"] == "ENABLED"
    assert features["AI_PROTECTION"]["Status"] == "DISABLED"
    assert features["RUNTIME_MONITORING"]["AdditionalConfiguration"][0]["Status"] == "ENABLED"


def test_sample_findings_name_the_accounts_buckets(acme: Acme, guardduty: Checked, detector: str) -> None:
    acme.client("s3").create_bucket(Bucket="guardduty-models")
    assert guardduty("ListDetectors")["DetectorIds"] == [detector]
    assert guardduty("ListFindings", DetectorId=detector)["FindingIds"] == []
    guardduty("CreateSampleFindings", DetectorId=detector, FindingTypes=["Impact:S3/MaliciousIPCaller"])
    ids = guardduty("ListFindings", DetectorId=detector)["FindingIds"]
    (finding,) = guardduty("GetFindings", DetectorId=detector, FindingIds=ids)["Findings"]
    assert finding["Type"] == "Impact:S3/MaliciousIPCaller"
    assert finding["Resource"]["S3BucketDetails"][0]["Arn"] == "arn:aws:s3:::guardduty-models"


def test_a_strange_detector_is_refused(guardduty: Checked) -> None:
    with pytest.raises(ClientError, match="BadRequestException"):
        guardduty("GetDetector", DetectorId="nobodys")


def test_malware_protection_plans(guardduty: Checked) -> None:
    identifier = guardduty(
        "CreateMalwareProtectionPlan",
        Role="arn:aws:iam::123456789012:role/scan",
        ProtectedResource={"S3Bucket": {"BucketName": "models", "ObjectPrefixes": ["uploads/"]}},
    )["MalwareProtectionPlanId"]
    assert guardduty("ListMalwareProtectionPlans")["MalwareProtectionPlans"] == [
        {"MalwareProtectionPlanId": identifier}
    ]
    plan = guardduty("GetMalwareProtectionPlan", MalwareProtectionPlanId=identifier)
    assert plan["ProtectedResource"]["S3Bucket"]["ObjectPrefixes"] == ["uploads/"]
    assert (plan["Status"], plan["Actions"]["Tagging"]["Status"]) == ("ACTIVE", "DISABLED")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        guardduty("GetMalwareProtectionPlan", MalwareProtectionPlanId="none")
