"""SageMaker Model Monitor (https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor.html)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from modelkeep.core.tables import Resource, kind


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringJob(Resource):
    """How a monitoring job runs: what the four kinds of job definitions and schedules with their own definition share."""

    role_arn: str | None = None
    image_uri: str | None = None
    baseline_s3_uri: str | None = None
    """The constraints that data is compared with, or of a job that makes them `job:NAME`; '' where there are none."""
    output_s3_uris: tuple[str, ...] | None = None
    output_kms_key_id: str | None = None
    instance_type: str | None = None
    instance_count: int | None = None
    volume_kms_key_id: str | None = None
    subnets: tuple[str, ...] | None = None
    security_group_ids: tuple[str, ...] | None = None
    enable_network_isolation: bool | None = None
    enable_inter_container_traffic_encryption: bool | None = None


@kind(
    "AWS::SageMaker::MonitoringSchedule",
    calls="sagemaker:ListMonitoringSchedules sagemaker:DescribeMonitoringSchedule",
    ai=True,
)
class MonitoringSchedule(MonitoringJob):
    """When a monitoring job runs.

    A schedule either names a job definition or holds one itself. Where it names one, the columns of the job are ''
    or empty, and NULL for the switches.
    """

    status: str | None = None
    monitoring_type: str | None = None
    endpoint_name: str | None = None
    """'' where batch transform jobs are monitored."""
    schedule_expression: str | None = None
    job_definition_name: str | None = None
    """'' where the schedule holds the definition itself."""
    last_execution_status: str | None = None
    """'' before the first run."""
    last_execution_time: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobDefinition(MonitoringJob):
    """What the four kinds of job definitions share."""

    endpoint_name: str | None = None
    """'' where batch transform jobs are monitored."""


@kind(
    "AWS::SageMaker::DataQualityJobDefinition",
    calls="sagemaker:ListDataQualityJobDefinitions sagemaker:DescribeDataQualityJobDefinition",
    ai=True,
)
class DataQualityJobDefinition(JobDefinition):
    """Looks for drift of the data that a model is asked with."""


@kind(
    "AWS::SageMaker::ModelQualityJobDefinition",
    calls="sagemaker:ListModelQualityJobDefinitions sagemaker:DescribeModelQualityJobDefinition",
    ai=True,
)
class ModelQualityJobDefinition(JobDefinition):
    """Compares a model's answers with what turned out to be true."""


@kind(
    "AWS::SageMaker::ModelBiasJobDefinition",
    calls="sagemaker:ListModelBiasJobDefinitions sagemaker:DescribeModelBiasJobDefinition",
    ai=True,
)
class ModelBiasJobDefinition(JobDefinition):
    """Looks for bias in a model's answers."""


@kind(
    "AWS::SageMaker::ModelExplainabilityJobDefinition",
    calls="sagemaker:ListModelExplainabilityJobDefinitions sagemaker:DescribeModelExplainabilityJobDefinition",
    ai=True,
)
class ModelExplainabilityJobDefinition(JobDefinition):
    """Looks for drift of what a model's answers rest on."""
