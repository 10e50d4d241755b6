"""SageMaker's notebooks, Studio, models, endpoints and registry: what replies say, and what they leave out."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from modelkeep.adapters.aws.collect.sagemaker_endpoints import (
    _endpoint,
    _endpoint_config,
    _inference_component,
    _scalable_target,
)
from modelkeep.adapters.aws.collect.sagemaker_experiments import _experiment
from modelkeep.adapters.aws.collect.sagemaker_models import _model, package_arn
from modelkeep.adapters.aws.collect.sagemaker_notebooks import _notebook_instance
from modelkeep.adapters.aws.collect.sagemaker_registry import _card, _package, principal_of
from modelkeep.adapters.aws.collect.sagemaker_studio import _domain, _pipeline
from modelkeep.core.kinds.sagemaker_endpoints import Endpoint, EndpointConfig, EndpointConfigProductionVariant
from modelkeep.core.kinds.sagemaker_models import ModelContainer, ModelPackage, ModelPackageContainer
from modelkeep.core.model_card import CardEntry

PREFIX = "arn:aws:sagemaker:us-east-1:111122223333:"
DIGEST = "sha256:" + "a" * 64
IMAGE = "111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud"
TOKEN = "h" + "f_" + "aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgH"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
LATER = datetime(2026, 11, 2, tzinfo=UTC)


def test_what_a_notebook_does_not_say_stays_unread() -> None:
    notebook = _notebook_instance({
        "NotebookInstanceArn": PREFIX + "notebook-instance/nb", "NotebookInstanceName": "nb", "NotebookInstanceStatus": "InService",
    })  # fmt: skip
    assert (notebook.root_access, notebook.direct_internet_access, notebook.platform_identifier) == (None, None, None)
    assert notebook.minimum_instance_metadata_service_version is None
    assert (notebook.subnet_id, notebook.kms_key_id) == ("", "")


def test_a_domain_with_an_old_key_setting_has_that_key() -> None:
    reply = {
        "DomainArn": "d",
        "DomainName": "d",
        "DomainId": "d-1",
        "AuthMode": "SSO",
        "HomeEfsFileSystemKmsKeyId": "k",
    }
    assert _domain(reply).kms_key_id == "k"
    assert _domain(reply).execution_role_identity_config == "DISABLED"


def pipeline(status: Any, *, default: str | None = None, nested: bool = False) -> bool | None:
    step: dict[str, Any] = {"Name": "Register", "Type": "RegisterModel", "Arguments": {"ModelApprovalStatus": status}}
    steps = [{"Name": "Check", "Type": "Condition", "Arguments": {"IfSteps": [step]}}] if nested else [step]
    parameters = [{"Name": "Status", "Type": "String", **({"DefaultValue": default} if default else {})}]
    definition = json.dumps({"Version": "2020-12-01", "Parameters": parameters, "Steps": steps})
    reply = {"PipelineArn": "p", "PipelineName": "p", "RoleArn": "r", "PipelineDefinition": definition}
    return _pipeline(reply).approves_models


def test_pipelines_that_approve_their_own_models() -> None:
    parameter = {"Get": "Parameters.Status"}
    assert pipeline("Approved") is True
    assert pipeline("Approved", nested=True) is True
    assert pipeline("PendingManualApproval") is False
    assert pipeline(parameter, default="Approved") is True
    assert pipeline(parameter, default="PendingManualApproval") is False
    assert pipeline(parameter) is None
    assert pipeline({"Std:Join": {"On": "", "Values": ["App", "roved"]}}) is None


def containers(**reply: Any) -> list[ModelContainer]:
    rows = _model({"ModelArn": PREFIX + "model/m", "ModelName": "m", **reply})
    return [row for row in rows if isinstance(row, ModelContainer)]


def test_containers_of_models() -> None:
    (one,) = containers(
        PrimaryContainer={
            "Image": f"{IMAGE}@{DIGEST}",
            "ModelDataSource": {"S3DataSource": {"S3Uri": "s3://b/m/", "ETag": '"9a"'}},
            "AdditionalModelDataSources": [{"ChannelName": "c", "S3DataSource": {"S3Uri": "s3://b/adapter/"}}],
            "Environment": {"HF_TOKEN": TOKEN, "MODEL": "x"},
        }
    )
    assert (one.image_digest, one.model_data_url, one.additional_model_data_urls) == (
        DIGEST,
        "s3://b/m/",
        ("s3://b/adapter/",),
    )
    assert (one.model_data_etag, one.additional_model_data_etags) == ("9a", ("",))
    assert (one.environment_secret_names, one.model_package_name) == (("HF_TOKEN",), "")
    assert TOKEN not in repr(one)
    first, second = containers(Containers=[{"Image": f"{IMAGE}:1"}, {"ModelPackageName": "Fraud/3"}])
    assert (first.image_digest, first.position) == ("", 0)
    assert (second.image, second.model_package_name, second.position) == ("", PREFIX + "model-package/fraud/3", 1)
    assert package_arn(PREFIX + "model-package/x", "beside") == PREFIX + "model-package/x"


def config(**reply: Any) -> tuple[EndpointConfig, list[EndpointConfigProductionVariant]]:
    variant = {"VariantName": "main", "ModelName": "m", "InstanceType": "ml.m5.large", "InitialInstanceCount": 2}
    base = {"EndpointConfigArn": "c", "EndpointConfigName": "c", "ProductionVariants": [variant]}
    first, *rest = _endpoint_config({**base, **reply})
    assert isinstance(first, EndpointConfig)
    return first, [row for row in rest if isinstance(row, EndpointConfigProductionVariant)]


def test_endpoint_configurations() -> None:
    plain, (variant,) = config()
    assert (plain.data_capture_enabled, plain.data_capture_s3_uri, plain.is_async, plain.kms_key_id) == (
        False,
        "",
        False,
        "",
    )
    assert (variant.initial_instance_count, variant.enable_ssm_access, variant.managed_scaling_max) == (2, False, 0)
    capture = {"EnableCapture": False, "InitialSamplingPercentage": 50, "DestinationS3Uri": "s3://b"}
    assert config(DataCaptureConfig=capture)[0].data_capture_percentage == 0
    assert config(DataCaptureConfig={**capture, "EnableCapture": True})[0].data_capture_percentage == 50
    output = {
        "S3OutputPath": "s3://b/o",
        "S3FailurePath": "s3://b/f",
        "NotificationConfig": {"SuccessTopic": "t", "ErrorTopic": "t"},
    }
    asynchronous = config(AsyncInferenceConfig={"OutputConfig": output})[0]
    assert (asynchronous.async_s3_uris, asynchronous.async_sns_topics) == (("s3://b/o", "s3://b/f"), ("t",))
    serverless = {
        "VariantName": "s",
        "ModelName": "m",
        "ServerlessConfig": {"MemorySizeInMB": 1024, "MaxConcurrency": 5},
    }
    _, (main, shadow) = config(ShadowProductionVariants=[serverless])
    assert (main.is_shadow, shadow.is_shadow, shadow.is_serverless, shadow.initial_instance_count) == (
        False,
        True,
        True,
        0,
    )


def test_an_instance_count_that_is_not_said_is_unread() -> None:
    _, (variant,) = config(ProductionVariants=[{"VariantName": "main", "InstanceType": "ml.m5.large"}])
    assert (variant.initial_instance_count, variant.model_name) == (None, "")


@pytest.mark.parametrize(
    ("deployment", "routing", "alarms"),
    [
        (None, "", ()),
        ({"RollingUpdatePolicy": {"MaximumBatchSize": {}}}, "ROLLING", ()),
        (
            {
                "BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": {"Type": "ALL_AT_ONCE"}},
                "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "a"}]},
            },
            "ALL_AT_ONCE",
            ("a",),
        ),
    ],
)
def test_deployments_of_endpoints(deployment: Any, routing: str, alarms: tuple[str, ...]) -> None:
    reply = {"EndpointArn": "e", "EndpointName": "e", "EndpointConfigName": "c", "EndpointStatus": "InService"}
    (endpoint,) = _endpoint({**reply, "LastDeploymentConfig": deployment} if deployment else reply)
    assert isinstance(endpoint, Endpoint)
    assert (endpoint.traffic_routing_type, endpoint.auto_rollback_alarms) == (routing, alarms)


def test_inference_components_have_one_specification_or_several() -> None:
    base = {"InferenceComponentArn": "i", "InferenceComponentName": "i", "EndpointName": "e"}
    assert len(_inference_component({**base, "Specification": {"ModelName": "m"}})) == 2
    assert len(_inference_component({**base, "Specifications": [{"ModelName": "m"}, {"ModelName": "n"}]})) == 3
    with pytest.raises(KeyError):
        _inference_component(base)


def test_scalable_targets_name_their_endpoint() -> None:
    item = {"ScalableTargetARN": "t", "ScalableDimension": "d", "MinCapacity": 1, "MaxCapacity": 2}
    variant = _scalable_target({**item, "ResourceId": "endpoint/fraud/variant/main"})
    assert (variant.endpoint_name, variant.variant_name) == ("fraud", "main")
    assert _scalable_target({**item, "ResourceId": "inference-component/llm"}).endpoint_name == ""


def package(**reply: Any) -> ModelPackage:
    base = {
        "ModelPackageArn": PREFIX + "model-package/fraud/1", "ModelPackageName": "fraud/1", "ModelPackageGroupName": "fraud",
        "ModelPackageVersion": 1, "ModelPackageStatus": "Completed", "CreationTime": NOW,
    }  # fmt: skip
    first = _package({**base, **reply})[0]
    assert isinstance(first, ModelPackage)
    return first


def test_packages() -> None:
    bare = package()
    assert (bare.model_approval_status, bare.was_modified, bare.metrics, bare.model_card_status) == ("", False, (), "")
    assert (bare.created_by, bare.model_card_has_purpose, bare.name) == (None, False, "fraud/1")
    assert package(LastModifiedTime=NOW).was_modified is False
    assert package(LastModifiedTime=LATER).was_modified is True
    report = {"ContentType": "application/json", "S3Uri": "s3://b/r.json"}
    assert package(ModelMetrics={"ModelQuality": {"Statistics": report}, "Bias": {}}).metrics == ("model_quality",)
    measured = package(ModelMetrics={"ModelQuality": {"Statistics": report}, "Bias": {}}, Task="CLASSIFICATION")
    assert (measured.metrics_s3_uris, measured.task, bare.task) == (("s3://b/r.json",), "CLASSIFICATION", "")
    typed = package(InferenceSpecification={"SupportedContentTypes": ["text/csv"]})
    assert (typed.content_types, typed.response_types) == (("text/csv",), ())
    card = {"intended_uses": {"purpose_of_model": "Scores payments", "risk_rating": "High"}}
    described = package(ModelCard={"ModelCardContent": json.dumps(card), "ModelCardStatus": "Draft"})
    assert (described.model_card_has_purpose, described.model_card_risk_rating) == (True, "High")
    assert described.model_card_entries == (CardEntry("purpose", "", "Scores payments"),)
    signed = package(
        CustomerMetadataProperties={
            "modelkeep:signature": "s3://b/m.tar.gz.sig", "modelkeep:signed-digest": DIGEST, "note": "for the auditor",
        }
    )  # fmt: skip
    assert (signed.signature_url, signed.signed_digest) == ("s3://b/m.tar.gz.sig", DIGEST)
    assert (bare.signature_url, bare.signed_digest) == ("", "")
    assert "auditor" not in repr(signed)


def test_containers_of_packages_have_the_digest_that_was_registered() -> None:
    specification = {
        "Containers": [{"Image": f"{IMAGE}:1", "ImageDigest": DIGEST, "ModelDataUrl": "s3://b/m"}, {"Image": IMAGE}]
    }
    rows = _package({
        "ModelPackageArn": "p", "ModelPackageStatus": "Completed", "CreationTime": NOW, "InferenceSpecification": specification,
    })  # fmt: skip
    digests = [row.image_digest for row in rows if isinstance(row, ModelPackageContainer)]
    assert digests == [DIGEST, ""]


def test_a_model_card_that_cannot_be_read_is_no_model_card() -> None:
    reply = {"ModelCardArn": "c", "ModelCardName": "c", "ModelCardStatus": "Draft"}
    for content in ("", "[]", "{"):
        with pytest.raises((ValueError, TypeError)):
            _card({**reply, "Content": content})
    assert _card({**reply, "Content": "{}"}).has_purpose is False


def identity(arn: str, **more: str) -> dict[str, Any]:
    return {"IamIdentity": {"Arn": arn, "PrincipalId": "x", **more}}


def test_principals() -> None:
    session = "arn:aws:sts::111122223333:assumed-role/pipeline/"
    assert principal_of(identity(session + "one")) == principal_of(identity(session + "two"))
    assert principal_of(identity(session + "s", SourceIdentity="ana")) != principal_of(
        identity(session + "s", SourceIdentity="ben")
    )
    sso = "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Approver_0123456789abcdef/"
    assert principal_of(identity(sso + "ana@acme.example")) != principal_of(identity(sso + "ben@acme.example"))
    assert principal_of({"UserProfileArn": "profile", **identity(session + "one")}) == "profile"
    assert principal_of(identity("arn:aws:iam::111122223333:user/ana")) == "arn:aws:iam::111122223333:user/ana"
    assert principal_of({}) is None
    assert principal_of(None) is None


def test_an_experiment_without_keys_says_so_and_keeps_its_instance_types() -> None:
    live = {"RealTimeInferenceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1}}
    experiment = _experiment({
        "Arn": PREFIX + "inference-experiment/shadow", "Name": "Shadow", "Type": "ShadowMode", "Status": "Running",
        "EndpointMetadata": {"EndpointName": "live"},
        "ModelVariants": [{"ModelName": "m", "VariantName": "v", "InfrastructureConfig": live, "Status": "InService"}],
    })  # fmt: skip
    assert (experiment.kms_key_id, experiment.data_s3_uri, experiment.data_kms_key_id) == ("", "", "")
    assert (experiment.instance_types, experiment.role_arn) == (("ml.m5.large",), None)
