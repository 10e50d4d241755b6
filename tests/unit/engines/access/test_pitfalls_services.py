"""Pitfalls of single services, as far as one decision shows them. Each test names the page that its expectation rests on."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.engines.access.cases import (
    KEY,
    OBJECT,
    OURS,
    ROLE,
    ROOT,
    THEIRS,
    USER,
    allow,
    answer,
    condition,
    deny,
    outcome,
)

REGION = f"arn:aws:sagemaker:eu-west-1:{OURS}"
MODEL = "arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude"
OF_KEY = [allow("kms:*", Principal={"AWS": ROOT})]


def test_59_without_delegation_to_the_account_identity_policies_open_no_key() -> None:
    """https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html"""
    for_another = [allow("kms:*", Principal={"AWS": f"arn:aws:iam::{OURS}:user/eve"})]
    assert outcome(USER, "kms:Decrypt", KEY, identity=[allow()], resource=OF_KEY) == "allowed"
    assert outcome(USER, "kms:Decrypt", KEY, identity=[allow()], resource=for_another) == "implicit_deny"
    assert outcome(ROOT, "kms:Decrypt", KEY, resource=for_another) == "implicit_deny", "the root user too"
    assert outcome(USER, "kms:CreateKey", "*", identity=[allow()]) == "allowed", "no key is asked for"


def test_59_an_alias_in_a_policy_grants_nothing_on_its_key() -> None:
    """https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html"""
    alias = f"arn:aws:kms:eu-west-1:{OURS}:alias/weights"
    assert outcome(USER, "kms:Decrypt", KEY, identity=[allow("kms:*", alias)], resource=OF_KEY) == "implicit_deny"
    assert outcome(USER, "kms:Decrypt", alias, identity=[allow("kms:*", alias)], resource=OF_KEY) == "implicit_deny"
    assert outcome(USER, "kms:Decrypt", alias, identity=[allow("kms:*")], resource=OF_KEY) == "allowed"
    assert outcome(USER, "kms:Decrypt", alias, identity=[allow("kms:*", KEY)], resource=OF_KEY) == "allowed_if"
    assert outcome(USER, "kms:DeleteAlias", alias, identity=[allow("kms:*", alias)]) == "allowed"


def test_59_a_key_may_be_open_through_one_service_only() -> None:
    """https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service"""
    through = {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}
    policies = {"identity": [allow("kms:Decrypt", Condition=through)], "resource": OF_KEY}
    assert outcome(USER, "kms:Decrypt", KEY, **policies) == "implicit_deny"
    assert condition(USER, "kms:Decrypt", KEY, **policies) == "kms:ViaService is s3.eu-west-1.amazonaws.com"


def test_60_a_presigned_url_may_as_much_as_who_signed_it() -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html: s3:signatureAge is in milliseconds."""
    short = [allow(), deny("s3:*", Condition={"NumericGreaterThan": {"s3:signatureAge": "600000"}})]
    assert outcome(USER, "s3:GetObject", context={"s3:signatureAge": 600001}, identity=short) == "explicit_deny"
    assert condition(USER, "s3:GetObject", identity=short) == "s3:signatureAge is not above 600000"


def test_61_an_endpoints_policy_limits_and_never_grants() -> None:
    """https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html"""
    endpoint = [allow("s3:GetObject", OBJECT, Principal="*")]
    assert outcome(USER, "s3:GetObject", endpoint=endpoint) == "implicit_deny"
    assert outcome(USER, "s3:GetObject", identity=[allow()], endpoint=endpoint) == "allowed"
    assert outcome(USER, "s3:PutObject", identity=[allow()], endpoint=endpoint) == "implicit_deny"
    assert outcome("anonymous", "s3:PutObject", resource=[allow(Principal="*")], endpoint=endpoint) == "implicit_deny"


def test_61_of_a_gateway_endpoint_an_account_is_its_root_user_only() -> None:
    """https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html#vpc-endpoint-policies-gateway"""
    endpoint = [allow(Principal={"AWS": OURS})]
    found = answer(USER, "s3:GetObject", identity=[allow()], endpoint=endpoint)
    assert (found["decision"], found["condition"]) == ("unknown", "the endpoint is an interface endpoint")
    assert outcome(ROOT, "s3:GetObject", endpoint=endpoint) == "allowed"
    assert (
        outcome(USER, "sqs:SendMessage", f"arn:aws:sqs:eu-west-1:{OURS}:q", identity=[allow()], endpoint=endpoint)
        == "allowed"
    )


def test_64_passing_a_role_may_be_bound_to_a_service() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html"""
    to_sagemaker = {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}
    identity = [allow("iam:PassRole", ROLE, Condition=to_sagemaker)]
    assert condition(USER, "iam:PassRole", ROLE, identity=identity) == "iam:PassedToService is sagemaker.amazonaws.com"
    other = {"iam:PassedToService": "lambda.amazonaws.com"}
    assert outcome(USER, "iam:PassRole", ROLE, context=other, identity=identity) == "implicit_deny"
    for_endpoint = {"ArnLike": {"iam:AssociatedResourceArn": f"{REGION}:endpoint/fraud*"}}
    assert condition(USER, "iam:PassRole", ROLE, identity=[allow("iam:PassRole", Condition=for_endpoint)]) == (
        f"iam:AssociatedResourceArn is an ARN like {REGION}:endpoint/fraud*"
    )


def test_65_each_way_of_invoking_an_endpoint_is_an_action_of_its_own() -> None:
    """https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html"""
    identity = [allow("sagemaker:InvokeEndpoint", f"{REGION}:endpoint/fraud")]
    assert outcome(USER, "sagemaker:InvokeEndpoint", f"{REGION}:endpoint/fraud", identity=identity) == "allowed"
    for action in ("sagemaker:InvokeEndpointAsync", "sagemaker:InvokeEndpointWithResponseStream"):
        assert outcome(USER, action, f"{REGION}:endpoint/fraud", identity=identity) == "implicit_deny"


def test_65_names_in_arns_are_lower_case_and_arns_are_compared_with_case() -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/dg/api-permissions-reference.html: SageMaker AI converts names to lower case in
    ARNs. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
    """
    identity = [allow("sagemaker:*", f"{REGION}:endpoint/Fraud")]
    assert outcome(USER, "sagemaker:InvokeEndpoint", f"{REGION}:endpoint/fraud", identity=identity) == "implicit_deny"


def test_65_a_model_package_group_may_be_opened_by_its_own_policy() -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy-xaccount.html"""
    group, partner = f"{REGION}:model-package-group/fraud", f"arn:aws:iam::{THEIRS}:user/eve"
    policies = {"resource": [allow("sagemaker:DescribeModelPackageGroup", group, Principal={"AWS": THEIRS})]}
    assert outcome(partner, "sagemaker:DescribeModelPackageGroup", group, **policies) == "implicit_deny"
    assert outcome(partner, "sagemaker:DescribeModelPackageGroup", group, identity=[allow()], **policies) == "allowed"


def test_66_a_foundation_model_is_of_no_account() -> None:
    """https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html: its ARN has no account, so that the
    caller's policies alone decide.
    """
    assert outcome(USER, "bedrock:InvokeModel", MODEL, identity=[allow("bedrock:InvokeModel", MODEL)]) == "allowed"
    named = f"arn:aws:bedrock:eu-west-1:{OURS}:foundation-model/anthropic.claude"
    assert (
        outcome(USER, "bedrock:InvokeModel", MODEL, identity=[allow("bedrock:InvokeModel", named)]) == "implicit_deny"
    )
    ours = {"StringEquals": {"aws:ResourceAccount": OURS}}
    assert outcome(USER, "bedrock:InvokeModel", MODEL, identity=[allow(Condition=ours)]) == "implicit_deny"


@pytest.mark.parametrize(
    ("operation", "action"),
    [("bedrock:Converse", "bedrock:InvokeModel"), ("bedrock:ConverseStream", "bedrock:InvokeModelWithResponseStream")],
)
def test_66_converse_is_authorised_as_invokemodel(operation: str, action: str) -> None:
    """https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html"""
    assert outcome(USER, operation, MODEL, identity=[allow(action)]) == "allowed"
    assert outcome(USER, operation, MODEL, identity=[allow(operation)]) == "implicit_deny"
    assert outcome(USER, operation, MODEL, identity=[allow(), deny(action)]) == "explicit_deny"


@pytest.mark.parametrize(
    ("elements", "told"),
    [
        (
            {"StringEquals": {"bedrock:GuardrailIdentifier": "arn:aws:bedrock:eu-west-1:1:guardrail/g:1"}},
            "bedrock:GuardrailIdentifier is arn:aws:bedrock:eu-west-1:1:guardrail/g:1",
        ),
        (
            {"StringLike": {"bedrock:InferenceProfileArn": "arn:aws:bedrock:*:1:inference-profile/eu.*"}},
            "bedrock:InferenceProfileArn is like arn:aws:bedrock:*:1:inference-profile/eu.*",
        ),
        (
            {"StringNotEquals": {"bedrock:GuardrailIdentifier": "g"}},
            "bedrock:GuardrailIdentifier is not g",
        ),
    ],
)
def test_66_a_guardrail_or_an_inference_profile_may_be_demanded(elements: dict[str, Any], told: str) -> None:
    """https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions-id.html and
    https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
    """
    assert condition(USER, "bedrock:InvokeModel", MODEL, identity=[allow("bedrock:*", Condition=elements)]) == told
