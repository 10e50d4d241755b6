"""Pitfalls of organisations. Each test names the page of AWS's documentation that its expectation rests on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.unit.engines.access.cases import (
    KEY,
    OBJECT,
    OURS,
    SESSION,
    THEIR_ROLE,
    USER,
    allow,
    answer,
    deny,
    outcome,
    policy,
    statement,
    table,
)

FULL = {"name": "RCPFullAWSAccess", "policy": allow(Principal="*")}
PATHS = "aws:PrincipalOrgPaths"


def test_25_every_level_of_service_control_policies_has_to_allow() -> None:
    """https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html"""

    def found(*levels: list[dict[str, Any]]) -> str:
        return outcome(USER, "s3:GetObject", identity=[allow()], scp=list(levels))

    assert found([allow()], [allow("ec2:*"), allow("s3:*")], [allow()]) == "allowed"
    assert found([allow()], [allow("ec2:*")], [allow()]) == "implicit_deny"
    assert found([allow()], [], [allow()]) == "implicit_deny"
    assert found() == "allowed"


def test_25_service_control_policies_never_grant() -> None:
    """https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html"""
    found = answer(USER, "s3:GetObject", scp=[[allow()]])
    assert (found["decision"], found["blocked_by"]) == ("implicit_deny", ["identity", "resource"])


def test_25_service_control_policies_do_not_restrict_others_on_our_resources() -> None:
    """https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html"""
    everybody = [allow(Principal="*")]
    assert outcome("anonymous", "s3:GetObject", account=OURS, resource=everybody, scp=[[deny()]]) == "allowed"
    assert outcome(SESSION, "s3:GetObject", resource=everybody, scp=[[deny()]]) == "explicit_deny"


@pytest.mark.parametrize("principal", [USER, THEIR_ROLE, "anonymous", "sagemaker.amazonaws.com"])
def test_26_resource_control_policies_restrict_outsiders_too(principal: str) -> None:
    """https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html"""
    policies = {"identity": [allow()], "resource": [allow(Principal="*")]}
    closed = {**policies, "rcp": [[FULL], [FULL, deny("s3:*", Principal="*")]]}
    assert outcome(principal, "s3:GetObject", account=OURS, **policies, rcp=[[FULL], [FULL]]) == "allowed"
    assert outcome(principal, "s3:GetObject", account=OURS, **closed) == "explicit_deny"
    assert outcome(principal, "s3:GetObject", **closed) == "explicit_deny", "the bucket's account need not be told"


def test_26_resource_control_policies_never_grant() -> None:
    """https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html"""
    assert outcome(USER, "s3:GetObject", rcp=[[FULL]]) == "implicit_deny"


def test_26_a_level_allows_though_nobody_lists_rcpfullawsaccess() -> None:
    """https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_evaluation.html: it is attached to every
    root, unit and account and cannot be detached.
    """
    other = deny("s3:PutObject", Principal="*")
    assert outcome(USER, "s3:GetObject", identity=[allow()], rcp=[[other], []]) == "allowed"


def test_26_keys_that_aws_manages_are_exempt() -> None:
    """https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html"""
    policies = {
        "identity": [allow()],
        "resource": [allow("kms:*", Principal={"AWS": OURS})],
        "rcp": [[deny("kms:*", Principal="*")]],
    }
    prefix = KEY.partition(":key/")[0]
    assert outcome(USER, "kms:Decrypt", f"{prefix}:alias/aws/s3", **policies) == "allowed"
    assert outcome(USER, "kms:Decrypt", f"{prefix}:alias/weights", **policies) == "explicit_deny"
    assert outcome(USER, "kms:RetireGrant", KEY, **policies) == "allowed"


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("sagemaker:InvokeEndpoint", f"arn:aws:sagemaker:eu-west-1:{OURS}:endpoint/fraud"),
        ("bedrock:InvokeModel", "arn:aws:bedrock:eu-west-1::foundation-model/m"),
        ("lambda:InvokeFunction", f"arn:aws:lambda:eu-west-1:{OURS}:function:f"),
    ],
)
def test_27_resource_control_policies_do_not_reach_every_service(action: str, resource: str) -> None:
    """https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services, whose list
    changes: the table has the day on which it was read.
    """
    assert outcome(USER, action, resource, identity=[allow()], rcp=[[deny(Principal="*")]]) == "allowed"
    assert table().rcp_date >= dt.date(2026, 1, 1)


def test_28_services_and_anonymous_callers_are_of_no_organisation() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid"""
    ours = [allow("s3:GetObject", Principal="*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}})]
    others = deny("s3:*", Principal="*", Condition={"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}})
    both = [allow(Principal="*"), others]
    for principal in ("anonymous", "sagemaker.amazonaws.com"):
        assert outcome(principal, "s3:GetObject", mode="symbolic", resource=ours) == "implicit_deny"
        assert outcome(principal, "s3:GetObject", mode="symbolic", resource=both) == "explicit_deny"
    assert outcome(USER, "s3:GetObject", mode="symbolic", resource=ours) == "allowed_if"


def test_28_organisation_paths_have_several_values() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgpaths"""
    of_ours = {"Condition": {"ForAnyValue:StringLike": {PATHS: "o-1/r-1/ou-1/*"}}}
    resource = [allow("s3:GetObject", Principal="*", **of_ours)]
    inside = {PATHS: ["o-1/r-1/ou-1/ou-2/", "o-2/r-2/"]}
    assert outcome(USER, "s3:GetObject", OBJECT, context=inside, resource=resource) == "allowed"
    assert outcome(USER, "s3:GetObject", OBJECT, context={PATHS: ["o-2/r-2/"]}, resource=resource) == "implicit_deny"
    assert outcome(USER, "s3:GetObject", OBJECT, resource=resource) == "implicit_deny"


def test_28_one_of_several_values_contradicts_no_other() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html"""
    both = {"ForAnyValue:StringEquals": {PATHS: "o-1/r-1/"}, "ForAnyValue:StringLike": {PATHS: "o-2/*"}}
    identity = [policy(statement("Allow", "s3:*", Condition=both))]
    assert outcome(USER, "s3:GetObject", mode="symbolic", identity=identity) == "allowed_if"
