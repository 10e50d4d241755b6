"""SageMaker in the lab: replies have AWS's shapes, and what was created is described as it was created."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError
from tests.unit.lab import shapes
from tests.unit.lab.shapes import Checked

from modelkeep.lab.server import LabServer

ROLE = "arn:aws:iam::123456789012:role/serving"
IMAGE = "123456789012.dkr.ecr.eu-west-3.amazonaws.com/fraud"
DIGEST = "sha256:" + "a" * 64
VARIANT = {"VariantName": "main", "InstanceType": "ml.m5.large", "InitialInstanceCount": 2, "InitialVariantWeight": 1.0}


def client(lab: LabServer, service: str = "sagemaker", **keys: str) -> Checked:
    return shapes.client(lab, service, "eu-west-3", **keys)


def assumed(lab: LabServer, role: str) -> Checked:
    """A checked client of a session of a role."""
    granted = client(lab, "sts")(
        "AssumeRole", RoleArn=f"arn:aws:iam::123456789012:role/{role}", RoleSessionName="someone"
    )["Credentials"]
    return client(
        lab,
        aws_access_key_id=granted["AccessKeyId"],
        aws_secret_access_key=granted["SecretAccessKey"],
        aws_session_token=granted["SessionToken"],
    )


def test_notebooks_keep_what_moto_drops(lab: LabServer) -> None:
    call = client(lab)
    call(
        "CreateNotebookInstance", NotebookInstanceName="old", InstanceType="ml.t3.medium", RoleArn=ROLE,
        PlatformIdentifier="notebook-al2-v3", Tags=[{"Key": "lab:days-ago", "Value": "100"}],
    )  # fmt: skip
    call("StopNotebookInstance", NotebookInstanceName="old")
    described = call("DescribeNotebookInstance", NotebookInstanceName="old")
    assert described["PlatformIdentifier"] == "notebook-al2-v3"
    assert described["InstanceMetadataServiceConfiguration"] == {"MinimumInstanceMetadataServiceVersion": "1"}
    assert described["NotebookInstanceStatus"] == "Stopped"
    assert (datetime.now(UTC) - described["LastModifiedTime"]).days == 100
    (listed,) = call("ListNotebookInstances")["NotebookInstances"]
    assert listed["NotebookInstanceArn"] == described["NotebookInstanceArn"]


def test_lifecycle_configs_are_listed(lab: LabServer) -> None:
    call = client(lab)
    call(
        "CreateNotebookInstanceLifecycleConfig",
        NotebookInstanceLifecycleConfigName="setup",
        OnStart=[{"Content": "ZWNobw=="}],
    )
    (listed,) = call("ListNotebookInstanceLifecycleConfigs")["NotebookInstanceLifecycleConfigs"]
    described = call("DescribeNotebookInstanceLifecycleConfig", NotebookInstanceLifecycleConfigName="setup")
    assert listed["NotebookInstanceLifecycleConfigArn"] == described["NotebookInstanceLifecycleConfigArn"]
    call(
        "CreateStudioLifecycleConfig", StudioLifecycleConfigName="studio", StudioLifecycleConfigContent="ZWNobw==",
        StudioLifecycleConfigAppType="JupyterLab",
    )  # fmt: skip
    (studio,) = call("ListStudioLifecycleConfigs")["StudioLifecycleConfigs"]
    assert studio["StudioLifecycleConfigName"] == "studio"
    described = call("DescribeStudioLifecycleConfig", StudioLifecycleConfigName="studio")
    assert described["StudioLifecycleConfigContent"] == "ZWNobw=="


def test_user_profiles(lab: LabServer) -> None:
    call = client(lab)
    for domain in ("d-one", "d-two"):
        call("CreateUserProfile", DomainId=domain, UserProfileName="ana", UserSettings={"ExecutionRole": ROLE})
    assert len(call("ListUserProfiles")["UserProfiles"]) == 2
    (listed,) = call("ListUserProfiles", DomainIdEquals="d-two")["UserProfiles"]
    assert listed["DomainId"] == "d-two"
    described = call("DescribeUserProfile", DomainId="d-one", UserProfileName="ana")
    assert described["UserSettings"]["ExecutionRole"] == ROLE
    with pytest.raises(ClientError, match="ResourceNotFound"):
        call("DescribeUserProfile", DomainId="d-one", UserProfileName="ben")


def test_endpoints_say_how_and_what_they_deploy(lab: LabServer) -> None:
    call = client(lab)
    call(
        "CreateModel",
        ModelName="m",
        ExecutionRoleArn=ROLE,
        PrimaryContainer={"Image": f"{IMAGE}:1"},
        EnableNetworkIsolation=True,
    )
    assert call("DescribeModel", ModelName="m")["EnableNetworkIsolation"] is True
    shadow = {**VARIANT, "VariantName": "shadow", "ModelName": "m"}
    for name in ("c1", "c2"):
        call(
            "CreateEndpointConfig", EndpointConfigName=name, ProductionVariants=[{**VARIANT, "ModelName": "m"}],
            ShadowProductionVariants=[shadow], Tags=[{"Key": "Owner", "Value": "ana"}],
        )  # fmt: skip
    assert (
        call("DescribeEndpointConfig", EndpointConfigName="c1")["ShadowProductionVariants"][0]["VariantName"]
        == "shadow"
    )
    call("CreateEndpoint", EndpointName="e", EndpointConfigName="c1")
    described = call("DescribeEndpoint", EndpointName="e")
    assert "LastDeploymentConfig" not in described
    (image,) = described["ProductionVariants"][0]["DeployedImages"]
    assert image["SpecifiedImage"] == f"{IMAGE}:1"
    assert image["ResolvedImage"].startswith(f"{IMAGE}@sha256:")
    deployment = {
        "BlueGreenUpdatePolicy": {
            "TrafficRoutingConfiguration": {
                "Type": "CANARY", "WaitIntervalInSeconds": 60, "CanarySize": {"Type": "INSTANCE_COUNT", "Value": 1},
            }
        },
        "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "errors"}]},
    }  # fmt: skip
    call("UpdateEndpoint", EndpointName="e", EndpointConfigName="c2", DeploymentConfig=deployment)
    described = call("DescribeEndpoint", EndpointName="e")
    assert described["EndpointConfigName"] == "c2"
    assert described["LastDeploymentConfig"] == deployment
    call("UpdateEndpoint", EndpointName="e", EndpointConfigName="c1")
    assert "LastDeploymentConfig" not in call("DescribeEndpoint", EndpointName="e")


def test_inference_components(lab: LabServer) -> None:
    call = client(lab)
    specification = {
        "Container": {"Image": f"{IMAGE}@{DIGEST}"},
        "ComputeResourceRequirements": {"MinMemoryRequiredInMb": 128},
    }
    call(
        "CreateInferenceComponent", InferenceComponentName="i", EndpointName="shared", VariantName="main",
        Specification=specification,
    )  # fmt: skip
    (listed,) = call("ListInferenceComponents", EndpointNameEquals="shared")["InferenceComponents"]
    described = call("DescribeInferenceComponent", InferenceComponentName="i")
    assert listed["InferenceComponentArn"] == described["InferenceComponentArn"]
    assert described["Specification"]["Container"]["DeployedImage"]["ResolvedImage"] == f"{IMAGE}@{DIGEST}"


def test_group_policies(lab: LabServer) -> None:
    call = client(lab)
    call("CreateModelPackageGroup", ModelPackageGroupName="shared")
    with pytest.raises(ClientError, match=r"ValidationException.*Cannot find resource policy"):
        call("GetModelPackageGroupPolicy", ModelPackageGroupName="shared")
    policy = json.dumps({"Version": "2012-10-17", "Statement": []})
    call("PutModelPackageGroupPolicy", ModelPackageGroupName="shared", ResourcePolicy=policy)
    assert call("GetModelPackageGroupPolicy", ModelPackageGroupName="shared")["ResourcePolicy"] == policy
    call("DeleteModelPackageGroupPolicy", ModelPackageGroupName="shared")
    with pytest.raises(ClientError, match="Cannot find resource policy"):
        call("GetModelPackageGroupPolicy", ModelPackageGroupName="shared")


def test_packages_say_who_approved_them(lab: LabServer) -> None:
    assumed(lab, "anybody")("CreateModelPackageGroup", ModelPackageGroupName="fraud")
    for _ in range(2):
        assumed(lab, "pipeline")(
            "CreateModelPackage",
            ModelPackageGroupName="fraud",
            InferenceSpecification={"Containers": [{"Image": IMAGE, "ImageDigest": DIGEST}]},
        )
    approver = assumed(lab, "approver")
    listed = approver("ListModelPackages", ModelPackageType="Both")["ModelPackageSummaryList"]
    assert {each["ModelPackageVersion"] for each in listed} == {1, 2}
    second = next(each["ModelPackageArn"] for each in listed if each["ModelPackageVersion"] == 2)
    pending = approver("DescribeModelPackage", ModelPackageName=second)
    assert pending["ModelApprovalStatus"] == "PendingManualApproval"
    assert "LastModifiedTime" not in pending
    approver("UpdateModelPackage", ModelPackageArn=second, ModelApprovalStatus="Approved")
    approved = approver("DescribeModelPackage", ModelPackageName=second)
    assert approved["ModelApprovalStatus"] == "Approved"
    assert approved["CreatedBy"]["IamIdentity"]["Arn"].endswith(":assumed-role/pipeline/someone")
    assert approved["LastModifiedBy"]["IamIdentity"]["Arn"].endswith(":assumed-role/approver/someone")


def test_tags_are_listed_in_bulk_beside_model_cards_and_endpoint_configurations(lab: LabServer) -> None:
    call = client(lab)
    call("CreateModelCard", ModelCardName="card", Content="{}", ModelCardStatus="Draft")
    (card,) = call("ListModelCards")["ModelCardSummaries"]
    assert call("DescribeModelCard", ModelCardName="card")["ModelCardArn"] == card["ModelCardArn"]
    call("CreateModel", ModelName="tagged", ExecutionRoleArn=ROLE, PrimaryContainer={"Image": IMAGE})
    call(
        "CreateEndpointConfig", EndpointConfigName="tagged", ProductionVariants=[{**VARIANT, "ModelName": "tagged"}],
        Tags=[{"Key": "Owner", "Value": "ana"}],
    )  # fmt: skip
    arn = call("DescribeEndpointConfig", EndpointConfigName="tagged")["EndpointConfigArn"]
    listed = client(lab, "resourcegroupstaggingapi")("GetResources")["ResourceTagMappingList"]
    assert {"ResourceARN": arn, "Tags": [{"Key": "Owner", "Value": "ana"}]} in listed


def test_endpoint_configurations_are_listed_page_by_page_whatever_is_asked_between(lab: LabServer) -> None:
    call = client(lab)
    call("CreateModel", ModelName="paged", ExecutionRoleArn=ROLE, PrimaryContainer={"Image": IMAGE})
    for number in range(3):
        variant = {**VARIANT, "ModelName": "paged"}
        call("CreateEndpointConfig", EndpointConfigName=f"paged-{number}", ProductionVariants=[variant])
    first = call("ListEndpointConfigs", NameContains="paged-", MaxResults=2)
    client(lab, "resourcegroupstaggingapi")("GetResources")
    second = call("ListEndpointConfigs", NameContains="paged-", MaxResults=2, NextToken=first["NextToken"])
    names = {each["EndpointConfigName"] for page in (first, second) for each in page["EndpointConfigs"]}
    assert names == {f"paged-{number}" for number in range(3)}


def test_a_variant_for_inference_components_names_no_model(lab: LabServer) -> None:
    call = client(lab)
    variant = {key: value for key, value in VARIANT.items() if key != "ModelName"}
    made = call(
        "CreateEndpointConfig", EndpointConfigName="shared", ProductionVariants=[variant], ExecutionRoleArn=ROLE
    )["EndpointConfigArn"]  # fmt: skip
    assert made in {each["EndpointConfigArn"] for each in call("ListEndpointConfigs")["EndpointConfigs"]}
    described = call("DescribeEndpointConfig", EndpointConfigName="shared")
    assert "ModelName" not in described["ProductionVariants"][0]
    assert described["ExecutionRoleArn"] == ROLE


def test_inference_experiments_tell_what_they_were_made_with(lab: LabServer) -> None:
    call = client(lab)
    infrastructure = {
        "InfrastructureType": "RealTimeInference",
        "RealTimeInferenceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1},
    }
    made = call(
        "CreateInferenceExperiment", Name="Shadow", Type="ShadowMode", RoleArn=ROLE, EndpointName="live", KmsKey="key",
        ModelVariants=[{"ModelName": "m", "VariantName": "main", "InfrastructureConfig": infrastructure}],
        DataStorageConfig={"Destination": "s3://bucket/shadow"},
        ShadowModeConfig={
            "SourceModelVariantName": "main",
            "ShadowModelVariants": [{"ShadowModelVariantName": "next", "SamplingPercentage": 10}],
        },
    )  # fmt: skip
    (listed,) = call("ListInferenceExperiments")["InferenceExperiments"]
    described = call("DescribeInferenceExperiment", Name=listed["Name"])
    assert described["Arn"] == made["InferenceExperimentArn"]
    assert (described["KmsKey"], described["DataStorageConfig"]) == ("key", {"Destination": "s3://bucket/shadow"})
    assert described["EndpointMetadata"]["EndpointName"] == "live"
    with pytest.raises(ClientError, match="does not exist"):
        call("DescribeInferenceExperiment", Name="other")


def test_the_public_hub_lists_the_versions_of_its_model_and_no_other(lab: LabServer) -> None:
    call = client(lab)
    asked = {"HubName": "SageMakerPublicHub", "HubContentType": "Model"}
    found = call("ListHubContentVersions", HubContentName="huggingface-text2text-flan-t5-base", **asked)
    versions = {each["HubContentVersion"]: each["SupportStatus"] for each in found["HubContentSummaries"]}
    assert versions == {"1.0.0": "Deprecated", "1.2.0": "Supported", "2.0.0": "Supported"}
    with pytest.raises(ClientError, match="does not exist"):
        call("ListHubContentVersions", HubContentName="other", **asked)


def test_images_of_aws_lie_in_its_own_registry(lab: LabServer) -> None:
    call = client(lab, "ecr")
    old, new = call("DescribeImages", registryId="763104351884", repositoryName="pytorch-inference")["imageDetails"]
    assert old["imagePushedAt"] < new["imagePushedAt"]
    assert "2.6.0-cpu-py312-ubuntu22.04-sagemaker" in new["imageTags"]
    with pytest.raises(ClientError, match="does not exist"):
        call("DescribeImages", registryId="763104351884", repositoryName="other")
