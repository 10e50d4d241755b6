"""The provider that is made from CloudFormation's schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.unit.adapters.iac.terraform.awscc_schemas import trees
from tests.unit.adapters.iac.terraform.plans import KNOWN_AFTER_APPLY, plan, properties, read, resource
from tests.unit.adapters.iac.test_forms import schema_of

from modelkeep.adapters.iac.forms import identity_of
from modelkeep.adapters.iac.naming import attribute, named, reference
from modelkeep.adapters.iac.resource import Deployment, Unknown
from modelkeep.adapters.iac.terraform import awscc
from modelkeep.adapters.iac.terraform.awscc import attribute_name, type_name

AFTER_APPLY = Unknown("known after apply")


def test_what_is_known_of_cloudformations_types_is_up_to_date() -> None:
    kept = msgspec.json.decode(Path(awscc.__file__).with_name("awscc.json").read_bytes())
    stale = [cfn_type for cfn_type, tree in trees().items() if kept.get(cfn_type) != tree]
    assert not stale, "run python -m tests.unit.adapters.iac.terraform.awscc_schemas"


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("KmsKeyId", "kms_key_id"),
        ("KMSMasterKeyID", "kms_master_key_id"),
        ("S3OutputPath", "s3_output_path"),
        ("CidrIpv6", "cidr_ipv_6"),
        ("VolumeSizeInGB", "volume_size_in_gb"),
        ("CustomJWTAuthorizer", "custom_jwt_authorizer"),
        ("CloudWatchLogsLogGroupArn", "cloudwatch_logs_log_group_arn"),
        ("FSxLustreFileSystem", "fsx_lustre_file_system"),
    ],
)
def test_names_are_spelt_as_the_provider_spells_them(name: str, called: str) -> None:
    assert attribute_name(name) == called


def test_types_are_spelt_as_the_provider_spells_them() -> None:
    assert type_name("AWS::EC2::VPCEndpoint") == "awscc_ec2_vpc_endpoint"
    assert type_name("AWS::IAM::OIDCProvider") == "awscc_iam_oidc_provider"


def test_a_resource_with_nested_attributes() -> None:
    volume = {"volume_size_in_gb": 100, "volume_kms_key_id": "key", "root_volume": True}
    group = {"instance_group_name": "g", "instance_storage_configs": [{"ebs_volume_config": volume}]}
    cluster = resource(
        "awscc_sagemaker_cluster.c",
        {
            "cluster_name": "c",
            "instance_groups": [group],
            "vpc_config": {"subnets": ["s"]},
            "node_recovery": KNOWN_AFTER_APPLY,
        },
    )
    assert properties(read(plan(cluster)))["awscc_sagemaker_cluster.c"] == {
        "ClusterName": "c",
        "InstanceGroups": [
            {
                "InstanceGroupName": "g",
                "InstanceStorageConfigs": [
                    {"EbsVolumeConfig": {"VolumeSizeInGB": 100, "VolumeKmsKeyId": "key", "RootVolume": True}}
                ],
            }
        ],
        "VpcConfig": {"Subnets": ["s"]},
    }


def test_tags_policies_and_peoples_own_keys() -> None:
    document = {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    role = resource(
        "awscc_iam_role.r",
        {"role_name": "r", "assume_role_policy_document": json.dumps(document), "tags": [{"key": "a", "value": ""}]},
    )
    function = resource("awscc_lambda_function.f", {"environment": {"variables": {"my_key": "x"}}})
    found = properties(read(plan(role, function)))
    assert found["awscc_iam_role.r"]["AssumeRolePolicyDocument"] == document
    assert found["awscc_iam_role.r"]["Tags"] == [{"Key": "a", "Value": ""}]
    assert found["awscc_lambda_function.f"]["Environment"] == {"Variables": {"my_key": "x"}}


def planned(values: dict[str, Any], unknown: dict[str, Any], expressions: dict[str, Any]) -> dict[str, Any]:
    made = resource("awscc_sagemaker_model_quality_job_definition.q", values)
    made["change"]["change"]["after_unknown"] = unknown
    made["configuration"]["expressions"] = expressions
    (found,) = properties(read(plan(made))).values()
    assert isinstance(found, dict)
    return found


def test_of_a_block_that_is_a_constant_the_rest_is_awss_default() -> None:
    config = {"enable_network_isolation": True}
    unknown = {"network_config": {"vpc_config": True}, "stopping_condition": True}
    found = planned({"network_config": config}, unknown, {"network_config": {"constant_value": config}})
    assert found == {"NetworkConfig": {"EnableNetworkIsolation": True}}


def test_of_a_block_that_refers_to_something_the_rest_is_not_known() -> None:
    config = {"enable_network_isolation": True}
    unknown = {"network_config": {"vpc_config": {"subnets": True}}}
    found = planned(
        {"network_config": config}, unknown, {"network_config": {"references": ["aws_subnet.s.id", "aws_subnet.s"]}}
    )
    assert found == {"NetworkConfig": {"EnableNetworkIsolation": True, "VpcConfig": {"Subnets": AFTER_APPLY}}}


def test_others_refer_to_it_by_its_id_and_its_attributes() -> None:
    key = resource("awscc_kms_key.k", {"key_id": KNOWN_AFTER_APPLY, "arn": KNOWN_AFTER_APPLY})
    by_arn = resource(
        "aws_sagemaker_notebook_instance.a",
        {"kms_key_id": KNOWN_AFTER_APPLY},
        refers={"kms_key_id": ["awscc_kms_key.k.arn"]},
    )
    by_id = resource(
        "aws_sagemaker_notebook_instance.b",
        {"kms_key_id": KNOWN_AFTER_APPLY},
        refers={"kms_key_id": ["awscc_kms_key.k.id"]},
    )
    found = properties(read(plan(key, by_arn, by_id)))
    assert found["aws_sagemaker_notebook_instance.a"]["KmsKeyId"].endswith(":key/awscc_kms_key.k")
    assert found["aws_sagemaker_notebook_instance.b"]["KmsKeyId"] == "awscc_kms_key.k"


@pytest.mark.parametrize("cfn_type", sorted(set(trees())))
def test_the_id_is_what_ref_gives(cfn_type: str) -> None:
    """The provider's `id` is CloudFormation's primary identifier."""
    identity = identity_of(cfn_type)
    identifiers = [each.rsplit("/", 1)[-1] for each in schema_of(cfn_type).get("primaryIdentifier", ())]
    if identity is None or len(identifiers) != 1:
        pytest.skip("nobody refers to it by one")
    where, (identifier,) = Deployment("000000000000", "eu-west-1"), identifiers
    ref = reference(cfn_type, "label", "name" if identity.name else None, where)
    if identifier == identity.name:
        assert ref in (named(cfn_type, "label", "name", where).name, named(cfn_type, "label", "name", where).arn)
    elif identifier in identity.attributes:
        assert ref == attribute(cfn_type, "label", "name" if identity.name else None, where, identifier)
