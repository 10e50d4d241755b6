"""Amazon Bedrock: models, jobs, guardrails, invocation logging (https://docs.aws.amazon.com/bedrock/latest/APIReference/)."""

from __future__ import annotations

from datetime import datetime

from modelkeep.core.tables import Resource, Row, Statement, facet, kind, part, support

_LOGGING = "bedrock:GetModelInvocationLoggingConfiguration"
_GUARDRAIL = "bedrock:ListGuardrails bedrock:GetGuardrail"


@kind("AWS::Bedrock::ModelInvocationLoggingConfiguration", calls=_LOGGING, ai=True)
class ModelInvocationLoggingConfiguration(Resource):
    """Where Bedrock logs prompts and answers in a region; one row per region. AWS has no ARN for it, this one is ours."""

    enabled: bool | None = None
    log_group_name: str | None = None
    log_group_arn: str | None = None
    role_arn: str | None = None
    s3_bucket_name: str | None = None
    large_data_bucket_name: str | None = None
    """Where CloudWatch delivery puts what is larger than a log event may be."""
    text_data_delivery_enabled: bool | None = None
    image_data_delivery_enabled: bool | None = None
    embedding_data_delivery_enabled: bool | None = None
    video_data_delivery_enabled: bool | None = None
    audio_data_delivery_enabled: bool | None = None


@kind("AWS::Bedrock::AccountDataRetention", calls="bedrock:GetAccountDataRetention", ai=True)
class AccountDataRetention(Resource):
    """Whether Bedrock itself keeps prompts and answers in a region, and who gets them. AWS has no ARN for it, this one is ours."""

    mode: str | None = None
    """none, default, inherit, aws_review or provider_data_share."""


@kind("AWS::Bedrock::EnforcedGuardrailConfiguration", calls="bedrock:ListEnforcedGuardrailsConfiguration", ai=True)
class EnforcedGuardrailConfiguration(Resource):
    """A guardrail that the account applies to every model call of a region. Empty `included_models`: not told."""

    guardrail_arn: str | None = None
    guardrail_version: str | None = None
    included_models: tuple[str, ...] | None = None
    excluded_models: tuple[str, ...] | None = None


@support("bedrock_invoked_model", calls="cloudwatch:ListMetrics")
class InvokedModel(Row):
    """A model that was called within the last two weeks, as Bedrock's own metrics tell; `arn` stands for the region."""

    model_id: str


@kind("AWS::Bedrock::Guardrail", calls=_GUARDRAIL, ai=True)
class Guardrail(Resource):
    """A guardrail as its newest published version has it, or its working draft (`version` DRAFT) where none is published."""

    guardrail_id: str | None = None
    status: str | None = None
    version: str | None = None
    kms_key_arn: str | None = None
    content_filters_tier: str | None = None
    """CLASSIC, STANDARD, or '' without content filters."""
    custom_word_count: int | None = None
    managed_word_lists: tuple[str, ...] | None = None


@part(Guardrail, "content_filter", calls=_GUARDRAIL)
class GuardrailContentFilter(Row):
    """One harmful category (or PROMPT_ATTACK) that the guardrail looks for. What is not evaluated or only detected does not block."""

    type: str | None = None
    input_strength: str | None = None
    output_strength: str | None = None
    input_modalities: tuple[str, ...] | None = None
    output_modalities: tuple[str, ...] | None = None
    blocks_input: bool | None = None
    blocks_output: bool | None = None


@part(Guardrail, "sensitive_information", calls=_GUARDRAIL)
class GuardrailSensitiveInformation(Row):
    """A kind of personal data, or a customer's own pattern (`type` REGEX), that the guardrail blocks or masks."""

    type: str | None = None
    name: str | None = None
    input_action: str | None = None
    """BLOCK, ANONYMIZE, or NONE where the input is not evaluated or the match only reported."""
    output_action: str | None = None


@part(Guardrail, "topic", calls=_GUARDRAIL)
class GuardrailTopic(Row):
    """A topic that the guardrail denies."""

    name: str | None = None
    blocks_input: bool | None = None
    blocks_output: bool | None = None


@part(Guardrail, "contextual_grounding", calls=_GUARDRAIL)
class GuardrailContextualGrounding(Row):
    """GROUNDING (the answer follows from the source) or RELEVANCE (it answers the question)."""

    type: str | None = None
    threshold: float | None = None
    blocks: bool | None = None


@facet(Guardrail, "policy", calls="bedrock:ListGuardrails bedrock:GetResourcePolicy")
class GuardrailPolicy(Row):
    """Whether the guardrail has a resource policy."""

    configured: bool | None = None


@part(Guardrail, "policy_statement", calls="bedrock:ListGuardrails bedrock:GetResourcePolicy")
class GuardrailPolicyStatement(Statement):
    """Who else may apply or read the guardrail."""


@kind("AWS::Bedrock::GuardrailVersion", calls="bedrock:ListGuardrails", ai=True)
class GuardrailVersion(Resource):
    """A published version of a guardrail."""

    guardrail_arn: str | None = None
    version: int | None = None
    status: str | None = None


@kind("AWS::Bedrock::CustomModel", calls="bedrock:ListCustomModels bedrock:GetCustomModel", ai=True)
class CustomModel(Resource):
    """A foundation model that was fine-tuned, trained further or distilled with one's own data."""

    model_status: str | None = None
    base_model_arn: str | None = None
    customization_type: str | None = None
    job_arn: str | None = None
    model_kms_key_arn: str | None = None
    training_data_s3_uri: str | None = None
    validation_data_s3_uris: tuple[str, ...] | None = None
    output_data_s3_uri: str | None = None


@kind("AWS::Bedrock::ImportedModel", calls="bedrock:ListImportedModels bedrock:GetImportedModel", ai=True)
class ImportedModel(Resource):
    """A model whose weights were brought to Bedrock from S3."""

    model_architecture: str | None = None
    job_arn: str | None = None
    model_kms_key_arn: str | None = None
    model_data_s3_uri: str | None = None


@kind(
    "AWS::Bedrock::ModelCustomizationJob",
    calls="bedrock:ListModelCustomizationJobs bedrock:GetModelCustomizationJob",
    ai=True,
)
class ModelCustomizationJob(Resource):
    """A job that made, or was to make, a custom model."""

    status: str | None = None
    role_arn: str | None = None
    base_model_arn: str | None = None
    output_model_arn: str | None = None
    output_model_kms_key_arn: str | None = None
    training_data_s3_uri: str | None = None
    validation_data_s3_uris: tuple[str, ...] | None = None
    output_data_s3_uri: str | None = None
    subnet_ids: tuple[str, ...] | None = None
    security_group_ids: tuple[str, ...] | None = None


@kind("AWS::Bedrock::ModelImportJob", calls="bedrock:ListModelImportJobs bedrock:GetModelImportJob", ai=True)
class ModelImportJob(Resource):
    """A job that brought, or was to bring, a model's weights from S3."""

    status: str | None = None
    role_arn: str | None = None
    imported_model_arn: str | None = None
    imported_model_kms_key_arn: str | None = None
    model_data_s3_uri: str | None = None
    subnet_ids: tuple[str, ...] | None = None
    security_group_ids: tuple[str, ...] | None = None
    creation_time: datetime | None = None


@kind("AWS::Bedrock::ModelInvocationJob", calls="bedrock:ListModelInvocationJobs", ai=True)
class ModelInvocationJob(Resource):
    """A batch of prompts from S3, answered to S3."""

    status: str | None = None
    role_arn: str | None = None
    model_id: str | None = None
    input_s3_uri: str | None = None
    output_s3_uri: str | None = None
    output_kms_key_id: str | None = None
    subnet_ids: tuple[str, ...] | None = None
    security_group_ids: tuple[str, ...] | None = None


@kind("AWS::Bedrock::ProvisionedModelThroughput", calls="bedrock:ListProvisionedModelThroughputs", ai=True)
class ProvisionedModelThroughput(Resource):
    """Capacity reserved for one model; its ARN is what callers invoke. `commitment_duration` '': paid by the hour."""

    status: str | None = None
    model_arn: str | None = None
    desired_model_arn: str | None = None
    foundation_model_arn: str | None = None
    model_units: int | None = None
    commitment_duration: str | None = None
    commitment_expires_at: datetime | None = None


@kind(
    "AWS::Bedrock::EvaluationJob",
    calls="bedrock:ListCustomModels bedrock:ListImportedModels bedrock:ListEvaluationJobs",
    ai=True,
)
class EvaluationJob(Resource):
    """A completed evaluation of models, by people or by other models; read where a region has models of the account's own."""

    status: str | None = None
    job_type: str | None = None
    """Human or Automated."""
    model_identifiers: tuple[str, ...] | None = None
    """The models, throughput or profiles that answered."""


@support("bedrock_inference_profile", calls="bedrock:ListInferenceProfiles")
class InferenceProfile(Row):
    """Where requests through an inference profile may be answered. Most profiles are AWS's own and in every account."""

    name: str | None = None
    type: str | None = None
    """SYSTEM_DEFINED or APPLICATION."""
    model_arns: tuple[str, ...] | None = None
    """The foundation model in each region; one without a region where any may be chosen."""


@support("bedrock_foundation_model", calls="bedrock:ListFoundationModels")
class FoundationModel(Row):
    """A foundation model that a region offers, and where it stands in its life. Dates that Bedrock does not tell are NULL.

    https://docs.aws.amazon.com/bedrock/latest/APIReference/API_FoundationModelLifecycle.html
    """

    model_id: str | None = None
    name: str | None = None
    provider: str | None = None
    lifecycle_status: str | None = None
    """ACTIVE or LEGACY; '' where Bedrock does not say."""
    start_of_life_at: datetime | None = None
    legacy_at: datetime | None = None
    extended_access_at: datetime | None = None
    """From when access at other prices goes on."""
    end_of_life_at: datetime | None = None
