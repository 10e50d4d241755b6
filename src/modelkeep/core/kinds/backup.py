"""AWS Backup (https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Reference.html)."""

from __future__ import annotations

from datetime import datetime

from modelkeep.core.tables import Resource, Row, kind, part, support

_PROTECTED = "backup:ListProtectedResources"
_PLANS = f"{_PROTECTED} backup:ListRestoreTestingPlans"


@support("backup_protected_resource", calls=_PROTECTED)
class ProtectedResource(Row):
    """A resource of whatever service that AWS Backup has backed up; `arn` is the resource's."""

    resource_type: str | None = None
    last_backup_time: datetime | None = None
    last_backup_vault_arn: str | None = None


@support("backup_restore_job", calls=f"{_PROTECTED} backup:ListRestoreJobs")
class RestoreJob(Row):
    """A completed restore of a bucket; `arn` is the bucket's, '' where AWS does not tell. Read where buckets are backed up."""

    completed_at: datetime | None = None
    validation_status: str | None = None
    """'' where nobody validated it."""


@kind("AWS::Backup::RestoreTestingPlan", calls=f"{_PLANS} backup:GetRestoreTestingPlan")
class RestoreTestingPlan(Resource):
    """Restores on trial, on a schedule. Read where buckets are backed up."""

    has_run: bool | None = None
    last_execution_time: datetime | None = None
    include_vaults: tuple[str, ...] | None = None
    """ARNs of the vaults that it takes backups from, with wildcards."""
    exclude_vaults: tuple[str, ...] | None = None


@part(
    RestoreTestingPlan,
    "selection",
    calls=f"{_PLANS} backup:ListRestoreTestingSelections backup:GetRestoreTestingSelection",
)
class RestoreTestingSelection(Row):
    """What a plan restores of one type: the resources named (or `*`), as far as their tags are as asked."""

    selection_name: str
    protected_resource_type: str | None = None
    protected_resource_arns: tuple[str, ...] | None = None
    tags_equal: tuple[str, ...] | None = None
    """As key=value; keys begin with aws:ResourceTag/."""
    tags_differ: tuple[str, ...] | None = None
