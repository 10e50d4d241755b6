"""SageMaker where people work: notebooks, Studio, and the scripts that run there.

moto 5.2.5 drops members of notebook instances when they are created, cannot list lifecycle configurations, and has no user
profiles, Studio lifecycle configurations or inference components. A Create call that moto knows is remembered and left to moto,
which lists and tags; the Describe call gives what was remembered.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from moto.sagemaker.models import sagemaker_backends

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles

AGE_TAG = "lab:days-ago"
"""A tag that makes a resource as many days old as it says: calls cannot reach back in time."""


def remember(lab: Lab, request: Request, kind: str, **more: Any) -> dict[str, Any]:
    """Keep a Create call's parameters under the resource's name, with its times, and return what is kept."""
    tags = {tag["Key"]: tag["Value"] for tag in request.parameters.get("Tags") or ()}
    at = datetime.now(UTC) - timedelta(days=int(tags.get(AGE_TAG, "0")))
    kept = {**request.parameters, "CreationTime": at, "LastModifiedTime": at, **more}
    lab.collection(request, kind)[request.parameters[f"{kind}Name"]] = kept
    return kept


def remembered(lab: Lab, request: Request, kind: str) -> dict[str, Any]:
    """What was kept of the resource that a call names; an AwsError as SageMaker's where there is none."""
    name = request.parameters[f"{kind}Name"]
    found: dict[str, Any] | None = lab.collection(request, kind).get(name)
    if found is None:
        raise AwsError("ValidationException", f"Could not find {kind} '{name}'")
    return found


def arn(request: Request, resource: str) -> str:
    """The ARN of a SageMaker resource; SageMaker writes names in ARNs in lower case."""
    return f"arn:aws:sagemaker:{request.region}:{request.account}:{resource.lower()}"


def with_arn(request: Request, kind: str, resource_type: str, kept: Mapping[str, Any]) -> Reply:
    """A Describe call's reply: what was kept, with the ARN under its name."""
    return {**kept, f"{kind}Arn": arn(request, f"{resource_type}/{kept[f'{kind}Name']}")}


@handles("sagemaker", "CreateNotebookInstance")
def create_notebook_instance(lab: Lab, request: Request) -> None:
    """Remember. New instances run the newest platform and allow the first version of the metadata service."""
    given = request.parameters
    remember(
        lab, request, "NotebookInstance",
        NotebookInstanceStatus="InService",
        SecurityGroups=given.get("SecurityGroupIds", []),
        NotebookInstanceLifecycleConfigName=given.get("LifecycleConfigName"),
        DirectInternetAccess=given.get("DirectInternetAccess", "Enabled"),
        RootAccess=given.get("RootAccess", "Enabled"),
        PlatformIdentifier=given.get("PlatformIdentifier", "notebook-al2023-v1"),
        InstanceMetadataServiceConfiguration=given.get(
            "InstanceMetadataServiceConfiguration", {"MinimumInstanceMetadataServiceVersion": "1"}
        ),
    )  # fmt: skip


@handles("sagemaker", "StopNotebookInstance")
def stop_notebook_instance(lab: Lab, request: Request) -> None:
    """Remember."""
    remembered(lab, request, "NotebookInstance")["NotebookInstanceStatus"] = "Stopped"


@handles("sagemaker", "DescribeNotebookInstance")
def describe_notebook_instance(lab: Lab, request: Request) -> Reply:
    """What was remembered."""
    kept = remembered(lab, request, "NotebookInstance")
    return with_arn(request, "NotebookInstance", "notebook-instance", kept)


@handles("sagemaker", "CreateNotebookInstanceLifecycleConfig")
def create_lifecycle_config(lab: Lab, request: Request) -> None:
    """Remember."""
    remember(lab, request, "NotebookInstanceLifecycleConfig")


@handles("sagemaker", "ListNotebookInstanceLifecycleConfigs")
def list_lifecycle_configs(lab: Lab, request: Request) -> Reply:
    """All."""
    kind = "NotebookInstanceLifecycleConfig"
    found = lab.collection(request, kind).values()
    return {f"{kind}s": [with_arn(request, kind, "notebook-instance-lifecycle-config", each) for each in found]}


@handles("sagemaker", "CreateStudioLifecycleConfig")
def create_studio_lifecycle_config(lab: Lab, request: Request) -> Reply:
    """Create."""
    kept = remember(lab, request, "StudioLifecycleConfig")
    described = with_arn(request, "StudioLifecycleConfig", "studio-lifecycle-config", kept)
    return {"StudioLifecycleConfigArn": described["StudioLifecycleConfigArn"]}


@handles("sagemaker", "ListStudioLifecycleConfigs")
def list_studio_lifecycle_configs(lab: Lab, request: Request) -> Reply:
    """All."""
    kind = "StudioLifecycleConfig"
    found = lab.collection(request, kind).values()
    return {f"{kind}s": [with_arn(request, kind, "studio-lifecycle-config", each) for each in found]}


@handles("sagemaker", "DescribeStudioLifecycleConfig")
def describe_studio_lifecycle_config(lab: Lab, request: Request) -> Reply:
    """What was remembered."""
    kept = remembered(lab, request, "StudioLifecycleConfig")
    return with_arn(request, "StudioLifecycleConfig", "studio-lifecycle-config", kept)


@handles("sagemaker", "CreateUserProfile")
def create_user_profile(lab: Lab, request: Request) -> Reply:
    """Create. Two domains may have users of one name."""
    domain, name = request.parameters["DomainId"], request.parameters["UserProfileName"]
    now = datetime.now(UTC)
    profile = {
        **request.parameters,
        "UserProfileArn": arn(request, f"user-profile/{domain}/{name}"),
        "Status": "InService",
        "CreationTime": now,
        "LastModifiedTime": now,
    }
    lab.collection(request, "UserProfile")[f"{domain}/{name}"] = profile
    return {"UserProfileArn": profile["UserProfileArn"]}


@handles("sagemaker", "ListUserProfiles")
def list_user_profiles(lab: Lab, request: Request) -> Reply:
    """All, or those of one domain."""
    wanted = request.parameters.get("DomainIdEquals")
    found = lab.collection(request, "UserProfile").values()
    return {"UserProfiles": [each for each in found if wanted in (None, each["DomainId"])]}


@handles("sagemaker", "DescribeUserProfile")
def describe_user_profile(lab: Lab, request: Request) -> Reply:
    """What was remembered."""
    key = f"{request.parameters['DomainId']}/{request.parameters['UserProfileName']}"
    found: Reply | None = lab.collection(request, "UserProfile").get(key)
    if found is None:
        raise AwsError("ResourceNotFound", f"UserProfile {key} does not exist")
    return found


@handles("sagemaker", "ListEndpointConfigs")
def list_endpoint_configs(_lab: Lab, request: Request) -> None:
    """Mended, then left to moto: it makes the token for the next page from the ARN."""
    _mend_arns(request)


@handles("resourcegroupstaggingapi", "GetResources")
def get_resources(_lab: Lab, request: Request) -> None:
    """Mended, then left to moto, which would stumble."""
    _mend_arns(request)


def _mend_arns(request: Request) -> None:
    """moto keeps an endpoint configuration's ARN as a tuple."""
    for config in sagemaker_backends[request.account][request.region].endpoint_configs.values():
        config.arn = config.endpoint_config_arn
