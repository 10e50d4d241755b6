"""Pitfalls of actions, resources and grammar. Each test names the page of AWS's documentation that its expectation rests on."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.engines.access.cases import (
    OBJECT,
    OURS,
    SESSION,
    USER,
    allow,
    answer,
    condition,
    deny,
    outcome,
    policy,
    statement,
)
from tests.unit.engines.access.test_simulate import told

BUCKET = "arn:aws:s3:::weights"
ENDPOINT = f"arn:aws:sagemaker:eu-west-1:{OURS}:endpoint/fraud"


def granted(action: str, on: str, pattern: Any, **rest: Any) -> str:
    """The outcome where an identity policy allows everything on a resource."""
    return outcome(USER, action, on, identity=[allow("*", pattern)], **rest)


def test_31_actions_and_key_names_are_compared_without_case_resources_and_values_with() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html,
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
    """
    assert outcome(USER, "S3:getobject", identity=[allow("s3:GETOBJECT", OBJECT)]) == "allowed"
    assert granted("s3:GetObject", OBJECT, OBJECT.replace("weights", "Weights")) == "implicit_deny"
    tagged = [allow(Condition={"StringEquals": {"AWS:principaltag/TEAM": "fraud"}})]
    assert outcome(USER, "s3:GetObject", context={"aws:PrincipalTag/team": "fraud"}, identity=tagged) == "allowed"
    assert outcome(USER, "s3:GetObject", context={"aws:PrincipalTag/team": "Fraud"}, identity=tagged) == "implicit_deny"


def test_31_a_context_that_has_a_key_in_two_spellings_is_not_guessed_at() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html: a tag key is one of both, never both."""
    found = answer(
        USER, "s3:GetObject", context={"aws:PrincipalTag/a": "1", "aws:PrincipalTag/A": "2"}, identity=[allow()]
    )
    assert (found["decision"], "twice" in found["problem"]) == ("unknown", True)


def test_32_a_star_in_a_resource_crosses_slashes_and_colons() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards"""
    assert granted("s3:GetObject", f"{BUCKET}/a/b/c", f"{BUCKET}/*") == "allowed"
    assert (
        granted("lambda:InvokeFunction", f"arn:aws:lambda:eu-west-1:{OURS}:function:f:1", "arn:aws:lambda:*f*")
        == "allowed"
    )


def test_32_arn_operators_compare_part_by_part() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN"""

    def found(operator: str, pattern: str) -> str:
        context = {"aws:SourceArn": f"arn:aws:sns:eu-west-1:{OURS}:topic"}
        return outcome(
            USER, "s3:GetObject", context=context, identity=[allow(Condition={operator: {"aws:SourceArn": pattern}})]
        )

    assert found("StringLike", "arn:aws:sns:*topic") == "allowed"
    assert found("ArnLike", "arn:aws:sns:*topic") == "implicit_deny"
    assert found("ArnLike", "arn:aws:sns:*:*:top*") == "allowed"
    assert found("ArnEquals", "arn:aws:sns:*:*:top*") == "allowed"


def test_33_a_question_mark_is_one_character() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards"""
    assert granted("s3:GetObject", f"{BUCKET}/v1", f"{BUCKET}/v?") == "allowed"
    assert granted("s3:GetObject", f"{BUCKET}/v12", f"{BUCKET}/v?") == "implicit_deny"
    assert granted("s3:GetObject", f"{BUCKET}/v", f"{BUCKET}/v?") == "implicit_deny"


def test_34_allow_with_notaction_or_notresource_grants_all_the_rest() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html and
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html
    """
    all_but_iam = [policy({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"})]
    assert outcome(USER, "sagemaker:InvokeEndpoint", ENDPOINT, identity=all_but_iam) == "allowed"
    assert outcome(USER, "iam:CreateUser", USER, identity=all_but_iam) == "implicit_deny"
    elsewhere = [policy({"Effect": "Allow", "Action": "s3:*", "NotResource": f"{BUCKET}/*"})]
    assert outcome(USER, "s3:GetObject", "arn:aws:s3:::other/k", identity=elsewhere) == "allowed"
    assert outcome(USER, "s3:GetObject", OBJECT, identity=elsewhere) == "implicit_deny"


@pytest.mark.parametrize("action", ["s3:ListAllMyBuckets", "sagemaker:ListEndpoints", "ecr:GetAuthorizationToken"])
def test_35_a_statement_with_an_arn_never_grants_what_knows_no_resource(action: str) -> None:
    """https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html:
    actions without a resource type need `*`.
    """
    assert granted(action, "*", f"arn:aws:{action.partition(':')[0]}:*:{OURS}:*") == "implicit_deny"
    assert granted(action, ENDPOINT, ENDPOINT) == "implicit_deny"
    assert granted(action, "*", [ENDPOINT, "*"]) == "allowed"


def test_38_a_bucket_is_none_of_its_objects() -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html"""
    assert granted("s3:GetObject", OBJECT, BUCKET) == "implicit_deny"
    assert granted("s3:ListBucket", BUCKET, f"{BUCKET}/*") == "implicit_deny"
    assert granted("s3:ListBucket", BUCKET, BUCKET) == "allowed"
    assert granted("s3:GetObject", OBJECT, f"{BUCKET}*") == "allowed"


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        (f"{BUCKET}/*", "allowed"),
        ("*", "allowed"),
        (f"{BUCKET}/public/*", "allowed_if"),
        ("arn:aws:s3:::*/model.tar.gz", "allowed_if"),
        ("arn:aws:s3:::other/*", "implicit_deny"),
    ],
)
def test_39_a_question_about_many_resources_is_answered_for_all_some_or_none(pattern: str, found: str) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards"""
    assert granted("s3:GetObject", f"{BUCKET}/*", pattern) == found


def test_39_what_is_denied_of_many_resources_is_told() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html"""
    policies = [allow("s3:*", f"{BUCKET}/*"), deny("s3:*", f"{BUCKET}/secret/*")]
    assert condition(USER, "s3:GetObject", f"{BUCKET}/*", identity=policies) == (
        f"the resource is not within {BUCKET}/secret/*"
    )
    assert outcome(USER, "s3:GetObject", f"{BUCKET}/secret/a*", identity=policies) == "explicit_deny"


@pytest.mark.parametrize("partition", ["aws-cn", "aws-us-gov"])
def test_40_partitions_are_worlds_of_their_own(partition: str) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html"""
    user, thing = USER.replace("arn:aws:", f"arn:{partition}:"), OBJECT.replace("arn:aws:", f"arn:{partition}:")
    assert (
        outcome(user, "s3:GetObject", thing, identity=[allow("s3:*", f"arn:{partition}:s3:::weights/*")]) == "allowed"
    )
    assert outcome(user, "s3:GetObject", thing, identity=[allow("s3:*", f"{BUCKET}/*")]) == "implicit_deny"
    key = f"arn:{partition}:kms:cn-north-1:{OURS}:key/1"
    bare = [allow("kms:*", Principal={"AWS": OURS})]
    assert outcome(user, "kms:Decrypt", key, identity=[allow()], resource=bare) == "allowed"


@pytest.mark.parametrize(
    "document",
    [
        policy(statement("Allow", "s3:GetObject", OBJECT)),
        {"Version": "2012-10-17", "Statement": statement("Allow", "s3:GetObject", OBJECT)},
        policy(statement("Allow", ["s3:GetObject"], [OBJECT])),
        policy(statement("Allow", "s3:GetObject", OBJECT, Condition={"Bool": {"aws:SecureTransport": True}})),
        policy(statement("Allow", "s3:GetObject", OBJECT, Condition={"NumericEquals": {"s3:max-keys": [10]}})),
        policy(statement("Allow", "s3:GetObject", OBJECT, Sid="", Condition={})),
    ],
)
def test_41_one_or_a_list_text_or_a_number(document: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html"""
    context = {"aws:SecureTransport": True, "s3:max-keys": 10}
    assert outcome(USER, "s3:GetObject", context=context, identity=[document]) == "allowed"


@pytest.mark.parametrize(
    "broken",
    [
        statement("Deny", []),
        statement("Deny", "s3:*", []),
        statement("Deny", "s3:*", Condition={"StringEquals": {"aws:username": []}}),
        statement("deny", "s3:*"),
        statement("Deny", "s3:*", NotAction="s3:*"),
        statement("Deny", None),
        statement("Deny", "s3:*", None),
        statement("Deny", "s3:*", Principal="*"),
    ],
)
def test_41_a_deny_that_the_grammar_does_not_allow_does_not_vanish(broken: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html: lists hold at least one; identity policies have
    a resource and no principal. AWS stores no such document, so that nobody knows what it would do.
    """
    assert outcome(USER, "s3:GetObject", identity=[allow(), policy(broken)]) == "unknown"
    assert outcome(USER, "s3:GetObject", identity=[allow(), deny(), policy(broken)]) == "explicit_deny"


def test_41_what_nobody_understands_is_no_certain_grant_and_no_certain_refusal() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html"""
    found = answer(USER, "s3:GetObject", identity=[{"Statement": "nonsense"}])
    assert found["decision"] == "unknown"
    assert "the document has no statements" in found["condition"]


def test_41_a_resource_policy_without_a_principal_grants_nothing_and_its_deny_does_not_vanish() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html: it must be there."""
    assert outcome(USER, "s3:GetObject", resource=[allow()]) == "implicit_deny"
    assert outcome(USER, "s3:GetObject", identity=[allow()], resource=[deny()]) == "unknown"
    assert outcome(USER, "s3:GetObject", identity=[allow()], resource=[deny("ec2:*")]) == "allowed"


@pytest.mark.parametrize("action", [" s3:GetObject", "s3:GetObject ", "s3: GetObject", "s3:Get*\t"])
def test_41_blanks_in_actions_are_not_guessed_at(action: str) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html says neither that they are ignored nor
    that they are refused.
    """
    assert outcome(USER, "s3:GetObject", identity=[allow(action)]) == "unknown"
    assert outcome(USER, "s3:GetObject", identity=[allow(), deny(action)]) == "unknown"
    assert outcome(USER, "s3:PutObject", identity=[allow(), deny(action)]) == "allowed"


@pytest.mark.parametrize("version", ["2008-10-17", None])
def test_41_documents_of_2008_know_no_variables(version: str | None) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html: 2008-10-17 where none is written."""
    home = statement("Allow", "s3:*", f"{BUCKET}/${{aws:username}}/*")
    assert outcome(USER, "s3:GetObject", f"{BUCKET}/bob/k", identity=[policy(home, version=version)]) == "implicit_deny"
    assert outcome(USER, "s3:GetObject", f"{BUCKET}/bob/k", identity=[policy(home)]) == "allowed"
    literal = f"{BUCKET}/${{aws:username}}/k"
    assert outcome(USER, "s3:GetObject", literal, identity=[policy(home, version=version)]) == "allowed"


def test_41_a_key_that_is_there_twice_makes_a_document_unreadable() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html: each element is there once."""
    twice = '{"Statement": [{"Effect": "Allow", "Effect": "Deny", "Action": "*", "Resource": "*"}]}'
    assert told(SESSION, "s3:GetObject", identity=f"[{twice}]")["decision"] == "unknown"
