"""AWS Backup: jobs and restore testing, which moto 5.2.5 lacks. A backup is done at once, and so is a restore on trial."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles


@handles("backup", "StartBackupJob")
def start_backup_job(lab: Lab, request: Request) -> Reply:
    """Back up at once."""
    arn, now = request.parameters["ResourceArn"], datetime.now(UTC)
    vault = f"arn:aws:backup:{request.region}:{request.account}:backup-vault:{request.parameters['BackupVaultName']}"
    lab.collection(request, "protected")[arn] = {
        "ResourceArn": arn,
        "ResourceType": arn.split(":")[2].upper(),
        "LastBackupTime": now,
        "LastBackupVaultArn": vault,
    }
    return {"BackupJobId": hashlib.sha256(arn.encode()).hexdigest()[:36], "CreationDate": now}


@handles("backup", "ListProtectedResources")
def list_protected_resources(lab: Lab, request: Request) -> Reply:
    """What was backed up."""
    return {"Results": list(lab.collection(request, "protected").values())}


@handles("backup", "CreateRestoreTestingPlan")
def create_restore_testing_plan(lab: Lab, request: Request) -> Reply:
    """A plan, which has not run yet."""
    given = request.parameters["RestoreTestingPlan"]
    name = given["RestoreTestingPlanName"]
    arn = f"arn:aws:backup:{request.region}:{request.account}:restore-testing-plan:{name}-{_id(name)}"
    made = {"CreationTime": datetime.now(UTC), "RestoreTestingPlanArn": arn, "RestoreTestingPlanName": name}
    lab.collection(request, "restore_testing_plans")[name] = {"plan": {**given, **made}, "selections": {}}
    return made


@handles("backup", "CreateRestoreTestingSelection")
def create_restore_testing_selection(lab: Lab, request: Request) -> Reply:
    """A selection; its plan runs at once, and what it names is restored."""
    held, given = _held(lab, request), request.parameters["RestoreTestingSelection"]
    now, plan, name = datetime.now(UTC), held["plan"], given["RestoreTestingSelectionName"]
    held["selections"][name] = {
        "CreationTime": now, "RestoreTestingPlanName": plan["RestoreTestingPlanName"], **given,
    }  # fmt: skip
    plan["LastExecutionTime"] = now
    for arn in given.get("ProtectedResourceArns", ()):
        lab.collection(request, "restore_jobs")[arn] = {
            "RestoreJobId": _id(arn), "SourceResourceArn": arn, "Status": "COMPLETED", "CreationDate": now,
            "CompletionDate": now, "ResourceType": given["ProtectedResourceType"], "ValidationStatus": "SUCCESSFUL",
            "CreatedBy": {"RestoreTestingPlanArn": plan["RestoreTestingPlanArn"]},
        }  # fmt: skip
    return {
        "CreationTime": now, "RestoreTestingPlanArn": plan["RestoreTestingPlanArn"],
        "RestoreTestingPlanName": plan["RestoreTestingPlanName"], "RestoreTestingSelectionName": name,
    }  # fmt: skip


@handles("backup", "ListRestoreTestingPlans")
def list_restore_testing_plans(lab: Lab, request: Request) -> Reply:
    """All plans."""
    plans = [each["plan"] for each in lab.collection(request, "restore_testing_plans").values()]
    hidden = {"RecoveryPointSelection"}
    return {"RestoreTestingPlans": [{key: plan[key] for key in plan.keys() - hidden} for plan in plans]}


@handles("backup", "GetRestoreTestingPlan")
def get_restore_testing_plan(lab: Lab, request: Request) -> Reply:
    """One plan, by name."""
    return {"RestoreTestingPlan": _held(lab, request)["plan"]}


@handles("backup", "ListRestoreTestingSelections")
def list_restore_testing_selections(lab: Lab, request: Request) -> Reply:
    """The selections of one plan."""
    hidden = {"ProtectedResourceArns", "ProtectedResourceConditions"}
    selections = _held(lab, request)["selections"].values()
    return {"RestoreTestingSelections": [{key: each[key] for key in each.keys() - hidden} for each in selections]}


@handles("backup", "GetRestoreTestingSelection")
def get_restore_testing_selection(lab: Lab, request: Request) -> Reply:
    """One selection, by name."""
    found = _held(lab, request)["selections"].get(request.parameters["RestoreTestingSelectionName"])
    if found is None:
        raise AwsError("ResourceNotFoundException", "There is no such selection.", 400)
    return {"RestoreTestingSelection": found}


@handles("backup", "ListRestoreJobs")
def list_restore_jobs(lab: Lab, request: Request) -> Reply:
    """All restores of the wanted status and type."""
    wanted = {"Status": request.parameters.get("ByStatus"), "ResourceType": request.parameters.get("ByResourceType")}
    jobs = lab.collection(request, "restore_jobs").values()
    return {"RestoreJobs": [job for job in jobs if all(each in (None, job[key]) for key, each in wanted.items())]}


def _held(lab: Lab, request: Request) -> Any:
    found = lab.collection(request, "restore_testing_plans").get(request.parameters["RestoreTestingPlanName"])
    if found is None:
        raise AwsError("ResourceNotFoundException", "There is no such restore testing plan.", 400)
    return found


def _id(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:36]
