"""Processing jobs (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-processingjob.html)."""

from __future__ import annotations

from modelkeep.adapters.iac.forms import Form, Part
from modelkeep.adapters.iac.forms.lenses import Computed, First, Fixed, Number, Text
from modelkeep.adapters.iac.forms.sagemaker_shared import SECRET, by_arn, network, secrets_among
from modelkeep.adapters.iac.properties import Properties
from modelkeep.core.kinds.sagemaker_jobs import ProcessingJob, ProcessingJobInput, ProcessingJobOutput
from modelkeep.core.secrets import secrets_in_text

_CLUSTER = "ProcessingResources.ClusterConfig"


def _secret_names(properties: Properties) -> tuple[str, ...] | None:
    """Settings that hold secrets, and the kinds of secrets in the command line; None where none is known, but not all is."""
    named = secrets_among(properties.mapping("Environment"))
    lines = [properties.texts(f"AppSpecification.Container{part}") for part in ("Entrypoint", "Arguments")]
    command = " ".join(word for line in lines for word in line or ())
    found = {*(named or ()), *(f"(argument: {secret.kind})" for secret in secrets_in_text(command))}
    return tuple(sorted(found)) if found or (named is not None and None not in lines) else None


def _instance_types(properties: Properties) -> tuple[str, ...] | None:
    found = properties.text(f"{_CLUSTER}.InstanceType", None)
    return None if found is None else (found,)


FORMS = (
    Form(
        cfn_type="AWS::SageMaker::ProcessingJob",
        row=ProcessingJob,
        identity=by_arn("processing-job", "ProcessingJobName", "ProcessingJobArn"),
        columns={
            "status": Fixed("InProgress"),
            "creation_time": Fixed(None),
            "role_arn": Text("RoleArn"),
            "image_uri": Text("AppSpecification.ImageUri"),
            "output_kms_key_id": Text("ProcessingOutputConfig.KmsKeyId"),
            "instance_types": Computed(
                _instance_types, lambda types: {f"{_CLUSTER}.InstanceType": types[0]}, f"{_CLUSTER}.InstanceType"
            ),
            "instance_count": Number(f"{_CLUSTER}.InstanceCount", 1),
            "volume_kms_key_id": Text(f"{_CLUSTER}.VolumeKmsKeyId"),
            **network("NetworkConfig"),
            "secret_names": Computed(
                _secret_names, lambda names: {"Environment": dict.fromkeys(names, SECRET)}, "Environment"
            ),
            "monitoring_schedule_arn": Fixed(""),
            "auto_ml_job_arn": Fixed(""),
            "training_job_arn": Fixed(""),
        },
        sections=(
            Part(
                row=ProcessingJobInput,
                paths=("ProcessingInputs",),
                columns={
                    "input_name": Text("InputName", None),
                    "s3_uri": Text("S3Input.S3Uri"),
                    "query_s3_uri": First(
                        (
                            Text("DatasetDefinition.AthenaDatasetDefinition.OutputS3Uri", None),
                            Text("DatasetDefinition.RedshiftDatasetDefinition.OutputS3Uri", None),
                        )
                    ),
                },
            ),
            Part(
                row=ProcessingJobOutput,
                paths=("ProcessingOutputConfig.Outputs",),
                columns={
                    "output_name": Text("OutputName", None),
                    "s3_uri": Text("S3Output.S3Uri"),
                    "feature_group_name": Text("FeatureStoreOutput.FeatureGroupName"),
                },
            ),
        ),
    ),
)
