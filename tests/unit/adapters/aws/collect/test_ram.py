"""Resource shares: what is shared with whom."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.fakes.journal import MemoryJournal
from tests.fakes.scripted_aws import ScriptedAws, ok

from modelkeep.adapters.aws.collect.ram import resource_shares
from modelkeep.adapters.aws.reader import Reader, Run
from modelkeep.core.kinds import tables
from modelkeep.core.kinds.ram import ResourceShare, ResourceSharePrincipal, ResourceShareResource
from modelkeep.ports import Silent

OWN = "111122223333"
SHARE = f"arn:aws:ram:us-east-1:{OWN}:resource-share/1"
GROUP = f"arn:aws:sagemaker:us-east-1:{OWN}:feature-group/customers"


@pytest.fixture
def aws() -> Iterator[ScriptedAws]:
    with ScriptedAws() as scripted:
        yield scripted


def collect(aws: ScriptedAws) -> MemoryJournal:
    journal = MemoryJournal()
    calls = frozenset(call for name in resource_shares.tables for call in tables()[name].calls)

    async def go() -> None:
        with ThreadPoolExecutor(2) as executor:
            run = Run(
                journal=journal, progress=Silent(), calls=calls, executor=executor,
                clock=lambda: datetime(2026, 1, 1, tzinfo=UTC),
            )  # fmt: skip
            home = "us-east-1"
            await resource_shares.collect(
                Reader(run, aws.clients(), account=OWN, region=home, partition="aws", home=home)
            )

    asyncio.run(go())
    return journal


def association(entity: str, status: str = "ASSOCIATED") -> dict[str, Any]:
    return {"resourceShareArn": SHARE, "associatedEntity": entity, "status": status}


def test_a_share_is_read_with_its_principals_and_its_resources(aws: ScriptedAws) -> None:
    share = {"resourceShareArn": SHARE, "name": "features", "status": "ACTIVE", "allowExternalPrincipals": True}
    aws.on("/getresourceshares", ok(resourceShares=[share]))
    gone = association("444455556666", "DISASSOCIATED")
    aws.on(
        "/getresourceshareassociations",
        ok(resourceShareAssociations=[association("222233334444"), gone]),
        ok(resourceShareAssociations=[association(GROUP)]),
    )
    rows = collect(aws).rows
    assert [(row.arn, row.name) for row in rows if isinstance(row, ResourceShare)] == [(SHARE, "features")]
    assert [row.principal for row in rows if isinstance(row, ResourceSharePrincipal)] == ["222233334444"]
    assert [row.resource_arn for row in rows if isinstance(row, ResourceShareResource)] == [GROUP]
    asked = [each["associationType"] for each in aws.requests["/getresourceshareassociations"]]
    assert asked == ["PRINCIPAL", "RESOURCE"]


def test_where_nothing_is_shared_one_question_is_enough(aws: ScriptedAws) -> None:
    aws.on("/getresourceshares", ok(resourceShares=[]))
    journal = collect(aws)
    assert list(journal.rows) == []
    assert sum(aws.counts.values()) == 1
    assert aws.requests["/getresourceshares"][0]["resourceOwner"] == "SELF"
