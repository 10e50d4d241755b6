"""The lab's restore testing: what is planned is listed and read, in the shapes that botocore defines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.unit.lab.shapes import Checked, checked

from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer

BUCKET = "arn:aws:s3:::acme-models"
ROLE = "arn:aws:iam::123456789012:role/restore"
PLAN: dict[str, Any] = {
    "RestoreTestingPlanName": "weekly",
    "ScheduleExpression": "cron(0 5 ? * MON *)",
    "RecoveryPointSelection": {"IncludeVaults": ["*"], "RecoveryPointTypes": ["SNAPSHOT"]},
}
SELECTION = {
    "RestoreTestingSelectionName": "buckets",
    "ProtectedResourceType": "S3",
    "ProtectedResourceArns": [BUCKET],
    "IamRoleArn": ROLE,
}


@pytest.fixture
def backup() -> Iterator[Checked]:
    with LabServer() as server:
        yield checked(Acme(server.url, hardened=False).client("backup"))


def test_a_backup_says_in_which_vault_it_is(backup: Checked) -> None:
    backup("StartBackupJob", BackupVaultName="acme", ResourceArn=BUCKET, IamRoleArn=ROLE)
    (protected,) = backup("ListProtectedResources")["Results"]
    assert protected["LastBackupVaultArn"] == "arn:aws:backup:us-east-1:123456789012:backup-vault:acme"


def test_a_plan_runs_once_it_has_a_selection(backup: Checked) -> None:
    made = backup("CreateRestoreTestingPlan", RestoreTestingPlan=PLAN)
    (listed,) = backup("ListRestoreTestingPlans")["RestoreTestingPlans"]
    assert listed["RestoreTestingPlanArn"] == made["RestoreTestingPlanArn"]
    read = backup("GetRestoreTestingPlan", RestoreTestingPlanName="weekly")["RestoreTestingPlan"]
    assert (read["RecoveryPointSelection"], "LastExecutionTime" in read) == (PLAN["RecoveryPointSelection"], False)
    assert backup("ListRestoreJobs")["RestoreJobs"] == []
    backup("CreateRestoreTestingSelection", RestoreTestingPlanName="weekly", RestoreTestingSelection=SELECTION)
    read = backup("GetRestoreTestingPlan", RestoreTestingPlanName="weekly")["RestoreTestingPlan"]
    assert "LastExecutionTime" in read
    (selected,) = backup("ListRestoreTestingSelections", RestoreTestingPlanName="weekly")["RestoreTestingSelections"]
    assert (selected["ProtectedResourceType"], "ProtectedResourceArns" in selected) == ("S3", False)
    selection = backup(
        "GetRestoreTestingSelection", RestoreTestingPlanName="weekly", RestoreTestingSelectionName="buckets"
    )["RestoreTestingSelection"]
    assert selection["ProtectedResourceArns"] == [BUCKET]
    (job,) = backup("ListRestoreJobs", ByStatus="COMPLETED", ByResourceType="S3")["RestoreJobs"]
    assert job["SourceResourceArn"] == BUCKET
    assert backup("ListRestoreJobs", ByResourceType="EBS")["RestoreJobs"] == []


def test_what_is_not_there_is_not_found(backup: Checked) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        backup("GetRestoreTestingPlan", RestoreTestingPlanName="none")
    backup("CreateRestoreTestingPlan", RestoreTestingPlan=PLAN)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        backup("GetRestoreTestingSelection", RestoreTestingPlanName="weekly", RestoreTestingSelectionName="none")
