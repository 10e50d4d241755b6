"""GuardDuty: detectors with their protections, open severe findings, malware protection plans."""

from __future__ import annotations

from collections.abc import Iterator

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.collect.guardduty_resources import resource_arns
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.guardduty import Detector, DetectorFeature, DetectorFinding, MalwareProtectionPlan
from modelkeep.core.tables import Row

SEVERE = 7
"""High is 7.0 to 8.9, critical 9.0 and above (https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html)."""
BATCH = 50
"""How many findings GetFindings takes."""
OPEN_AND_SEVERE = {"Criterion": {"service.archived": {"Eq": ["false"]}, "severity": {"GreaterThanOrEqual": SEVERE}}}


@collector(Detector, DetectorFeature, DetectorFinding)
async def detectors(aws: Reader) -> None:
    """ListDetectors, then per detector its settings and its open findings of high and critical severity."""

    async def details(listed: tuple[str, str]) -> None:
        identifier, arn = listed
        stub: tuple[Row, ...] = (Detector(arn=arn, name=identifier),)
        await aws.get(
            "guardduty:GetDetector",
            arn,
            lambda reply: tuple(_detector(arn, identifier, reply)),
            unread=stub,
            DetectorId=identifier,
        )
        await _findings(aws, identifier, arn)

    listed = await aws.list(
        "guardduty:ListDetectors",
        "DetectorIds",
        lambda identifier: (
            str(identifier),
            f"arn:{aws.partition}:guardduty:{aws.region}:{aws.account}:detector/{identifier}",
        ),
    )
    await aws.each(listed, details, calls=2)


@collector(MalwareProtectionPlan)
async def malware_protection_plans(aws: Reader) -> None:
    """ListMalwareProtectionPlans, then GetMalwareProtectionPlan for each."""

    async def details(listed: tuple[str, str]) -> None:
        identifier, arn = listed
        await aws.get(
            "guardduty:GetMalwareProtectionPlan",
            arn,
            lambda reply: _plan(arn, identifier, reply),
            unread=MalwareProtectionPlan(arn=arn, name=identifier),
            MalwareProtectionPlanId=identifier,
        )

    def plan(item: Reply) -> tuple[str, str]:
        identifier = item["MalwareProtectionPlanId"]
        return (
            identifier,
            f"arn:{aws.partition}:guardduty:{aws.region}:{aws.account}:malware-protection-plan/{identifier}",
        )

    listed = await aws.list("guardduty:ListMalwareProtectionPlans", "MalwareProtectionPlans", plan)
    await aws.each(listed, details)


def _detector(arn: str, identifier: str, reply: Reply) -> Iterator[Row]:
    yield Detector(
        arn=arn,
        name=identifier,
        tags=dict(reply.get("Tags", {})),
        status=reply["Status"],
        finding_publishing_frequency=reply.get("FindingPublishingFrequency"),
    )
    for feature in reply["Features"]:
        yield DetectorFeature(
            arn=arn,
            feature=feature["Name"],
            status=feature["Status"],
            enabled_parts=tuple(
                each["Name"] for each in feature.get("AdditionalConfiguration", ()) if each.get("Status") == "ENABLED"
            ),
        )


async def _findings(aws: Reader, identifier: str, arn: str) -> None:
    """The findings' ids, then their content in batches. An unread batch stays as findings of which nothing is known."""
    ids = await aws.list(
        "guardduty:ListFindings",
        "FindingIds",
        str,
        resource=arn,
        DetectorId=identifier,
        FindingCriteria=OPEN_AND_SEVERE,
    )

    def parse(reply: Reply) -> tuple[DetectorFinding, ...]:
        return tuple(_finding(arn, aws, item) for item in reply["Findings"])

    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        await aws.get(
            "guardduty:GetFindings",
            arn if start == 0 else f"{arn}/findings/{start}",
            parse,
            unread=tuple(DetectorFinding(arn=arn, finding_arn=f"{arn}/finding/{each}") for each in batch),
            DetectorId=identifier,
            FindingIds=list(batch),
        )


def _finding(detector_arn: str, aws: Reader, item: Reply) -> DetectorFinding:
    return DetectorFinding(
        arn=detector_arn,
        finding_arn=item["Arn"],
        finding_type=item["Type"],
        severity=float(item["Severity"]),
        updated_at=item["UpdatedAt"],
        resource_type=item["Resource"].get("ResourceType", ""),
        resource_arns=tuple(
            resource_arns(item["Resource"], partition=aws.partition, account=aws.account, region=aws.region)
        ),
    )


def _plan(arn: str, identifier: str, reply: Reply) -> MalwareProtectionPlan:
    bucket = reply["ProtectedResource"]["S3Bucket"]
    return MalwareProtectionPlan(
        arn=arn,
        name=identifier,
        tags=dict(reply.get("Tags", {})),
        bucket_name=bucket["BucketName"],
        object_prefixes=tuple(bucket.get("ObjectPrefixes", ())),
        status=reply["Status"],
        tagging_status=reply.get("Actions", {}).get("Tagging", {}).get("Status", "DISABLED"),
        role_arn=reply["Role"],
    )
