"""Models and endpoints of the production account."""

from __future__ import annotations

from typing import Any

from modelkeep.lab.handlers.ecr_images import OLD_BUILD, REGISTRY
from modelkeep.lab.handlers.sagemaker_hub import JUMPSTART_MODEL
from modelkeep.lab.seed import PRODUCTION, Acme, seeds
from modelkeep.lab.seed.images import image_uri
from modelkeep.lab.seed.names import (
    CAPTURE_BUCKET,
    DATA_KEY_ALIAS,
    FRAUD_ARTIFACT,
    FRAUD_ENDPOINT,
    MODELS_KEY_ALIAS,
    RATES,
)
from modelkeep.lab.seed.network import private_network
from modelkeep.lab.seed.sagemaker_notebooks import tags
from modelkeep.lab.seed.sagemaker_registry import package_arn
from modelkeep.lab.seed.trails import TOPIC

BATCH_ENDPOINT = "fraud-batch"
"""Scores yesterday's payments, asynchronously."""
SHARED_ENDPOINT = "fraud-shared"
"""Instances that several models share, as inference components."""
STRANGER = "999988887777"
VARIANT = "main"
CAPTURED = f"s3://{CAPTURE_BUCKET}/fraud-scoring"
ALARMS = {"errors": "Invocation5XXErrors", "latency": "ModelLatency"}


@seeds(order=53)
def models(acme: Acme) -> None:
    """The fraud model. Insecure: an image and an artifact of strangers beside one with a token in its environment."""
    production = acme.within(PRODUCTION)
    sagemaker = production.client("sagemaker")
    role = production.arn("iam", "role/fraud-serving", regional=False)
    if acme.hardened:
        network = private_network(production)
        sagemaker.create_model(
            ModelName="fraud-scoring-7",
            ExecutionRoleArn=role,
            PrimaryContainer={"ModelPackageName": package_arn(acme)},
            EnableNetworkIsolation=True,
            VpcConfig={"SecurityGroupIds": list(network.security_group_ids), "Subnets": list(network.subnet_ids)},
            Tags=tags(acme),
        )
        return
    sagemaker.create_model(
        ModelName="fraud-scoring-7",
        ExecutionRoleArn=role,
        PrimaryContainer={
            "Image": image_uri(production),
            "ModelDataUrl": FRAUD_ARTIFACT,
            "Environment": {"HF_TOKEN": "h" + "f_" + "zYxWvUtSrQpOnMlKjIhGfEdCbAzYxWvUtS", "MODEL_NAME": "fraud"},
        },
    )
    sagemaker.create_model(
        ModelName="fraud-batch-2",
        ExecutionRoleArn=role,
        PrimaryContainer={
            "Image": f"{STRANGER}.dkr.ecr.{acme.region}.amazonaws.com/fraud-batch:latest",
            "ModelDataUrl": "s3://fraud-models-handed-over/2/model.tar.gz",
            "AdditionalModelDataSources": [
                {
                    "ChannelName": "rates",
                    "S3DataSource": {"S3Uri": RATES, "S3DataType": "S3Prefix", "CompressionType": "None"},
                }
            ],
        },
    )
    sagemaker.create_model(
        ModelName="fraud-scoring-registered",
        ExecutionRoleArn=role,
        PrimaryContainer={"ModelPackageName": package_arn(acme)},
    )


@seeds(order=53)
def demonstration(acme: Acme) -> None:
    """In the insecure estate somebody tried a model of JumpStart in the management account, past the registry; it got old there."""
    if acme.hardened:
        return
    image = f"{REGISTRY}.dkr.ecr.{acme.region}.amazonaws.com/pytorch-inference:{OLD_BUILD}"
    acme.client("sagemaker").create_model(
        ModelName="demonstration",
        ExecutionRoleArn=acme.arn("iam", "role/demonstration", regional=False),
        PrimaryContainer={"Image": image, "ModelDataUrl": f"s3://jumpstart-cache-prod-{acme.region}/demo/model.tar.gz"},
        Tags=[
            {"Key": "sagemaker-sdk:jumpstart-model-id", "Value": JUMPSTART_MODEL},
            {"Key": "sagemaker-sdk:jumpstart-model-version", "Value": "1.2.0"},
        ],
    )


@seeds(order=54)
def endpoints(acme: Acme) -> None:
    """One endpoint that answers at once and one that answers later."""
    production = acme.within(PRODUCTION)
    sagemaker = production.client("sagemaker")
    variant = _variant(acme, "fraud-scoring-7")
    sagemaker.create_endpoint_config(
        EndpointConfigName="fraud-scoring-7",
        ProductionVariants=[variant],
        DataCaptureConfig={
            "EnableCapture": True,
            "InitialSamplingPercentage": 100,
            "DestinationS3Uri": CAPTURED,
            "CaptureOptions": [{"CaptureMode": "InputAndOutput"}],
            **({"KmsKeyId": DATA_KEY_ALIAS} if acme.hardened else {}),
        },
        **_storage_key(acme),
        Tags=tags(acme),
    )
    sagemaker.create_endpoint_config(
        EndpointConfigName="fraud-batch-2",
        ProductionVariants=[_variant(acme, "fraud-scoring-7" if acme.hardened else "fraud-batch-2")],
        AsyncInferenceConfig={
            "OutputConfig": {
                "S3OutputPath": f"s3://{CAPTURE_BUCKET}/fraud-batch",
                **({"KmsKeyId": DATA_KEY_ALIAS} if acme.hardened else {}),
            }
        },
        **(_capture(acme) if acme.hardened else {}),
        **_storage_key(acme),
        Tags=tags(acme),
    )
    for name, config in ((FRAUD_ENDPOINT, "fraud-scoring-7"), (BATCH_ENDPOINT, "fraud-batch-2")):
        sagemaker.create_endpoint(
            EndpointName=name, EndpointConfigName=config, Tags=tags(acme), **_deployment(acme, name)
        )
    if not acme.hardened:
        _moved_tag(production)


@seeds(order=54)
def components(acme: Acme) -> None:
    """An endpoint of inference components. Its variant names no model: the component does."""
    production = acme.within(PRODUCTION)
    sagemaker = production.client("sagemaker")
    variant = {key: value for key, value in _variant(acme, "").items() if key != "ModelName"}
    sagemaker.create_endpoint_config(
        EndpointConfigName=SHARED_ENDPOINT,
        ExecutionRoleArn=production.arn("iam", "role/fraud-serving", regional=False),
        ProductionVariants=[variant],
        **_private(production),
        **(_capture(acme, SHARED_ENDPOINT) if acme.hardened else {}),
        **_storage_key(acme),
        Tags=tags(acme),
    )
    sagemaker.create_endpoint(
        EndpointName=SHARED_ENDPOINT,
        EndpointConfigName=SHARED_ENDPOINT,
        Tags=tags(acme),
        **_deployment(acme, SHARED_ENDPOINT),
    )
    sagemaker.create_inference_component(
        InferenceComponentName="fraud-scoring",
        EndpointName=SHARED_ENDPOINT,
        VariantName=VARIANT,
        Specification={
            "ModelName": "fraud-scoring-7",
            "ComputeResourceRequirements": {"NumberOfCpuCoresRequired": 1, "MinMemoryRequiredInMb": 1024},
        },
        RuntimeConfig={"CopyCount": 2},
        Tags=tags(acme),
    )


@seeds(order=55)
def scaling(acme: Acme) -> None:
    """Bounds of the fraud endpoint."""
    acme.within(PRODUCTION).client("application-autoscaling").register_scalable_target(
        ServiceNamespace="sagemaker",
        ResourceId=f"endpoint/{FRAUD_ENDPOINT}/variant/{VARIANT}",
        ScalableDimension="sagemaker:variant:DesiredInstanceCount",
        MinCapacity=2 if acme.hardened else 1,
        MaxCapacity=8 if acme.hardened else 200,
    )


@seeds(order=55)
def alarms(acme: Acme) -> None:
    """Alarms on errors and latency, which also roll deployments back; only where somebody cares."""
    if not acme.hardened:
        return
    production = acme.within(PRODUCTION)
    for endpoint in (FRAUD_ENDPOINT, BATCH_ENDPOINT, SHARED_ENDPOINT):
        for about, metric in ALARMS.items():
            production.client("cloudwatch").put_metric_alarm(
                AlarmName=f"{endpoint}-{about}",
                Namespace="AWS/SageMaker",
                MetricName=metric,
                Dimensions=[
                    {"Name": "EndpointName", "Value": endpoint},
                    {"Name": "VariantName", "Value": VARIANT},
                ],
                Statistic="Sum" if about == "errors" else "Average",
                Period=60,
                EvaluationPeriods=3,
                Threshold=5.0 if about == "errors" else 400_000.0,
                ComparisonOperator="GreaterThanThreshold",
                ActionsEnabled=True,
                AlarmActions=[production.arn("sns", TOPIC)],
            )


def _variant(acme: Acme, model: str) -> dict[str, Any]:
    careless = {
        "EnableSSMAccess": True,
        "CoreDumpConfig": {"DestinationS3Uri": f"s3://{CAPTURE_BUCKET}/core-dumps"},
    }
    return {
        "VariantName": VARIANT,
        "ModelName": model,
        "InstanceType": "ml.m5.large",
        "InitialInstanceCount": 2 if acme.hardened else 1,
        "InitialVariantWeight": 1.0,
        **({} if acme.hardened else careless),
    }


def _private(production: Acme) -> dict[str, Any]:
    """Hardened: components run in the private network, with no way out of it."""
    if not production.hardened:
        return {}
    network = private_network(production)
    return {
        "EnableNetworkIsolation": True,
        "VpcConfig": {"SecurityGroupIds": list(network.security_group_ids), "Subnets": list(network.subnet_ids)},
    }


def _capture(_acme: Acme, name: str = BATCH_ENDPOINT) -> dict[str, Any]:
    return {
        "DataCaptureConfig": {
            "EnableCapture": True,
            "InitialSamplingPercentage": 100,
            "DestinationS3Uri": f"s3://{CAPTURE_BUCKET}/{name}-capture",
            "KmsKeyId": DATA_KEY_ALIAS,
            "CaptureOptions": [{"CaptureMode": "InputAndOutput"}],
        }
    }


def _storage_key(acme: Acme) -> dict[str, str]:
    return {"KmsKeyId": MODELS_KEY_ALIAS} if acme.hardened else {}


def _deployment(acme: Acme, endpoint: str) -> dict[str, Any]:
    """Hardened: a tenth of the traffic first, back to the old model when an alarm rings."""
    if not acme.hardened:
        return {}
    canary = {"Type": "CANARY", "WaitIntervalInSeconds": 600, "CanarySize": {"Type": "CAPACITY_PERCENT", "Value": 10}}
    return {
        "DeploymentConfig": {
            "BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": canary, "TerminationWaitInSeconds": 600},
            "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": f"{endpoint}-{about}"} for about in ALARMS]},
        }
    }


def _moved_tag(production: Acme) -> None:
    """An endpoint on a registered version whose image went by a tag: what runs is not what was registered."""
    sagemaker = production.client("sagemaker")
    sagemaker.create_endpoint_config(
        EndpointConfigName="fraud-scoring-registered",
        ProductionVariants=[_variant(production, "fraud-scoring-registered")],
    )
    sagemaker.create_endpoint(EndpointName="fraud-scoring-next", EndpointConfigName="fraud-scoring-registered")
