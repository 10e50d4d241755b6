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


def test_a_pools_password_and_tags() -> None:
    policy = {"minimum_length": 12, "require_numbers": True}
    found = only("aws_cognito_user_pool.p", {"name": "p", "password_policy": [policy], "tags": {"a": "b"}})
    assert found["Policies"] == {"PasswordPolicy": {"MinimumLength": 12, "RequireNumbers": True}}
    assert found["UserPoolTags"] == {"a": "b"}


def test_a_pools_roles() -> None:
    rule = {"claim": "c", "match_type": "Equals", "value": "v", "role_arn": "arn:r"}
    values = {
        "identity_pool_id": "x",
        "roles": {"authenticated": "arn:a"},
        "role_mapping": [{"identity_provider": "i", "mapping_rule": [rule]}],
    }
    found = only("aws_cognito_identity_pool_roles_attachment.a", values)
    assert found["Roles"] == {"authenticated": "arn:a"}
    (mapping,) = found["RoleMappings"].values()
    assert mapping["RulesConfiguration"]["Rules"][0]["RoleARN"] == "arn:r"


def test_a_detectors_features_old_and_new() -> None:
    volumes = {"scan_ec2_instance_with_findings": [{"ebs_volumes": [{"enable": True}]}]}
    sources = {"s3_logs": [{"enable": False}], "malware_protection": [volumes]}
    detector = resource("aws_guardduty_detector.d", {"enable": True, "id": KNOWN_AFTER_APPLY, "datasources": [sources]})
    feature = resource(
        "aws_guardduty_detector_feature.f",
        {"detector_id": KNOWN_AFTER_APPLY, "name": "RDS_LOGIN_EVENTS", "status": "ENABLED"},
        refers={"detector_id": ["aws_guardduty_detector.d.id", "aws_guardduty_detector.d"]},
    )
    found = properties(read(plan(detector, feature)))["aws_guardduty_detector.d"]
    assert found["Features"] == [{"Name": "RDS_LOGIN_EVENTS", "Status": "ENABLED"}]
    assert found["DataSources"] == {
        "S3Logs": {"Enable": False},
        "MalwareProtection": {"ScanEc2InstanceWithFindings": {"EbsVolumes": True}},
    }


def test_a_permission_sets_managed_policies() -> None:
    permission_set = resource("aws_ssoadmin_permission_set.p", {"name": "p", "arn": KNOWN_AFTER_APPLY})
    attached = resource(
        "aws_ssoadmin_managed_policy_attachment.m",
        {"permission_set_arn": KNOWN_AFTER_APPLY, "managed_policy_arn": "arn:aws:iam::aws:policy/X"},
        refers={"permission_set_arn": ["aws_ssoadmin_permission_set.p.arn", "aws_ssoadmin_permission_set.p"]},
    )
    found = properties(read(plan(permission_set, attached)))["aws_ssoadmin_permission_set.p"]
    assert found["ManagedPolicies"] == ["arn:aws:iam::aws:policy/X"]
