"""SageMaker AI jobs: what trains, tunes, converts and applies models, on which data and how well protected.

Finished jobs count too: they show where data and models went, and what they wrote is still there
(https://docs.aws.amazon.com/sagemaker/latest/APIReference/).
"""

from __future__ import annotations

from datetime import datetime

from modelkeep.core.tables import Resource, Row, kind, part

_TRAINING = "sagemaker:ListTrainingJobs sagemaker:DescribeTrainingJob"
_PROCESSING = "sagemaker:ListProcessingJobs sagemaker:DescribeProcessingJob"
_TUNING = "sagemaker:ListHyperParameterTuningJobs sagemaker:DescribeHyperParameterTuningJob"
_AUTO_ML = "sagemaker:ListAutoMLJobs sagemaker:DescribeAutoMLJobV2"


@kind("AWS::SageMaker::TrainingJob", calls=_TRAINING, ai=True)
class TrainingJob(Resource):
    """A job that trains or fine-tunes a model."""

    status: str | None = None
    creation_time: datetime | None = None
    role_arn: str | None = None
    training_image: str | None = None
    """'' for jobs that name an algorithm of the marketplace or a base model instead."""
    algorithm_name: str | None = None
    base_model_arn: str | None = None
    """The model that a serverless job customises; '' for other jobs."""
    model_artifacts_s3_uri: str | None = None
    """Where the trained model lies; '' while there is none."""
    output_s3_uri: str | None = None
    output_kms_key_id: str | None = None
    instance_types: tuple[str, ...] | None = None
    """Empty for serverless jobs."""
    instance_count: int | None = None
    """Over all instance groups; 0 for serverless jobs."""
    volume_kms_key_id: str | None = None
    subnets: tuple[str, ...] | None = None
    security_group_ids: tuple[str, ...] | None = None
    enable_network_isolation: bool | None = None
    enable_inter_container_traffic_encryption: bool | None = None
    enable_remote_debug: bool | None = None
    checkpoint_s3_uri: str | None = None
    debug_s3_uri: str | None = None
    profiler_s3_uri: str | None = None
    tensor_board_s3_uri: str | None = None
    secret_names: tuple[str, ...] | None = None
    """Hyper-parameters and environment variables whose values look like secrets."""
    tuning_job_arn: str | None = None
    auto_ml_job_arn: str | None = None
    experiment_name: str | None = None
    """Of SageMaker Experiments or MLflow; '' where the job is tracked by neither."""
    output_model_package_arn: str | None = None


@part(TrainingJob, "input", calls=_TRAINING)
class TrainingJobInput(Row):
    """One input channel of a training job. Of `s3_uri`, `file_system_id` and `dataset_arn` those not used are ''; `s3_data_type` says
    whether `s3_uri` is what all keys begin with (`S3Prefix`), or names others (`ManifestFile`, `AugmentedManifestFile`)."""

    channel_name: str | None = None
    s3_uri: str | None = None
    file_system_id: str | None = None
    dataset_arn: str | None = None
    s3_data_type: str | None = None


@kind("AWS::SageMaker::ProcessingJob", calls=_PROCESSING, ai=True)
class ProcessingJob(Resource):
    """A job that prepares data, evaluates a model, or runs SageMaker Clarify and Model Monitor."""

    status: str | None = None
    creation_time: datetime | None = None
    role_arn: str | None = None
    image_uri: str | None = None
    output_kms_key_id: str | None = None
    instance_types: tuple[str, ...] | None = None
    """One, or those that SageMaker may pick from."""
    instance_count: int | None = None
    volume_kms_key_id: str | None = None
    subnets: tuple[str, ...] | None = None
    security_group_ids: tuple[str, ...] | None = None
    enable_network_isolation: bool | None = None
    enable_inter_container_traffic_encryption: bool | None = None
    secret_names: tuple[str, ...] | None = None
    """Environment variables and container arguments whose values look like secrets."""
    monitoring_schedule_arn: str | None = None
    auto_ml_job_arn: str | None = None
    training_job_arn: str | None = None


@part(ProcessingJob, "input", calls=_PROCESSING)
class ProcessingJobInput(Row):
    """One input of a processing job. `s3_uri` is '' for a query of Athena or Redshift, whose result lies at `query_s3_uri`."""

    input_name: str | None = None
    s3_uri: str | None = None
    query_s3_uri: str | None = None


@part(ProcessingJob, "output", calls=_PROCESSING)
class ProcessingJobOutput(Row):
    """One output of a processing job; of `s3_uri` and `feature_group_name` the one not used is ''."""

    output_name: str | None = None
    s3_uri: str | None = None
    feature_group_name: str | None = None


@kind("AWS::SageMaker::TransformJob", calls="sagemaker:ListTransformJobs sagemaker:DescribeTransformJob", ai=True)
class TransformJob(Resource):
    """A job that applies a model to a whole data set."""

    status: str | None = None
    creation_time: datetime | None = None
    model_name: str | None = None
    input_s3_uri: str | None = None
    output_s3_uri: str | None = None
    output_kms_key_id: str | None = None
    instance_type: str | None = None
    volume_kms_key_id: str | None = None
    data_capture_s3_uri: str | None = None
    """Where requests and answers are kept besides the output; '' where they are not."""
    data_capture_kms_key_id: str | None = None
    secret_names: tuple[str, ...] | None = None


@kind("AWS::SageMaker::HyperParameterTuningJob", calls=_TUNING, ai=True)
class HyperParameterTuningJob(Resource):
    """A search for the best hyper-parameters by many training jobs."""

    status: str | None = None
    creation_time: datetime | None = None


@part(HyperParameterTuningJob, "training_job_definition", calls=_TUNING)
class HyperParameterTrainingJobDefinition(Row):
    """What a tuning job starts its training jobs with."""

    definition_name: str | None = None
    role_arn: str | None = None
    training_image: str | None = None
    output_s3_uri: str | None = None
    output_kms_key_id: str | None = None
    instance_types: tuple[str, ...] | None = None
    instance_count: int | None = None
    volume_kms_key_id: str | None = None
    subnets: tuple[str, ...] | None = None
    security_group_ids: tuple[str, ...] | None = None
    enable_network_isolation: bool | None = None
    enable_inter_container_traffic_encryption: bool | None = None
    checkpoint_s3_uri: str | None = None
    secret_names: tuple[str, ...] | None = None
    """Static hyper-parameters and environment variables whose values look like secrets."""


@kind("AWS::SageMaker::CompilationJob", calls="sagemaker:ListCompilationJobs sagemaker:DescribeCompilationJob", ai=True)
class CompilationJob(Resource):
    """A job that compiles a model for a device."""

    status: str | None = None
    creation_time: datetime | None = None
    role_arn: str | None = None
    input_s3_uri: str | None = None
    output_s3_uri: str | None = None
    model_artifacts_s3_uri: str | None = None
    """Where the compiled model lies; '' while there is none."""
    output_kms_key_id: str | None = None
    subnets: tuple[str, ...] | None = None


@kind("AWS::SageMaker::AutoMLJob", calls=_AUTO_ML, ai=True)
class AutoMLJob(Resource):
    """A job that tries algorithms until it finds a good model; DescribeAutoMLJobV2 tells of those of version 1 too."""

    status: str | None = None
    creation_time: datetime | None = None
    role_arn: str | None = None
    output_s3_uri: str | None = None
    output_kms_key_id: str | None = None
    volume_kms_key_id: str | None = None
    subnets: tuple[str, ...] | None = None
    security_group_ids: tuple[str, ...] | None = None
    enable_inter_container_traffic_encryption: bool | None = None


@part(AutoMLJob, "input", calls=_AUTO_ML)
class AutoMLJobInput(Row):
    """One input channel of an AutoML job; `s3_data_type` as in `TrainingJobInput`."""

    channel_type: str | None = None
    s3_uri: str | None = None
    s3_data_type: str | None = None
