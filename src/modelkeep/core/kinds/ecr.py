"""Amazon ECR (https://docs.aws.amazon.com/AmazonECR/latest/APIReference/)."""

from __future__ import annotations

from datetime import datetime

from modelkeep.core.tables import Resource, Row, Statement, kind, part, support


@kind("AWS::ECR::Repository", calls="ecr:DescribeRepositories")
class Repository(Resource):
    """A private repository of container images. `kms_key` is `''` where the images are not under a KMS key.

    `mutable_tag_filters` are the exclusions of an otherwise immutable repository: tags that they match can be moved.
    """

    uri: str | None = None
    image_tag_mutability: str | None = None
    mutable_tag_filters: tuple[str, ...] | None = None
    scan_on_push: bool | None = None
    encryption_type: str | None = None
    kms_key: str | None = None


@part(Repository, "policy_statement", calls="ecr:DescribeRepositories ecr:GetRepositoryPolicy")
class RepositoryPolicyStatement(Statement):
    """Who may push and pull, beside the identities that IAM allows to."""


@support(
    "ecr_model_image",
    calls="sagemaker:ListModels sagemaker:DescribeModel sagemaker:ListModelPackages sagemaker:DescribeModelPackage "
    "ecr:DescribeImages",
)
class ModelImage(Row):
    """An image in a repository (`arn`) from which models or model packages of the region run.

    Asked are the account's own repositories and those of AWS's Deep Learning Containers, not those of other accounts.
    """

    digest: str | None = None
    tags: tuple[str, ...] | None = None
    pushed_at: datetime | None = None


@kind("AWS::ECR::RegistryPolicy", calls="ecr:GetRegistryPolicy")
class RegistryPolicy(Resource):
    """The policy of a region's registry, which counts for all of its repositories; `configured` false for none."""

    configured: bool | None = None


@part(RegistryPolicy, "statement", calls="ecr:GetRegistryPolicy")
class RegistryPolicyStatement(Statement):
    """Who may replicate images into the registry, create repositories or use them."""


@kind("AWS::ECR::RegistryScanningConfiguration", calls="ecr:GetRegistryScanningConfiguration")
class RegistryScanningConfiguration(Resource):
    """How the images of a region's registry are scanned: `BASIC` or `ENHANCED` (by Amazon Inspector)."""

    scan_type: str | None = None


@part(RegistryScanningConfiguration, "rule", calls="ecr:GetRegistryScanningConfiguration")
class RegistryScanningRule(Row):
    """One filter on repository names (`*` is any text) with how often the images that it matches are scanned."""

    scan_frequency: str | None = None
    repository_filter: str | None = None


@kind("AWS::ECR::SigningConfiguration", calls="ecr:GetSigningConfiguration")
class SigningConfiguration(Resource):
    """What a region's registry signs by itself; `configured` false where it signs nothing."""

    configured: bool | None = None


@part(SigningConfiguration, "rule", calls="ecr:GetSigningConfiguration")
class SigningRule(Row):
    """One filter on repository names (`*` is any text) with the AWS Signer profile that signs what is pushed there."""

    signing_profile_arn: str | None = None
    repository_filter: str | None = None
