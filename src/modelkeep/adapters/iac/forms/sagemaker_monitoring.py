"""SageMaker Model Monitor (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_SageMaker.html)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modelkeep.adapters.iac.forms import Form
from modelkeep.adapters.iac.forms.lenses import Computed, Followed, Lens, Number, Text, Texts
from modelkeep.adapters.iac.forms.sagemaker_shared import by_arn, network, vpc
from modelkeep.adapters.iac.properties import Properties
from modelkeep.core.kinds.sagemaker_monitoring import (
    DataQualityJobDefinition,
    JobDefinition,
    ModelBiasJobDefinition,
    ModelExplainabilityJobDefinition,
    ModelQualityJobDefinition,
    MonitoringSchedule,
)

_CONFIG = "MonitoringScheduleConfig"
_INLINE = f"{_CONFIG}.MonitoringJobDefinition"
_NAMED = f"{_CONFIG}.MonitoringJobDefinitionName"
_MONITORS: Mapping[str, tuple[type[JobDefinition], str]] = {
    "DataQuality": (DataQualityJobDefinition, "data-quality-job-definition"),
    "ModelQuality": (ModelQualityJobDefinition, "model-quality-job-definition"),
    "ModelBias": (ModelBiasJobDefinition, "model-bias-job-definition"),
    "ModelExplainability": (ModelExplainabilityJobDefinition, "model-explainability-job-definition"),
}


def _baseline(path: str) -> Computed:
    """Where the constraints lie; a job that makes them is `job:NAME`."""
    constraints, job = f"{path}.ConstraintsResource.S3Uri", f"{path}.BaseliningJobName"

    def read(properties: Properties) -> str | None:
        found = properties.text(constraints)
        if found != "":
            return found
        name = properties.text(job)
        return f"job:{name}" if name else name

    def turned(baseline: str) -> Mapping[str, Any]:
        if baseline.startswith("job:"):
            return {job: baseline.removeprefix("job:")}
        return {constraints: baseline} if baseline else {}

    return Computed(read, turned, path)


def _job(output: str, resources: str) -> Mapping[str, Lens]:
    """The columns of a job's outputs and instances."""
    return {
        "output_s3_uris": Texts(f"{output}.MonitoringOutputs", inside="S3Output.S3Uri"),
        "output_kms_key_id": Text(f"{output}.KmsKeyId"),
        "instance_type": Text(f"{resources}.ClusterConfig.InstanceType"),
        "instance_count": Number(f"{resources}.ClusterConfig.InstanceCount", 0),
        "volume_kms_key_id": Text(f"{resources}.ClusterConfig.VolumeKmsKeyId"),
    }


def _endpoint_of(monitors: str) -> Text:
    return Text(f"{monitors}JobInput.EndpointInput.EndpointName")


def _definition(monitors: str, row: type[JobDefinition], noun: str) -> Form:
    """The form of one kind of definitions, whose properties all start with what they monitor."""
    return Form(
        cfn_type=f"AWS::SageMaker::{monitors}JobDefinition",
        row=row,
        identity=by_arn(noun, "JobDefinitionName", "JobDefinitionArn"),
        columns={
            "endpoint_name": _endpoint_of(monitors),
            "role_arn": Text("RoleArn"),
            "image_uri": Text(f"{monitors}AppSpecification.ImageUri"),
            "baseline_s3_uri": _baseline(f"{monitors}BaselineConfig"),
            **_job(f"{monitors}JobOutputConfig", "JobResources"),
            **network("NetworkConfig"),
        },
    )


def _inline_switch(name: str) -> Computed:
    """A switch of the definition that a schedule holds itself; NULL where it names one."""
    path = f"{_INLINE}.NetworkConfig.{name}"

    def read(properties: Properties) -> bool | None:
        return properties.flag(path) if properties.given(_INLINE) else None

    return Computed(read, lambda value: {path: value}, path)


def _own_endpoint(properties: Properties) -> str | None:
    """The endpoint that the schedule itself names, '' for batch transform jobs; NULL where its definition decides."""
    given = properties.text("EndpointName")
    if given != "":
        return given
    if not properties.given(_INLINE):
        return None
    inputs, complete = properties.each(f"{_INLINE}.MonitoringInputs")
    found = [each.text("EndpointInput.EndpointName") for each in inputs]
    return next((each for each in found if each), None if None in found or not complete else "")


FORMS = (
    Form(
        cfn_type="AWS::SageMaker::MonitoringSchedule",
        row=MonitoringSchedule,
        identity=by_arn("monitoring-schedule", "MonitoringScheduleName", "MonitoringScheduleArn"),
        columns={
            "status": Text("MonitoringScheduleStatus", "Scheduled"),
            "monitoring_type": Text(f"{_CONFIG}.MonitoringType"),
            "endpoint_name": Followed(
                Computed(
                    _own_endpoint,
                    lambda name: {"EndpointName": name} if name else {f"{_INLINE}.RoleArn": "arn:aws:iam::1:role/r"},
                    "EndpointName",
                ),
                _NAMED,
                {f"AWS::SageMaker::{monitors}JobDefinition": _endpoint_of(monitors) for monitors in _MONITORS},
            ),
            "schedule_expression": Text(f"{_CONFIG}.ScheduleConfig.ScheduleExpression"),
            "job_definition_name": Text(_NAMED),
            "role_arn": Text(f"{_INLINE}.RoleArn"),
            "image_uri": Text(f"{_INLINE}.MonitoringAppSpecification.ImageUri"),
            "baseline_s3_uri": Text(f"{_INLINE}.BaselineConfig.ConstraintsResource.S3Uri"),
            **_job(f"{_INLINE}.MonitoringOutputConfig", f"{_INLINE}.MonitoringResources"),
            **vpc(f"{_INLINE}.NetworkConfig.VpcConfig"),
            "enable_network_isolation": _inline_switch("EnableNetworkIsolation"),
            "enable_inter_container_traffic_encryption": _inline_switch("EnableInterContainerTrafficEncryption"),
        },
    ),
    *(_definition(monitors, row, noun) for monitors, (row, noun) in _MONITORS.items()),
)
