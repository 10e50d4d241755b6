"""SageMaker endpoints, their configurations, inference components and scaling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.collect.sagemaker_replies import UNCHANGEABLE, Listed, Listing, describe_all, secrets, vpc
from modelkeep.adapters.aws.keep import Dated
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.application_autoscaling import ScalableTarget
from modelkeep.core.kinds.sagemaker_endpoints import (
    Endpoint,
    EndpointConfig,
    EndpointConfigProductionVariant,
    EndpointDeployedImage,
    EndpointPolicyStatement,
    InferenceComponent,
    InferenceComponentSpecification,
)
from modelkeep.core.policy import statements
from modelkeep.core.tables import Row


@collector(EndpointConfig, EndpointConfigProductionVariant)
async def endpoint_configs(aws: Reader) -> None:
    """ListEndpointConfigs, then DescribeEndpointConfig for each."""
    await describe_all(aws, _CONFIGS, jobs=False)


@collector(Endpoint, EndpointDeployedImage, EndpointPolicyStatement)
async def endpoints(aws: Reader) -> None:
    """ListEndpoints, then DescribeEndpoint and GetEndpointPolicy for each.

    An endpoint without a policy is answered with a ValidationException
    (https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_GetEndpointPolicy.html).
    """
    none: tuple[EndpointPolicyStatement, ...] = ()

    async def policy(listed: Listed) -> None:
        arn, name, _ = listed
        await aws.get(
            "sagemaker:GetEndpointPolicy",
            arn,
            lambda reply: statements(EndpointPolicyStatement, arn, "resource policy", reply["ResourcePolicy"]),
            absent={"ValidationException": none},
            EndpointName=name,
        )

    listed = await describe_all(aws, _ENDPOINTS, jobs=False)
    if aws.wants("sagemaker:GetEndpointPolicy"):
        await aws.each(listed, policy)


@collector(InferenceComponent, InferenceComponentSpecification)
async def inference_components(aws: Reader) -> None:
    """ListInferenceComponents, then DescribeInferenceComponent for each."""
    await describe_all(aws, _COMPONENTS, jobs=False)


@collector(ScalableTarget)
async def scalable_targets(aws: Reader) -> None:
    """DescribeScalableTargets of SageMaker."""
    await aws.list(
        "application-autoscaling:DescribeScalableTargets",
        "ScalableTargets",
        _scalable_target,
        ServiceNamespace="sagemaker",
    )


def _endpoint_config(reply: Reply) -> tuple[Row, ...]:
    arn = reply["EndpointConfigArn"]
    capture = reply.get("DataCaptureConfig") or {}
    captures = bool(capture.get("EnableCapture", False))
    asynchronous = reply.get("AsyncInferenceConfig") or {}
    output = asynchronous.get("OutputConfig") or {}
    topics = output.get("NotificationConfig") or {}
    config = EndpointConfig(
        arn=arn,
        name=reply["EndpointConfigName"],
        kms_key_id=reply.get("KmsKeyId") or "",
        enable_network_isolation=bool(reply.get("EnableNetworkIsolation", False)),
        execution_role_arn=reply.get("ExecutionRoleArn") or "",
        data_capture_enabled=captures,
        data_capture_percentage=int(capture["InitialSamplingPercentage"]) if captures else 0,
        data_capture_s3_uri=capture["DestinationS3Uri"] if captures else "",
        data_capture_kms_key_id=capture.get("KmsKeyId") or "",
        is_async=bool(asynchronous),
        async_s3_uris=tuple(output[key] for key in ("S3OutputPath", "S3FailurePath") if output.get(key)),
        async_kms_key_id=output.get("KmsKeyId") or "",
        async_sns_topics=tuple(sorted({topics[key] for key in ("SuccessTopic", "ErrorTopic") if topics.get(key)})),
        creation_time=reply.get("CreationTime"),
        **vpc(reply),
    )
    return (
        config,
        *(_variant(arn, each, is_shadow=False) for each in reply["ProductionVariants"]),
        *(_variant(arn, each, is_shadow=True) for each in reply.get("ShadowProductionVariants") or ()),
    )


def _variant(arn: str, given: Mapping[str, Any], *, is_shadow: bool) -> EndpointConfigProductionVariant:
    scaling = given.get("ManagedInstanceScaling") or {}
    managed = scaling.get("Status") == "ENABLED"
    core_dump = given.get("CoreDumpConfig") or {}
    serverless = bool(given.get("ServerlessConfig"))
    return EndpointConfigProductionVariant(
        arn=arn,
        variant_name=given["VariantName"],
        is_shadow=is_shadow,
        model_name=given.get("ModelName") or "",
        initial_instance_count=0 if serverless else given.get("InitialInstanceCount"),
        is_serverless=serverless,
        instance_type=given.get("InstanceType") or "",
        managed_scaling_min=scaling.get("MinInstanceCount") if managed else 0,
        managed_scaling_max=scaling.get("MaxInstanceCount") if managed else 0,
        enable_ssm_access=bool(given.get("EnableSSMAccess", False)),
        core_dump_s3_uri=core_dump.get("DestinationS3Uri") or "",
        core_dump_kms_key_id=core_dump.get("KmsKeyId") or "",
    )


def _endpoint(reply: Reply) -> tuple[Row, ...]:
    arn = reply["EndpointArn"]
    deployment = reply.get("LastDeploymentConfig") or {}
    alarms = (deployment.get("AutoRollbackConfiguration") or {}).get("Alarms") or ()
    endpoint = Endpoint(
        arn=arn,
        name=reply["EndpointName"],
        endpoint_config_name=reply.get("EndpointConfigName"),
        endpoint_status=reply["EndpointStatus"],
        traffic_routing_type=_routing(deployment),
        auto_rollback_alarms=tuple(alarm["AlarmName"] for alarm in alarms),
        creation_time=reply.get("CreationTime"),
    )
    return (
        endpoint,
        *_images(arn, reply.get("ProductionVariants") or (), is_shadow=False),
        *_images(arn, reply.get("ShadowProductionVariants") or (), is_shadow=True),
    )


def _routing(deployment: Mapping[str, Any]) -> str:
    if deployment.get("RollingUpdatePolicy"):
        return "ROLLING"
    if deployment.get("BlueGreenUpdatePolicy"):
        return str(deployment["BlueGreenUpdatePolicy"]["TrafficRoutingConfiguration"]["Type"])
    return ""


def _images(arn: str, variants: Any, *, is_shadow: bool) -> Iterator[EndpointDeployedImage]:
    for variant in variants:
        for image in variant.get("DeployedImages") or ():
            yield EndpointDeployedImage(
                arn=arn,
                variant_name=variant["VariantName"],
                is_shadow=is_shadow,
                specified_image=image.get("SpecifiedImage"),
                resolved_image=image.get("ResolvedImage"),
            )


def _inference_component(reply: Reply) -> tuple[Row, ...]:
    arn = reply["InferenceComponentArn"]
    single = reply.get("Specification")
    component = InferenceComponent(
        arn=arn,
        name=reply["InferenceComponentName"],
        endpoint_name=reply["EndpointName"],
        variant_name=reply.get("VariantName") or "",
    )
    return (component, *(_specification(arn, each) for each in ([single] if single else reply["Specifications"])))


def _specification(arn: str, given: Mapping[str, Any]) -> InferenceComponentSpecification:
    container = given.get("Container") or {}
    image = container.get("DeployedImage") or {}
    return InferenceComponentSpecification(
        arn=arn,
        model_name=given.get("ModelName") or "",
        base_inference_component_name=given.get("BaseInferenceComponentName") or "",
        specified_image=image.get("SpecifiedImage") or "",
        resolved_image=image.get("ResolvedImage") or "",
        artifact_url=container.get("ArtifactUrl") or "",
        environment_secret_names=secrets(container.get("Environment")),
    )


def _scalable_target(item: Reply) -> ScalableTarget:
    """ResourceId is `endpoint/NAME/variant/VARIANT` or `inference-component/NAME`."""
    resource_id = item["ResourceId"]
    fields = resource_id.split("/")
    is_variant = len(fields) == 4 and fields[0] == "endpoint"
    return ScalableTarget(
        arn=item["ScalableTargetARN"],
        name=resource_id,
        scalable_dimension=item["ScalableDimension"],
        endpoint_name=fields[1] if is_variant else "",
        variant_name=fields[3] if is_variant else "",
        min_capacity=item["MinCapacity"],
        max_capacity=item["MaxCapacity"],
    )


_CONFIGS = Listing(
    lists="ListEndpointConfigs",
    key="EndpointConfigs",
    arn="EndpointConfigArn",
    name="EndpointConfigName",
    describes="DescribeEndpointConfig",
    parameter="EndpointConfigName",
    row=EndpointConfig,
    parse=_endpoint_config,
    dated=UNCHANGEABLE,
)
_ENDPOINTS = Listing(
    lists="ListEndpoints",
    key="Endpoints",
    arn="EndpointArn",
    name="EndpointName",
    describes="DescribeEndpoint",
    parameter="EndpointName",
    row=Endpoint,
    parse=_endpoint,
    dated=Dated(("CreationTime", "LastModifiedTime"), "EndpointStatus", frozenset({"InService"})),
)
_COMPONENTS = Listing(
    lists="ListInferenceComponents",
    key="InferenceComponents",
    arn="InferenceComponentArn",
    name="InferenceComponentName",
    describes="DescribeInferenceComponent",
    parameter="InferenceComponentName",
    row=InferenceComponent,
    parse=_inference_component,
    dated=Dated(("CreationTime", "LastModifiedTime"), "InferenceComponentStatus", frozenset({"InService"})),
)
