"""Systems Manager: managed nodes and patch states; moto 5.2.5 has neither.

In the lab a running instance with an instance profile is managed. Its patch state follows from the last AWS-RunPatchBaseline
command that was sent to it: after an Install no patches are missing, after a Scan some are. A scan is taken for three months old.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from moto.ec2.models import ec2_backends
from moto.ssm.models import ssm_backends

from modelkeep.lab.handlers import Lab, Reply, Request, handles

BASELINE = "pb-0123456789abcdef0"
MISSING = 12
AGE_OF_SCANS = timedelta(days=90)


@handles("ssm", "DescribeInstanceInformation")
def describe_instance_information(lab: Lab, request: Request) -> Reply:
    """The managed nodes."""
    return {
        "InstanceInformationList": [
            {
                "InstanceId": instance.id,
                "PingStatus": "Online",
                "LastPingDateTime": datetime.now(UTC),
                "AgentVersion": "3.3.1230.0",
                "IsLatestVersion": True,
                "PlatformType": "Linux",
                "PlatformName": "Amazon Linux",
                "PlatformVersion": "2023",
                "ResourceType": "EC2Instance",
            }
            for instance in ec2_backends[request.account][request.region].all_instances()
            if instance.state == "running" and instance.iam_instance_profile
        ]
    }


@handles("ssm", "DescribeInstancePatchStates")
def describe_instance_patch_states(lab: Lab, request: Request) -> Reply:
    """The patch states of the nodes asked for; nodes that were never scanned are left out."""
    states = []
    for identifier in request.parameters["InstanceIds"]:
        operation = _last_patching(request, identifier)
        if operation:
            missing = 0 if operation == "Install" else MISSING
            when = datetime.now(UTC) - (timedelta() if operation == "Install" else AGE_OF_SCANS)
            states.append({
                "InstanceId": identifier,
                "PatchGroup": "models",
                "BaselineId": BASELINE,
                "OperationStartTime": when,
                "OperationEndTime": when,
                "Operation": operation,
                "InstalledCount": 300,
                "MissingCount": missing,
                "FailedCount": 0,
                "InstalledPendingRebootCount": 0,
                "CriticalNonCompliantCount": min(missing, 3),
                "SecurityNonCompliantCount": missing,
                "OtherNonCompliantCount": 0,
            })  # fmt: skip
    return {"InstancePatchStates": states}


def lacks_patches(request: Request, instance_id: str) -> bool:
    """Whether the last patching of an instance only found out what is missing."""
    return _last_patching(request, instance_id) == "Scan"


def _last_patching(request: Request, instance_id: str) -> str:
    commands: list[Any] = ssm_backends[request.account][request.region].get_commands_by_instance_id(instance_id)
    patchings = [each.parameters["Operation"][0] for each in commands if each.document_name == "AWS-RunPatchBaseline"]
    return str(patchings[-1]) if patchings else ""
