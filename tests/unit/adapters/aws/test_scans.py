"""What ECR and Inspector report: their own words for packages become ours, and what they did not scan is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.fakes.scripted_aws import Answer, ScriptedAws, error, ok

from modelkeep.adapters.aws.artifacts import Way
from modelkeep.adapters.aws.clients import Endpoint
from modelkeep.adapters.aws.scans import AwsScans
from modelkeep.core.verdict import Severity

IMAGE = f"111122223333.dkr.ecr.eu-west-1.amazonaws.com/fraud@sha256:{'a' * 64}"
FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:tools"
SCANS = "DescribeImageScanFindings"
OPENSSL: dict[str, Any] = {
    "type": "PACKAGE_VULNERABILITY", "status": "ACTIVE", "severity": "HIGH", "title": "CVE-2023-0286 - openssl",
    "packageVulnerabilityDetails": {
        "vulnerabilityId": "CVE-2023-0286", "source": "DEBIAN_CVE",
        "cvss": [{"baseScore": 7.4, "scoringVector": "CVSS:3.1/AV:N", "version": "3.1"}],
        "vulnerablePackages": [
            {"name": "openssl", "version": "1.1.1n", "release": "0+deb11u3", "epoch": 0, "packageManager": "OS",
             "fixedInVersion": "0:1.1.1n-0+deb11u4"},
            {"name": "jinja2", "version": "2.11.2", "packageManager": "PYTHONPKG", "filePath": "opt/x/METADATA",
             "fixedInVersion": "NotAvailable"},
        ],
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def aws() -> Iterator[ScriptedAws]:
    """One endpoint for all tests."""
    with ScriptedAws() as found:
        yield found


@pytest.fixture
def scans(aws: ScriptedAws) -> AwsScans:
    """What asks it."""
    aws.reset()
    return AwsScans(Way(Endpoint(region="eu-west-1", endpoint_url=aws.url, credentials=("testing", "testing"))))


def test_findings_of_an_enhanced_scan_are_those_of_inspector(aws: ScriptedAws, scans: AwsScans) -> None:
    closed = {**OPENSSL, "status": "CLOSED"}
    pages = (
        ok(imageScanStatus={"status": "ACTIVE"}, imageScanFindings={"enhancedFindings": [OPENSSL]}, nextToken="2"),
        ok(imageScanStatus={"status": "ACTIVE"}, imageScanFindings={"enhancedFindings": [closed]}),
    )
    aws.on(SCANS, *pages)
    told = scans.reported(IMAGE)
    assert told.status == "ACTIVE"
    openssl, jinja = told.reported
    assert (openssl.component.type, openssl.component.name, openssl.component.version) == (
        "deb", "openssl", "1.1.1n-0+deb11u3",
    )  # fmt: skip
    assert (openssl.fixed, openssl.sources, openssl.vulnerability.severity, openssl.vulnerability.score) == (
        ("0:1.1.1n-0+deb11u4",), ("inspector",), Severity.HIGH, 7.4,
    )  # fmt: skip
    assert (jinja.component.type, jinja.component.place[1], jinja.fixed) == ("pypi", "opt/x/METADATA", ())
    first, second = aws.requests[SCANS]
    assert (first["imageId"], second["nextToken"]) == ({"imageDigest": f"sha256:{'a' * 64}"}, "2")


def test_findings_of_a_basic_scan_name_package_and_version(aws: ScriptedAws, scans: AwsScans) -> None:
    attributes = {"package_name": "bash", "package_version": "5.1-2", "CVSS3_SCORE": "8.1"}
    basic = {
        "name": "CVE-2022-3715", "severity": "UNDEFINED",
        "attributes": [{"key": key, "value": value} for key, value in attributes.items()],
    }  # fmt: skip
    aws.on(
        SCANS, ok(imageScanStatus={"status": "COMPLETE"}, imageScanFindings={"findings": [basic, {"name": "CVE-1"}]})
    )
    told = scans.reported(IMAGE)
    (match,) = told.reported
    assert (told.status, match.sources, match.component.told) == ("COMPLETE", ("ecr",), "bash 5.1-2")
    assert (match.vulnerability.cve, match.vulnerability.severity, match.vulnerability.score) == (
        "CVE-2022-3715", None, 8.1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (error("ScanNotFoundException"), "not scanned by ECR or Inspector"),
        (error("AccessDeniedException"), "not read: AWS: AccessDeniedException"),
        (
            ok(imageScanStatus={"status": "FAILED", "description": "unsupported"}),
            "FAILED: unsupported",
        ),
    ],
)
def test_what_was_not_scanned_is_told(aws: ScriptedAws, scans: AwsScans, answer: Answer, status: str) -> None:
    aws.on(SCANS, answer)
    assert scans.reported(IMAGE).status == status


def test_what_was_found_before_a_page_failed_stands(aws: ScriptedAws, scans: AwsScans) -> None:
    page = ok(imageScanStatus={"status": "ACTIVE"}, imageScanFindings={"enhancedFindings": [OPENSSL]}, nextToken="2")
    aws.on(SCANS, page, error("AccessDeniedException"))
    told = scans.reported(IMAGE)
    assert (told.status, len(told.reported)) == ("not read: AWS: AccessDeniedException", 2)


def test_findings_of_a_function_count_where_inspector_covers_it(aws: ScriptedAws, scans: AwsScans) -> None:
    aws.on("/coverage/list", ok(coveredResources=[]))
    assert scans.reported(FUNCTION).status == "not scanned by Inspector"
    assert not aws.requests["/findings/list"]
    aws.on("/coverage/list", ok(coveredResources=[{"scanStatus": {"statusCode": "ACTIVE", "reason": "SUCCESSFUL"}}]))
    aws.on("/findings/list", ok(findings=[OPENSSL]))
    told = scans.reported(FUNCTION)
    assert (told.status, len(told.reported)) == ("ACTIVE", 2)
    (asked,) = aws.requests["/findings/list"]
    assert asked["filterCriteria"]["lambdaFunctionName"] == [{"comparison": "EQUALS", "value": "tools"}]


def test_of_a_file_nobody_is_asked(aws: ScriptedAws, scans: AwsScans) -> None:
    assert scans.reported("s3://b/model.tar.gz").status == ""
    assert not aws.requests
