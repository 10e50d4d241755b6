"""AWS Backup: what is backed up, and whether buckets were ever restored from it."""

from __future__ import annotations

from collections.abc import Iterable

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.backup import ProtectedResource, RestoreJob, RestoreTestingPlan, RestoreTestingSelection

_BUCKETS = "S3"


@collector(ProtectedResource, RestoreJob, RestoreTestingPlan, RestoreTestingSelection)
async def protected_resources(aws: Reader) -> None:
    """ListProtectedResources; where buckets are among them, their completed restores and the restore testing plans."""
    found = await aws.list(
        "backup:ListProtectedResources",
        "Results",
        lambda item: ProtectedResource(
            arn=item["ResourceArn"],
            resource_type=item["ResourceType"],
            last_backup_time=item.get("LastBackupTime"),
            last_backup_vault_arn=item.get("LastBackupVaultArn"),
        ),
    )
    if any(each.resource_type == _BUCKETS for each in found):
        await aws.pages("backup:ListRestoreJobs", _jobs, ByStatus="COMPLETED", ByResourceType=_BUCKETS)
        await _restore_testing_plans(aws)


async def _restore_testing_plans(aws: Reader) -> None:
    async def visit(plan: tuple[str, str]) -> None:
        arn, name = plan
        await aws.get(
            "backup:GetRestoreTestingPlan",
            arn,
            lambda reply: _plan(reply["RestoreTestingPlan"]),
            unread=RestoreTestingPlan(arn=arn, name=name),
            RestoreTestingPlanName=name,
        )
        selections = await aws.list(
            "backup:ListRestoreTestingSelections",
            "RestoreTestingSelections",
            lambda item: (str(item["RestoreTestingSelectionName"]), str(item["ProtectedResourceType"])),
            resource=arn,
            RestoreTestingPlanName=name,
        )
        for selection, resource_type in selections:
            if resource_type == _BUCKETS:
                await aws.get(
                    "backup:GetRestoreTestingSelection",
                    f"{arn}/{selection}",
                    lambda reply: _selection(arn, reply["RestoreTestingSelection"]),
                    unread=RestoreTestingSelection(arn=arn, selection_name=selection),
                    RestoreTestingPlanName=name,
                    RestoreTestingSelectionName=selection,
                )

    listed = await aws.list(
        "backup:ListRestoreTestingPlans",
        "RestoreTestingPlans",
        lambda item: (str(item["RestoreTestingPlanArn"]), str(item["RestoreTestingPlanName"])),
    )
    await aws.each(listed, visit)


def _jobs(reply: Reply) -> Iterable[RestoreJob]:
    for job in reply.get("RestoreJobs", ()):
        yield RestoreJob(
            arn=job.get("SourceResourceArn", ""),
            completed_at=job.get("CompletionDate"),
            validation_status=job.get("ValidationStatus", ""),
        )


def _plan(plan: Reply) -> RestoreTestingPlan:
    chosen = plan["RecoveryPointSelection"]
    return RestoreTestingPlan(
        arn=plan["RestoreTestingPlanArn"],
        name=plan["RestoreTestingPlanName"],
        has_run="LastExecutionTime" in plan,
        last_execution_time=plan.get("LastExecutionTime"),
        include_vaults=tuple(chosen["IncludeVaults"]) if "IncludeVaults" in chosen else None,
        exclude_vaults=tuple(chosen.get("ExcludeVaults", ())),
    )


def _selection(arn: str, selection: Reply) -> RestoreTestingSelection:
    conditions = selection.get("ProtectedResourceConditions", {})

    def pairs(operator: str) -> tuple[str, ...]:
        return tuple(f"{each['Key']}={each['Value']}" for each in conditions.get(operator, ()))

    return RestoreTestingSelection(
        arn=arn,
        selection_name=selection["RestoreTestingSelectionName"],
        protected_resource_type=selection["ProtectedResourceType"],
        protected_resource_arns=tuple(selection.get("ProtectedResourceArns", ())),
        tags_equal=pairs("StringEquals"),
        tags_differ=pairs("StringNotEquals"),
    )
