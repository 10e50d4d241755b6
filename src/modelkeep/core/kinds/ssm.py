"""AWS Systems Manager (https://docs.aws.amazon.com/systems-manager/latest/APIReference/)."""

from __future__ import annotations

from datetime import datetime

from modelkeep.core.tables import Row, support


@support("ssm_managed_node", calls="ssm:DescribeInstanceInformation")
class ManagedNode(Row):
    """A machine that Systems Manager reaches: `arn` is the EC2 instance's, or the managed instance's elsewhere.

    Stopped instances are not listed.
    """

    ping_status: str | None = None
    last_ping_at: datetime | None = None
    platform_type: str | None = None
    platform_name: str | None = None
    platform_version: str | None = None
    agent_version: str | None = None
    is_latest_version: bool | None = None


@support("ssm_patch_state", calls="ssm:DescribeInstanceInformation ssm:DescribeInstancePatchStates")
class PatchState(Row):
    """What the last patch scan of a managed node found. A node that was never scanned has no row."""

    baseline_id: str | None = None
    operation: str | None = None
    operation_end_at: datetime | None = None
    missing_count: int | None = None
    failed_count: int | None = None
    installed_pending_reboot_count: int | None = None
    critical_non_compliant_count: int | None = None
    security_non_compliant_count: int | None = None
