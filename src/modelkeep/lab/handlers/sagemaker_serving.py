"""SageMaker models and endpoints.

moto 5.2.5 says of every model that it is not isolated, drops digests, shadow variants and deployment configurations, does not say
which images an endpoint runs, and has neither UpdateEndpoint nor inference components. Creation is remembered and left to moto, which
lists and tags; the Describe calls give what was remembered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from moto.ecr.models import ecr_backends
from moto.sagemaker.models import FakeEndpointConfig, sagemaker_backends

from modelkeep.core.arn import parse_arn
from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles
from modelkeep.lab.handlers.sagemaker import arn, remember, remembered, with_arn


@handles("sagemaker", "CreateModel")
def create_model(lab: Lab, request: Request) -> None:
    """Remember."""
    remember(
        lab, request, "Model", EnableNetworkIsolation=bool(request.parameters.get("EnableNetworkIsolation", False))
    )


@handles("sagemaker", "DescribeModel")
def describe_model(lab: Lab, request: Request) -> Reply:
    """What was remembered."""
    return with_arn(request, "Model", "model", remembered(lab, request, "Model"))


@handles("sagemaker", "PutEndpointPolicy")
def put_endpoint_policy(lab: Lab, request: Request) -> Reply:
    """Put."""
    name = request.parameters["EndpointName"]
    lab.collection(request, "EndpointPolicy")[name] = request.parameters["ResourcePolicy"]
    return {"EndpointName": name, "EndpointArn": arn(request, f"endpoint/{name}")}


@handles("sagemaker", "GetEndpointPolicy")
def get_endpoint_policy(lab: Lab, request: Request) -> Reply:
    """Get."""
    name = request.parameters["EndpointName"]
    policy = lab.collection(request, "EndpointPolicy").get(name)
    if policy is None:
        raise AwsError("ValidationException", f"Cannot find resource policy for: {arn(request, f'endpoint/{name}')}")
    return {
        "EndpointName": name,
        "EndpointArn": arn(request, f"endpoint/{name}"),
        "ResourcePolicy": policy,
    }


@handles("sagemaker", "CreateEndpointConfig")
def create_endpoint_config(lab: Lab, request: Request) -> Reply | None:
    """Remember. moto stumbles over a variant for inference components, which names no model."""
    kept = remember(lab, request, "EndpointConfig")
    if all(variant.get("ModelName") for variant in kept["ProductionVariants"]):
        return None
    config = FakeEndpointConfig(
        account_id=request.account,
        region_name=request.region,
        endpoint_config_name=kept["EndpointConfigName"],
        production_variants=kept["ProductionVariants"],
        async_inference_config=kept.get("AsyncInferenceConfig", {}),
        data_capture_config=kept.get("DataCaptureConfig", {}),
        tags=kept.get("Tags", []),
        kms_key_id=kept.get("KmsKeyId", ""),
    )
    sagemaker_backends[request.account][request.region].endpoint_configs[kept["EndpointConfigName"]] = config
    return {"EndpointConfigArn": config.endpoint_config_arn}


@handles("sagemaker", "DescribeEndpointConfig")
def describe_endpoint_config(lab: Lab, request: Request) -> Reply:
    """What was remembered."""
    return with_arn(request, "EndpointConfig", "endpoint-config", remembered(lab, request, "EndpointConfig"))


@handles("sagemaker", "CreateEndpoint")
def create_endpoint(lab: Lab, request: Request) -> None:
    """Remember."""
    remember(lab, request, "Endpoint")


@handles("sagemaker", "UpdateEndpoint")
def update_endpoint(lab: Lab, request: Request) -> Reply:
    """At once. A deployment configuration stays in force only where the call asks to retain it."""
    endpoint = remembered(lab, request, "Endpoint")
    endpoint["EndpointConfigName"] = request.parameters["EndpointConfigName"]
    endpoint["LastModifiedTime"] = datetime.now(UTC)
    if not request.parameters.get("RetainDeploymentConfig"):
        endpoint["DeploymentConfig"] = request.parameters.get("DeploymentConfig")
    return {"EndpointArn": arn(request, f"endpoint/{endpoint['EndpointName']}")}


@handles("sagemaker", "DescribeEndpoint")
def describe_endpoint(lab: Lab, request: Request) -> Reply:
    """What was remembered, with what its configuration makes it run."""
    endpoint = remembered(lab, request, "Endpoint")
    config = lab.collection(request, "EndpointConfig").get(endpoint["EndpointConfigName"], {})
    capture = config.get("DataCaptureConfig")
    reply = {
        **with_arn(request, "Endpoint", "endpoint", endpoint),
        "EndpointStatus": "InService",
        "ProductionVariants": list(_running(lab, request, config.get("ProductionVariants") or ())),
    }
    if endpoint.get("DeploymentConfig"):
        reply["LastDeploymentConfig"] = endpoint["DeploymentConfig"]
    if config.get("ShadowProductionVariants"):
        reply["ShadowProductionVariants"] = list(_running(lab, request, config["ShadowProductionVariants"]))
    if capture:
        reply["DataCaptureConfig"] = {
            "EnableCapture": capture.get("EnableCapture", False),
            "CaptureStatus": "Started" if capture.get("EnableCapture") else "Stopped",
            "CurrentSamplingPercentage": capture["InitialSamplingPercentage"],
            "DestinationS3Uri": capture["DestinationS3Uri"],
            "KmsKeyId": capture.get("KmsKeyId", ""),
        }
    return reply


@handles("sagemaker", "CreateInferenceComponent")
def create_inference_component(lab: Lab, request: Request) -> Reply:
    """Create."""
    name = request.parameters["InferenceComponentName"]
    remember(lab, request, "InferenceComponent", InferenceComponentStatus="InService")
    return {"InferenceComponentArn": arn(request, f"inference-component/{name}")}


@handles("sagemaker", "ListInferenceComponents")
def list_inference_components(lab: Lab, request: Request) -> Reply:
    """All, or those of one endpoint."""
    wanted = request.parameters.get("EndpointNameEquals")
    found = lab.collection(request, "InferenceComponent").values()
    return {
        "InferenceComponents": [
            _component(request, each) for each in found if wanted in (None, each["EndpointName"])
        ]
    }  # fmt: skip


@handles("sagemaker", "DescribeInferenceComponent")
def describe_inference_component(lab: Lab, request: Request) -> Reply:
    """What was remembered, with the image that the container runs."""
    kept = remembered(lab, request, "InferenceComponent")
    specification = dict(kept["Specification"])
    container = specification.get("Container")
    if container:
        image = {"DeployedImage": deployed_image(container["Image"])} if container.get("Image") else {}
        specification["Container"] = {**container, **image}
    return {**_component(request, kept), "Specification": specification}


def deployed_image(image: str) -> dict[str, Any]:
    """An image as specified, and as resolved to a digest: that of the repository in the lab, else a made-up one."""
    digest = image if "@" in image else f"{image.rpartition(':')[0]}@{_digest(image)}"
    return {"SpecifiedImage": image, "ResolvedImage": digest, "ResolutionTime": datetime.now(UTC)}


def _digest(image: str) -> str:
    """What the tag of an image leads to now."""
    host, _, name = image.partition("/")
    repository, _, tag = name.rpartition(":")
    account, _, region = host.partition(".dkr.ecr.")
    kept = ecr_backends[account][region.partition(".")[0]].repositories.get(repository) if region else None
    for each in kept.images if kept else ():
        if tag in each.image_tags:
            return str(each.get_image_digest())
    return f"sha256:{hashlib.sha256(image.encode()).hexdigest()}"


def _component(request: Request, kept: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **with_arn(request, "InferenceComponent", "inference-component", kept),
        "EndpointArn": arn(request, f"endpoint/{kept['EndpointName']}"),
    }


def _running(lab: Lab, request: Request, variants: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    for variant in variants:
        count = variant.get("InitialInstanceCount", 0)
        weight = variant.get("InitialVariantWeight", 1.0)
        yield {
            "VariantName": variant["VariantName"],
            "DeployedImages": [deployed_image(image) for image in _images(lab, request, variant.get("ModelName", ""))],
            "CurrentWeight": weight,
            "DesiredWeight": weight,
            "CurrentInstanceCount": count,
            "DesiredInstanceCount": count,
        }


def _images(lab: Lab, request: Request, model_name: str) -> Iterable[str]:
    """The images of a model's containers; a container that names a package runs that package's."""
    model = lab.collection(request, "Model").get(model_name, {})
    for container in [model["PrimaryContainer"]] if "PrimaryContainer" in model else model.get("Containers") or ():
        if container.get("Image"):
            yield container["Image"]
            continue
        package = _package(lab, container.get("ModelPackageName", ""))
        for each in (package.get("InferenceSpecification") or {}).get("Containers") or ():
            name = each["Image"].partition("@")[0].rsplit(":", 1)[0]
            yield f"{name}@{each['ImageDigest']}" if each.get("ImageDigest") else each["Image"]


def _package(lab: Lab, package_arn: str) -> Mapping[str, Any]:
    """A package of whatever account: registries are shared."""
    parts = parse_arn(package_arn)
    store = lab.store(parts.account, parts.region) if parts else {}
    found: Mapping[str, Any] = store.get("sagemaker.ModelPackage", {}).get(package_arn, {})
    return found


@handles("sagemaker", "CreateInferenceExperiment")
def create_inference_experiment(lab: Lab, request: Request) -> Reply:
    """Create; it runs at once."""
    name = request.parameters["Name"]
    at = datetime.now(UTC)
    lab.collection(request, "InferenceExperiment")[name] = {
        **request.parameters,
        "CreationTime": at,
        "LastModifiedTime": at,
    }
    return {"InferenceExperimentArn": arn(request, f"inference-experiment/{name}")}


@handles("sagemaker", "ListInferenceExperiments")
def list_inference_experiments(lab: Lab, request: Request) -> Reply:
    """All."""
    kept = ("Name", "Type", "CreationTime", "LastModifiedTime", "RoleArn")
    found = lab.collection(request, "InferenceExperiment").values()
    return {"InferenceExperiments": [{**{key: each[key] for key in kept}, "Status": "Running"} for each in found]}


@handles("sagemaker", "DescribeInferenceExperiment")
def describe_inference_experiment(lab: Lab, request: Request) -> Reply:
    """What was remembered."""
    kept = lab.collection(request, "InferenceExperiment").get(request.parameters["Name"])
    if kept is None:
        raise AwsError("ResourceNotFound", f"inference experiment {request.parameters['Name']} does not exist")
    optional = {key: kept[key] for key in ("RoleArn", "KmsKey", "DataStorageConfig", "ShadowModeConfig") if key in kept}
    return {
        **optional,
        **{key: kept[key] for key in ("Name", "Type", "CreationTime", "LastModifiedTime")},
        "Arn": arn(request, f"inference-experiment/{kept['Name']}"),
        "Status": "Running",
        "EndpointMetadata": {"EndpointName": kept["EndpointName"]},
        "ModelVariants": [{**each, "Status": "InService"} for each in kept["ModelVariants"]],
    }
