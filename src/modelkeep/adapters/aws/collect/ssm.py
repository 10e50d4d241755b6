"""Systems Manager: the machines that it manages and what their last patch scan found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.ssm import ManagedNode, PatchState

BATCH = 50
"""How many nodes DescribeInstancePatchStates takes."""


@collector(ManagedNode, PatchState)
async def managed_nodes(aws: Reader) -> None:
    """DescribeInstanceInformation, then the patch states of 50 nodes at a time."""
    nodes = await aws.list("ssm:DescribeInstanceInformation", "InstanceInformationList", lambda item: _node(aws, item))
    batches = [[node.arn for node in nodes[start : start + BATCH]] for start in range(0, len(nodes), BATCH)]
    await aws.each(batches, lambda batch: _patch_states(aws, batch))


async def _patch_states(aws: Reader, batch: Sequence[str]) -> None:
    """One row per node. One that was never scanned is left out of the reply; one that could not be read is NULL throughout."""
    arns = {arn.rsplit("/", 1)[1]: arn for arn in batch}

    def parse(reply: Reply) -> tuple[PatchState, ...]:
        return tuple(rows(reply))

    def rows(reply: Reply) -> Iterator[PatchState]:
        states = {item["InstanceId"]: item for item in reply["InstancePatchStates"]}
        for identifier, arn in arns.items():
            state = states.get(identifier)
            yield _never_scanned(arn) if state is None else _patch_state(arn, state)

    await aws.get(
        "ssm:DescribeInstancePatchStates",
        batch[0],
        parse,
        unread=tuple(PatchState(arn=arn) for arn in batch),
        InstanceIds=list(arns),
        MaxResults=100,
    )


def _node(aws: Reader, item: Reply) -> ManagedNode:
    identifier = item["InstanceId"]
    arn = (
        f"arn:{aws.partition}:ec2:{aws.region}:{aws.account}:instance/{identifier}"
        if identifier.startswith("i-")
        else f"arn:{aws.partition}:ssm:{aws.region}:{aws.account}:managed-instance/{identifier}"
    )
    return ManagedNode(
        arn=arn,
        ping_status=item.get("PingStatus"),
        last_ping_at=item.get("LastPingDateTime"),
        platform_type=item.get("PlatformType"),
        platform_name=item.get("PlatformName"),
        platform_version=item.get("PlatformVersion"),
        agent_version=item.get("AgentVersion"),
        is_latest_version=item.get("IsLatestVersion"),
    )


def _never_scanned(arn: str) -> PatchState:
    return PatchState(arn=arn, baseline_id="", operation="")


def _patch_state(arn: str, item: Reply) -> PatchState:
    return PatchState(
        arn=arn,
        baseline_id=item["BaselineId"],
        operation=item["Operation"],
        operation_end_at=item["OperationEndTime"],
        missing_count=item.get("MissingCount"),
        failed_count=item.get("FailedCount"),
        installed_pending_reboot_count=item.get("InstalledPendingRebootCount"),
        critical_non_compliant_count=item.get("CriticalNonCompliantCount"),
        security_non_compliant_count=item.get("SecurityNonCompliantCount"),
    )
