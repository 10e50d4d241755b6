"""Macie: whether it is on, whether it looks for sensitive data by itself, what it can look into, and what it found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.macie import Bucket, Finding, Session, SessionAutomatedDiscovery

NOT_ENABLED = "AccessDeniedException: Macie is not enabled"
"""How Macie says that it is off. The same code with another message stands for missing permissions."""
OPEN = {"criterion": {"category": {"eq": ["CLASSIFICATION"]}, "archived": {"eq": ["false"]}}}
WORST_FIRST = {"attributeName": "severity.score", "orderBy": "DESC"}
BATCH = 50
"""How many findings GetFindings takes."""
PAGES = 100
"""Pages of findings that are read, of 50 each unless Macie chooses otherwise; more are a gap."""


@collector(Session, SessionAutomatedDiscovery, Finding, Bucket)
async def session(aws: Reader) -> None:
    """GetMacieSession, and the rest where Macie is on."""
    arn = f"arn:{aws.partition}:macie2:{aws.region}:{aws.account}:session"

    def parse(reply: Reply) -> Session | None:
        return Session(
            arn=arn,
            name="Macie",
            status=reply["status"],
            finding_publishing_frequency=reply.get("findingPublishingFrequency"),
        )

    found = await aws.get("macie2:GetMacieSession", "", parse, absent={NOT_ENABLED: None})
    if found is None:
        return
    await aws.get(
        "macie2:GetAutomatedDiscoveryConfiguration",
        arn,
        lambda reply: SessionAutomatedDiscovery(arn=arn, status=reply["status"]),
    )
    await aws.list("macie2:DescribeBuckets", "buckets", _bucket)
    await _findings(aws, arn)


def _bucket(item: Reply) -> Bucket:
    jobs = item.get("jobDetails") or {}
    return Bucket(
        arn=item["bucketArn"],
        objects=item.get("objectCount"),
        classifiable=item.get("classifiableObjectCount"),
        unclassifiable=(item.get("unclassifiableObjectCount") or {}).get("total"),
        in_job=jobs.get("isDefinedInJob"),
        last_job_at=jobs.get("lastJobRunTime"),
        discovery=item.get("automatedDiscoveryMonitoringStatus"),
        last_discovery_at=item.get("lastAutomatedDiscoveryTime"),
        problem=item.get("errorCode") or "",
    )


async def _findings(aws: Reader, arn: str) -> None:
    """The findings' ids, worst first, then their content in batches."""
    ids = await aws.few_pages(
        PAGES,
        "macie2:ListFindings",
        lambda reply: reply["findingIds"],
        findingCriteria=OPEN,
        sortCriteria=WORST_FIRST,
    )
    for start in range(0, len(ids), BATCH):
        await aws.get(
            "macie2:GetFindings",
            arn if start == 0 else f"{arn}/findings/{start}",
            lambda reply: tuple(row for item in reply["findings"] for row in _rows(item)),
            findingIds=list(ids[start : start + BATCH]),
        )


def _rows(item: Reply) -> Iterator[Finding]:
    if item.get("sample") or item.get("archived"):
        return
    affected = item["resourcesAffected"]
    bucket = affected["s3Bucket"]["arn"]
    result = item["classificationDetails"]["result"]
    managed = [
        (group["category"], each["type"], each)
        for group in result.get("sensitiveData", ())
        for each in group.get("detections", ())
    ]
    custom = [
        ("CUSTOM_IDENTIFIER", each["name"], each)
        for each in (result.get("customDataIdentifiers") or {}).get("detections", ())
    ]
    for category, name, detection in (*managed, *custom):
        yield Finding(
            arn=bucket,
            finding=item["id"],
            place=f"s3://{bucket.rpartition(':')[2]}/{affected['s3Object']['key']}",
            category=category,
            type=name,
            column=_column(detection.get("occurrences") or {}),
            count=detection.get("count"),
            severity=(item.get("severity") or {}).get("description"),
            updated_at=item.get("updatedAt"),
        )


def _column(occurrences: Mapping[str, Any]) -> str:
    for each in occurrences.get("cells") or ():
        return str(each.get("columnName") or "")
    for each in occurrences.get("records") or ():
        return str(each.get("jsonPath") or "")
    return ""
