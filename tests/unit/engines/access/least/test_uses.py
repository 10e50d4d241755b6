"""Events become actions on resources."""

from __future__ import annotations

import pytest
from tests.unit.engines.access.cases import Document, table
from tests.unit.engines.access.least.records import HOME, REGION, events, facts, record, s3_object, training_job

from modelkeep.engines.access.least.uses import use_of, used_roles

SAGEMAKER = f"arn:aws:sagemaker:{REGION}:{HOME}"
KEY = f"arn:aws:kms:{REGION}:{HOME}:key/1111"


def used(made: Document) -> list[tuple[str, str, bool]]:
    (event,) = events(made)
    return [(call.action, call.resource, call.is_exact) for call in use_of(event, table(), facts()).calls]


def problem(made: Document) -> str:
    (event,) = events(made)
    found = use_of(event, table(), facts())
    assert found.calls == ()
    return found.problem


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (s3_object("GetObject", "weights", "fraud/m.tar.gz"), [("s3:GetObject", "arn:aws:s3:::weights/fraud/m.tar.gz")]),
        (s3_object("HeadObject", "weights", "m"), [("s3:GetObject", "arn:aws:s3:::weights/m")]),
        (record("s3", "GetObject", {"bucketName": "weights", "key": "a/b"}), [("s3:GetObject", "arn:aws:s3:::weights/a/b")]),
        (record("s3", "ListObjects", {"bucketName": "weights"}, resources=["arn:aws:s3:::weights"]),
         [("s3:ListBucket", "arn:aws:s3:::weights")]),
        (training_job("Fraud-1"), [("sagemaker:CreateTrainingJob", f"{SAGEMAKER}:training-job/fraud-1")]),
        (record("sagemaker", "CreateEndpoint", {"endpointName": "F", "endpointConfigName": "F-1"}),
         [("sagemaker:CreateEndpoint", f"{SAGEMAKER}:endpoint/f"), ("sagemaker:CreateEndpoint", f"{SAGEMAKER}:endpoint-config/f-1")]),
        (record("lambda", "CreateFunction20150331", {"functionName": "f"}),
         [("lambda:CreateFunction", f"arn:aws:lambda:{REGION}:{HOME}:function:f")]),
        (record("lambda", "Invoke", {"functionName": f"arn:aws:lambda:{REGION}:{HOME}:function:f"}, is_data=True),
         [("lambda:InvokeFunction", f"arn:aws:lambda:{REGION}:{HOME}:function:f")]),
        (record("kms", "Decrypt", {"keyId": "alias/x"}, resources=[KEY]), [("kms:Decrypt", KEY)]),
        (record("bedrock", "Converse", {"modelId": "maker.model-v1:0"}),
         [("bedrock:InvokeModel", f"arn:aws:bedrock:{REGION}::foundation-model/maker.model-v1:0")]),
        (record("secretsmanager", "GetSecretValue", {"secretId": "token"}),
         [("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{REGION}:{HOME}:secret:token-??????")]),
        (record("ecr", "BatchGetImage", {"repositoryName": "fraud"}),
         [("ecr:BatchGetImage", f"arn:aws:ecr:{REGION}:{HOME}:repository/fraud")]),
        (record("monitoring", "PutMetricAlarm", {"alarmName": "a"}),
         [("cloudwatch:PutMetricAlarm", f"arn:aws:cloudwatch:{REGION}:{HOME}:alarm:a")]),
        (record("ecr", "GetAuthorizationToken"), [("ecr:GetAuthorizationToken", "*")]),
        (record("sts", "GetCallerIdentity"), [("sts:GetCallerIdentity", "*")]),
    ],
    ids=lambda value: f"{value['eventSource']}-{value['eventName']}" if isinstance(value, dict) else "",
)  # fmt: skip
def test_an_event_names_actions_and_resources(made: Document, expected: list[tuple[str, str]]) -> None:
    assert used(made) == [(action, resource, True) for action, resource in expected]


def test_a_profile_stands_for_itself_and_the_model_in_every_region() -> None:
    """https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html"""
    assert {
        resource for _, resource, _ in used(record("bedrock", "InvokeModel", {"modelId": "eu.maker.model-v1:0"}))
    } == {
        f"arn:aws:bedrock:{REGION}:{HOME}:inference-profile/eu.maker.model-v1:0",
        "arn:aws:bedrock:*::foundation-model/maker.model-v1:0",
    }


def test_a_resource_that_the_event_does_not_name_is_any_of_its_type() -> None:
    assert used(record("sagemaker", "CreateEndpoint", {"endpointName": "f"})) == [
        ("sagemaker:CreateEndpoint", f"{SAGEMAKER}:endpoint/f", True),
        ("sagemaker:CreateEndpoint", f"{SAGEMAKER}:endpoint-config/*", False),
    ]
    assert used(record("s3", "GetObject")) == [("s3:GetObject", "*", False)]


def test_paths_of_roles_are_not_in_the_event() -> None:
    arns = {resource for _, resource, _ in used(record("iam", "GetRole", {"roleName": "trainer"}))}
    assert arns == {f"arn:aws:iam::{HOME}:role/trainer", f"arn:aws:iam::{HOME}:role/*/trainer"}


def test_characters_of_a_key_are_no_wildcards_and_no_variables() -> None:
    (call,) = used(s3_object("PutObject", "weights", "a*/${aws:username}?"))
    assert call == ("s3:PutObject", "arn:aws:s3:::weights/a?/?{aws:username}?", True)


def test_arns_in_policies_were_not_used() -> None:
    statement = {"effect": "Allow", "resource": "arn:aws:s3:::other"}
    made = record("s3", "PutBucketPolicy", {"bucketName": "weights", "bucketPolicy": {"statement": [statement]}})
    assert used(made) == [("s3:PutBucketPolicy", "arn:aws:s3:::weights", True)]


def test_what_the_action_table_does_not_know_is_said() -> None:
    assert "knows no service brandnew" in problem(record("brandnew", "DoThings"))
    assert "knows no action for s3:DoThings" in problem(record("s3", "DoThings"))


def test_roles_that_a_request_hands_over_are_seen() -> None:
    (event,) = events(training_job("fraud-1"))
    assert list(used_roles(event)) == [f"arn:aws:iam::{HOME}:role/runner"]
