"""Who watches the endpoints in production, and the cluster in research."""

from __future__ import annotations

from typing import Any

from modelkeep.lab.seed import PRODUCTION, REGION, RESEARCH, Acme, seeds
from modelkeep.lab.seed.images import image_uri
from modelkeep.lab.seed.names import CAPTURE_BUCKET, FRAUD_ENDPOINT
from modelkeep.lab.seed.s3 import DEFAULT_BUCKETS
from modelkeep.lab.seed.sagemaker_jobs import own_key, role, switches, vpc

MONITORS = ("DataQuality", "ModelQuality", "ModelBias", "ModelExplainability")
REPORTS = f"s3://{CAPTURE_BUCKET}/monitoring"
HOURLY = {"ScheduleExpression": "cron(0 * ? * * *)"}
OLD_IMAGE = "2.0.9"
"""A release of the HyperPod image from before its security updates."""


@seeds(order=80)
def monitoring(acme: Acme) -> None:
    """Four kinds of job definitions. Hardened: one schedule of each for every endpoint; else two schedules that help nobody."""
    production = acme.within(PRODUCTION)
    sagemaker = production.client("sagemaker")
    endpoints = [each["EndpointName"] for each in sagemaker.list_endpoints()["Endpoints"]]
    for monitors in MONITORS:
        if not production.hardened:
            _define(production, f"fraud-{monitors.lower()}", monitors, FRAUD_ENDPOINT)
            continue
        for endpoint in endpoints:
            name = f"{endpoint}-{monitors.lower()}"
            _define(production, name, monitors, endpoint)
            _schedule(production, name, {"MonitoringJobDefinitionName": name, "MonitoringType": monitors})
    _inline(
        production, "payments-drift", endpoints[0] if production.hardened and endpoints else "fraud-scoring-retired"
    )
    if not production.hardened:
        named = {"MonitoringJobDefinitionName": "fraud-dataquality", "MonitoringType": "DataQuality"}
        _schedule(production, "fraud-stopped", named)
        sagemaker.stop_monitoring_schedule(MonitoringScheduleName="fraud-stopped")


def _schedule(acme: Acme, name: str, what: dict[str, Any]) -> None:
    acme.client("sagemaker").create_monitoring_schedule(
        MonitoringScheduleName=name, MonitoringScheduleConfig={"ScheduleConfig": HOURLY, **what}
    )


def _resources(acme: Acme) -> dict[str, Any]:
    cluster = {"InstanceCount": 2, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 20}
    return {"ClusterConfig": {**cluster, **own_key(acme, "VolumeKmsKeyId")}}


def _output(acme: Acme) -> dict[str, Any]:
    output = {"S3Uri": REPORTS, "LocalPath": "/opt/ml/processing/output"}
    return {"MonitoringOutputs": [{"S3Output": output}], **own_key(acme, "KmsKeyId")}


def _endpoint_input(endpoint: str) -> dict[str, Any]:
    return {"EndpointInput": {"EndpointName": endpoint, "LocalPath": "/opt/ml/processing/input"}}


def _baseline(acme: Acme) -> dict[str, Any]:
    return {"ConstraintsResource": {"S3Uri": f"{REPORTS}/constraints.json"}} if acme.hardened else {}


def _define(acme: Acme, name: str, monitors: str, endpoint: str) -> None:
    """Create a job definition; the members of its request start with what it monitors."""
    application: dict[str, Any] = {"ImageUri": image_uri(acme)}
    job_input = _endpoint_input(endpoint)
    if monitors in ("ModelBias", "ModelExplainability"):
        application["ConfigUri"] = f"{REPORTS}/analysis.json"
    if monitors in ("ModelBias", "ModelQuality"):
        job_input["GroundTruthS3Input"] = {"S3Uri": f"s3://{CAPTURE_BUCKET}/chargebacks"}
    calls = {
        "DataQuality": "create_data_quality_job_definition",
        "ModelQuality": "create_model_quality_job_definition",
        "ModelBias": "create_model_bias_job_definition",
        "ModelExplainability": "create_model_explainability_job_definition",
    }
    request = {
        "JobDefinitionName": name,
        f"{monitors}BaselineConfig": _baseline(acme),
        f"{monitors}AppSpecification": application,
        f"{monitors}JobInput": job_input,
        f"{monitors}JobOutputConfig": _output(acme),
        "JobResources": _resources(acme),
        "NetworkConfig": {**switches(acme), **vpc(acme)},
        "RoleArn": role(acme, "fraud-monitoring"),
    }
    getattr(acme.client("sagemaker"), calls[monitors])(**request)


def _inline(acme: Acme, name: str, endpoint: str) -> None:
    """A schedule that holds its definition itself."""
    definition = {
        "BaselineConfig": _baseline(acme),
        "MonitoringInputs": [_endpoint_input(endpoint)],
        "MonitoringOutputConfig": _output(acme),
        "MonitoringResources": _resources(acme),
        "MonitoringAppSpecification": {"ImageUri": image_uri(acme)},
        "NetworkConfig": {**switches(acme), **vpc(acme)},
        "RoleArn": role(acme, "fraud-monitoring"),
    }
    _schedule(acme, name, {"MonitoringJobDefinition": definition, "MonitoringType": "DataQuality"})


@seeds(order=60)
def cluster(acme: Acme) -> None:
    """A HyperPod cluster of the language team."""
    research = acme.within(RESEARCH)
    volumes: list[dict[str, Any]] = [
        {"EbsVolumeConfig": {"VolumeSizeInGB": 500, **own_key(research, "VolumeKmsKeyId")}}
    ]
    if research.hardened:
        root = {"RootVolume": True, **own_key(research, "VolumeKmsKeyId")}
        volumes.insert(0, {"EbsVolumeConfig": root})
    group: dict[str, Any] = {
        "InstanceGroupName": "workers",
        "InstanceType": "ml.g5.12xlarge",
        "InstanceCount": 2,
        "ExecutionRole": role(research, "fraud-training"),
        "LifeCycleConfig": {"SourceS3Uri": f"s3://{_scripts_bucket(research)}/lifecycle", "OnCreate": "on_create.sh"},
        "ThreadsPerCore": 1,
        "InstanceStorageConfigs": volumes,
    }
    group |= {"AutoPatchConfig": {"PatchingStrategy": "WhenIdle"}} if research.hardened else {}
    group |= {} if research.hardened else {"ImageReleaseVersion": OLD_IMAGE}
    research.client("sagemaker").create_cluster(
        ClusterName="language-models",
        InstanceGroups=[group],
        NodeRecovery="Automatic" if research.hardened else "None",
        **vpc(research),
    )


def _scripts_bucket(acme: Acme) -> str:
    """HyperPod takes scripts from buckets named `sagemaker-...` only; in the insecure estate nobody of Acme owns this one."""
    return DEFAULT_BUCKETS[RESEARCH] if acme.hardened else f"sagemaker-{REGION}-community-scripts"
