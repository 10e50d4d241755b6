"""Inspector: status of accounts that never used it, coverage, and findings that follow from the lab's estate.

AWS has no call that makes a finding. In the lab an instance whose patches are missing has a critical one, and so have the images
of a repository that does not scan what is pushed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from moto.awslambda.models import lambda_backends
from moto.ec2.models import ec2_backends
from moto.ecr.models import ecr_backends
from moto.inspector2.models import inspector2_backends

from modelkeep.lab.handlers import Lab, Reply, Request, handles
from modelkeep.lab.handlers.ssm import lacks_patches

WHEN = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
VULNERABILITY = "CVE-2024-3094"


@handles("inspector2", "BatchGetAccountStatus")
def batch_get_account_status(lab: Lab, request: Request) -> Reply:
    """This account's status unless others are asked for."""
    accounts = request.parameters.get("accountIds") or [request.account]
    return {
        "accounts": [
            {
                "accountId": account,
                "state": _state("ENABLED" if "ENABLED" in scans(request, account).values() else "DISABLED"),
                "resourceState": {name: _state(status) for name, status in scans(request, account).items()},
            }
            for account in accounts
        ],
        "failedAccounts": [],
    }


@handles("inspector2", "ListCoverage")
def list_coverage(lab: Lab, request: Request) -> Reply:
    """What is scanned: everything of the kinds that are on."""
    asked = _asked(request, "resourceType")
    named = _asked(request, "lambdaFunctionName")
    return {
        "coveredResources": [
            {
                "accountId": request.account,
                "resourceId": identifier,
                "resourceType": kind,
                "scanType": "PACKAGE",
                "scanStatus": {"statusCode": "ACTIVE", "reason": "SUCCESSFUL"},
            }
            for kind, identifier in _covered(request)
            if (not asked or kind in asked) and (not named or identifier.split(":")[-2:-1] == named)
        ]
    }


@handles("inspector2", "ListFindings")
def list_findings(lab: Lab, request: Request) -> Reply:
    """The critical findings, all of them active."""
    asked = _asked(request, "resourceType")
    return {
        "findings": [
            {
                "findingArn": f"arn:aws:inspector2:{request.region}:{request.account}:finding/{number:032x}",
                "awsAccountId": request.account,
                "type": "PACKAGE_VULNERABILITY",
                "description": "xz-utils carries a back door.",
                "title": f"{VULNERABILITY} - xz-utils",
                "remediation": {"recommendation": {"text": "None Provided"}},
                "severity": "CRITICAL",
                "firstObservedAt": WHEN,
                "lastObservedAt": WHEN,
                "status": "ACTIVE",
                "resources": [resource],
                "packageVulnerabilityDetails": {"vulnerabilityId": VULNERABILITY, "source": "NVD"},
                "fixAvailable": "YES",
                "exploitAvailable": "YES",
            }
            for number, resource in enumerate(_vulnerable(lab, request))
            if resource["type"] in (asked or [resource["type"]])
        ]
    }


def _asked(request: Request, criterion: str) -> list[str]:
    return [str(each["value"]) for each in request.parameters.get("filterCriteria", {}).get(criterion, ())]


def scans(request: Request, account: str) -> dict[str, str]:
    """Whether Inspector scans what, in an account."""
    found = inspector2_backends[request.account][request.region].account_status.get(account)
    if found is None:
        return {"ec2": "DISABLED", "ecr": "DISABLED", "lambda": "DISABLED", "lambdaCode": "DISABLED"}
    resources: dict[str, dict[str, str]] = found.to_batch_json()["resourceState"]
    return {name: state["status"] for name, state in resources.items()}


def _state(status: str) -> Reply:
    return {"status": status, "errorCode": "ALREADY_ENABLED", "errorMessage": "no error"}


def _covered(request: Request) -> Iterator[tuple[str, str]]:
    on = scans(request, request.account)
    if on["ec2"] == "ENABLED":
        for instance in _instances(request):
            yield "AWS_EC2_INSTANCE", instance.id
    if on["ecr"] == "ENABLED":
        for repository in ecr_backends[request.account][request.region].repositories.values():
            yield "AWS_ECR_REPOSITORY", repository.arn
    if on["lambda"] == "ENABLED":
        for function in lambda_backends[request.account][request.region].list_functions():
            yield "AWS_LAMBDA_FUNCTION", f"{function.function_arn}:$LATEST"


def _vulnerable(lab: Lab, request: Request) -> Iterator[Reply]:
    on = scans(request, request.account)
    if on["ec2"] == "ENABLED":
        for instance in _instances(request):
            if lacks_patches(request, instance.id):
                yield {"type": "AWS_EC2_INSTANCE", "id": instance.id}
    if on["ecr"] == "ENABLED":
        for repository in ecr_backends[request.account][request.region].repositories.values():
            for image in repository.images:
                if not repository.image_scanning_configuration.get("scanOnPush"):
                    digest = image.get_image_digest()
                    yield {
                        "type": "AWS_ECR_CONTAINER_IMAGE",
                        "id": f"{repository.arn}/{digest}",
                        "details": {
                            "awsEcrContainerImage": {
                                "repositoryName": repository.name,
                                "imageHash": digest,
                                "imageTags": list(image.image_tags),
                                "registry": request.account,
                            }
                        },
                    }


def _instances(request: Request) -> list[Any]:
    backend = ec2_backends[request.account][request.region]
    return [each for each in backend.all_instances() if each.state == "running"]
