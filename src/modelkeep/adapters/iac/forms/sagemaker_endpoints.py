"""SageMaker endpoints, what they run, how they scale (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_SageMaker.html)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from modelkeep.adapters.iac.forms import Form, Identity, Part
from modelkeep.adapters.iac.forms.lenses import Computed, Fixed, Flag, Given, Number, Text, Texts
from modelkeep.adapters.iac.forms.sagemaker_shared import by_arn, names_of_secrets, vpc
from modelkeep.adapters.iac.properties import Properties
from modelkeep.core.kinds.application_autoscaling import ScalableTarget
from modelkeep.core.kinds.sagemaker_endpoints import (
    Endpoint,
    EndpointConfig,
    EndpointConfigProductionVariant,
    InferenceComponent,
    InferenceComponentSpecification,
)

_OUTPUT = "AsyncInferenceConfig.OutputConfig"
_TOPICS = f"{_OUTPUT}.NotificationConfig"


def _when_captured(path: str, read: Callable[[Properties], Any], none: Any) -> Computed:
    """A setting of data capture, which counts only where something is captured."""

    def captured(properties: Properties) -> Any:
        captures = properties.flag("DataCaptureConfig.EnableCapture")
        return None if captures is None else read(properties) if captures else none

    return Computed(captured, lambda value: {path: value}, path)


def _several(paths: tuple[str, ...], path: str, *, unordered: bool = False) -> Computed:
    """The texts at several paths that are there, all below `path`."""

    def read(properties: Properties) -> tuple[str, ...] | None:
        found = [properties.text(each) for each in paths]
        if None in found:
            return None
        given = [each for each in found if each]
        return tuple(sorted(set(given))) if unordered else tuple(given)

    return Computed(read, lambda texts: dict(zip(paths, texts, strict=False)), path)


def _initial_instance_count(properties: Properties) -> int | None:
    """0 for serverless variants, which have none."""
    count = properties.number("InitialInstanceCount")
    is_given = properties.value("InitialInstanceCount") is not None
    return 0 if not is_given and properties.given("ServerlessConfig") else count


def _managed(name: str) -> Computed:
    """A bound of managed scaling, 0 where SageMaker does not scale by itself."""
    path = f"ManagedInstanceScaling.{name}"

    def read(properties: Properties) -> int | None:
        match properties.text("ManagedInstanceScaling.Status"):
            case None:
                return None
            case "ENABLED":
                return properties.number(path)
            case _:
                return 0

    return Computed(
        read, lambda count: {"ManagedInstanceScaling.Status": "ENABLED", path: count} if count else {}, path
    )


def _routing(properties: Properties) -> str | None:
    rolling = properties.given("DeploymentConfig.RollingUpdatePolicy")
    if rolling is None or rolling:
        return "ROLLING" if rolling else None
    return properties.text("DeploymentConfig.BlueGreenUpdatePolicy.TrafficRoutingConfiguration.Type")


def _turned_routing(routing: str) -> Mapping[str, Any]:
    if routing == "ROLLING":
        return {"DeploymentConfig.RollingUpdatePolicy.WaitIntervalInSeconds": 60}
    return {"DeploymentConfig.BlueGreenUpdatePolicy.TrafficRoutingConfiguration.Type": routing} if routing else {}


def _of_resource_id(position: int) -> Computed:
    """A field of `endpoint/NAME/variant/VARIANT`, '' for `inference-component/NAME`."""

    def read(properties: Properties) -> str | None:
        resource_id = properties.text("ResourceId", None)
        if resource_id is None:
            return None
        fields = resource_id.split("/")
        return fields[position] if len(fields) == 4 and fields[0] == "endpoint" else ""

    return Computed(read, path="ResourceId")


_VARIANTS = Part(
    row=EndpointConfigProductionVariant,
    paths=("ProductionVariants", "ShadowProductionVariants"),
    columns={
        "variant_name": Text("VariantName", None),
        "model_name": Text("ModelName"),
        "initial_instance_count": Computed(
            _initial_instance_count,
            lambda count: {"InitialInstanceCount": count} if count else {},
            "InitialInstanceCount",
        ),
        "is_serverless": Given("ServerlessConfig"),
        "instance_type": Text("InstanceType"),
        "managed_scaling_min": _managed("MinInstanceCount"),
        "managed_scaling_max": _managed("MaxInstanceCount"),
        "enable_ssm_access": Flag("EnableSSMAccess"),
        "core_dump_s3_uri": Text("CoreDumpConfig.DestinationS3Uri"),
        "core_dump_kms_key_id": Text("CoreDumpConfig.KmsKeyId"),
    },
    always={
        "ProductionVariants": {"is_shadow": Fixed(value=False)},
        "ShadowProductionVariants": {"is_shadow": Fixed(value=True)},
    },
)
_SPECIFICATIONS = Part(
    row=InferenceComponentSpecification,
    paths=("Specification", "Specifications"),
    columns={
        "model_name": Text("ModelName"),
        "specified_image": Text("Container.Image"),
        "artifact_url": Text("Container.ArtifactUrl"),
        "environment_secret_names": names_of_secrets("Container.Environment"),
    },
    always={
        "Specification": {"base_inference_component_name": Text("BaseInferenceComponentName")},
        "Specifications": {"base_inference_component_name": Fixed("")},
    },
)

FORMS = (
    Form(
        cfn_type="AWS::SageMaker::EndpointConfig",
        row=EndpointConfig,
        identity=by_arn("endpoint-config", "EndpointConfigName", "EndpointConfigArn"),
        columns={
            "kms_key_id": Text("KmsKeyId"),
            "enable_network_isolation": Flag("EnableNetworkIsolation"),
            "execution_role_arn": Text("ExecutionRoleArn"),
            **vpc("VpcConfig"),
            "data_capture_enabled": Flag("DataCaptureConfig.EnableCapture"),
            "data_capture_percentage": _when_captured(
                "DataCaptureConfig.InitialSamplingPercentage",
                lambda properties: properties.number("DataCaptureConfig.InitialSamplingPercentage"),
                0,
            ),
            "data_capture_s3_uri": _when_captured(
                "DataCaptureConfig.DestinationS3Uri",
                lambda properties: properties.text("DataCaptureConfig.DestinationS3Uri", None),
                "",
            ),
            "data_capture_kms_key_id": Text("DataCaptureConfig.KmsKeyId"),
            "is_async": Given("AsyncInferenceConfig"),
            "async_s3_uris": _several((f"{_OUTPUT}.S3OutputPath", f"{_OUTPUT}.S3FailurePath"), _OUTPUT),
            "async_kms_key_id": Text(f"{_OUTPUT}.KmsKeyId"),
            "async_sns_topics": _several((f"{_TOPICS}.SuccessTopic", f"{_TOPICS}.ErrorTopic"), _TOPICS, unordered=True),
        },
        sections=(_VARIANTS,),
    ),
    Form(
        cfn_type="AWS::SageMaker::Endpoint",
        row=Endpoint,
        identity=by_arn("endpoint", "EndpointName", "EndpointArn"),
        columns={
            "endpoint_config_name": Text("EndpointConfigName", None),
            "endpoint_status": Fixed("InService"),
            "traffic_routing_type": Computed(_routing, _turned_routing, "DeploymentConfig"),
            "auto_rollback_alarms": Texts("DeploymentConfig.AutoRollbackConfiguration.Alarms", inside="AlarmName"),
        },
    ),
    Form(
        cfn_type="AWS::SageMaker::InferenceComponent",
        row=InferenceComponent,
        identity=by_arn("inference-component", "InferenceComponentName", "InferenceComponentArn"),
        columns={"endpoint_name": Text("EndpointName", None), "variant_name": Text("VariantName")},
        sections=(_SPECIFICATIONS,),
    ),
    Form(
        cfn_type="AWS::ApplicationAutoScaling::ScalableTarget",
        row=ScalableTarget,
        identity=Identity(
            arn="arn:{partition}:application-autoscaling:{region}:{account}:scalable-target/{label}",
            name="ResourceId",
            ref="{name}|sagemaker:variant:DesiredInstanceCount|sagemaker",
            attributes={"Id": "{label}"},
        ),
        columns={
            "scalable_dimension": Text("ScalableDimension", None),
            "endpoint_name": _of_resource_id(1),
            "variant_name": _of_resource_id(3),
            "min_capacity": Number("MinCapacity"),
            "max_capacity": Number("MaxCapacity"),
        },
        only={"ServiceNamespace": "sagemaker"},
    ),
)
