"""SageMaker jobs, feature groups and clusters: members that moto 5.2.5 drops when they are created.

A Create call is remembered and left to moto; the Describe call gives moto's own reply with what moto dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.core.exceptions import ServiceException
from moto.sagemaker.models import sagemaker_backends

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles

NEWEST_IMAGE = "2.1.4"
"""The newest release of the HyperPod image, as the lab has it; older ones lack security fixes."""

_TRAINING_MEMBERS = (
    "Environment", "ProfilerConfig", "RemoteDebugConfig", "MlflowConfig", "ServerlessJobConfig", "RetryStrategy",
)  # fmt: skip
_SWITCHES = ("EnableNetworkIsolation", "EnableInterContainerTrafficEncryption", "EnableManagedSpotTraining")


def backend(request: Request) -> Any:
    """moto's state of SageMaker in the request's account and region."""
    return sagemaker_backends[request.account][request.region]


def _remember(lab: Lab, request: Request, kind: str) -> None:
    lab.collection(request, kind)[request.parameters[f"{kind}Name"]] = dict(request.parameters)


def _remembered(lab: Lab, request: Request, kind: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = lab.collection(request, kind).get(request.parameters[f"{kind}Name"], {})
    return found


def _without_nothing(reply: Mapping[str, Any]) -> dict[str, Any]:
    """AWS leaves out what was not set; moto writes None."""
    return {key: value for key, value in reply.items() if value is not None}


@handles("sagemaker", "CreateTrainingJob")
def create_training_job(lab: Lab, request: Request) -> None:
    """Remember."""
    _remember(lab, request, "TrainingJob")


@handles("sagemaker", "DescribeTrainingJob")
def describe_training_job(lab: Lab, request: Request) -> Reply:
    """With environment, profiler and remote debugging; the switches are false where they were not given."""
    asked = _remembered(lab, request, "TrainingJob")
    described = _ask_moto(lambda: backend(request).describe_training_job(request.parameters["TrainingJobName"]))
    dropped = {name: asked[name] for name in _TRAINING_MEMBERS if name in asked}
    switches = {name: bool(asked.get(name, False)) for name in _SWITCHES}
    return _without_nothing({**described, **dropped, **switches})


@handles("sagemaker", "CreateProcessingJob")
def create_processing_job(lab: Lab, request: Request) -> None:
    """Remember."""
    _remember(lab, request, "ProcessingJob")


@handles("sagemaker", "DescribeProcessingJob")
def describe_processing_job(lab: Lab, request: Request) -> Reply:
    """With resources, which AWS always tells of, and environment."""
    asked = _remembered(lab, request, "ProcessingJob")
    described = _ask_moto(lambda: backend(request).describe_processing_job(request.parameters["ProcessingJobName"]))
    dropped = {name: asked[name] for name in ("ProcessingResources", "Environment") if name in asked}
    return _without_nothing({**described, **dropped})


@handles("sagemaker", "CreateFeatureGroup")
def create_feature_group(lab: Lab, request: Request) -> None:
    """Remember."""
    _remember(lab, request, "FeatureGroup")


@handles("sagemaker", "DescribeFeatureGroup")
def describe_feature_group(lab: Lab, request: Request) -> Reply:
    """With the online store and the token that AWS always sends."""
    asked = _remembered(lab, request, "FeatureGroup")
    if not asked:
        raise AwsError("ResourceNotFound", f"Resource Not Found: {request.parameters['FeatureGroupName']}")
    described = backend(request).describe_feature_group(asked["FeatureGroupName"])
    dropped = {name: asked[name] for name in ("OnlineStoreConfig", "Description") if name in asked}
    times = {"LastModifiedTime": described["CreationTime"]}
    return _without_nothing({**described, **dropped, **times, "NextToken": ""})


@handles("sagemaker", "ListFeatureGroups")
def list_feature_groups(lab: Lab, request: Request) -> Reply:
    """All of the account and region, in one page, in order of name."""
    described = [group.describe() for group in backend(request).feature_groups.values()]
    members = ("FeatureGroupName", "FeatureGroupArn", "CreationTime", "FeatureGroupStatus")
    summaries = [{name: each[name] for name in members} for each in described]
    return {"FeatureGroupSummaries": sorted(summaries, key=lambda each: str(each["FeatureGroupName"]))}


@handles("sagemaker", "CreateCluster")
def create_cluster(lab: Lab, request: Request) -> None:
    """Remember."""
    _remember(lab, request, "Cluster")


@handles("sagemaker", "DescribeCluster")
def describe_cluster(lab: Lab, request: Request) -> Reply:
    """With orchestrator and node recovery, and of each group how old its image is."""
    asked = _remembered(lab, request, "Cluster")
    described = _ask_moto(lambda: backend(request).describe_cluster(request.parameters["ClusterName"]))
    dropped = {name: asked[name] for name in ("Orchestrator", "ClusterRole") if name in asked}
    recovery = asked.get("NodeRecovery", "Automatic")
    groups = [_instance_group(group) for group in described["InstanceGroups"]]
    return _without_nothing({**described, **dropped, "NodeRecovery": recovery, "InstanceGroups": groups})


def _instance_group(group: Mapping[str, Any]) -> dict[str, Any]:
    release = group.get("ImageReleaseVersion", NEWEST_IMAGE)
    current = {
        "CurrentImageReleaseVersion": release,
        "DesiredImageReleaseVersion": release,
        "ImageVersionStatus": "UpToDate" if release == NEWEST_IMAGE else "SecurityUpdateRequired",
        "Status": "InService",
    }
    patching = group.get("AutoPatchConfig")
    if patching:
        current["AutoPatchConfig"] = {"PatchingStrategy": patching["PatchingStrategy"]}
    return {**group, **current}


def _ask_moto(describe: Any) -> Mapping[str, Any]:
    """What moto describes; its errors as replies of the lab."""
    try:
        found: Mapping[str, Any] = describe()
    except ServiceException as error:
        raise AwsError(error.code, error.message) from error
    return found
