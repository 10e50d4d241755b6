"""Macie's findings and what it can look into, as AWS's API reference has them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.fakes.journal import MemoryJournal
from tests.fakes.scripted_aws import Answer, ScriptedAws, error, ok

from modelkeep.adapters.aws.collect.macie import OPEN, session
from modelkeep.adapters.aws.reader import Reader, Run
from modelkeep.core.coverage import Outcome
from modelkeep.core.kinds import tables
from modelkeep.core.kinds.macie import Bucket, Finding
from modelkeep.ports import Silent

BUCKET = "arn:aws:s3:::data"
LATER = {"lastJobRunTime": "2026-11-01T00:00:00Z", "isDefinedInJob": "TRUE"}


@pytest.fixture(scope="module")
def aws() -> Iterator[ScriptedAws]:
    with ScriptedAws() as scripted:
        yield scripted


def collect(aws: ScriptedAws, findings: Answer) -> MemoryJournal:
    journal = MemoryJournal()
    calls = frozenset(call for name in session.tables for call in tables()[name].calls)
    aws.on("/macie", ok(status="ENABLED")).on("/automated-discovery/configuration", ok(status="DISABLED"))
    bucket = {"bucketArn": BUCKET, "objectCount": 3, "classifiableObjectCount": 2, "jobDetails": LATER}
    aws.on("/datasources/s3", ok(buckets=[{**bucket, "unclassifiableObjectCount": {"total": 1}}]))
    aws.on("/findings", ok(findingIds=["a", "b"])).on("/findings/describe", findings)

    async def go() -> None:
        with ThreadPoolExecutor(2) as executor:
            run = Run(
                journal=journal, progress=Silent(), calls=calls, executor=executor,
                clock=lambda: datetime(2026, 1, 1, tzinfo=UTC),
            )  # fmt: skip
            await session.collect(
                Reader(
                    run, aws.clients(), account="111122223333", region="us-east-1", partition="aws", home="us-east-1"
                )
            )

    asyncio.run(go())
    return journal


def finding(result: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": "a", "severity": {"description": "High"}, "classificationDetails": {"result": result},
        "resourcesAffected": {"s3Bucket": {"arn": BUCKET}, "s3Object": {"key": "in/a.csv"}}, **more,
    }  # fmt: skip


def test_each_type_in_an_object_is_a_row_and_samples_are_none(aws: ScriptedAws) -> None:
    cells = {"cells": [{"columnName": "card", "row": 1}]}
    result = {
        "sensitiveData": [
            {
                "category": "FINANCIAL_INFORMATION",
                "detections": [{"type": "CREDIT_CARD_NUMBER", "count": 4, "occurrences": cells}],
            }
        ],
        "customDataIdentifiers": {
            "detections": [
                {"name": "customer number", "count": 2, "occurrences": {"records": [{"jsonPath": "$.customer"}]}}
            ]
        },
    }
    journal = collect(aws, ok(findings=[finding(result), finding(result, sample=True), finding(result, archived=True)]))
    told = [
        (each.arn, each.place, each.category, each.type, each.column, each.count)
        for each in journal.rows
        if isinstance(each, Finding)
    ]
    assert told == [
        (BUCKET, "s3://data/in/a.csv", "FINANCIAL_INFORMATION", "CREDIT_CARD_NUMBER", "card", 4),
        (BUCKET, "s3://data/in/a.csv", "CUSTOM_IDENTIFIER", "customer number", "$.customer", 2),
    ]
    (bucket,) = (each for each in journal.rows if isinstance(each, Bucket))
    assert (bucket.objects, bucket.classifiable, bucket.unclassifiable, bucket.in_job) == (3, 2, 1, "TRUE")
    assert (bucket.last_discovery_at, bucket.problem) == (None, "")
    assert aws.requests["/findings"][-1]["findingCriteria"] == OPEN


def test_findings_that_may_not_be_read_are_a_gap(aws: ScriptedAws) -> None:
    journal = collect(aws, error("AccessDeniedException", "not authorized", 403))
    (read,) = (each.read for each in journal.entries.values() if each.read.call == "macie2:GetFindings")
    assert read.outcome is Outcome.DENIED
    assert not any(isinstance(each, Finding) for each in journal.rows)
