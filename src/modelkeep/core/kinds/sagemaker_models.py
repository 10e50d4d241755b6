"""Amazon SageMaker AI models and the registry that they should come from."""

from __future__ import annotations

from modelkeep.core.model_card import CardEntry
from modelkeep.core.tables import Resource, Row, Statement, kind, part


@kind("AWS::SageMaker::Model", calls="sagemaker:ListModels sagemaker:DescribeModel", ai=True)
class Model(Resource):
    """A model that can be deployed: containers, artifacts and the role that they run as."""

    execution_role_arn: str | None = None
    enable_network_isolation: bool | None = None
    subnets: tuple[str, ...] | None = None
    """Empty where the containers run outside of any VPC of the customer."""
    security_group_ids: tuple[str, ...] | None = None


@part(Model, "container", calls="sagemaker:ListModels sagemaker:DescribeModel")
class ModelContainer(Row):
    """One container of a model, with the artifacts that it loads."""

    position: int | None = None
    hostname: str | None = None
    image: str | None = None
    """'' where the model package says it."""
    image_digest: str | None = None
    """`sha256:...` where the image is pinned, '' where it goes by a tag."""
    repository_access_mode: str | None = None
    """Platform (ECR) or Vpc (a private registry)."""
    mode: str | None = None
    """SingleModel or MultiModel: any artifact below the URL can be loaded."""
    model_data_url: str | None = None
    model_data_etag: str | None = None
    """The ETag that the model names for what lies there; '' for none."""
    additional_model_data_urls: tuple[str, ...] | None = None
    additional_model_data_etags: tuple[str, ...] | None = None
    """The ETag that the model names for each of them in order; '' for none."""
    environment_secret_names: tuple[str, ...] | None = None
    """Names of environment variables that hold secrets; their values never leave the adapter."""
    model_package_name: str | None = None
    """ARN of the model package that the container comes from, '' for none."""


@kind("AWS::SageMaker::ModelPackageGroup", calls="sagemaker:ListModelPackageGroups", ai=True)
class ModelPackageGroup(Resource):
    """The versions of one model in the model registry."""


@part(
    ModelPackageGroup,
    "policy_statement",
    calls="sagemaker:ListModelPackageGroups sagemaker:GetModelPackageGroupPolicy",
)
class ModelPackageGroupPolicyStatement(Statement):
    """Who beside the account's own identities may use a group; most groups have no policy."""


@kind("AWS::SageMaker::ModelPackage", calls="sagemaker:ListModelPackages sagemaker:DescribeModelPackage", ai=True)
class ModelPackage(Resource):
    """A registered version of a model, or an unversioned package."""

    model_package_group_name: str | None = None
    """'' for an unversioned package."""
    model_package_version: int | None = None
    model_package_status: str | None = None
    model_approval_status: str | None = None
    """Approved, Rejected or PendingManualApproval; '' for a package that nobody approves."""
    was_modified: bool | None = None
    """Whether anything, such as the approval, changed after the package was created."""
    created_by: str | None = None
    """The Studio user profile or IAM identity; NULL where AWS does not say."""
    last_modified_by: str | None = None
    metrics: tuple[str, ...] | None = None
    """The kinds of measurements that were registered with it: model_quality, model_data_quality, bias, explainability."""
    metrics_s3_uris: tuple[str, ...] | None = None
    """Where the reports of these measurements lie."""
    task: str | None = None
    """What the model does, such as TEXT_GENERATION; '' where nobody says."""
    domain: str | None = None
    """COMPUTER_VISION, NATURAL_LANGUAGE_PROCESSING or MACHINE_LEARNING; '' where nobody says."""
    content_types: tuple[str, ...] | None = None
    """Media types that it takes."""
    response_types: tuple[str, ...] | None = None
    """Media types that it answers with."""
    model_card_status: str | None = None
    """Draft, PendingReview, Approved, Archived; '' for none."""
    model_card_has_purpose: bool | None = None
    model_card_risk_rating: str | None = None
    """'' for none."""
    model_card_entries: tuple[CardEntry, ...] | None = None
    """What the card states about the model; texts that hold a secret are left out."""
    kms_key_id: str | None = None
    signature_url: str | None = None
    """Where `modelkeep sign --package` says that the signature of its files lies; '' for none."""
    signed_digest: str | None = None
    """`sha256:...` of all files that were signed with it, as the same command wrote it; '' for none."""


@part(ModelPackage, "container", calls="sagemaker:ListModelPackages sagemaker:DescribeModelPackage")
class ModelPackageContainer(Row):
    """One container of a model package."""

    position: int | None = None
    image: str | None = None
    image_digest: str | None = None
    """The digest that SageMaker resolved when the package was registered, or the one in the image; '' for none."""
    model_data_url: str | None = None
    model_data_etag: str | None = None
    """The artifact's ETag at registration; '' for none."""
    framework: str | None = None
    """Such as PYTORCH; '' where nobody says."""
    framework_version: str | None = None
    base_model: str | None = None
    """The content of SageMaker's hub (JumpStart) that it was made from; '' where nobody says."""
    base_model_version: str | None = None
    environment_secret_names: tuple[str, ...] | None = None


@kind("AWS::SageMaker::ModelCard", calls="sagemaker:ListModelCards sagemaker:DescribeModelCard", ai=True)
class ModelCard(Resource):
    """The documentation of a model: purpose, risk, owners, evaluations."""

    model_card_status: str | None = None
    kms_key_id: str | None = None
    model_package_arn: str | None = None
    """The package that the card describes; '' where it names none."""
    model_id: str | None = None
    """The model that the card describes, as its author wrote it: a name or an ARN; '' where it names none."""
    has_purpose: bool | None = None
    risk_rating: str | None = None
    """High, Medium, Low or Unknown; '' for none."""
    entries: tuple[CardEntry, ...] | None = None
    """What the card states about the model; texts that hold a secret are left out."""
