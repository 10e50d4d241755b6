"""The lab's SageMaker jobs, feature groups, clusters and monitors: what is created is described in full, in botocore's shapes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.unit.lab.shapes import Checked, checked

from modelkeep.lab.handlers.sagemaker_jobs import NEWEST_IMAGE
from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer

ROLE = "arn:aws:iam::123456789012:role/training"
SUBNETS = {"Subnets": ["subnet-0123456789abcdef0"], "SecurityGroupIds": ["sg-0123456789abcdef0"]}


@pytest.fixture(scope="module")
def sagemaker() -> Iterator[Checked]:
    with LabServer() as server:
        yield checked(Acme(server.url, hardened=False).client("sagemaker"))


def train(sagemaker: Checked, name: str, **members: Any) -> Any:
    sagemaker(
        "CreateTrainingJob",
        TrainingJobName=name,
        RoleArn=ROLE,
        AlgorithmSpecification={"TrainingImage": "image", "TrainingInputMode": "File"},
        OutputDataConfig={"S3OutputPath": "s3://models", "KmsKeyId": "alias/models"},
        ResourceConfig={
            "InstanceType": "ml.m5.large", "InstanceCount": 2, "VolumeSizeInGB": 10, "VolumeKmsKeyId": "alias/data",
        },
        StoppingCondition={"MaxRuntimeInSeconds": 60},
        **members,
    )  # fmt: skip
    return sagemaker("DescribeTrainingJob", TrainingJobName=name)


def test_a_training_job_keeps_what_moto_drops(sagemaker: Checked) -> None:
    job = train(
        sagemaker,
        "debugged",
        Environment={"STAGE": "test"},
        RemoteDebugConfig={"EnableRemoteDebug": True},
        ProfilerConfig={"S3OutputPath": "s3://profiles"},
        VpcConfig=SUBNETS,
    )
    assert job["Environment"] == {"STAGE": "test"}
    assert job["RemoteDebugConfig"]["EnableRemoteDebug"] is True
    assert job["ProfilerConfig"]["S3OutputPath"] == "s3://profiles"
    assert job["ResourceConfig"]["VolumeKmsKeyId"] == "alias/data"
    assert job["ModelArtifacts"]["S3ModelArtifacts"] == "s3://models/debugged/output/model.tar.gz"


def test_switches_of_a_training_job_are_off_unless_given(sagemaker: Checked) -> None:
    plain = train(sagemaker, "plain")
    isolated = train(sagemaker, "isolated", EnableNetworkIsolation=True, EnableInterContainerTrafficEncryption=True)
    assert (plain["EnableNetworkIsolation"], plain["EnableInterContainerTrafficEncryption"]) == (False, False)
    assert (isolated["EnableNetworkIsolation"], isolated["EnableInterContainerTrafficEncryption"]) == (True, True)
    assert "VpcConfig" not in plain


def test_a_job_that_is_not_there_is_an_error(sagemaker: Checked) -> None:
    with pytest.raises(ClientError):
        sagemaker("DescribeTrainingJob", TrainingJobName="missing")


def test_a_processing_job_keeps_resources_and_environment(sagemaker: Checked) -> None:
    resources = {
        "ClusterConfig": {
            "InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 1, "VolumeKmsKeyId": "alias/data",
        }
    }  # fmt: skip
    sagemaker(
        "CreateProcessingJob",
        ProcessingJobName="prepare",
        ProcessingResources=resources,
        AppSpecification={"ImageUri": "image"},
        Environment={"STAGE": "test"},
        RoleArn=ROLE,
    )
    job = sagemaker("DescribeProcessingJob", ProcessingJobName="prepare")
    assert (job["ProcessingResources"], job["Environment"]) == (resources, {"STAGE": "test"})
    assert "NetworkConfig" not in job


def test_feature_groups_are_listed_with_their_online_store(sagemaker: Checked) -> None:
    sagemaker(
        "CreateFeatureGroup",
        FeatureGroupName="cards",
        RecordIdentifierFeatureName="card",
        EventTimeFeatureName="at",
        FeatureDefinitions=[{"FeatureName": "card", "FeatureType": "String"}],
        OnlineStoreConfig={"EnableOnlineStore": True, "TtlDuration": {"Unit": "Days", "Value": 3}},
        OfflineStoreConfig={"S3StorageConfig": {"S3Uri": "s3://features", "KmsKeyId": "alias/data"}},
        RoleArn=ROLE,
    )
    (listed,) = sagemaker("ListFeatureGroups")["FeatureGroupSummaries"]
    described = sagemaker("DescribeFeatureGroup", FeatureGroupName="cards")
    assert listed["FeatureGroupArn"] == described["FeatureGroupArn"]
    assert described["OnlineStoreConfig"]["TtlDuration"] == {"Unit": "Days", "Value": 3}
    assert described["OfflineStoreConfig"]["S3StorageConfig"]["KmsKeyId"] == "alias/data"


def cluster(sagemaker: Checked, name: str, **members: Any) -> Any:
    group = {
        "InstanceGroupName": "workers", "InstanceType": "ml.g5.xlarge", "InstanceCount": 1, "ExecutionRole": ROLE,
        "LifeCycleConfig": {"SourceS3Uri": "s3://sagemaker-scripts", "OnCreate": "run.sh"}, "ThreadsPerCore": 1,
        "InstanceStorageConfigs": [{"EbsVolumeConfig": {"RootVolume": True, "VolumeKmsKeyId": "alias/data"}}],
    }  # fmt: skip
    sagemaker(
        "CreateCluster", ClusterName=name, InstanceGroups=[{**group, **members}], VpcConfig=SUBNETS, NodeRecovery="None"
    )
    return sagemaker("DescribeCluster", ClusterName=name)


def test_a_cluster_tells_how_old_its_images_are(sagemaker: Checked) -> None:
    (new,) = cluster(sagemaker, "new", AutoPatchConfig={"PatchingStrategy": "WhenIdle"})["InstanceGroups"]
    (old,) = cluster(sagemaker, "old", ImageReleaseVersion="1.0.0")["InstanceGroups"]
    assert (new["ImageVersionStatus"], new["CurrentImageReleaseVersion"]) == ("UpToDate", NEWEST_IMAGE)
    assert (old["ImageVersionStatus"], old["CurrentImageReleaseVersion"]) == ("SecurityUpdateRequired", "1.0.0")
    assert new["AutoPatchConfig"] == {"PatchingStrategy": "WhenIdle"}
    assert "AutoPatchConfig" not in old


def test_a_cluster_keeps_recovery_and_volumes(sagemaker: Checked) -> None:
    described = cluster(sagemaker, "kept")
    (group,) = described["InstanceGroups"]
    assert described["NodeRecovery"] == "None"
    assert group["InstanceStorageConfigs"][0]["EbsVolumeConfig"]["RootVolume"] is True


def schedule(sagemaker: Checked, name: str, what: dict[str, Any]) -> Any:
    config = {"ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"}, "MonitoringType": "DataQuality", **what}
    sagemaker("CreateMonitoringSchedule", MonitoringScheduleName=name, MonitoringScheduleConfig=config)
    return sagemaker("DescribeMonitoringSchedule", MonitoringScheduleName=name)


RESOURCES = {"ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 1}}
OUTPUT = {"MonitoringOutputs": [{"S3Output": {"S3Uri": "s3://reports", "LocalPath": "/out"}}]}
INPUT = {"EndpointInput": {"EndpointName": "fraud", "LocalPath": "/in"}}


def test_a_schedule_with_its_own_definition(sagemaker: Checked) -> None:
    definition = {
        "MonitoringInputs": [INPUT], "MonitoringOutputConfig": OUTPUT, "MonitoringResources": RESOURCES,
        "MonitoringAppSpecification": {"ImageUri": "image"}, "RoleArn": ROLE,
        "NetworkConfig": {"EnableNetworkIsolation": True},
    }  # fmt: skip
    found = schedule(sagemaker, "own", {"MonitoringJobDefinition": definition})
    assert (found["EndpointName"], found["MonitoringScheduleStatus"]) == ("fraud", "Scheduled")
    assert found["MonitoringScheduleConfig"]["MonitoringJobDefinition"]["NetworkConfig"]["EnableNetworkIsolation"]
    assert found["LastMonitoringExecutionSummary"]["MonitoringExecutionStatus"] == "Failed"


def test_a_schedule_that_names_its_definition(sagemaker: Checked) -> None:
    sagemaker(
        "CreateDataQualityJobDefinition", JobDefinitionName="drift", DataQualityJobInput=INPUT,
        DataQualityAppSpecification={"ImageUri": "image"}, DataQualityJobOutputConfig=OUTPUT, JobResources=RESOURCES,
        RoleArn=ROLE,
    )  # fmt: skip
    found = schedule(sagemaker, "named", {"MonitoringJobDefinitionName": "drift"})
    assert found["EndpointName"] == "fraud"
    listed = sagemaker("ListMonitoringSchedules", EndpointName="fraud")["MonitoringScheduleSummaries"]
    assert "drift" in [each.get("MonitoringJobDefinitionName") for each in listed]
    assert sagemaker("ListMonitoringSchedules", EndpointName="other")["MonitoringScheduleSummaries"] == []


def test_a_stopped_schedule_says_so(sagemaker: Checked) -> None:
    schedule(sagemaker, "stopped", {"MonitoringJobDefinitionName": "none"})
    sagemaker("StopMonitoringSchedule", MonitoringScheduleName="stopped")
    found = sagemaker("DescribeMonitoringSchedule", MonitoringScheduleName="stopped")
    assert found["MonitoringScheduleStatus"] == "Stopped"
    with pytest.raises(ClientError, match="ResourceNotFound"):
        sagemaker("StopMonitoringSchedule", MonitoringScheduleName="missing")
