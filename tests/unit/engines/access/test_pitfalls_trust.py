"""Pitfalls of assuming roles. Each test names the page of AWS's documentation that its expectation rests on."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.engines.access.cases import OURS, ROLE, ROOT, SESSION, THEIR_ROLE, USER, allow, condition, outcome

OIDC = f"arn:aws:iam::{OURS}:oidc-provider/token.actions.githubusercontent.com"
SAML = f"arn:aws:iam::{OURS}:saml-provider/corporate"


def trust(principal: dict[str, Any], action: Any = "sts:AssumeRole", **elements: Any) -> list[dict[str, Any]]:
    """A trust policy."""
    return [allow(action, None, Principal=principal, **elements)]


def test_55_trust_that_names_a_principal_of_the_account_needs_no_identity_policy() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html"""
    assert outcome(USER, "sts:AssumeRole", ROLE, resource=trust({"AWS": USER})) == "allowed"
    assert outcome(USER, "sts:AssumeRole", ROLE, resource=trust({"AWS": ROOT})) == "implicit_deny"
    both = {"resource": trust({"AWS": ROOT}), "identity": [allow("sts:AssumeRole", ROLE)]}
    assert outcome(USER, "sts:AssumeRole", ROLE, **both) == "allowed"


def test_55_across_accounts_it_does() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/tutorial_cross-account-with-roles.html"""
    named = {"resource": trust({"AWS": THEIR_ROLE})}
    assert outcome(THEIR_ROLE, "sts:AssumeRole", ROLE, **named) == "implicit_deny"
    assert outcome(THEIR_ROLE, "sts:AssumeRole", ROLE, identity=[allow("sts:AssumeRole")], **named) == "allowed"


def test_56_tags_and_source_identity_are_permissions_of_their_own() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html and
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
    """
    only_assume = {"resource": trust({"AWS": THEIR_ROLE}), "identity": [allow()]}
    for action in ("sts:TagSession", "sts:SetSourceIdentity"):
        assert outcome(THEIR_ROLE, action, ROLE, **only_assume) == "implicit_deny"
        assert (
            outcome(THEIR_ROLE, action, ROLE, identity=[allow()], resource=trust({"AWS": THEIR_ROLE}, action))
            == "allowed"
        )


def test_56_an_external_id_has_to_be_brought() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html"""
    of_partner = trust({"AWS": THEIR_ROLE}, Condition={"StringEquals": {"sts:ExternalId": "x1"}})
    policies = {"identity": [allow()], "resource": of_partner}
    assert outcome(THEIR_ROLE, "sts:AssumeRole", ROLE, **policies) == "implicit_deny"
    assert outcome(THEIR_ROLE, "sts:AssumeRole", ROLE, context={"sts:ExternalId": "x1"}, **policies) == "allowed"
    assert condition(THEIR_ROLE, "sts:AssumeRole", ROLE, **policies) == "sts:ExternalId is x1"


def test_57_a_role_assumes_itself_only_where_it_trusts_itself() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html: a role does not trust itself by default."""
    everything = {"identity": [allow()]}
    assert outcome(SESSION, "sts:AssumeRole", ROLE, resource=trust({"AWS": USER}), **everything) == "implicit_deny"
    assert outcome(SESSION, "sts:AssumeRole", ROLE, resource=trust({"AWS": ROLE})) == "allowed"


def test_58_a_token_provider_without_a_subject_lets_in_all_of_its_users() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html#idp_oidc_Create_GitHub"""
    host = "token.actions.githubusercontent.com"
    action = "sts:AssumeRoleWithWebIdentity"
    audience = {"StringEquals": {f"{host}:aud": "sts.amazonaws.com"}}
    subject = {**audience, "StringLike": {f"{host}:sub": "repo:acme/models:*"}}
    open_to_all = trust({"Federated": OIDC}, action, Condition=audience)
    assert condition(OIDC, action, ROLE, resource=open_to_all) == f"{host}:aud is sts.amazonaws.com"
    assert condition(OIDC, action, ROLE, resource=trust({"Federated": OIDC}, action, Condition=subject)) == (
        f"{host}:aud is sts.amazonaws.com and {host}:sub is like repo:acme/models:*"
    )
    foreign = {f"{host}:aud": "sts.amazonaws.com", f"{host}:sub": "repo:evil/models:main"}
    assert outcome(OIDC, action, ROLE, context=foreign, resource=open_to_all) == "allowed"


@pytest.mark.parametrize(
    ("principal", "element", "action"),
    [
        ("pods.eks.amazonaws.com", {"Service": "pods.eks.amazonaws.com"}, "sts:AssumeRole"),
        ("pods.eks.amazonaws.com", {"Service": "pods.eks.amazonaws.com"}, "sts:TagSession"),
        ("rolesanywhere.amazonaws.com", {"Service": "rolesanywhere.amazonaws.com"}, "sts:SetSourceIdentity"),
        (SAML, {"Federated": SAML}, "sts:AssumeRoleWithSAML"),
        (
            "cognito-identity.amazonaws.com",
            {"Federated": "cognito-identity.amazonaws.com"},
            "sts:AssumeRoleWithWebIdentity",
        ),
    ],
)
def test_58_who_stands_for_pods_machines_and_people_of_elsewhere(
    principal: str, element: dict[str, str], action: str
) -> None:
    """https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html,
    https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html,
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html and
    https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html
    """
    assert outcome(principal, action, ROLE, resource=trust(element, action)) == "allowed"
    assert outcome(principal, action, ROLE, resource=trust({"AWS": ROOT}, action)) == "implicit_deny"
    assert outcome(principal, action, ROLE, identity=[allow()]) == "implicit_deny"


def test_58_saml_audiences_are_conditions_like_others() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-saml"""
    of_console = {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}
    found = condition(
        SAML, "sts:AssumeRoleWithSAML", ROLE, resource=trust({"Federated": SAML}, "*", Condition=of_console)
    )
    assert found == "SAML:aud is https://signin.aws.amazon.com/saml"
