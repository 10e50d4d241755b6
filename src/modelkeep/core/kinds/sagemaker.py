"""Amazon SageMaker AI, where people work: notebooks, Studio, pipelines (https://docs.aws.amazon.com/sagemaker/latest/APIReference/)."""

from __future__ import annotations

from datetime import datetime

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
    """The name of a registered repository or a URL; '' for none."""
    additional_code_repositories: tuple[str, ...] | None = None
    platform_identifier: str | None = None
    minimum_instance_metadata_service_version: str | None = None
    last_modified_time: datetime | None = None


@kind(
    "AWS::SageMaker::NotebookInstanceLifecycleConfig",
    calls="sagemaker:ListNotebookInstanceLifecycleConfigs sagemaker:DescribeNotebookInstanceLifecycleConfig",
    ai=True,
)
class NotebookInstanceLifecycleConfig(Resource):
    """Scripts that run as root when a notebook instance is created or started; their text never leaves the adapter."""

    secrets: tuple[str, ...] | None = None
    """Which script, line and kind of secret."""
    remote_code: tuple[str, ...] | None = None
    """Which script, line and way in which code from elsewhere is run."""


@kind(
    "AWS::SageMaker::StudioLifecycleConfig",
    calls="sagemaker:ListStudioLifecycleConfigs sagemaker:DescribeStudioLifecycleConfig",
    ai=True,
)
class StudioLifecycleConfig(Resource):
    """A script that runs when a Studio application starts; its text never leaves the adapter."""

    secrets: tuple[str, ...] | None = None
    remote_code: tuple[str, ...] | None = None


@kind("AWS::SageMaker::Domain", calls="sagemaker:ListDomains sagemaker:DescribeDomain", ai=True)
class Domain(Resource):
    """A SageMaker Studio domain: shared storage, network and settings of a group of users."""

    domain_id: str | None = None
    auth_mode: str | None = None
    """SSO (IAM Identity Center) or IAM."""
    app_network_access_type: str | None = None
    """VpcOnly or PublicInternetOnly."""
    kms_key_id: str | None = None
    """The customer's key of the home file system; '' where SageMaker uses its own."""
    vpc_id: str | None = None
    subnet_ids: tuple[str, ...] | None = None
    default_execution_role: str | None = None
    execution_role_identity_config: str | None = None
    """USER_PROFILE_NAME where CloudTrail sees the user's profile behind a shared role, DISABLED otherwise."""
    jupyter_lab_idle_minutes: int | None = None
    """After how many idle minutes JupyterLab stops by itself; 0 where it never does."""
    code_editor_idle_minutes: int | None = None


@kind("AWS::SageMaker::UserProfile", calls="sagemaker:ListUserProfiles sagemaker:DescribeUserProfile", ai=True)
class UserProfile(Resource):
    """One user of a Studio domain."""

    domain_id: str | None = None
    execution_role: str | None = None
    """The user's own role; '' where the domain's default applies."""
    jupyter_lab_idle_minutes: int | None = None
    """The user's own setting as in `Domain`; -1 where the domain's applies."""
    code_editor_idle_minutes: int | None = None


@kind("AWS::SageMaker::Space", calls="sagemaker:ListSpaces", ai=True)
class Space(Resource):
    """Storage and settings of applications in Studio."""

    domain_id: str | None = None
    sharing_type: str | None = None
    """Private, or Shared: everybody in the domain may read and change what lies in it, and run code there."""
    owner_user_profile_name: str | None = None


@kind("AWS::SageMaker::CodeRepository", calls="sagemaker:ListCodeRepositories", ai=True)
class CodeRepository(Resource):
    """A Git repository that the account has registered for its notebooks."""

    repository_url: str | None = None


@kind("AWS::SageMaker::Pipeline", calls="sagemaker:ListPipelines sagemaker:DescribePipeline", ai=True)
class Pipeline(Resource):
    """A workflow of training, evaluation and registration."""

    role_arn: str | None = None
    approves_models: bool | None = None
    """A step registers model packages that are approved from the start."""
    secrets: tuple[str, ...] | None = None
    """Line and kind of each secret in the definition."""
