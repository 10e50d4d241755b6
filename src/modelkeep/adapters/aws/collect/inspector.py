"""Inspector: what it scans, what it covers, and the critical findings that are open."""

from __future__ import annotations

from collections.abc import Iterator

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.arn import region_arn
from modelkeep.core.kinds.inspector import AccountStatus, Coverage, Finding

COVERED = ("AWS_EC2_INSTANCE", "AWS_ECR_REPOSITORY", "AWS_LAMBDA_FUNCTION")
"""Resource types of coverage. Images are covered through their repository."""


@collector(AccountStatus)
async def account_status(aws: Reader) -> None:
    """BatchGetAccountStatus of this account. An account that never used Inspector is DISABLED."""

    def parse(reply: Reply) -> AccountStatus:
        (found,) = (each for each in reply["accounts"] if each["accountId"] == aws.account)
        resources = found["resourceState"]
        return AccountStatus(
            arn=region_arn(aws.account, aws.region, aws.partition),
            status=found["state"]["status"],
            ec2=resources["ec2"]["status"],
            ecr=resources["ecr"]["status"],
            lambda_functions=resources.get("lambda", {}).get("status"),
            lambda_code=resources.get("lambdaCode", {}).get("status"),
        )

    await aws.get("inspector2:BatchGetAccountStatus", "", parse, accountIds=[aws.account])


@collector(Coverage)
async def coverage(aws: Reader) -> None:
    """ListCoverage of this account's instances, repositories and functions."""

    def parse(item: Reply) -> Coverage:
        status = item.get("scanStatus", {})
        return Coverage(
            arn=_resource_arn(aws, item["resourceType"], item["resourceId"]),
            scan_status=status.get("statusCode"),
            scan_reason=status.get("reason", ""),
        )

    criteria = {
        "accountId": [{"comparison": "EQUALS", "value": aws.account}],
        "resourceType": [{"comparison": "EQUALS", "value": kind} for kind in COVERED],
    }
    await aws.list("inspector2:ListCoverage", "coveredResources", parse, filterCriteria=criteria)


@collector(Finding)
async def findings(aws: Reader) -> None:
    """ListFindings: active and critical ones of this account (a delegated administrator also sees its members')."""

    def page(reply: Reply) -> Iterator[Finding]:
        for item in reply["findings"]:
            for resource in item["resources"]:
                yield _finding(aws, item, resource)

    criteria = {
        "awsAccountId": [{"comparison": "EQUALS", "value": aws.account}],
        "findingStatus": [{"comparison": "EQUALS", "value": "ACTIVE"}],
        "severity": [{"comparison": "EQUALS", "value": "CRITICAL"}],
    }
    await aws.pages("inspector2:ListFindings", page, filterCriteria=criteria)


def _finding(aws: Reader, item: Reply, resource: Reply) -> Finding:
    image = resource.get("details", {}).get("awsEcrContainerImage", {})
    return Finding(
        arn=_resource_arn(aws, resource["type"], resource["id"]),
        finding_arn=item["findingArn"],
        finding_type=item["type"],
        title=item.get("title", ""),
        vulnerability_id=item.get("packageVulnerabilityDetails", {}).get("vulnerabilityId", ""),
        image_digest=image.get("imageHash", ""),
        image_tags=tuple(image.get("imageTags", ())),
        exploit_available=item.get("exploitAvailable", ""),
        fix_available=item.get("fixAvailable", ""),
        first_observed_at=item["firstObservedAt"],
    )


def _resource_arn(aws: Reader, kind: str, identifier: str) -> str:
    """The ARN of what is scanned: of an image its repository, of a function's version the function."""
    if kind == "AWS_EC2_INSTANCE" and not identifier.startswith("arn:"):
        return f"arn:{aws.partition}:ec2:{aws.region}:{aws.account}:instance/{identifier}"
    if kind == "AWS_ECR_CONTAINER_IMAGE":
        return identifier.split("/sha256:")[0]
    if kind == "AWS_LAMBDA_FUNCTION":
        return ":".join(identifier.split(":")[:7])
    return identifier
