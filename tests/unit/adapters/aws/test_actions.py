"""The IAM actions behind calls."""

from __future__ import annotations

import pytest

from modelkeep.adapters.aws.actions import actions_for


@pytest.mark.parametrize(
    ("call", "actions"),
    [
        ("sagemaker:DescribeModel", ("sagemaker:DescribeModel",)),
        ("bedrock-agent:GetAgent", ("bedrock:GetAgent",)),
        ("elbv2:DescribeListeners", ("elasticloadbalancing:DescribeListeners",)),
        ("apigatewayv2:GetApis", ("apigateway:GET",)),
        ("s3:GetBucketEncryption", ("s3:GetEncryptionConfiguration",)),
        ("s3control:GetPublicAccessBlock", ("s3:GetAccountPublicAccessBlock",)),
        ("iam:GetCredentialReport", ("iam:GenerateCredentialReport", "iam:GetCredentialReport")),
        ("budgets:DescribeBudgets", ("budgets:ViewBudget",)),
        ("sso-admin:ListInstances", ("sso:ListInstances",)),
        ("sts:GetCallerIdentity", ()),
    ],
)
def test_actions_of_a_call(call: str, actions: tuple[str, ...]) -> None:
    assert actions_for([call]) == actions


def test_actions_are_sorted_and_unique() -> None:
    assert actions_for(["s3:ListBuckets", "apigateway:GetRestApis", "apigateway:GetStages"]) == (
        "apigateway:GET",
        "s3:ListAllMyBuckets",
    )
