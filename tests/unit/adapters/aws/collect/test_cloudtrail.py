"""Trails: each once, and which of them log an account everywhere."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.fakes.journal import MemoryJournal
from tests.fakes.scripted_aws import ScriptedAws, error, ok

from modelkeep.adapters.aws.collect.cloudtrail import multi_region_trails, single_region_trails
from modelkeep.adapters.aws.reader import Reader, Run
from modelkeep.core.arn import GLOBAL
from modelkeep.core.kinds import tables
from modelkeep.core.kinds.cloudtrail import AccountTrail, AccountTrailStatus, Trail, TrailEventSelector, TrailStatus
from modelkeep.ports import Silent

CALLS = frozenset(call for table in tables().values() for call in table.calls)
ACCOUNT = "111122223333"
MANAGEMENT = "444455556666"
SELECTORS = ok(EventSelectors=[{"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": []}])


def trail(name: str, *, owner: str = ACCOUNT, home: str = "us-east-1", everywhere: bool = True) -> dict[str, Any]:
    return {
        "Name": name, "TrailARN": f"arn:aws:cloudtrail:{home}:{owner}:trail/{name}", "HomeRegion": home,
        "S3BucketName": "logs", "IsMultiRegionTrail": everywhere, "IsOrganizationTrail": owner != ACCOUNT,
        "IncludeGlobalServiceEvents": True, "LogFileValidationEnabled": True,
        "CloudWatchLogsLogGroupArn": "arn:aws:logs:us-east-1:111122223333:log-group:trail:*",
    }  # fmt: skip


@pytest.fixture
def aws() -> Iterator[ScriptedAws]:
    with ScriptedAws() as scripted:
        scripted.on("GetTrailStatus", ok(IsLogging=True)).on("GetEventSelectors", SELECTORS)
        yield scripted


def collect(aws: ScriptedAws) -> MemoryJournal:
    """Both collectors, as in a scan of one region."""
    journal = MemoryJournal()

    async def go() -> None:
        with ThreadPoolExecutor(2) as executor:
            run = Run(
                journal=journal, progress=Silent(), calls=CALLS, executor=executor,
                clock=lambda: datetime(2026, 1, 1, tzinfo=UTC),
            )  # fmt: skip
            for region, collector in ((GLOBAL, multi_region_trails), ("us-east-1", single_region_trails)):
                reader = Reader(
                    run, aws.clients(), account=ACCOUNT, region=region, partition="aws", home="us-east-1"
                )  # fmt: skip
                await collector.collect(reader)

    asyncio.run(go())
    return journal


def test_every_own_trail_is_one_row_in_its_home_region(aws: ScriptedAws) -> None:
    both = [trail("abroad", home="eu-west-1"), trail("local", everywhere=False)]
    journal = collect(aws.on("DescribeTrails", ok(trailList=both), ok(trailList=both[1:])))
    rows = {(row.name, row.account, row.region) for row in journal.rows if isinstance(row, Trail)}
    assert rows == {("abroad", ACCOUNT, "eu-west-1"), ("local", ACCOUNT, "us-east-1")}
    assert sorted(row.arn for row in journal.rows if isinstance(row, TrailStatus)) == sorted(
        each["TrailARN"] for each in both
    )
    (everywhere,) = (row for row in journal.rows if isinstance(row, AccountTrail))
    assert (everywhere.home_region, everywhere.owner_account, everywhere.region) == ("eu-west-1", ACCOUNT, GLOBAL)
    (local,) = (row for row in journal.rows if isinstance(row, Trail) and row.name == "local")
    assert local.cloud_watch_logs_log_group_arn == "arn:aws:logs:us-east-1:111122223333:log-group:trail"


def test_a_member_reads_the_status_of_its_organisations_trail_by_arn_and_no_selectors(aws: ScriptedAws) -> None:
    organisation = trail("organisation", owner=MANAGEMENT)
    journal = collect(aws.on("DescribeTrails", ok(trailList=[organisation]), ok(trailList=[])))
    assert not [row for row in journal.rows if isinstance(row, (Trail, TrailStatus, TrailEventSelector))]
    (seen,) = (row for row in journal.rows if isinstance(row, AccountTrail))
    assert (seen.owner_account, seen.account) == (MANAGEMENT, ACCOUNT)
    (status,) = (row for row in journal.rows if isinstance(row, AccountTrailStatus))
    assert status.is_logging is True
    assert aws.requests["GetTrailStatus"] == [{"Name": organisation["TrailARN"]}]
    assert aws.counts["GetEventSelectors"] == 0


def test_an_unread_status_leaves_the_trail_with_an_unknown_status(aws: ScriptedAws) -> None:
    aws.on("GetTrailStatus", error("AccessDeniedException"))
    journal = collect(aws.on("DescribeTrails", ok(trailList=[trail("own")]), ok(trailList=[])))
    assert [row.arn for row in journal.rows if isinstance(row, AccountTrail)]
    assert not [row for row in journal.rows if isinstance(row, (AccountTrailStatus, TrailStatus))]
    assert not journal.read("cloudtrail:GetTrailStatus", trail("own")["TrailARN"]).outcome.known
