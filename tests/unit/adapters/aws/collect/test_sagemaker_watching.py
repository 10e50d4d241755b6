"""Tuning and other searches, feature groups, monitors and clusters: what becomes of replies."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest
from tests.fakes.journal import MemoryJournal
from tests.fakes.scripted_aws import ScriptedAws, ok

from modelkeep.adapters.aws.collect import Collector
from modelkeep.adapters.aws.collect.sagemaker_clusters import clusters
from modelkeep.adapters.aws.collect.sagemaker_features import feature_groups
from modelkeep.adapters.aws.collect.sagemaker_monitoring import model_bias, monitoring_schedules
from modelkeep.adapters.aws.collect.sagemaker_searches import auto_ml_jobs, compilation_jobs, tuning_jobs
from modelkeep.adapters.aws.reader import Reader, Run
from modelkeep.core.kinds import tables
from modelkeep.core.kinds.sagemaker_clusters import Cluster, ClusterInstanceGroup
from modelkeep.core.kinds.sagemaker_features import FeatureGroup
from modelkeep.core.kinds.sagemaker_jobs import (
    AutoMLJob,
    AutoMLJobInput,
    CompilationJob,
    HyperParameterTrainingJobDefinition,
)
from modelkeep.core.kinds.sagemaker_monitoring import ModelBiasJobDefinition, MonitoringSchedule
from modelkeep.core.tables import Row
from modelkeep.ports import Silent

CALLS = frozenset(call for table in tables().values() for call in table.calls)
AT = 1767225600.0
ROLE = "arn:aws:iam::111122223333:role/training"
VPC = {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1"]}
RowT = TypeVar("RowT", bound=Row)


@pytest.fixture
def aws() -> Iterator[ScriptedAws]:
    with ScriptedAws() as scripted:
        yield scripted


def collect(aws: ScriptedAws, collector: Collector) -> list[Row]:
    """The rows of a run in which every read was answered."""
    journal = MemoryJournal()

    async def go() -> None:
        with ThreadPoolExecutor(2) as executor:
            run = Run(
                journal=journal, progress=Silent(), calls=CALLS, executor=executor,
                clock=lambda: datetime(2026, 1, 1, tzinfo=UTC),
            )  # fmt: skip
            await collector.collect(
                Reader(
                    run, aws.clients(), account="111122223333", region="us-east-1", partition="aws", home="us-east-1"
                )
            )

    asyncio.run(go())
    assert [entry.read for entry in journal.entries.values() if not entry.read.outcome.known] == []
    return journal.rows


def rows_of(kind: type[RowT], rows: list[Row]) -> list[RowT]:
    return [row for row in rows if isinstance(row, kind)]


def definition(**members: Any) -> dict[str, Any]:
    return {
        "AlgorithmSpecification": {"TrainingImage": "image", "TrainingInputMode": "File"},
        "RoleArn": ROLE,
        "OutputDataConfig": {"S3OutputPath": "s3://out"},
        "StoppingCondition": {},
        **members,
    }


def tuning(aws: ScriptedAws, **members: Any) -> list[HyperParameterTrainingJobDefinition]:
    described = {"HyperParameterTuningJobName": "t", "HyperParameterTuningJobArn": "arn:t", "CreationTime": AT}
    aws.on("ListHyperParameterTuningJobs", ok(HyperParameterTuningJobSummaries=[described]))
    aws.on("DescribeHyperParameterTuningJob", ok(**described, HyperParameterTuningJobStatus="Completed", **members))
    return rows_of(HyperParameterTrainingJobDefinition, collect(aws, tuning_jobs))


def test_a_tuning_job_has_one_definition_or_several(aws: ScriptedAws) -> None:
    plain = {"ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 2, "VolumeSizeInGB": 1}}
    (single,) = tuning(aws, TrainingJobDefinition=definition(**plain))
    assert (single.instance_types, single.instance_count, single.volume_kms_key_id) == (("ml.m5.large",), 2, "")
    assert (single.enable_network_isolation, single.subnets, single.secret_names) == (False, (), ())
    flexible = {
        "HyperParameterTuningResourceConfig": {
            "VolumeKmsKeyId": "key",
            "InstanceConfigs": [
                {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1},
                {"InstanceType": "ml.c5.large", "InstanceCount": 3, "VolumeSizeInGB": 1},
            ],
        },
        "EnableNetworkIsolation": True,
        "VpcConfig": VPC,
        "StaticHyperParameters": {"password": "hunter2hunter2"},
    }
    first, second = tuning(aws, TrainingJobDefinitions=[definition(**plain), definition(**flexible)])
    assert first == single
    assert (second.instance_types, second.instance_count) == (("ml.c5.large", "ml.m5.large"), 3)
    assert (second.volume_kms_key_id, second.enable_network_isolation, second.subnets) == ("key", True, ("subnet-1",))
    assert second.secret_names == ("password",)


def test_an_auto_ml_job_without_security_config_is_unprotected(aws: ScriptedAws) -> None:
    described = {
        "AutoMLJobName": "a", "AutoMLJobArn": "arn:a", "AutoMLJobStatus": "Completed", "CreationTime": AT,
        "LastModifiedTime": AT, "AutoMLJobSecondaryStatus": "Completed",
    }  # fmt: skip
    aws.on("ListAutoMLJobs", ok(AutoMLJobSummaries=[described]))
    source = {"DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://in"}}}
    aws.on(
        "DescribeAutoMLJobV2",
        ok(**described, RoleArn=ROLE, OutputDataConfig={"S3OutputPath": "s3://o"}, AutoMLJobInputDataConfig=[source]),
    )
    rows = collect(aws, auto_ml_jobs)
    (job,) = rows_of(AutoMLJob, rows)
    assert (job.enable_inter_container_traffic_encryption, job.subnets, job.volume_kms_key_id) == (False, (), "")
    assert [(each.s3_uri, each.s3_data_type) for each in rows_of(AutoMLJobInput, rows)] == [("s3://in", "S3Prefix")]


def test_a_compilation_job(aws: ScriptedAws) -> None:
    described = {
        "CompilationJobName": "c", "CompilationJobArn": "arn:c", "CompilationJobStatus": "COMPLETED", "CreationTime": AT,
    }  # fmt: skip
    aws.on("ListCompilationJobs", ok(CompilationJobSummaries=[described]))
    aws.on(
        "DescribeCompilationJob",
        ok(
            **described,
            RoleArn=ROLE,
            InputConfig={"S3Uri": "s3://in/model.tar.gz", "Framework": "ONNX"},
            OutputConfig={"S3OutputLocation": "s3://out", "KmsKeyId": "key"},
            ModelArtifacts={"S3ModelArtifacts": "s3://out/model.tar.gz"},
        ),
    )
    (job,) = rows_of(CompilationJob, collect(aws, compilation_jobs))
    assert (job.output_kms_key_id, job.model_artifacts_s3_uri) == ("key", "s3://out/model.tar.gz")


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, (False, "", 0, "", "")),
        (
            {
                "OnlineStoreConfig": {
                    "EnableOnlineStore": True,
                    "SecurityConfig": {"KmsKeyId": "k"},
                    "TtlDuration": {"Unit": "Days", "Value": 9},
                },
                "OfflineStoreConfig": {"S3StorageConfig": {"S3Uri": "s3://b", "ResolvedOutputS3Uri": "s3://b/deep"}},
            },
            (True, "k", 9, "s3://b/deep", ""),
        ),
    ],
)
def test_feature_groups(aws: ScriptedAws, members: dict[str, Any], expected: object) -> None:
    described = {"FeatureGroupName": "f", "FeatureGroupArn": "arn:f", "CreationTime": AT}
    aws.on("ListFeatureGroups", ok(FeatureGroupSummaries=[described]))
    aws.on("DescribeFeatureGroup", ok(**described, FeatureGroupStatus="Created", NextToken="", **members))
    (group,) = rows_of(FeatureGroup, collect(aws, feature_groups))
    assert (
        group.online_store_enabled, group.online_store_kms_key_id, group.online_store_ttl_value,
        group.offline_store_s3_uri, group.offline_store_kms_key_id,
    ) == expected  # fmt: skip


def schedule(aws: ScriptedAws, **members: Any) -> MonitoringSchedule:
    described = {
        "MonitoringScheduleName": "s", "MonitoringScheduleArn": "arn:s", "CreationTime": AT, "LastModifiedTime": AT,
        "MonitoringScheduleStatus": "Scheduled",
    }  # fmt: skip
    aws.on("ListMonitoringSchedules", ok(MonitoringScheduleSummaries=[described]))
    aws.on("DescribeMonitoringSchedule", ok(**described, **members))
    (found,) = rows_of(MonitoringSchedule, collect(aws, monitoring_schedules))
    return found


CLUSTER = {"ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 1}}
OUTPUT = {"MonitoringOutputs": [{"S3Output": {"S3Uri": "s3://reports", "LocalPath": "/out"}}], "KmsKeyId": "key"}
ENDPOINT = {"EndpointInput": {"EndpointName": "fraud", "LocalPath": "/in"}}


def test_a_schedule_with_its_own_definition(aws: ScriptedAws) -> None:
    own = {
        "MonitoringInputs": [ENDPOINT], "MonitoringOutputConfig": OUTPUT, "MonitoringResources": CLUSTER,
        "MonitoringAppSpecification": {"ImageUri": "image"}, "RoleArn": ROLE,
        "BaselineConfig": {"BaseliningJobName": "baseline"},
    }  # fmt: skip
    found = schedule(aws, MonitoringScheduleConfig={"MonitoringJobDefinition": own})
    assert (found.endpoint_name, found.job_definition_name, found.baseline_s3_uri) == ("fraud", "", "job:baseline")
    assert (found.enable_network_isolation, found.output_kms_key_id, found.last_execution_status) == (False, "key", "")


def test_a_schedule_that_names_its_definition_says_nothing_of_the_job(aws: ScriptedAws) -> None:
    found = schedule(
        aws,
        MonitoringScheduleConfig={"MonitoringJobDefinitionName": "drift", "MonitoringType": "DataQuality"},
        EndpointName="fraud",
        LastMonitoringExecutionSummary={
            "MonitoringScheduleName": "s", "ScheduledTime": AT, "CreationTime": AT, "LastModifiedTime": AT,
            "MonitoringExecutionStatus": "Failed",
        },
    )  # fmt: skip
    assert (found.job_definition_name, found.monitoring_type, found.endpoint_name) == ("drift", "DataQuality", "fraud")
    assert (found.enable_network_isolation, found.last_execution_status) == (None, "Failed")


def test_a_job_definition(aws: ScriptedAws) -> None:
    listed = {
        "MonitoringJobDefinitionName": "b", "MonitoringJobDefinitionArn": "arn:b", "CreationTime": AT, "EndpointName": "e",
    }  # fmt: skip
    aws.on("ListModelBiasJobDefinitions", ok(JobDefinitionSummaries=[listed]))
    aws.on(
        "DescribeModelBiasJobDefinition",
        ok(
            JobDefinitionName="b",
            JobDefinitionArn="arn:b",
            CreationTime=AT,
            RoleArn=ROLE,
            ModelBiasJobInput={**ENDPOINT, "GroundTruthS3Input": {"S3Uri": "s3://truth"}},
            ModelBiasAppSpecification={"ImageUri": "image", "ConfigUri": "s3://config"},
            ModelBiasBaselineConfig={"ConstraintsResource": {"S3Uri": "s3://constraints"}},
            ModelBiasJobOutputConfig=OUTPUT,
            JobResources=CLUSTER,
            NetworkConfig={"EnableInterContainerTrafficEncryption": True, "VpcConfig": VPC},
        ),
    )
    (found,) = rows_of(ModelBiasJobDefinition, collect(aws, model_bias))
    assert (found.endpoint_name, found.baseline_s3_uri) == ("fraud", "s3://constraints")
    assert (found.enable_inter_container_traffic_encryption, found.enable_network_isolation) == (True, False)
    assert (found.security_group_ids, found.volume_kms_key_id) == (("sg-1",), "")


def test_a_cluster_with_restricted_groups_and_both_volumes(aws: ScriptedAws) -> None:
    described = {"ClusterName": "c", "ClusterArn": "arn:c", "ClusterStatus": "InService", "CreationTime": AT}
    aws.on("ListClusters", ok(ClusterSummaries=[described]))
    group = {
        "InstanceGroupName": "g", "InstanceType": "ml.p5.48xlarge", "ExecutionRole": ROLE,
        "LifeCycleConfig": {"SourceS3Uri": "s3://sagemaker-x", "OnCreate": "a.sh"},
        "InstanceStorageConfigs": [
            {"EbsVolumeConfig": {"VolumeSizeInGB": 1, "VolumeKmsKeyId": "second"}},
            {"EbsVolumeConfig": {"RootVolume": True, "VolumeKmsKeyId": "root"}},
        ],
        "ImageVersionStatus": "EndOfLife", "ScheduledUpdateConfig": {"ScheduleExpression": "cron(0 1 ? * 1 *)"},
    }  # fmt: skip
    restricted = {"InstanceGroupName": "r", "OverrideVpcConfig": VPC}
    aws.on(
        "DescribeCluster",
        ok(
            **described, InstanceGroups=[group], RestrictedInstanceGroups=[restricted],
            Orchestrator={"Eks": {"ClusterArn": "arn:eks"}}, NodeRecovery="None",
        ),
    )  # fmt: skip
    rows = collect(aws, clusters)
    (cluster,) = rows_of(Cluster, rows)
    assert (cluster.orchestrator, cluster.eks_cluster_arn, cluster.node_recovery, cluster.subnets) == (
        "eks", "arn:eks", "None", (),
    )  # fmt: skip
    full, bare = rows_of(ClusterInstanceGroup, rows)
    assert (full.root_volume_kms_key_id, full.has_secondary_volume, full.secondary_volume_kms_key_id) == (
        "root", True, "second",
    )  # fmt: skip
    assert (full.image_version_status, full.patches_itself, full.override_subnets) == ("EndOfLife", True, ())
    assert (bare.root_volume_kms_key_id, bare.has_secondary_volume, bare.override_subnets) == ("", False, ("subnet-1",))
    assert (bare.image_version_status, bare.patches_itself) == (None, False)
