"""Patch states: scanned, never scanned, not read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from tests.fakes.journal import MemoryJournal
from tests.fakes.scripted_aws import ScriptedAws, error, ok

from modelkeep.adapters.aws.collect.ssm import BATCH, managed_nodes
from modelkeep.adapters.aws.reader import Reader, Run
from modelkeep.core.kinds import tables
from modelkeep.core.kinds.ssm import PatchState
from modelkeep.ports import Silent

CALLS = frozenset(call for table in tables().values() for call in table.calls)
ARN = "arn:aws:ec2:us-east-1:111122223333:instance/"
STATE = {
    "InstanceId": "i-1", "PatchGroup": "all", "BaselineId": "pb-1", "Operation": "Scan",
    "OperationStartTime": 1767225600.0, "OperationEndTime": 1767225600.0, "MissingCount": 3, "FailedCount": 0,
}  # fmt: skip


@pytest.fixture
def aws() -> Iterator[ScriptedAws]:
    with ScriptedAws() as scripted:
        yield scripted


def patch_states(aws: ScriptedAws, *nodes: str) -> dict[str, PatchState]:
    aws.on("DescribeInstanceInformation", ok(InstanceInformationList=[{"InstanceId": node} for node in nodes]))
    journal = MemoryJournal()

    async def go() -> None:
        with ThreadPoolExecutor(1) as executor:
            run = Run(
                journal=journal, progress=Silent(), calls=CALLS, executor=executor,
                clock=lambda: datetime(2026, 1, 1, tzinfo=UTC),
            )  # fmt: skip
            reader = Reader(
                run, aws.clients(), account="111122223333", region="us-east-1", partition="aws", home="us-east-1"
            )  # fmt: skip
            await managed_nodes.collect(reader)

    asyncio.run(go())
    return {row.arn: row for row in journal.rows if isinstance(row, PatchState)}


def test_a_node_that_was_never_scanned_is_told_from_one_that_was(aws: ScriptedAws) -> None:
    found = patch_states(aws.on("DescribeInstancePatchStates", ok(InstancePatchStates=[STATE])), "i-1", "i-2")
    assert (found[f"{ARN}i-1"].operation, found[f"{ARN}i-1"].missing_count) == ("Scan", 3)
    assert found[f"{ARN}i-2"].operation == ""


def test_nodes_of_a_batch_that_was_denied_are_unknown(aws: ScriptedAws) -> None:
    found = patch_states(aws.on("DescribeInstancePatchStates", error("AccessDeniedException")), "i-1", "mi-2")
    assert set(found) == {f"{ARN}i-1", "arn:aws:ssm:us-east-1:111122223333:managed-instance/mi-2"}
    assert {state.operation for state in found.values()} == {None}


def test_nodes_are_asked_about_in_batches(aws: ScriptedAws) -> None:
    nodes = [f"i-{number}" for number in range(BATCH + 1)]
    found = patch_states(aws.on("DescribeInstancePatchStates", ok(InstancePatchStates=[])), *nodes)
    assert sorted(len(asked["InstanceIds"]) for asked in aws.requests["DescribeInstancePatchStates"]) == [1, BATCH]
    assert len(found) == BATCH + 1


def test_no_nodes_no_question(aws: ScriptedAws) -> None:
    assert patch_states(aws) == {}
    assert aws.counts["DescribeInstancePatchStates"] == 0
