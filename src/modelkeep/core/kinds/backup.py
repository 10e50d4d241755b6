"""AWS Backup (https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Reference.html)."""

from __future__ import annotations

from datetime import datetime

from modelkeep.core.tables import Row, support


@support("backup_protected_resource", calls="backup:ListProtectedResources")
class ProtectedResource(Row):
    """A resource of whatever service that AWS Backup has backed up; `arn` is the resource's."""

    resource_type: str | None = None
    last_backup_time: datetime | None = None
