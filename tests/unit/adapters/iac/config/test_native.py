"""Items that AWS Config writes in the words of each service's API, and what it does not record of them."""

from __future__ import annotations

from typing import Any, TypeVar

import pytest
from tests.unit.adapters.iac.config.test_reader import item, read

from modelkeep.adapters.iac.config.native import SHAPES
from modelkeep.adapters.iac.config.told import NEVER_WITHOUT, RENAMED, TELLS
from modelkeep.adapters.iac.resource import Partial, Unknown, at, unknowns
from modelkeep.adapters.iac.rows import rows_of
from modelkeep.core.kinds.awslambda import Function, FunctionUrl
from modelkeep.core.kinds.cloudwatch import Alarm, AlarmMetric
from modelkeep.core.kinds.declared import Untold
from modelkeep.core.kinds.ec2 import Instance, SecurityGroup, SecurityGroupEgress, SecurityGroupIngress, VpcEndpoint
from modelkeep.core.kinds.ecr import Repository
from modelkeep.core.kinds.iam import ManagedPolicyStatement, Role, User, UserPolicyStatement
from modelkeep.core.kinds.sagemaker_features import FeatureGroup
from modelkeep.core.kinds.secretsmanager import Secret, SecretPolicy
from modelkeep.core.tables import Row

RowT = TypeVar("RowT", bound=Row)


def one(config_type: str, configuration: Any, identifier: str = "it", name: str = "", **more: Any) -> dict[str, Any]:
    return item(
        resourceType=config_type, resourceId=identifier, resourceName=name, ARN=f"arn:aws:x:eu-west-1:111122223333:{identifier}",
        configuration=configuration, **more,
    )  # fmt: skip


def told(*items: Any) -> list[Row]:
    found = read(*items)
    assert not found.troubles
    return list(rows_of(found.resources))


def only(row: type[RowT], rows: list[Row]) -> RowT:
    (found,) = (each for each in rows if isinstance(each, row))
    return found


def untold(rows: list[Row]) -> set[tuple[str | None, str | None]]:
    return {(each.table_name, each.column_name) for each in rows if isinstance(each, Untold)}


GROUP = {
    "groupId": "sg-1", "groupName": "web", "description": "web", "vpcId": "vpc-1",
    "ipPermissions": [
        {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipv4Ranges": [{"cidrIp": "0.0.0.0/0"}], "ipRanges": ["0.0.0.0/0"],
         "ipv6Ranges": [{"cidrIpv6": "::/0"}], "prefixListIds": [], "userIdGroupPairs": [{"groupId": "sg-2"}]},
    ],
    "ipPermissionsEgress": [],
}  # fmt: skip


def test_a_security_group_has_a_rule_for_each_peer_and_no_default_rule() -> None:
    rows = told(one("AWS::EC2::SecurityGroup", GROUP, "sg-1", "web"))
    assert only(SecurityGroup, rows).group_id == "sg-1"
    peers = {
        (each.from_port, each.cidr_ip, each.cidr_ipv6, each.peer_security_group_id)
        for each in rows
        if isinstance(each, SecurityGroupIngress)
    }
    assert peers == {(22, "0.0.0.0/0", "", ""), (22, "", "::/0", ""), (22, "", "", "sg-2")}
    assert not [each for each in rows if isinstance(each, SecurityGroupEgress)]
    assert ("ec2_security_group_egress", "") not in untold(rows)


@pytest.mark.parametrize(
    "permission", [{"ipProtocol": "tcp"}, {"ipProtocol": "tcp", "ipv4Ranges": "all"}, {"prefixListIds": [{}]}, "x"]
)
def test_a_permission_that_is_not_understood_leaves_the_rules_open(permission: Any) -> None:
    rows = told(one("AWS::EC2::SecurityGroup", {**GROUP, "ipPermissions": [permission]}, "sg-1"))
    assert ("ec2_security_group_ingress", "") in untold(rows)


def test_who_may_call_a_function_is_not_recorded() -> None:
    function = {"functionName": "ask", "packageType": "Zip", "runtime": "python3.12", "role": "r", "vpcConfig": None}
    rows = told(one("AWS::Lambda::Function", function, "ask", "ask"))
    found = only(Function, rows)
    assert (found.runtime, found.kms_key_arn, found.subnet_ids) == ("python3.12", "", ())
    assert (found.environment_secret_names, found.log_group) == (None, None)
    assert not [each for each in rows if isinstance(each, FunctionUrl)]
    assert {("lambda_function_url", ""), ("lambda_function_policy_statement", "")} <= untold(rows)


def test_a_function_whose_variables_are_recorded_all_the_same_tells_them() -> None:
    function = {"functionName": "ask", "environment": {"variables": {"DB_PASSWORD": "Pa55word-of-db"}}}
    assert only(Function, told(one("AWS::Lambda::Function", function))).environment_secret_names == ("DB_PASSWORD",)


def test_a_user_has_its_policies_and_a_boundary_that_is_not_recorded() -> None:
    allowed = "%7B%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22%2A%22%2C%22Resource%22%3A%22%2A%22%7D%5D%7D"
    user = {
        "userName": "ann", "path": "/", "groupList": [],
        "userPolicyList": [{"policyName": "a", "policyDocument": allowed}, {"policyName": "b"}],
        "attachedManagedPolicies": [{"policyArn": "arn:aws:x:eu-west-1:111122223333:it", "policyName": "p"}],
    }  # fmt: skip
    policy = {
        "policyName": "p", "path": "/", "policyVersionList": [
            {"versionId": "v1", "isDefaultVersion": False, "document": "x"},
            {"versionId": "v2", "isDefaultVersion": True, "document": allowed},
        ],
    }  # fmt: skip
    rows = told(one("AWS::IAM::User", user, "AIDA", "ann"), one("AWS::IAM::Policy", policy, name="p"))
    found = only(User, rows)
    assert (found.permissions_boundary_arn, found.group_arns, found.inline_policy_names) == (None, (), ("a", "b"))
    effects = {each.policy: each.effect for each in rows if isinstance(each, UserPolicyStatement)}
    assert effects == {"a": "Allow", "b": "Unparsed", "arn:aws:x:eu-west-1:111122223333:it": "Allow"}
    assert only(ManagedPolicyStatement, rows).effect == "Allow"


def test_a_policy_without_the_text_of_its_version_is_not_understood() -> None:
    policy = {"policyName": "p", "policyVersionList": [{"versionId": "v1", "isDefaultVersion": True}]}
    assert only(ManagedPolicyStatement, told(one("AWS::IAM::Policy", policy))).effect == "Unparsed"


@pytest.mark.parametrize(
    ("config_type", "configuration"),
    [
        ("AWS::IAM::Role", {"roleName": "AWSServiceRoleForX", "path": "/aws-service-role/x.amazonaws.com/"}),
        ("AWS::KMS::Key", {"keyId": "k", "keyManager": "AWS"}),
        ("AWS::KMS::Key", {"keyId": "k", "keyManager": "CUSTOMER", "keyState": "PendingDeletion"}),
        ("AWS::EC2::VPC", {"vpcId": "vpc-1", "isDefault": True}),
        ("AWS::EC2::Instance", {"instanceId": "i-1", "state": {"name": "stopped"}}),
        ("AWS::EC2::VPCEndpoint", {"vpcEndpointId": "vpce-1", "state": {"value": "Deleting"}}),
        ("AWS::EC2::FlowLog", {"flowLogId": "fl-1", "flowLogStatus": "ACTIVE", "deliverLogsStatus": "FAILED"}),
        ("AWS::SecretsManager::Secret", {"Name": "rds!cluster-1"}),
        ("AWS::SecretsManager::Secret", {"Name": "s", "Deleted": True}),
    ],
)
def test_what_no_file_could_declare_is_left_out(config_type: str, configuration: Any) -> None:
    found = read(one(config_type, configuration))
    assert not [each for each in found.resources if each.label == "it"]
    assert not found.troubles


def test_hosts_and_endpoints_are_told_by_their_ids() -> None:
    host = {
        "instanceId": "i-1", "state": {"name": "running"}, "imageId": "ami-1", "securityGroups": [{"groupId": "sg-1"}],
        "networkInterfaces": [{"groups": [{"groupId": "sg-1"}, {"groupId": "sg-2"}]}], "metadataOptions": {"httpTokens": "required"},
    }  # fmt: skip
    endpoint = {
        "vpcEndpointId": "vpce-1", "state": {"value": "available"}, "vpcEndpointType": "Interface", "groups": [{"groupId": "sg-1"}],
        "serviceName": "com.amazonaws.eu-west-1.bedrock-runtime",
    }  # fmt: skip
    rows = told(one("AWS::EC2::Instance", host, "i-1"), one("AWS::EC2::VPCEndpoint", endpoint, "vpce-1"))
    instance, found = only(Instance, rows), only(VpcEndpoint, rows)
    assert (instance.instance_id, instance.security_group_ids, instance.http_tokens) == (
        "i-1",
        ("sg-1", "sg-2"),
        "required",
    )
    assert instance.http_endpoint is None
    assert (found.vpc_endpoint_id, found.security_group_ids, found.vpc_endpoint_type) == (
        "vpce-1",
        ("sg-1",),
        "Interface",
    )


def test_an_alarm_on_a_metric_is_on_no_expression_and_another_may_be() -> None:
    alarm = {
        "alarmName": "a",
        "namespace": "n",
        "metricName": "m",
        "dimensions": [{"name": "EndpointName", "value": "e"}],
    }
    rows = told(one("AWS::CloudWatch::Alarm", alarm, "a", "a"))
    assert only(AlarmMetric, rows).dimensions == {"EndpointName": "e"}
    assert ("cloudwatch_alarm_metric", "") not in untold(rows)
    rows = told(one("AWS::CloudWatch::Alarm", {"alarmName": "a"}, "a", "a"))
    assert only(Alarm, rows).namespace == ""
    assert ("cloudwatch_alarm_metric", "") in untold(rows)


@pytest.mark.parametrize(
    ("more", "rotates", "days"),
    [
        ({"RotationEnabled": True, "RotationRules": {"AutomaticallyAfterDays": 30}}, True, 30),
        ({"RotationEnabled": False}, False, 0),
        ({"RotationEnabled": True}, None, None),
        ({}, None, None),
    ],
)
def test_a_secret_rotates_as_its_item_says(more: Any, rotates: bool | None, days: int | None) -> None:
    rows = told(one("AWS::SecretsManager::Secret", {"Name": "s", **more}, name="s"))
    found = only(Secret, rows)
    assert (found.rotation_enabled, found.rotation_days, found.kms_key_id) == (rotates, days, "")
    assert only(SecretPolicy, rows).configured is None


def test_what_config_lists_in_part_is_unknown_where_nothing_of_it_is_there() -> None:
    group = {"FeatureGroupName": "f", "RoleArn": "r"}
    found = only(FeatureGroup, told(one("AWS::SageMaker::FeatureGroup", group, "f", "f")))
    assert (found.offline_store_kms_key_id, found.online_store_enabled) == ("", None)
    stored = {**group, "OfflineStoreConfig": {"S3StorageConfig": {"S3Uri": "s3://b"}}}
    found = only(FeatureGroup, told(one("AWS::SageMaker::FeatureGroup", stored, "f", "f")))
    assert (found.offline_store_s3_uri, found.offline_store_kms_key_id) == ("s3://b", None)
    repository = only(Repository, told(one("AWS::ECR::Repository", {"RepositoryName": "r"}, "r", "r")))
    assert (repository.image_tag_mutability, repository.scan_on_push, repository.encryption_type) == (
        "MUTABLE",
        False,
        None,
    )


def test_a_role_without_its_name_is_not_understood() -> None:
    found = read(
        one("AWS::IAM::Role", {"path": "/"}), one("AWS::EC2::Subnet", {"vpcId": "v"}), one("AWS::KMS::Key", {})
    )
    assert not [each for each in found.resources if each.label == "it"]
    assert len(found.troubles) == 3


def test_a_role_keeps_its_boundary() -> None:
    role = {"roleName": "r", "path": "/", "permissionsBoundary": {"permissionsBoundaryArn": "b"}}
    assert only(Role, told(one("AWS::IAM::Role", role, name="r"))).permissions_boundary_arn == "b"


def test_of_a_partial_mapping_only_what_is_listed_is_absent() -> None:
    why = Unknown("nobody said")
    tree = Partial({"a": {"b": 1}}, ("c",), why)
    assert (at(tree, "a.b"), at(tree, "c"), at(tree, "d.e")) == (1, None, why)
    assert list(unknowns(tree)) == [why]
    changed = tree.changed(lambda value: "x")
    assert (changed, at(changed, "c"), at(changed, "d")) == ({"a": "x"}, None, why)


def test_every_type_is_described_in_one_way() -> None:
    assert len({*TELLS, *RENAMED, *SHAPES}) == len(TELLS) + len(RENAMED) + len(SHAPES)
    for config_type, places in NEVER_WITHOUT.items():
        for place in places:
            assert any(each.startswith(f"{place}.") for each in TELLS[config_type]), (config_type, place)
