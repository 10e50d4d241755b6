"""The model registry.

moto 5.2.5 has no group policies, does not say who approved a package, drops its model card, and cannot list tags once there is a
model card of its own: cards are kept here alone.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles
from modelkeep.lab.handlers.sagemaker import arn, remember, remembered, with_arn


@handles("sagemaker", "PutModelPackageGroupPolicy")
def put_model_package_group_policy(lab: Lab, request: Request) -> Reply:
    """Put."""
    name = request.parameters["ModelPackageGroupName"]
    lab.collection(request, "ModelPackageGroupPolicy")[name] = request.parameters["ResourcePolicy"]
    return {"ModelPackageGroupArn": arn(request, f"model-package-group/{name}")}


@handles("sagemaker", "GetModelPackageGroupPolicy")
def get_model_package_group_policy(lab: Lab, request: Request) -> Reply:
    """Get."""
    name = request.parameters["ModelPackageGroupName"]
    policy = lab.collection(request, "ModelPackageGroupPolicy").get(name)
    if policy is None:
        group = arn(request, f"model-package-group/{name}")
        raise AwsError("ValidationException", f"Cannot find resource policy for: {group}")
    return {"ResourcePolicy": policy}


@handles("sagemaker", "DeleteModelPackageGroupPolicy")
def delete_model_package_group_policy(lab: Lab, request: Request) -> Reply:
    """Delete."""
    lab.collection(request, "ModelPackageGroupPolicy").pop(request.parameters["ModelPackageGroupName"], None)
    return {}


@handles("sagemaker", "CreateModelPackage")
def create_model_package(lab: Lab, request: Request) -> None:
    """Remember, with the version that moto is about to give it and who asked."""
    given = request.parameters
    packages = lab.collection(request, "ModelPackage")
    group = given.get("ModelPackageGroupName", "")
    version = 1 + sum(1 for each in packages.values() if group and each["ModelPackageGroupName"] == group)
    name = f"{group}/{version}" if group else given["ModelPackageName"]
    package_arn = arn(request, f"model-package/{name}")
    packages[package_arn] = {
        "ModelApprovalStatus": "PendingManualApproval",
        **given,
        "ModelPackageName": name,
        "ModelPackageGroupName": group,
        "ModelPackageVersion": version if group else None,
        "ModelPackageArn": package_arn,
        "ModelPackageStatus": "Completed",
        "ModelPackageStatusDetails": {"ValidationStatuses": []},
        "CreationTime": datetime.now(UTC),
        "CreatedBy": _identity(request),
    }


@handles("sagemaker", "UpdateModelPackage")
def update_model_package(lab: Lab, request: Request) -> None:
    """Remember what changed and who asked."""
    package = _package(lab, request, request.parameters["ModelPackageArn"])
    for name in ("ModelApprovalStatus", "ApprovalDescription", "CustomerMetadataProperties", "ModelCard"):
        if name in request.parameters:
            package[name] = request.parameters[name]
    package["LastModifiedTime"] = datetime.now(UTC)
    package["LastModifiedBy"] = _identity(request)


@handles("sagemaker", "DescribeModelPackage")
def describe_model_package(lab: Lab, request: Request) -> Reply:
    """What was remembered."""
    return _package(lab, request, request.parameters["ModelPackageName"])


@handles("sagemaker", "CreateModelCard")
def create_model_card(lab: Lab, request: Request) -> Reply:
    """Create."""
    kept = remember(lab, request, "ModelCard", ModelCardVersion=1, CreatedBy=_identity(request))
    return {"ModelCardArn": with_arn(request, "ModelCard", "model-card", kept)["ModelCardArn"]}


@handles("sagemaker", "ListModelCards")
def list_model_cards(lab: Lab, request: Request) -> Reply:
    """All."""
    cards = lab.collection(request, "ModelCard").values()
    return {"ModelCardSummaries": [with_arn(request, "ModelCard", "model-card", each) for each in cards]}


@handles("sagemaker", "DescribeModelCard")
def describe_model_card(lab: Lab, request: Request) -> Reply:
    """What was remembered."""
    return with_arn(request, "ModelCard", "model-card", remembered(lab, request, "ModelCard"))


def _package(lab: Lab, request: Request, name: str) -> dict[str, Any]:
    """A package by its ARN or name."""
    wanted = name if name.startswith("arn:") else arn(request, f"model-package/{name}")
    found: dict[str, Any] | None = lab.collection(request, "ModelPackage").get(wanted)
    if found is None:
        raise AwsError("ValidationException", f"ModelPackage {wanted} does not exist.")
    return found


def _identity(request: Request) -> dict[str, Any]:
    return {"IamIdentity": {"Arn": request.principal, "PrincipalId": "AROALABLABLABLABLABL1:session"}}
