"""Buckets, keys, principals and networks as templates have them."""

from __future__ import annotations

from typing import Any

from modelkeep.adapters.iac.resource import Declared, Deployment, Place, Unknown
from modelkeep.adapters.iac.rows import rows_of
from modelkeep.core.kinds.declared import Untold
from modelkeep.core.kinds.ec2 import SecurityGroupEgress, SecurityGroupIngress
from modelkeep.core.kinds.iam import Role, RolePolicyStatement, User, UserPolicyStatement
from modelkeep.core.kinds.kms import KeyPolicyStatement, KeyRotation
from modelkeep.core.kinds.s3 import (
    BucketAcl,
    BucketEncryption,
    BucketPolicy,
    BucketPolicyStatus,
    BucketPublicAccessBlock,
)
from modelkeep.core.tables import Row

WHERE = Deployment("012345678901", "eu-west-1")
PARAMETER = Unknown("parameter Name has no default")
ROLE = "arn:aws:iam::012345678901:role/R"


def made(**resources: tuple[str, dict[str, Any]]) -> list[Row]:
    return list(
        rows_of(
            [
                Declared(cfn_type=kind, label=label, properties=properties, place=Place("t.yaml", 1), deployment=WHERE)
                for label, (kind, properties) in resources.items()
            ]
        )
    )


def of(rows: list[Row], kind: type[Any]) -> list[Any]:
    return [row for row in rows if type(row) is kind]


def statement(action: str) -> dict[str, Any]:
    return {"Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}


def test_a_bare_bucket_has_the_defaults_of_today() -> None:
    rows = made(B=("AWS::S3::Bucket", {}))
    assert of(rows, BucketEncryption)[0].algorithm == "AES256"
    assert of(rows, BucketPublicAccessBlock)[0].block_public_policy is True
    assert of(rows, BucketPolicy)[0].configured is False
    assert of(rows, BucketAcl)[0].public_read is False


def test_part_of_a_public_access_block_leaves_the_rest_open() -> None:
    rows = made(B=("AWS::S3::Bucket", {"PublicAccessBlockConfiguration": {"BlockPublicAcls": "true"}}))
    (block,) = of(rows, BucketPublicAccessBlock)
    assert (block.block_public_acls, block.ignore_public_acls) == (True, False)


def test_a_bucket_policy_belongs_to_its_bucket() -> None:
    everybody = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]}
    rows = made(
        B=("AWS::S3::Bucket", {"BucketName": "weights"}),
        P=("AWS::S3::BucketPolicy", {"Bucket": "weights", "PolicyDocument": everybody}),
    )
    assert [row.configured for row in of(rows, BucketPolicy)] == [True]
    assert [row.is_public for row in of(rows, BucketPolicyStatus)] == [True]


def test_a_bucket_policy_for_an_unknown_bucket_leaves_every_bucket_open() -> None:
    rows = made(
        B=("AWS::S3::Bucket", {"BucketName": PARAMETER}),
        P=("AWS::S3::BucketPolicy", {"Bucket": PARAMETER, "PolicyDocument": statement("s3:GetObject")}),
    )
    assert [row.configured for row in of(rows, BucketPolicy)] == [None]
    assert "s3_bucket_policy_statement" in {row.table_name for row in of(rows, Untold)}


def test_a_key_without_a_policy_leaves_all_to_iam() -> None:
    rows = made(K=("AWS::KMS::Key", {"EnableKeyRotation": "true"}))
    assert [row.principals for row in of(rows, KeyPolicyStatement)] == [("AWS:arn:aws:iam::012345678901:root",)]
    assert [(row.enabled, row.period_days) for row in of(rows, KeyRotation)] == [(True, 365)]


def test_a_key_that_cannot_be_rotated_is_not() -> None:
    rows = made(K=("AWS::KMS::Key", {"EnableKeyRotation": True, "KeySpec": "RSA_2048"}))
    assert of(rows, KeyRotation)[0].enabled is False


def test_a_role_has_what_is_said_of_it_anywhere() -> None:
    rows = made(
        R=("AWS::IAM::Role", {"Policies": [{"PolicyName": "own", "PolicyDocument": statement("s3:GetObject")}]}),
        P=("AWS::IAM::Policy", {"PolicyName": "p", "Roles": ["R"], "PolicyDocument": statement("sqs:SendMessage")}),
        M=("AWS::IAM::ManagedPolicy", {"Roles": ["R"], "PolicyDocument": statement("sns:Publish")}),
    )
    actions = {action for row in of(rows, RolePolicyStatement) for action in row.actions}
    assert actions == {"s3:GetObject", "sqs:SendMessage", "sns:Publish"}
    (role,) = of(rows, Role)
    assert role.inline_policy_names == ("own", "p")
    assert role.attached_policy_arns == ("arn:aws:iam::012345678901:policy/M",)
    assert not [row for row in of(rows, Untold) if row.table_name == "iam_role_policy_statement"]


def test_what_a_policy_of_aws_allows_is_open() -> None:
    rows = made(R=("AWS::IAM::Role", {"ManagedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"]}))
    assert [row.arn for row in of(rows, Untold) if row.table_name == "iam_role_policy_statement"] == [ROLE]


def test_a_policy_for_an_unknown_role_may_be_that_of_each() -> None:
    rows = made(
        R=("AWS::IAM::Role", {}),
        P=("AWS::IAM::Policy", {"PolicyName": "p", "Roles": [PARAMETER], "PolicyDocument": statement("*")}),
    )
    assert of(rows, Role)[0].inline_policy_names is None
    assert [row.arn for row in of(rows, Untold) if row.table_name == "iam_role_policy_statement"] == [ROLE]


def test_a_user_may_do_what_its_groups_may() -> None:
    rows = made(
        G=("AWS::IAM::Group", {"Policies": [{"PolicyName": "g", "PolicyDocument": statement("s3:*")}]}),
        U=("AWS::IAM::User", {"Groups": ["G"]}),
    )
    assert [row.actions for row in of(rows, UserPolicyStatement)] == [("s3:*",)]
    assert of(rows, User)[0].group_arns == ("arn:aws:iam::012345678901:group/G",)


def test_a_security_group_lets_everything_out_unless_it_says_otherwise() -> None:
    rule = {"IpProtocol": "6", "FromPort": "443", "ToPort": 443, "CidrIp": PARAMETER}
    rows = made(
        Open=("AWS::EC2::SecurityGroup", {"SecurityGroupIngress": [rule]}),
        Closed=("AWS::EC2::SecurityGroup", {"SecurityGroupEgress": [{**rule, "CidrIp": "10.0.0.0/8"}]}),
    )
    assert [(row.ip_protocol, row.from_port, row.cidr_ip) for row in of(rows, SecurityGroupIngress)] == [
        ("tcp", 443, None)
    ]
    assert {(row.arn.rsplit("/")[-1], row.cidr_ip) for row in of(rows, SecurityGroupEgress)} == {
        ("Open", "0.0.0.0/0"),
        ("Closed", "10.0.0.0/8"),
    }


def test_a_rule_for_a_group_from_elsewhere_tells_no_more_of_it() -> None:
    rule = {"GroupId": "sg-1", "IpProtocol": "-1", "CidrIp": "10.0.0.0/8"}
    rows = made(A=("AWS::EC2::SecurityGroupIngress", rule), B=("AWS::EC2::SecurityGroupIngress", rule))
    assert len(of(rows, SecurityGroupIngress)) == 2
    assert [row.table_name for row in of(rows, Untold)].count("ec2_security_group_ingress") == 1
