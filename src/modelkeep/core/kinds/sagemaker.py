"""Amazon SageMaker AI (https://docs.aws.amazon.com/sagemaker/latest/APIReference/)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, kind


@kind(
    "AWS::SageMaker::NotebookInstance",
    calls="sagemaker:ListNotebookInstances sagemaker:DescribeNotebookInstance",
    ai=True,
)
class NotebookInstance(Resource):
    """A managed Jupyter server."""

    status: str | None = None
    instance_type: str | None = None
    direct_internet_access: str | None = None
    root_access: str | None = None
    subnet_id: str | None = None
    security_groups: tuple[str, ...] | None = None
    role_arn: str | None = None
    kms_key_id: str | None = None
    lifecycle_config_name: str | None = None
    default_code_repository: str | None = None
    platform_identifier: str | None = None
    minimum_instance_metadata_service_version: str | None = None


@kind(
    "AWS::SageMaker::NotebookInstanceLifecycleConfig",
    calls="sagemaker:ListNotebookInstanceLifecycleConfigs sagemaker:DescribeNotebookInstanceLifecycleConfig",
    ai=True,
)
class NotebookInstanceLifecycleConfig(Resource):
    """Scripts that run as root when a notebook instance is created or started; their text never leaves the adapter."""

    secret_kinds: tuple[str, ...] | None = None
    remote_code_lines: tuple[int, ...] | None = None
