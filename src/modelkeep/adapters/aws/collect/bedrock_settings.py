"""Settings of Bedrock in a region: invocation logging, data retention, enforced guardrails, and which models are called."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.arn import region_arn
from modelkeep.core.kinds.bedrock import (
    AccountDataRetention,
    EnforcedGuardrailConfiguration,
    InvokedModel,
    ModelInvocationLoggingConfiguration,
)


@collector(ModelInvocationLoggingConfiguration)
async def invocation_logging(aws: Reader) -> None:
    """GetModelInvocationLoggingConfiguration, which answers nothing where logging is off."""
    arn = _setting_arn(aws, "model-invocation-logging-configuration")
    await aws.get(
        "bedrock:GetModelInvocationLoggingConfiguration",
        arn,
        lambda reply: _logging(aws, arn, reply.get("loggingConfig") or {}),
        unread=ModelInvocationLoggingConfiguration(arn=arn, name=aws.region, tags={}),
    )


@collector(AccountDataRetention)
async def data_retention(aws: Reader) -> None:
    """GetAccountDataRetention."""
    arn = _setting_arn(aws, "account-data-retention")
    await aws.get(
        "bedrock:GetAccountDataRetention",
        arn,
        lambda reply: AccountDataRetention(arn=arn, name=aws.region, tags={}, mode=reply["mode"]),
        unread=AccountDataRetention(arn=arn, name=aws.region, tags={}),
    )


@collector(EnforcedGuardrailConfiguration)
async def enforced_guardrails(aws: Reader) -> None:
    """ListEnforcedGuardrailsConfiguration."""
    await aws.list("bedrock:ListEnforcedGuardrailsConfiguration", "guardrailsConfig", lambda item: _enforced(aws, item))


@collector(InvokedModel)
async def invoked_models(aws: Reader) -> None:
    """ListMetrics of Bedrock's Invocations, which tells the models called within the last two weeks.

    The metric exists per model and besides without dimensions
    (https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring.html).
    """
    arn = region_arn(aws.account, aws.region, aws.partition)

    def models(reply: Reply) -> list[InvokedModel]:
        dimensions = [each for metric in reply["Metrics"] for each in metric.get("Dimensions", ())]
        found = {each["Value"] for each in dimensions if each["Name"] == "ModelId"}
        return [InvokedModel(arn=arn, model_id=model_id) for model_id in sorted(found)]

    await aws.pages("cloudwatch:ListMetrics", models, Namespace="AWS/Bedrock", MetricName="Invocations")


def _setting_arn(aws: Reader, setting: str) -> str:
    return f"arn:{aws.partition}:bedrock:{aws.region}:{aws.account}:{setting}"


def _logging(aws: Reader, arn: str, config: Reply) -> ModelInvocationLoggingConfiguration:
    logs = config.get("cloudWatchConfig", {})
    group = logs.get("logGroupName", "")
    bucket = config.get("s3Config", {}).get("bucketName", "")
    enabled = bool(group or bucket)

    def delivers(kind: str) -> bool | None:
        """The reply has every switch once logging is on; nothing is delivered while it is off."""
        return config.get(f"{kind}DataDeliveryEnabled") if enabled else False

    return ModelInvocationLoggingConfiguration(
        arn=arn,
        name=aws.region,
        tags={},
        enabled=enabled,
        log_group_name=group,
        log_group_arn=f"arn:{aws.partition}:logs:{aws.region}:{aws.account}:log-group:{group}" if group else "",
        role_arn=logs.get("roleArn", ""),
        s3_bucket_name=bucket,
        large_data_bucket_name=logs.get("largeDataDeliveryS3Config", {}).get("bucketName", ""),
        text_data_delivery_enabled=delivers("text"),
        image_data_delivery_enabled=delivers("image"),
        embedding_data_delivery_enabled=delivers("embedding"),
        video_data_delivery_enabled=delivers("video"),
        audio_data_delivery_enabled=delivers("audio"),
    )


def _enforced(aws: Reader, item: Reply) -> EnforcedGuardrailConfiguration:
    models = item.get("modelEnforcement", {})
    config_id = item["configId"]
    return EnforcedGuardrailConfiguration(
        arn=_setting_arn(aws, f"enforced-guardrail-configuration/{config_id}"),
        name=config_id,
        tags={},
        guardrail_arn=item.get("guardrailArn"),
        guardrail_version=item.get("guardrailVersion"),
        included_models=tuple(models.get("includedModels", ())),
        excluded_models=tuple(models.get("excludedModels", ())),
    )
