"""Which resources can hold a policy, and which others can be shared."""

from __future__ import annotations

import pytest

from modelkeep.engines.access.holders import is_shareable, may_have_policy

PLACE = "eu-west-1:111111111111"


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        ("arn:aws:apigateway:eu-west-1::/restapis/abc", False),
        ("arn:aws:apigateway:eu-west-1::/domainnames/abc", True),
        ("arn:aws:execute-api:eu-west-1:111111111111:abc/live/GET/x", True),
        ("arn:aws:apigateway:eu-west-1::/restapis/abc/stages/prod", False),
        ("arn:aws:apigateway:eu-west-1::/apis/abc", False),
        (f"arn:aws:bedrock:{PLACE}:guardrail/g", True),
        (f"arn:aws:bedrock:{PLACE}:knowledge-base/K", True),
        (f"arn:aws:bedrock:{PLACE}:agent/A", False),
        (f"arn:aws:bedrock:{PLACE}:flow/F", False),
        (f"arn:aws:bedrock:{PLACE}:custom-model/x/y", False),
        (f"arn:aws:sqs:{PLACE}:queue", True),
        (f"arn:aws:sagemaker:{PLACE}:model/m", False),
    ],
)
def test_only_what_aws_documents_to_have_a_policy_may_have_one(arn: str, expected: bool) -> None:
    assert may_have_policy(arn) is expected


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        (f"arn:aws:bedrock:{PLACE}:custom-model/x/y", True),
        (f"arn:aws:sagemaker:{PLACE}:hub/h", True),
        (f"arn:aws:bedrock:{PLACE}:imported-model/x", False),
        (f"arn:aws:sagemaker:{PLACE}:endpoint/e", False),
    ],
)
def test_custom_models_and_some_of_sagemaker_are_shared_with_other_accounts(arn: str, expected: bool) -> None:
    assert is_shareable(arn) is expected
