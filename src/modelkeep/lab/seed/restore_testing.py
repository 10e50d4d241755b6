"""Whether backups are restored on trial: hardened every week, insecure never."""

from __future__ import annotations

from modelkeep.lab.seed import PRODUCTION, RESEARCH, Acme, seeds
from modelkeep.lab.seed.names import TRAINING_BUCKET


@seeds(order=59)
def restore_testing(acme: Acme) -> None:
    """Hardened: a plan restores every bucket that is backed up. Insecure: the one backup there is was never looked at."""
    for account in (PRODUCTION, RESEARCH):
        here = acme.within(account)
        backup, role = here.client("backup"), here.arn("iam", "role/restore-testing", regional=False)
        if not acme.hardened:
            if account == RESEARCH:
                backup.start_backup_job(
                    BackupVaultName="acme", ResourceArn=f"arn:aws:s3:::{TRAINING_BUCKET}", IamRoleArn=role
                )
            continue
        backup.create_restore_testing_plan(
            RestoreTestingPlan={
                "RestoreTestingPlanName": "weekly",
                "ScheduleExpression": "cron(0 5 ? * MON *)",
                "RecoveryPointSelection": {
                    "Algorithm": "LATEST_WITHIN_WINDOW",
                    "IncludeVaults": ["*"],
                    "RecoveryPointTypes": ["SNAPSHOT", "CONTINUOUS"],
                },
            }
        )
        backup.create_restore_testing_selection(
            RestoreTestingPlanName="weekly",
            RestoreTestingSelection={
                "RestoreTestingSelectionName": "buckets",
                "ProtectedResourceType": "S3",
                "ProtectedResourceArns": ["*"],
                "IamRoleArn": role,
            },
        )
