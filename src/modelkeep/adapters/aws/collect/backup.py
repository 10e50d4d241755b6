"""AWS Backup: what is backed up."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader
from modelkeep.core.kinds.backup import ProtectedResource


@collector(ProtectedResource)
async def protected_resources(aws: Reader) -> None:
    """ListProtectedResources."""
    await aws.list(
        "backup:ListProtectedResources",
        "Results",
        lambda item: ProtectedResource(
            arn=item["ResourceArn"], resource_type=item["ResourceType"], last_backup_time=item.get("LastBackupTime")
        ),
    )
