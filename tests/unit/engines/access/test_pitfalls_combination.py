"""Pitfalls of putting policies together. Each test names the page of AWS's documentation that its expectation rests on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.unit.engines.access.cases import (
    KEY,
    OBJECT,
    OURS,
    ROLE,
    ROOT,
    SESSION,
    THEIR_ROLE,
    THEIRS,
    USER,
    allow,
    answer,
    decided,
    deny,
    outcome,
)

from modelkeep.engines.access.decision import Outcome, Policies
from modelkeep.engines.access.principals import principal_of
from modelkeep.engines.access.statements import policy_of

EVERYTHING: dict[str, Any] = {
    "identity": [allow()],
    "boundary": [allow()],
    "session": [allow()],
    "resource": [allow(Principal="*")],
    "scp": [[allow()], [allow()]],
    "rcp": [[allow(Principal="*")]],
    "endpoint": [allow(Principal="*")],
}


def names(*principals: str) -> dict[str, Any]:
    """A Principal element."""
    return {"AWS": list(principals)}


@pytest.mark.parametrize("layer", EVERYTHING)
def test_01_an_explicit_deny_in_any_kind_of_policy_wins(layer: str) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html"""
    of_resource = {"Principal": "*"} if layer in ("resource", "rcp", "endpoint") else {}
    refusal = deny("s3:*", **of_resource)
    more = [*EVERYTHING[layer][:-1], [*EVERYTHING[layer][-1], refusal]] if layer in ("scp", "rcp") else None
    policies = {**EVERYTHING, layer: more or [*EVERYTHING[layer], refusal]}
    assert outcome(SESSION, "s3:GetObject", **EVERYTHING) == "allowed"
    assert outcome(SESSION, "s3:GetObject", **policies) == "explicit_deny"


def test_02_in_one_account_the_identity_or_the_resource_is_enough() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html"""
    assert outcome(USER, "s3:GetObject", identity=[allow("s3:GetObject")]) == "allowed"
    assert outcome(USER, "s3:GetObject", resource=[allow("s3:GetObject", Principal=names(USER))]) == "allowed"
    assert outcome(USER, "s3:GetObject") == "implicit_deny"


@pytest.mark.parametrize(("action", "resource"), [("kms:Decrypt", KEY), ("sts:AssumeRole", ROLE)])
def test_02_but_not_for_keys_and_roles_whose_own_policy_has_to_open_them(action: str, resource: str) -> None:
    """https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html: unless the key policy explicitly allows it, IAM policies
    that allow have no effect. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
    says the same of roles' trust policies.
    """
    target = None if action == "sts:AssumeRole" else "*"
    assert outcome(USER, action, resource, identity=[allow()]) == "implicit_deny"
    assert outcome(USER, action, resource, resource=[allow(action, target, Principal=names(USER))]) == "allowed"


def test_03_across_accounts_both_sides_have_to_allow() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html"""
    resource = [allow("s3:GetObject", Principal=names(THEIR_ROLE))]
    assert outcome(THEIR_ROLE, "s3:GetObject", account=OURS, identity=[allow()], resource=resource) == "allowed"
    assert outcome(THEIR_ROLE, "s3:GetObject", account=OURS, identity=[allow()]) == "implicit_deny"
    assert outcome(THEIR_ROLE, "s3:GetObject", account=OURS, resource=resource) == "implicit_deny"


def test_03_each_side_is_limited_by_its_own_account() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html: the boundary of the
    caller limits what the other account's resource grants, even to its session.
    """
    session = f"arn:aws:sts::{THEIRS}:assumed-role/partner/s"
    resource = [allow("s3:GetObject", Principal=names(session))]
    limited = {"identity": [allow()], "resource": resource, "boundary": [allow("ec2:*")]}
    assert outcome(session, "s3:GetObject", account=OURS, **limited) == "implicit_deny"


@pytest.mark.parametrize("limit", ["boundary", "session"])
def test_04_a_resource_policy_naming_a_role_is_limited_by_its_boundary_and_session_policy(limit: str) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html"""
    resource = [allow("s3:GetObject", Principal=names(ROLE))]
    assert outcome(SESSION, "s3:GetObject", resource=resource) == "allowed"
    assert outcome(SESSION, "s3:GetObject", resource=resource, **{limit: [allow("ec2:*")]}) == "implicit_deny"


@pytest.mark.parametrize("limit", ["boundary", "session"])
def test_04_a_resource_policy_naming_the_session_is_limited_by_neither(limit: str) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html"""
    resource = [allow("s3:GetObject", Principal=names(SESSION))]
    assert outcome(SESSION, "s3:GetObject", resource=resource, **{limit: [allow("ec2:*")]}) == "allowed"
    assert outcome(SESSION, "s3:GetObject", resource=resource, **{limit: [deny()]}) == "explicit_deny"


def test_04_a_resource_policy_naming_a_user_is_not_limited_by_its_boundary() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html"""
    resource = [allow("s3:GetObject", Principal=names(USER))]
    assert outcome(USER, "s3:GetObject", resource=resource, boundary=[allow("ec2:*")]) == "allowed"
    assert outcome(USER, "s3:GetObject", resource=resource, boundary=[deny("s3:*")]) == "explicit_deny"


def test_04_the_session_of_a_federated_user_is_limited_where_the_policy_names_the_user() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html"""
    federated = f"arn:aws:sts::{OURS}:federated-user/bob"
    who = replace(principal_of(federated), user=USER)

    def found(named: str, session: dict[str, Any]) -> Outcome:
        grants = policy_of("bucket", allow("s3:GetObject", Principal=names(named)), of_resource=True)
        return decided(who, "s3:GetObject", Policies(resource=(grants,), session=(policy_of("s", session),))).outcome

    assert found(federated, allow("ec2:*")) is Outcome.ALLOWED
    assert found(USER, allow("ec2:*")) is Outcome.IMPLICIT_DENY
    assert found(USER, allow("s3:*")) is Outcome.ALLOWED


def test_05_everybody_with_a_condition_on_the_role_is_not_limited_as_naming_the_role_is() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html: boundaries and
    session policies do not limit what is granted to `*` with aws:PrincipalArn.
    """
    of_role = {"ArnEquals": {"aws:PrincipalArn": ROLE}}
    resource = [allow("s3:GetObject", Principal="*", Condition=of_role)]
    assert outcome(SESSION, "s3:GetObject", resource=resource, boundary=[allow("ec2:*")]) == "allowed"
    assert outcome(USER, "s3:GetObject", resource=resource) == "implicit_deny"


@pytest.mark.parametrize("element", [ROOT, OURS])
def test_06_naming_the_account_delegates_and_an_identity_policy_is_still_needed(element: str) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts"""
    resource = [allow("kms:Decrypt", Principal=names(element))]
    assert outcome(USER, "kms:Decrypt", KEY, resource=resource) == "implicit_deny"
    assert outcome(USER, "kms:Decrypt", KEY, resource=resource, identity=[allow("kms:Decrypt")]) == "allowed"
    assert outcome(USER, "s3:GetObject", resource=[allow("s3:*", Principal=names(element))]) == "implicit_deny"
    assert outcome(THEIR_ROLE, "kms:Decrypt", KEY, resource=resource, identity=[allow()]) == "implicit_deny"


def test_07_wildcards_inside_a_principal_match_nobody() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html: a wildcard cannot match part of a
    name or ARN.
    """
    part = f"arn:aws:iam::{OURS}:role/*"
    assert outcome(SESSION, "s3:GetObject", resource=[allow(Principal=names(part))]) == "implicit_deny"
    assert outcome(SESSION, "s3:GetObject", resource=[allow(Principal=names("*"))]) == "allowed"


def test_07_what_aws_does_not_store_does_not_vanish_when_it_denies() -> None:
    """The same page: AWS refuses such a principal, so that what a Deny with one does is nobody's knowledge."""
    part = deny(Principal=names(f"arn:aws:iam::{OURS}:role/*"))
    assert outcome(SESSION, "s3:GetObject", identity=[allow()], resource=[part]) == "unknown"
    assert outcome(ROLE, "s3:GetObject", identity=[allow()], resource=[part]) == "unknown"
    assert outcome(USER, "s3:GetObject", identity=[allow()], resource=[part]) == "allowed"


def test_08_who_is_not_to_be_denied_is_listed_with_account_and_role() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html"""

    def found(principal: str, *listed: str, **rest: Any) -> str:
        refusal = deny("s3:*", NotPrincipal=names(*listed))
        return outcome(principal, "s3:GetObject", identity=[allow()], resource=[refusal], **rest)

    assert found(SESSION, SESSION, ROLE, ROOT) == "allowed"
    assert found(SESSION, SESSION, ROLE) == "explicit_deny"
    assert found(SESSION, SESSION, ROOT) == "explicit_deny"
    assert found(SESSION, ROLE, ROOT) == "explicit_deny"
    assert found(USER, USER, ROOT) == "allowed"
    assert found(USER, USER) == "explicit_deny"
    assert found(ROLE, SESSION, ROLE, ROOT, mode="symbolic") == "allowed_if"


def test_08_somebody_with_a_boundary_is_denied_though_listed() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html: NotPrincipal with Deny always denies who has
    one, whatever it lists.
    """
    refusal = deny("s3:*", NotPrincipal=names(USER, ROOT))
    policies = {"identity": [allow()], "resource": [refusal]}
    assert outcome(USER, "s3:GetObject", **policies) == "allowed"
    assert outcome(USER, "s3:GetObject", **policies, boundary=[allow()]) == "explicit_deny"


def test_09_allow_with_notprincipal_grants_everybody_else() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html: anonymous users included."""
    resource = [allow("s3:GetObject", Principal=None, NotPrincipal=names(USER))]
    assert outcome("anonymous", "s3:GetObject", account=OURS, resource=resource) == "allowed"
    assert outcome(SESSION, "s3:GetObject", resource=resource) == "allowed"
    assert outcome(USER, "s3:GetObject", resource=resource) == "implicit_deny"


def test_10_the_id_of_a_deleted_role_does_not_name_its_successor() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles"""
    resource = (policy_of("bucket", allow(Principal=names("AROAEXAMPLEEXAMPLE0001")), of_resource=True),)

    def found(unique_id: str) -> Outcome:
        return decided(
            replace(principal_of(ROLE), unique_id=unique_id), "s3:GetObject", Policies(resource=resource)
        ).outcome

    assert found("AROAEXAMPLEEXAMPLE0001") is Outcome.ALLOWED
    assert found("AROAEXAMPLEEXAMPLE0002") is Outcome.IMPLICIT_DENY
    assert found("") is Outcome.IMPLICIT_DENY


def test_11_groups_are_never_principals() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html: a group cannot be one."""
    group = f"arn:aws:iam::{OURS}:group/scientists"
    assert outcome(USER, "s3:GetObject", resource=[allow(Principal=names(group))]) == "implicit_deny"
    refusal = {"identity": [allow()], "resource": [deny(Principal=names(group))]}
    assert outcome(USER, "s3:GetObject", **refusal) == "unknown"
    assert outcome(SESSION, "s3:GetObject", **refusal) == "allowed"
    asked = answer(group, "s3:GetObject", OBJECT, identity=[allow()])
    assert asked["decision"] == "unknown"
    assert "no principal" in asked["problem"]
