"""AWS Backup: jobs, which moto 5.2.5 lacks. A backup is done at once."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from modelkeep.lab.handlers import Lab, Reply, Request, handles


@handles("backup", "StartBackupJob")
def start_backup_job(lab: Lab, request: Request) -> Reply:
    """Back up at once."""
    arn, now = request.parameters["ResourceArn"], datetime.now(UTC)
    lab.collection(request, "protected")[arn] = {
        "ResourceArn": arn,
        "ResourceType": arn.split(":")[2].upper(),
        "LastBackupTime": now,
    }
    return {"BackupJobId": hashlib.sha256(arn.encode()).hexdigest()[:36], "CreationDate": now}


@handles("backup", "ListProtectedResources")
def list_protected_resources(lab: Lab, request: Request) -> Reply:
    """What was backed up."""
    return {"Results": list(lab.collection(request, "protected").values())}
