"""Amazon SageMaker AI inference: what is deployed, how it changes, what it records."""

from __future__ import annotations

from datetime import datetime

from modelkeep.core.tables import Resource, Row, Statement, kind, part


@kind("AWS::SageMaker::EndpointConfig", calls="sagemaker:ListEndpointConfigs sagemaker:DescribeEndpointConfig", ai=True)
class EndpointConfig(Resource):
    """What an endpoint is to run, and what it is to record."""

    kms_key_id: str | None = None
    """The key of the instances' storage volumes; '' for none."""
    enable_network_isolation: bool | None = None
    execution_role_arn: str | None = None
    subnets: tuple[str, ...] | None = None
    security_group_ids: tuple[str, ...] | None = None
    data_capture_enabled: bool | None = None
    data_capture_percentage: int | None = None
    """0 where nothing is captured."""
    data_capture_s3_uri: str | None = None
    data_capture_kms_key_id: str | None = None
    is_async: bool | None = None
    async_s3_uris: tuple[str, ...] | None = None
    """Where answers and failures of asynchronous inference go."""
    async_kms_key_id: str | None = None
    async_sns_topics: tuple[str, ...] | None = None
    creation_time: datetime | None = None


@part(
    EndpointConfig,
    "production_variant",
    calls="sagemaker:ListEndpointConfigs sagemaker:DescribeEndpointConfig",
)
class EndpointConfigProductionVariant(Row):
    """One model on some instances, with its share of the traffic; shadow variants get copies of requests."""

    variant_name: str | None = None
    is_shadow: bool | None = None
    model_name: str | None = None
    """'' where inference components say which models run."""
    initial_instance_count: int | None = None
    """0 for serverless variants."""
    is_serverless: bool | None = None
    instance_type: str | None = None
    managed_scaling_min: int | None = None
    managed_scaling_max: int | None = None
    """0 where SageMaker does not scale the variant by itself."""
    enable_ssm_access: bool | None = None
    """Whether Systems Manager sessions into the containers are possible."""
    core_dump_s3_uri: str | None = None
    """Where memory of crashed containers goes; '' for nowhere."""
    core_dump_kms_key_id: str | None = None


@kind("AWS::SageMaker::Endpoint", calls="sagemaker:ListEndpoints sagemaker:DescribeEndpoint", ai=True)
class Endpoint(Resource):
    """A model, or several, answering requests."""

    endpoint_config_name: str | None = None
    endpoint_status: str | None = None
    traffic_routing_type: str | None = None
    """How its deployments shift traffic: ALL_AT_ONCE, CANARY, LINEAR or ROLLING; '' where no deployment was configured."""
    auto_rollback_alarms: tuple[str, ...] | None = None
    """Names of the alarms that undo a deployment."""
    creation_time: datetime | None = None


@part(Endpoint, "policy_statement", calls="sagemaker:ListEndpoints sagemaker:GetEndpointPolicy")
class EndpointPolicyStatement(Statement):
    """Who else may send requests to the endpoint: other accounts, through their inference routers."""


@part(Endpoint, "deployed_image", calls="sagemaker:ListEndpoints sagemaker:DescribeEndpoint")
class EndpointDeployedImage(Row):
    """An image that a variant runs now: as it was specified, and the digest to which that resolved."""

    variant_name: str | None = None
    is_shadow: bool | None = None
    specified_image: str | None = None
    resolved_image: str | None = None


@kind(
    "AWS::SageMaker::InferenceComponent",
    calls="sagemaker:ListInferenceComponents sagemaker:DescribeInferenceComponent",
    ai=True,
)
class InferenceComponent(Resource):
    """A model that shares an endpoint's instances with others."""

    endpoint_name: str | None = None
    variant_name: str | None = None


@part(
    InferenceComponent,
    "specification",
    calls="sagemaker:ListInferenceComponents sagemaker:DescribeInferenceComponent",
)
class InferenceComponentSpecification(Row):
    """What a component runs: one for all instance types, or one for each."""

    model_name: str | None = None
    """'' where the component brings its own container or adapts another component."""
    base_inference_component_name: str | None = None
    specified_image: str | None = None
    resolved_image: str | None = None
    artifact_url: str | None = None
    environment_secret_names: tuple[str, ...] | None = None
