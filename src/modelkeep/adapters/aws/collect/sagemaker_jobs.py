"""Training, processing and transform jobs."""

from __future__ import annotations

from typing import Any

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.collect.sagemaker_replies import (
    Listing,
    dated_job,
    describe_all,
    instances,
    network,
    secrets,
    vpc,
)
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.sagemaker_jobs import (
    ProcessingJob,
    ProcessingJobInput,
    ProcessingJobOutput,
    TrainingJob,
    TrainingJobInput,
    TransformJob,
)
from modelkeep.core.tables import Row


@collector(TrainingJob, TrainingJobInput)
async def training_jobs(aws: Reader) -> None:
    """ListTrainingJobs, then DescribeTrainingJob for each."""
    await describe_all(aws, _TRAINING, jobs=True)


@collector(ProcessingJob, ProcessingJobInput, ProcessingJobOutput)
async def processing_jobs(aws: Reader) -> None:
    """ListProcessingJobs, then DescribeProcessingJob for each."""
    await describe_all(aws, _PROCESSING, jobs=True)


@collector(TransformJob)
async def transform_jobs(aws: Reader) -> None:
    """ListTransformJobs, then DescribeTransformJob for each."""
    await describe_all(aws, _TRANSFORM, jobs=True)


def _training_job(reply: Reply) -> tuple[Row, ...]:
    arn = reply["TrainingJobArn"]
    algorithm = reply.get("AlgorithmSpecification", {})
    debugging = reply.get("RemoteDebugConfig", {})
    tracked = reply.get("ExperimentConfig", {}).get("ExperimentName", "")
    job = TrainingJob(
        arn=arn,
        name=reply["TrainingJobName"],
        status=reply["TrainingJobStatus"],
        creation_time=reply["CreationTime"],
        role_arn=reply.get("RoleArn", ""),
        training_image=algorithm.get("TrainingImage", ""),
        algorithm_name=algorithm.get("AlgorithmName", ""),
        base_model_arn=reply.get("ServerlessJobConfig", {}).get("BaseModelArn", ""),
        model_artifacts_s3_uri=reply.get("ModelArtifacts", {}).get("S3ModelArtifacts", ""),
        output_s3_uri=reply.get("OutputDataConfig", {}).get("S3OutputPath"),
        output_kms_key_id=_output_key(reply),
        **vpc(reply),
        **_training_resources(reply),
        enable_network_isolation=reply.get("EnableNetworkIsolation"),
        enable_inter_container_traffic_encryption=reply.get("EnableInterContainerTrafficEncryption"),
        enable_remote_debug=bool(debugging.get("EnableRemoteDebug", False)),
        checkpoint_s3_uri=reply.get("CheckpointConfig", {}).get("S3Uri", ""),
        debug_s3_uri=reply.get("DebugHookConfig", {}).get("S3OutputPath", ""),
        profiler_s3_uri=reply.get("ProfilerConfig", {}).get("S3OutputPath", ""),
        tensor_board_s3_uri=reply.get("TensorBoardOutputConfig", {}).get("S3OutputPath", ""),
        secret_names=secrets(
            reply.get("HyperParameters"),
            reply.get("Environment"),
            arguments=[*algorithm.get("ContainerEntrypoint", ()), *algorithm.get("ContainerArguments", ())],
        ),
        tuning_job_arn=reply.get("TuningJobArn", ""),
        auto_ml_job_arn=reply.get("AutoMLJobArn", ""),
        experiment_name=tracked or reply.get("MlflowConfig", {}).get("MlflowExperimentName", ""),
        output_model_package_arn=reply.get("OutputModelPackageArn", ""),
    )
    return (job, *(_training_input(arn, channel) for channel in reply.get("InputDataConfig", ())))


def _output_key(reply: Reply) -> str | None:
    """The key of a job's OutputDataConfig; NULL where the reply lacks the whole of it."""
    given = reply.get("OutputDataConfig")
    return None if given is None else str(given.get("KmsKeyId", ""))


def _training_resources(reply: Reply) -> dict[str, Any]:
    """The columns of a ResourceConfig. Serverless jobs have none: their instances are SageMaker's own."""
    if "ServerlessJobConfig" in reply and "ResourceConfig" not in reply:
        return {"instance_types": (), "instance_count": 0, "volume_kms_key_id": ""}
    types, count = instances(reply["ResourceConfig"])
    key = reply["ResourceConfig"].get("VolumeKmsKeyId", "")
    return {"instance_types": types, "instance_count": count, "volume_kms_key_id": key}


def _training_input(arn: str, channel: Reply) -> TrainingJobInput:
    source = channel["DataSource"]
    objects = source.get("S3DataSource", {})
    return TrainingJobInput(
        arn=arn,
        channel_name=channel["ChannelName"],
        s3_uri=objects.get("S3Uri", ""),
        s3_data_type=objects.get("S3DataType", ""),
        file_system_id=source.get("FileSystemDataSource", {}).get("FileSystemId", ""),
        dataset_arn=source.get("DatasetSource", {}).get("DatasetArn", ""),
    )


def _processing_job(reply: Reply) -> tuple[Row, ...]:
    arn = reply["ProcessingJobArn"]
    cluster = reply["ProcessingResources"]["ClusterConfig"]
    application = reply["AppSpecification"]
    job = ProcessingJob(
        arn=arn,
        name=reply["ProcessingJobName"],
        status=reply["ProcessingJobStatus"],
        creation_time=reply["CreationTime"],
        role_arn=reply.get("RoleArn", ""),
        image_uri=application["ImageUri"],
        output_kms_key_id=reply.get("ProcessingOutputConfig", {}).get("KmsKeyId", ""),
        **_processing_instances(cluster),
        volume_kms_key_id=cluster.get("VolumeKmsKeyId", ""),
        **network(reply),
        secret_names=secrets(
            reply.get("Environment"),
            arguments=[*application.get("ContainerEntrypoint", ()), *application.get("ContainerArguments", ())],
        ),
        monitoring_schedule_arn=reply.get("MonitoringScheduleArn", ""),
        auto_ml_job_arn=reply.get("AutoMLJobArn", ""),
        training_job_arn=reply.get("TrainingJobArn", ""),
    )
    inputs = (_processing_input(arn, each) for each in reply.get("ProcessingInputs", ()))
    outputs = (
        ProcessingJobOutput(
            arn=arn,
            output_name=each["OutputName"],
            s3_uri=each.get("S3Output", {}).get("S3Uri", ""),
            feature_group_name=each.get("FeatureStoreOutput", {}).get("FeatureGroupName", ""),
        )
        for each in reply.get("ProcessingOutputConfig", {}).get("Outputs", ())
    )
    return (job, *inputs, *outputs)


def _processing_instances(cluster: Reply) -> dict[str, Any]:
    """The instances of a ProcessingClusterConfig; AWS documents one instance as the default."""
    types, count = instances({"InstanceCount": 1, **cluster})
    return {"instance_types": types, "instance_count": count}


def _processing_input(arn: str, given: Reply) -> ProcessingJobInput:
    dataset = given.get("DatasetDefinition", {})
    query = dataset.get("AthenaDatasetDefinition") or dataset.get("RedshiftDatasetDefinition") or {}
    return ProcessingJobInput(
        arn=arn,
        input_name=given["InputName"],
        s3_uri=given.get("S3Input", {}).get("S3Uri", ""),
        query_s3_uri=query.get("OutputS3Uri", ""),
    )


def _transform_job(reply: Reply) -> TransformJob:
    output = reply["TransformOutput"]
    resources = reply["TransformResources"]
    capture = reply.get("DataCaptureConfig") or {}
    return TransformJob(
        arn=reply["TransformJobArn"],
        name=reply["TransformJobName"],
        status=reply["TransformJobStatus"],
        creation_time=reply["CreationTime"],
        model_name=reply["ModelName"],
        input_s3_uri=reply["TransformInput"]["DataSource"]["S3DataSource"]["S3Uri"],
        output_s3_uri=output["S3OutputPath"],
        output_kms_key_id=output.get("KmsKeyId", ""),
        instance_type=resources["InstanceType"],
        volume_kms_key_id=resources.get("VolumeKmsKeyId", ""),
        data_capture_s3_uri=capture.get("DestinationS3Uri", ""),
        data_capture_kms_key_id=capture.get("KmsKeyId", ""),
        secret_names=secrets(reply.get("Environment")),
    )


_TRAINING = Listing(
    lists="ListTrainingJobs",
    key="TrainingJobSummaries",
    arn="TrainingJobArn",
    name="TrainingJobName",
    describes="DescribeTrainingJob",
    parameter="TrainingJobName",
    row=TrainingJob,
    parse=_training_job,
    dated=dated_job("TrainingJobStatus"),
)
_PROCESSING = Listing(
    lists="ListProcessingJobs",
    key="ProcessingJobSummaries",
    arn="ProcessingJobArn",
    name="ProcessingJobName",
    describes="DescribeProcessingJob",
    parameter="ProcessingJobName",
    row=ProcessingJob,
    parse=_processing_job,
    dated=dated_job("ProcessingJobStatus"),
)
_TRANSFORM = Listing(
    lists="ListTransformJobs",
    key="TransformJobSummaries",
    arn="TransformJobArn",
    name="TransformJobName",
    describes="DescribeTransformJob",
    parameter="TransformJobName",
    row=TransformJob,
    parse=_transform_job,
    dated=dated_job("TransformJobStatus"),
)
