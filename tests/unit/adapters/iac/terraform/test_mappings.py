"""Single types whose shape differs from CloudFormation's by more than names."""

from __future__ import annotations

import json
from typing import Any

from tests.unit.adapters.iac.terraform.plans import KNOWN_AFTER_APPLY, plan, properties, read, resource


def only(address: str, values: dict[str, Any]) -> Any:
    return properties(read(plan(resource(address, values))))[address]


def test_an_alarms_dimensions_are_pairs() -> None:
    metric = {"metric_name": "m", "namespace": "n", "dimensions": {"EndpointName": "e"}, "period": 60, "stat": "Sum"}
    found = only(
        "aws_cloudwatch_metric_alarm.a",
        {"alarm_name": "a", "dimensions": {"k": "v"}, "metric_query": [{"id": "x", "metric": [metric]}]},
    )
    assert found["Dimensions"] == [{"Name": "k", "Value": "v"}]
    assert found["Metrics"] == [
        {
            "Id": "x",
            "MetricStat": {
                "Metric": {"MetricName": "m", "Namespace": "n", "Dimensions": [{"Name": "EndpointName", "Value": "e"}]},
                "Period": 60,
                "Stat": "Sum",
            },
        }
    ]


def test_a_users_groups_from_either_side() -> None:
    user = resource("aws_iam_user.u", {"name": "u"})
    mine = resource("aws_iam_user_group_membership.m", {"user": "u", "groups": ["a", "b"]})
    theirs = resource("aws_iam_group_membership.t", {"name": "x", "group": "c", "users": ["u", "other"]})
    assert properties(read(plan(user, mine, theirs)))["aws_iam_user.u"]["Groups"] == ["a", "b", "c"]


def test_containers_of_a_task() -> None:
    container = {"name": "c", "image": "i", "readonlyRootFilesystem": True, "dockerLabels": {"own": "x"}}
    found = only("aws_ecs_task_definition.t", {"family": "t", "container_definitions": json.dumps([container])})
    assert found["ContainerDefinitions"] == [
        {"Name": "c", "Image": "i", "ReadonlyRootFilesystem": True, "DockerLabels": {"own": "x"}}
    ]


def test_a_service_names_its_task_definition_without_the_revision() -> None:
    arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/t"
    assert only("aws_ecs_service.s", {"name": "s", "task_definition": f"{arn}:7"})["TaskDefinition"] == arn
    task = resource("aws_ecs_task_definition.t", {"family": "t", "arn": KNOWN_AFTER_APPLY})
    service = resource(
        "aws_ecs_service.s",
        {"task_definition": KNOWN_AFTER_APPLY, "network_configuration": [{"assign_public_ip": True, "subnets": ["a"]}]},
        refers={"task_definition": ["aws_ecs_task_definition.t.arn", "aws_ecs_task_definition.t"]},
    )
    found = properties(read(plan(task, service)))["aws_ecs_service.s"]
    assert found["TaskDefinition"].endswith(":task-definition/t")
    assert found["NetworkConfiguration"] == {"AwsvpcConfiguration": {"AssignPublicIp": "ENABLED", "Subnets": ["a"]}}


def test_a_clusters_logs_and_key() -> None:
    setup = {"resources": ["secrets"], "provider": [{"key_arn": "k"}]}
    found = only(
        "aws_eks_cluster.c", {"name": "c", "enabled_cluster_log_types": ["audit"], "encryption_config": [setup]}
    )
    assert found["Logging"] == {"ClusterLogging": {"EnabledTypes": [{"Type": "audit"}]}}
    assert found["EncryptionConfig"] == [{"Resources": ["secrets"], "Provider": {"KeyArn": "k"}}]


def test_a_models_additional_data() -> None:
    source = {"channel_name": "c", "s3_data_source": [{"s3_uri": "s3://b/k"}]}
    found = only(
        "aws_sagemaker_model.m", {"name": "m", "primary_container": [{"additional_model_data_source": [source]}]}
    )
    assert found["PrimaryContainer"]["AdditionalModelDataSources"] == [
        {"ChannelName": "c", "S3DataSource": {"S3Uri": "s3://b/k"}}
    ]
