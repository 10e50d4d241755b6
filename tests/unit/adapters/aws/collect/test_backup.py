"""Backups and their restores: asked about only where buckets are backed up, and what is not set is known to be not set."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.fakes.collecting import collect

from modelkeep.adapters.aws.collect import backup
from modelkeep.core.kinds.backup import RestoreJob, RestoreTestingPlan, RestoreTestingSelection
from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer

BUCKET = "arn:aws:s3:::acme-models"
ROLE = "arn:aws:iam::123456789012:role/restore"


@pytest.fixture
def acme() -> Iterator[Acme]:
    with LabServer() as lab:
        yield Acme(lab.url, hardened=False)


def plan(acme: Acme, name: str) -> None:
    acme.client("backup").create_restore_testing_plan(
        RestoreTestingPlan={
            "RestoreTestingPlanName": name,
            "ScheduleExpression": "cron(0 5 ? * MON *)",
            "RecoveryPointSelection": {"IncludeVaults": ["*"], "RecoveryPointTypes": ["SNAPSHOT"]},
        }
    )


@pytest.mark.parametrize("backed_up", [None, "arn:aws:ec2:us-east-1:123456789012:volume/vol-1"])
def test_restores_are_not_asked_about_where_no_bucket_is_backed_up(acme: Acme, backed_up: str | None) -> None:
    if backed_up:
        acme.client("backup").start_backup_job(BackupVaultName="acme", ResourceArn=backed_up, IamRoleArn=ROLE)
    journal = collect(acme.endpoint_url, backup.protected_resources)
    assert [call for call, *_ in journal.entries] == ["backup:ListProtectedResources"]


def test_plans_are_read_with_what_they_select_of_buckets(acme: Acme) -> None:
    client = acme.client("backup")
    client.start_backup_job(BackupVaultName="acme", ResourceArn=BUCKET, IamRoleArn=ROLE)
    plan(acme, "idle")
    plan(acme, "weekly")
    tagged = {"StringEquals": [{"Key": "aws:ResourceTag/team", "Value": "ml"}]}
    for kind, chosen in (("S3", {"ProtectedResourceConditions": tagged}), ("EBS", {"ProtectedResourceArns": ["*"]})):
        client.create_restore_testing_selection(
            RestoreTestingPlanName="weekly",
            RestoreTestingSelection={
                "RestoreTestingSelectionName": kind, "ProtectedResourceType": kind, "IamRoleArn": ROLE, **chosen,
            },
        )  # fmt: skip
    journal = collect(acme.endpoint_url, backup.protected_resources)
    plans = {row.name: row for row in journal.rows if isinstance(row, RestoreTestingPlan)}
    assert (plans["idle"].has_run, plans["weekly"].has_run) == (False, True)
    assert (plans["weekly"].include_vaults, plans["weekly"].exclude_vaults) == (("*",), ())
    (selection,) = (row for row in journal.rows if isinstance(row, RestoreTestingSelection))
    assert (selection.arn, selection.protected_resource_arns) == (plans["weekly"].arn, ())
    assert (selection.tags_equal, selection.tags_differ) == (("aws:ResourceTag/team=ml",), ())
    assert not [row for row in journal.rows if isinstance(row, RestoreJob)]


def test_a_restore_carries_the_bucket_that_it_brought_back() -> None:
    told, untold = backup._jobs({"RestoreJobs": [{"SourceResourceArn": BUCKET, "ValidationStatus": "FAILED"}, {}]})
    assert (told.arn, told.validation_status, told.completed_at) == (BUCKET, "FAILED", None)
    assert (untold.arn, untold.validation_status) == ("", "")
