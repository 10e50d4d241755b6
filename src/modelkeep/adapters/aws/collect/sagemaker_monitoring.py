"""Monitoring schedules and the four kinds of monitoring job definitions."""

from __future__ import annotations

from typing import Any

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.collect.sagemaker_replies import UNCHANGEABLE, Listing, describe_all, network
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.sagemaker_monitoring import (
    DataQualityJobDefinition,
    JobDefinition,
    ModelBiasJobDefinition,
    ModelExplainabilityJobDefinition,
    ModelQualityJobDefinition,
    MonitoringSchedule,
)


@collector(MonitoringSchedule)
async def monitoring_schedules(aws: Reader) -> None:
    """ListMonitoringSchedules, then DescribeMonitoringSchedule for each."""
    await describe_all(aws, _SCHEDULES, jobs=False)


@collector(DataQualityJobDefinition)
async def data_quality(aws: Reader) -> None:
    """ListDataQualityJobDefinitions, then DescribeDataQualityJobDefinition for each."""
    await describe_all(aws, _definitions("DataQuality", DataQualityJobDefinition), jobs=False)


@collector(ModelQualityJobDefinition)
async def model_quality(aws: Reader) -> None:
    """ListModelQualityJobDefinitions, then DescribeModelQualityJobDefinition for each."""
    await describe_all(aws, _definitions("ModelQuality", ModelQualityJobDefinition), jobs=False)


@collector(ModelBiasJobDefinition)
async def model_bias(aws: Reader) -> None:
    """ListModelBiasJobDefinitions, then DescribeModelBiasJobDefinition for each."""
    await describe_all(aws, _definitions("ModelBias", ModelBiasJobDefinition), jobs=False)


@collector(ModelExplainabilityJobDefinition)
async def model_explainability(aws: Reader) -> None:
    """ListModelExplainabilityJobDefinitions, then DescribeModelExplainabilityJobDefinition for each."""
    await describe_all(aws, _definitions("ModelExplainability", ModelExplainabilityJobDefinition), jobs=False)


def _definitions(monitors: str, row: type[JobDefinition]) -> Listing:
    """The definitions of one kind, whose members all start with what they monitor."""

    def parse(reply: Reply) -> JobDefinition:
        return row(
            arn=reply["JobDefinitionArn"],
            name=reply["JobDefinitionName"],
            endpoint_name=_endpoint(reply[f"{monitors}JobInput"]),
            role_arn=reply["RoleArn"],
            image_uri=reply[f"{monitors}AppSpecification"]["ImageUri"],
            baseline_s3_uri=_baseline(reply.get(f"{monitors}BaselineConfig")),
            **_outputs(reply[f"{monitors}JobOutputConfig"]),
            **_resources(reply["JobResources"]),
            **network(reply),
        )

    return Listing(
        lists=f"List{monitors}JobDefinitions",
        key="JobDefinitionSummaries",
        arn="MonitoringJobDefinitionArn",
        name="MonitoringJobDefinitionName",
        describes=f"Describe{monitors}JobDefinition",
        parameter="JobDefinitionName",
        row=row,
        parse=parse,
        dated=UNCHANGEABLE,
    )


def _schedule(reply: Reply) -> MonitoringSchedule:
    config = reply["MonitoringScheduleConfig"]
    last = reply.get("LastMonitoringExecutionSummary") or {}
    inline = config.get("MonitoringJobDefinition")
    endpoint = reply.get("EndpointName") or next(
        (found for each in (inline or {}).get("MonitoringInputs", ()) if (found := _endpoint(each))), ""
    )
    return MonitoringSchedule(
        arn=reply["MonitoringScheduleArn"],
        name=reply["MonitoringScheduleName"],
        status=reply["MonitoringScheduleStatus"],
        monitoring_type=reply.get("MonitoringType") or config.get("MonitoringType", ""),
        endpoint_name=endpoint,
        schedule_expression=(config.get("ScheduleConfig") or {}).get("ScheduleExpression", ""),
        job_definition_name=config.get("MonitoringJobDefinitionName", ""),
        last_execution_status=last.get("MonitoringExecutionStatus", ""),
        last_execution_time=last.get("ScheduledTime"),
        **(_inline(inline) if inline else _NAMED),
    )


def _inline(definition: Reply) -> dict[str, Any]:
    """The columns of the definition that a schedule holds itself."""
    return {
        "role_arn": definition["RoleArn"],
        "image_uri": definition["MonitoringAppSpecification"]["ImageUri"],
        "baseline_s3_uri": _baseline(definition.get("BaselineConfig")),
        **_outputs(definition["MonitoringOutputConfig"]),
        **_resources(definition["MonitoringResources"]),
        **network(definition),
    }


_NAMED = {
    "role_arn": "", "image_uri": "", "baseline_s3_uri": "", "output_s3_uris": (), "output_kms_key_id": "",
    "instance_type": "", "instance_count": 0, "volume_kms_key_id": "", "subnets": (), "security_group_ids": (),
}  # fmt: skip
"""The columns of a schedule that names its definition."""


def _endpoint(job_input: Reply) -> str:
    return str((job_input.get("EndpointInput") or {}).get("EndpointName", ""))


def _baseline(given: Reply | None) -> str:
    """Where the constraints lie; a job that makes them is `job:NAME`."""
    baseline = given or {}
    constraints = str((baseline.get("ConstraintsResource") or {}).get("S3Uri", ""))
    job = str(baseline.get("BaseliningJobName", ""))
    return constraints or (f"job:{job}" if job else "")


def _outputs(output: Reply) -> dict[str, Any]:
    return {
        "output_s3_uris": tuple(each["S3Output"]["S3Uri"] for each in output["MonitoringOutputs"]),
        "output_kms_key_id": output.get("KmsKeyId", ""),
    }


def _resources(resources: Reply) -> dict[str, Any]:
    cluster = resources["ClusterConfig"]
    return {
        "instance_type": cluster["InstanceType"],
        "instance_count": int(cluster["InstanceCount"]),
        "volume_kms_key_id": cluster.get("VolumeKmsKeyId", ""),
    }


_SCHEDULES = Listing(
    lists="ListMonitoringSchedules",
    key="MonitoringScheduleSummaries",
    arn="MonitoringScheduleArn",
    name="MonitoringScheduleName",
    describes="DescribeMonitoringSchedule",
    parameter="MonitoringScheduleName",
    row=MonitoringSchedule,
    parse=_schedule,
)
