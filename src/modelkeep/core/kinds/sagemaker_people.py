"""Amazon SageMaker AI where people look at data and experiments: human review, MLflow, partner AI apps."""

from __future__ import annotations

from modelkeep.core.tables import Resource, kind

_FLOWS = "sagemaker:ListFlowDefinitions sagemaker:DescribeFlowDefinition"


@kind("AWS::SageMaker::FlowDefinition", calls=_FLOWS, ai=True)
class FlowDefinition(Resource):
    """A human review workflow of Amazon Augmented AI: who looks at which data, and where the answers go."""

    workteam_arn: str | None = None
    output_s3_path: str | None = None
    output_kms_key_id: str | None = None
    """'' where the answers are under the bucket's own encryption."""
    role_arn: str | None = None


@kind("AWS::SageMaker::Workforce", calls="sagemaker:ListWorkforces", ai=True)
class Workforce(Resource):
    """The people of an account who may label and review data."""

    source_ip_cidrs: tuple[str, ...] | None = None
    """From where they may sign in; empty for anywhere."""
    vpc_id: str | None = None
    """The VPC through which alone they may sign in; '' for none."""
    cognito_user_pool_id: str | None = None
    """'' where they sign in with another provider."""


@kind(
    "AWS::SageMaker::MlflowTrackingServer",
    calls="sagemaker:ListMlflowTrackingServers sagemaker:DescribeMlflowTrackingServer",
    ai=True,
)
class MlflowTrackingServer(Resource):
    """A server that keeps experiments and models, with the role under which it reads and writes artifacts."""

    role_arn: str | None = None
    artifact_store_uri: str | None = None
    s3_bucket_owner_verification: bool | None = None
    """Whether the server uses the artifact bucket only while it belongs to the account that is expected."""
    is_active: bool | None = None


@kind("AWS::SageMaker::PartnerApp", calls="sagemaker:ListPartnerApps sagemaker:DescribePartnerApp", ai=True)
class PartnerApp(Resource):
    """An application of another company that runs in the account and sees models and data."""

    application_type: str | None = None
    execution_role_arn: str | None = None
    kms_key_id: str | None = None
    auth_type: str | None = None
    enable_iam_session_based_identity: bool | None = None
    """Whether the app tells its users apart by the IAM session; otherwise everybody who may open it is one user."""
