"""What ECR tells of its scans: the findings of Inspector where it scans the account's images, nothing where nobody does."""

from __future__ import annotations

from typing import Any

from moto.ecr.models import ecr_backends

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles
from modelkeep.lab.handlers.inspector2 import WHEN, scans

VULNERABILITIES = (
    ("CVE-2023-4911", "HIGH", 7.8, "libc6", "2.36", "9+deb12u1", "0:2.36-9+deb12u3"),
    ("CVE-2024-3094", "CRITICAL", 10.0, "xz-utils", "5.6.0", "0.2", "NotAvailable"),
)
"""What Inspector finds in an image of a repository that does not scan what is pushed."""


@handles("ecr", "DescribeImageScanFindings")
def describe_image_scan_findings(lab: Lab, request: Request) -> Reply:
    """Findings in the form of enhanced scanning."""
    told = request.parameters
    account = str(told.get("registryId", request.account))
    repository = ecr_backends[account][request.region].repositories.get(told["repositoryName"])
    asked = told["imageId"]
    image = next((each for each in repository.images if _is(each, asked)), None) if repository else None
    if image is None:
        raise AwsError("ImageNotFoundException", "The image requested does not exist in the specified repository")
    digest = image.get_image_digest()
    if scans(request, account)["ecr"] != "ENABLED":
        raise AwsError("ScanNotFoundException", f"Image scan does not exist for the image with '{digest}'")
    found = VULNERABILITIES if not repository.image_scanning_configuration.get("scanOnPush") else ()
    return {
        "registryId": account,
        "repositoryName": told["repositoryName"],
        "imageId": {"imageDigest": digest},
        "imageScanStatus": {"status": "ACTIVE", "description": "Continuous scan is selected for image."},
        "imageScanFindings": {
            "imageScanCompletedAt": WHEN,
            "findingSeverityCounts": {severity: 1 for _, severity, *_ in found},
            "enhancedFindings": [_finding(account, *each) for each in found],
        },
    }


def _is(image: Any, asked: Reply) -> bool:
    if "imageDigest" in asked:
        return bool(image.get_image_digest() == asked["imageDigest"])
    return asked.get("imageTag") in image.image_tags


def _finding(
    account: str, name: str, severity: str, score: float, package: str, version: str, release: str, fixed: str
) -> Reply:
    return {
        "awsAccountId": account,
        "type": "PACKAGE_VULNERABILITY",
        "status": "ACTIVE",
        "severity": severity,
        "score": score,
        "title": f"{name} - {package}",
        "firstObservedAt": WHEN,
        "lastObservedAt": WHEN,
        "packageVulnerabilityDetails": {
            "vulnerabilityId": name,
            "source": "DEBIAN_CVE",
            "vendorCreatedAt": WHEN,
            "cvss": [{"baseScore": score, "version": "3.1", "scoringVector": "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H"}],
            "vulnerablePackages": [
                {
                    "name": package, "version": version, "release": release, "epoch": 0, "packageManager": "OS",
                    "fixedInVersion": fixed,
                }
            ],
        },
    }  # fmt: skip
