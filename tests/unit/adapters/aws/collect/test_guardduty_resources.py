"""The resources that a GuardDuty finding names."""

from __future__ import annotations

from typing import Any

from modelkeep.adapters.aws.collect.guardduty_resources import resource_arns


def named(**resource: Any) -> list[str]:
    return list(resource_arns(resource, partition="aws", account="111122223333", region="us-east-1"))


def test_buckets_and_functions() -> None:
    assert named(S3BucketDetails=[{"Arn": "arn:aws:s3:::models"}, {"Arn": "arn:aws:s3:::models"}]) == [
        "arn:aws:s3:::models"
    ]
    function = "arn:aws:lambda:us-east-1:111122223333:function:score"
    assert named(LambdaDetails={"FunctionArn": function}) == [function]


def test_instances_with_their_profile() -> None:
    profile = "arn:aws:iam::111122223333:instance-profile/gpu"
    found = named(InstanceDetails={"InstanceId": "i-1", "IamInstanceProfile": {"Arn": profile}})
    assert found == ["arn:aws:ec2:us-east-1:111122223333:instance/i-1", profile]


def test_principals() -> None:
    root = "arn:aws:iam::111122223333"
    assert named(AccessKeyDetails={"UserName": "ann", "UserType": "IAMUser"}) == [f"{root}:user/ann"]
    assert named(AccessKeyDetails={"UserName": "train", "UserType": "AssumedRole"}) == [f"{root}:role/train"]
    assert named(AccessKeyDetails={"UserName": "Root", "UserType": "Root"}) == [f"{root}:root"]


def test_models_and_guardrails() -> None:
    guardrail = "arn:aws:bedrock:us-east-1:111122223333:guardrail/g1"
    assert named(BedrockGuardrailDetails={"Guardrails": [{"GuardrailArn": guardrail}]}) == [guardrail]
    assert named(ModelDetails=[{"ModelId": "amazon.nova-lite-v1:0"}]) == [
        "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"
    ]


def test_a_finding_about_something_else_names_nothing() -> None:
    assert named(ResourceType="RDSDBInstance", RdsDbInstanceDetails={"DbInstanceIdentifier": "db"}) == []
