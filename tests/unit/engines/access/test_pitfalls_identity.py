"""Pitfalls of who asks. Each test names the page of AWS's documentation that its expectation rests on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.unit.engines.access.cases import (
    KEY,
    OURS,
    ROLE,
    ROOT,
    SESSION,
    THEIRS,
    USER,
    allow,
    answer,
    condition,
    decided,
    deny,
    outcome,
)

from modelkeep.engines.access.decision import Outcome, Policies
from modelkeep.engines.access.principals import principal_of
from modelkeep.engines.access.statements import policy_of

SERVICE = "sagemaker.amazonaws.com"
FEDERATED = f"arn:aws:sts::{OURS}:federated-user/bob"


def when(operator: str, key: str, value: Any) -> dict[str, Any]:
    """A Condition element."""
    return {"Condition": {operator: {key: value}}}


def test_13_the_principal_arn_of_a_session_is_the_roles() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn"""

    def found(arn: str) -> str:
        return outcome(SESSION, "s3:GetObject", identity=[allow(**when("ArnEquals", "aws:PrincipalArn", arn))])

    assert found(ROLE) == "allowed"
    assert found(SESSION) == "implicit_deny"


def test_14_a_session_is_known_by_its_roles_name_though_its_arn_lacks_the_path() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns: role sessions have no path."""
    session = f"arn:aws:sts::{OURS}:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/jane"
    role = f"arn:aws:iam::{OURS}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef"
    other = role.replace("Admin", "Reader")
    assert outcome(session, "s3:GetObject", resource=[allow(Principal={"AWS": role})]) == "allowed"
    assert outcome(session, "s3:GetObject", resource=[allow(Principal={"AWS": other})]) == "implicit_deny"


def test_14_what_the_path_would_decide_stays_open() -> None:
    """https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html: the path of such roles may hold a
    region, so that the session's ARN does not tell aws:PrincipalArn.
    """
    session = f"arn:aws:sts::{OURS}:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/jane"
    pattern = f"arn:aws:iam::{OURS}:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Admin_*"
    found = answer(session, "s3:GetObject", identity=[allow(**when("ArnLike", "aws:PrincipalArn", pattern))])
    assert (found["decision"], found["condition"]) == ("allowed_if", f"aws:PrincipalArn is an ARN like {pattern}")


def test_15_the_user_id_of_a_session_is_the_roles_id_with_the_sessions_name() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable"""
    who = replace(principal_of(SESSION), unique_id="AROAEXAMPLEEXAMPLE0001")
    policies = Policies((policy_of("p", allow(**when("StringLike", "aws:userid", "AROAEXAMPLEEXAMPLE0001:*"))),))
    assert decided(who, "s3:GetObject", policies).outcome is Outcome.ALLOWED
    assert decided(replace(who, unique_id="AROAX"), "s3:GetObject", policies).outcome is Outcome.IMPLICIT_DENY


@pytest.mark.parametrize("mode", ["strict", "symbolic"])
def test_15_roles_have_no_user_name(mode: str) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-username"""
    absent = [allow(**when("Null", "aws:username", "true"))]
    bob = [allow(**when("StringEquals", "aws:username", "bob"))]
    assert outcome(SESSION, "s3:GetObject", mode=mode, identity=absent) == "allowed"
    assert outcome(SESSION, "s3:GetObject", mode=mode, identity=bob) == "implicit_deny"
    assert outcome(USER, "s3:GetObject", mode=mode, identity=bob) == "allowed"


def test_16_a_federated_session_may_do_what_both_its_user_and_its_policy_allow() -> None:
    """https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html: without a session policy, nothing."""
    assert outcome(FEDERATED, "s3:GetObject", identity=[allow("s3:*")], session=[allow("s3:GetObject")]) == "allowed"
    assert outcome(FEDERATED, "s3:GetObject", identity=[allow("ec2:*")], session=[allow()]) == "implicit_deny"
    assert outcome(FEDERATED, "s3:GetObject", identity=[allow()]) == "implicit_deny"
    assert outcome(FEDERATED, "s3:GetObject", resource=[allow(Principal={"AWS": FEDERATED})]) == "allowed"


def test_16_a_federated_session_calls_neither_iam_nor_sts() -> None:
    """https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html"""
    everything = {"identity": [allow()], "session": [allow()]}
    assert outcome(FEDERATED, "iam:CreateUser", USER, **everything) == "implicit_deny"
    assert outcome(FEDERATED, "sts:AssumeRole", ROLE, resource=[allow("*", None, Principal="*")], **everything) == (
        "implicit_deny"
    )
    assert outcome(FEDERATED, "sts:GetCallerIdentity", "*") == "allowed"


def test_17_a_session_policy_narrows_what_the_role_may() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session"""
    assert outcome(SESSION, "s3:GetObject", identity=[allow("s3:*")], session=[allow("s3:Get*")]) == "allowed"
    assert outcome(SESSION, "s3:PutObject", identity=[allow("s3:*")], session=[allow("s3:Get*")]) == "implicit_deny"
    assert outcome(SESSION, "s3:GetObject", session=[allow("s3:Get*")]) == "implicit_deny"


def test_17_a_session_policy_narrows_what_a_key_grants_to_the_role() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session"""
    resource = [allow("kms:*", Principal={"AWS": ROLE})]
    assert outcome(SESSION, "kms:Decrypt", KEY, resource=resource, session=[allow("kms:Decrypt")]) == "allowed"
    assert outcome(SESSION, "kms:Encrypt", KEY, resource=resource, session=[allow("kms:Decrypt")]) == "implicit_deny"


def test_18_a_boundary_never_grants() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html"""
    assert outcome(USER, "s3:GetObject", boundary=[allow()]) == "implicit_deny"
    assert outcome(USER, "s3:GetObject", identity=[allow()], boundary=[allow("s3:Get*")]) == "allowed"
    found = answer(USER, "s3:PutObject", identity=[allow()], boundary=[allow("s3:Get*")])
    assert (found["decision"], found["blocked_by"]) == ("implicit_deny", ["boundary"])


def test_19_the_root_user_needs_no_policy_but_service_control_policies_limit_it() -> None:
    """https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html: SCPs affect the root user too."""
    assert outcome(ROOT, "s3:GetObject") == "allowed"
    assert outcome(ROOT, "s3:GetObject", scp=[[allow()], [allow("ec2:*")]]) == "implicit_deny"
    assert outcome(ROOT, "s3:GetObject", account=THEIRS) == "implicit_deny"


def test_19_the_root_user_of_a_buckets_account_always_reaches_its_policy() -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html: even if the policy denies it."""
    refusal = [deny(Principal="*")]
    assert outcome(ROOT, "s3:DeleteBucketPolicy", "arn:aws:s3:::weights", resource=refusal) == "allowed"
    assert outcome(ROOT, "s3:DeleteBucket", "arn:aws:s3:::weights", resource=refusal) == "explicit_deny"
    assert outcome(USER, "s3:DeleteBucketPolicy", "arn:aws:s3:::weights", resource=refusal) == "explicit_deny"


def test_19_the_root_user_assumes_no_role() -> None:
    """https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html"""
    assert (
        outcome(ROOT, "sts:AssumeRole", ROLE, resource=[allow("*", None, Principal={"AWS": ROOT})]) == "implicit_deny"
    )


def test_20_root_sessions_are_for_who_administers_root_access() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html: the caller's policy is enough, but only in
    the management account or its delegated administrator, which no policy shows.
    """
    member = f"arn:aws:iam::{THEIRS}:root"
    found = answer(USER, "sts:AssumeRoot", member, identity=[allow("sts:AssumeRoot")])
    assert found["decision"] == "unknown"
    assert found["condition"] == f"account {OURS} administers root access for its organisation"
    assert outcome(USER, "sts:AssumeRoot", member) == "implicit_deny"


def test_21_services_are_let_in_by_resource_policies_only() -> None:
    """https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html and
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services
    """
    resource = [allow("s3:GetObject", Principal={"Service": SERVICE})]
    assert outcome(SERVICE, "s3:GetObject", account=OURS, resource=resource) == "allowed"
    assert outcome(SERVICE, "s3:GetObject", account=OURS, identity=[allow()]) == "implicit_deny"
    assert outcome("lambda.amazonaws.com", "s3:GetObject", account=OURS, resource=resource) == "implicit_deny"
    assert outcome(SERVICE, "s3:GetObject", account=OURS, resource=resource, scp=[[deny()]]) == "allowed"
    assert (
        outcome(SERVICE, "s3:GetObject", account=OURS, resource=resource, rcp=[[deny(Principal="*")]])
        == "explicit_deny"
    )


def test_22_a_service_that_acts_for_somebody_asks_as_that_somebody() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html"""
    via = [allow("kms:Decrypt", **when("Bool", "aws:ViaAWSService", "true"))]
    key = [allow("kms:*", Principal={"AWS": ROOT})]
    forwarded = {"aws:ViaAWSService": True, "aws:CalledVia": ["athena.amazonaws.com"]}
    assert outcome(USER, "kms:Decrypt", KEY, context=forwarded, identity=via, resource=key) == "allowed"
    assert outcome(USER, "kms:Decrypt", KEY, identity=via, resource=key) == "implicit_deny"
    assert outcome("athena.amazonaws.com", "kms:Decrypt", KEY, context=forwarded, resource=key) == "implicit_deny"


def test_23_a_service_that_anybody_may_send_is_let_in_for_everybody() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"""
    resource = allow("s3:GetObject", Principal={"Service": SERVICE})
    bound = allow("s3:GetObject", Principal={"Service": SERVICE}, **when("StringEquals", "aws:SourceAccount", OURS))
    assert outcome(SERVICE, "s3:GetObject", mode="symbolic", resource=[resource]) == "allowed"
    assert condition(SERVICE, "s3:GetObject", resource=[bound]) == f"aws:SourceAccount is {OURS}"


@pytest.mark.parametrize("principal", [USER, SESSION, "anonymous"])
def test_23_only_services_say_for_which_resource_they_ask(principal: str) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN: a user's
    own request has no aws:SourceArn.
    """
    resource = [allow(Principal="*", **when("ArnLike", "aws:SourceArn", f"arn:aws:sns:*:{OURS}:topic"))]
    assert outcome(
        principal, "sqs:SendMessage", f"arn:aws:sqs:eu-west-1:{OURS}:q", mode="symbolic", resource=resource
    ) == ("implicit_deny")


@pytest.mark.parametrize(
    "principal",
    [
        f"arn:aws:iam::{OURS}:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty",
        f"arn:aws:sts::{OURS}:assumed-role/AWSServiceRoleForAmazonGuardDuty/s",
    ],
)
def test_24_service_linked_roles_are_exempt_from_organisation_policies(principal: str) -> None:
    """https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html and
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
    """
    closed = {"scp": [[deny()]], "rcp": [[deny(Principal="*")]]}
    assert outcome(principal, "s3:GetObject", identity=[allow()], **closed) == "allowed"
    assert outcome(ROLE, "s3:GetObject", identity=[allow()], **closed) == "explicit_deny"
