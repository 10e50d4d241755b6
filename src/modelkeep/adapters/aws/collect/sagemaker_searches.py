"""Tuning, AutoML and compilation jobs."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.collect.sagemaker_replies import Listing, dated_job, describe_all, instances, secrets, vpc
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.sagemaker_jobs import (
    AutoMLJob,
    AutoMLJobInput,
    CompilationJob,
    HyperParameterTrainingJobDefinition,
    HyperParameterTuningJob,
)
from modelkeep.core.tables import Row


@collector(HyperParameterTuningJob, HyperParameterTrainingJobDefinition)
async def tuning_jobs(aws: Reader) -> None:
    """ListHyperParameterTuningJobs, then DescribeHyperParameterTuningJob for each."""
    await describe_all(aws, _TUNING, jobs=True)


@collector(AutoMLJob, AutoMLJobInput)
async def auto_ml_jobs(aws: Reader) -> None:
    """ListAutoMLJobs, then DescribeAutoMLJobV2 for each."""
    await describe_all(aws, _AUTO_ML, jobs=True)


@collector(CompilationJob)
async def compilation_jobs(aws: Reader) -> None:
    """ListCompilationJobs, then DescribeCompilationJob for each."""
    await describe_all(aws, _COMPILATION, jobs=True)


def _tuning_job(reply: Reply) -> tuple[Row, ...]:
    arn = reply["HyperParameterTuningJobArn"]
    job = HyperParameterTuningJob(
        arn=arn,
        name=reply["HyperParameterTuningJobName"],
        status=reply["HyperParameterTuningJobStatus"],
        creation_time=reply["CreationTime"],
    )
    single = reply.get("TrainingJobDefinition")
    definitions = [single] if single else (reply.get("TrainingJobDefinitions") or ())
    return (job, *(_definition(arn, each) for each in definitions))


def _definition(arn: str, given: Reply) -> HyperParameterTrainingJobDefinition:
    flexible = given.get("HyperParameterTuningResourceConfig")
    resources = flexible or given["ResourceConfig"]
    if flexible and flexible.get("InstanceConfigs"):
        choices = flexible["InstanceConfigs"]
        types = tuple(sorted({each["InstanceType"] for each in choices}))
        count = max(int(each["InstanceCount"]) for each in choices)
    else:
        types, count = instances(resources)
    return HyperParameterTrainingJobDefinition(
        arn=arn,
        definition_name=given.get("DefinitionName", ""),
        role_arn=given["RoleArn"],
        training_image=given["AlgorithmSpecification"].get("TrainingImage", ""),
        output_s3_uri=given["OutputDataConfig"]["S3OutputPath"],
        output_kms_key_id=given["OutputDataConfig"].get("KmsKeyId", ""),
        instance_types=types,
        instance_count=count,
        volume_kms_key_id=resources.get("VolumeKmsKeyId", ""),
        **vpc(given),
        enable_network_isolation=bool(given.get("EnableNetworkIsolation", False)),
        enable_inter_container_traffic_encryption=bool(given.get("EnableInterContainerTrafficEncryption", False)),
        checkpoint_s3_uri=given.get("CheckpointConfig", {}).get("S3Uri", ""),
        secret_names=secrets(given.get("StaticHyperParameters"), given.get("Environment")),
    )


def _auto_ml_job(reply: Reply) -> tuple[Row, ...]:
    arn = reply["AutoMLJobArn"]
    security = reply.get("SecurityConfig") or {}
    job = AutoMLJob(
        arn=arn,
        name=reply["AutoMLJobName"],
        status=reply["AutoMLJobStatus"],
        creation_time=reply["CreationTime"],
        role_arn=reply["RoleArn"],
        output_s3_uri=reply["OutputDataConfig"]["S3OutputPath"],
        output_kms_key_id=reply["OutputDataConfig"].get("KmsKeyId", ""),
        volume_kms_key_id=security.get("VolumeKmsKeyId", ""),
        **vpc(security),
        enable_inter_container_traffic_encryption=bool(security.get("EnableInterContainerTrafficEncryption", False)),
    )
    return (job, *(_input(arn, channel) for channel in reply["AutoMLJobInputDataConfig"]))


def _input(arn: str, channel: Reply) -> AutoMLJobInput:
    objects = channel.get("DataSource", {}).get("S3DataSource", {})
    return AutoMLJobInput(
        arn=arn,
        channel_type=channel.get("ChannelType", "training"),
        s3_uri=objects.get("S3Uri", ""),
        s3_data_type=objects.get("S3DataType", ""),
    )


def _compilation_job(reply: Reply) -> CompilationJob:
    return CompilationJob(
        arn=reply["CompilationJobArn"],
        name=reply["CompilationJobName"],
        status=reply["CompilationJobStatus"],
        creation_time=reply["CreationTime"],
        role_arn=reply["RoleArn"],
        input_s3_uri=(reply.get("InputConfig") or {}).get("S3Uri", ""),
        output_s3_uri=reply["OutputConfig"]["S3OutputLocation"],
        model_artifacts_s3_uri=(reply.get("ModelArtifacts") or {}).get("S3ModelArtifacts", ""),
        output_kms_key_id=reply["OutputConfig"].get("KmsKeyId", ""),
        subnets=vpc(reply)["subnets"],
    )


_TUNING = Listing(
    lists="ListHyperParameterTuningJobs",
    key="HyperParameterTuningJobSummaries",
    arn="HyperParameterTuningJobArn",
    name="HyperParameterTuningJobName",
    describes="DescribeHyperParameterTuningJob",
    parameter="HyperParameterTuningJobName",
    row=HyperParameterTuningJob,
    parse=_tuning_job,
    dated=dated_job("HyperParameterTuningJobStatus"),
)
_AUTO_ML = Listing(
    lists="ListAutoMLJobs",
    key="AutoMLJobSummaries",
    arn="AutoMLJobArn",
    name="AutoMLJobName",
    describes="DescribeAutoMLJobV2",
    parameter="AutoMLJobName",
    row=AutoMLJob,
    parse=_auto_ml_job,
    dated=dated_job("AutoMLJobStatus"),
)
_COMPILATION = Listing(
    lists="ListCompilationJobs",
    key="CompilationJobSummaries",
    arn="CompilationJobArn",
    name="CompilationJobName",
    describes="DescribeCompilationJob",
    parameter="CompilationJobName",
    row=CompilationJob,
    parse=_compilation_job,
)
