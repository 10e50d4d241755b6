"""Who signs in, who rotates, who is attached, as templates have it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.adapters.iac.made import PARAMETER, made, of, open_tables

from modelkeep.core.kinds.cognito import IdentityPool, IdentityPoolLogin, IdentityPoolRole, UserPool
from modelkeep.core.kinds.declared import Untold
from modelkeep.core.kinds.guardduty import Detector, DetectorFeature, MalwareProtectionPlan
from modelkeep.core.kinds.iam import ManagedPolicy
from modelkeep.core.kinds.secretsmanager import Secret
from modelkeep.core.kinds.sso import PermissionSet, PermissionSetManagedPolicy

POOL = "AWS::Cognito::IdentityPool"
POLICY: tuple[str, dict[str, Any]] = ("AWS::IAM::ManagedPolicy", {})
POLICY_ARN = "arn:aws:iam::012345678901:policy/P"
ROLES = "AWS::Cognito::IdentityPoolRoleAttachment"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def test_a_user_pool_without_a_word_has_no_second_factor_and_an_unknown_password_policy() -> None:
    (bare,) = of(made(P=("AWS::Cognito::UserPool", {})), UserPool)
    assert (bare.mfa_configuration, bare.advanced_security_mode, bare.minimum_password_length) == ("OFF", "OFF", None)
    assert bare.allow_admin_create_user_only is None
    said = {
        "MfaConfiguration": PARAMETER,
        "Policies": {"PasswordPolicy": {"MinimumLength": "14", "RequireSymbols": "true"}},
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": "true"},
        "UserPoolTags": {"Team": "ml"},
    }
    (pool,) = of(made(P=("AWS::Cognito::UserPool", said)), UserPool)
    assert (pool.mfa_configuration, pool.minimum_password_length, pool.require_symbols) == (None, 14, True)
    assert (pool.allow_admin_create_user_only, pool.tags) == (True, {"Team": "ml"})


def test_an_identity_pool_has_logins_and_roles() -> None:
    rows = made(
        I=(POOL, {
            "AllowUnauthenticatedIdentities": "true",
            "CognitoIdentityProviders": [{"ProviderName": "cognito-idp.eu-west-1.amazonaws.com/Users"}],
        }),
        A=(ROLES, {
            "IdentityPoolId": "I",
            "Roles": {"unauthenticated": "arn:guest", "authenticated": PARAMETER},
            "RoleMappings": {"m": {"RulesConfiguration": {"Rules": [{"RoleARN": "arn:mapped"}]}}},
        }),
    )  # fmt: skip
    (pool,) = of(rows, IdentityPool)
    assert (pool.allow_unauthenticated_identities, pool.allow_classic_flow) == (True, False)
    assert [each.user_pool_id for each in of(rows, IdentityPoolLogin)] == ["Users"]
    assert {(each.audience, each.role_arn) for each in of(rows, IdentityPoolRole)} == {
        ("unauthenticated", "arn:guest"), ("authenticated", None), ("mapped", "arn:mapped"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "unknown", [{"Roles": PARAMETER}, {"RoleMappings": PARAMETER}, {"RoleMappings": {"m": PARAMETER}}]
)
def test_roles_that_are_not_known_may_be_any(unknown: dict[str, Any]) -> None:
    rows = made(I=(POOL, {}), A=(ROLES, {"IdentityPoolId": "I", **unknown}))
    assert open_tables(rows) == {"cognito_identity_pool_role"}


@pytest.mark.parametrize(
    ("others", "count"),
    [
        ({}, None),
        ({"R": ("AWS::IAM::Role", {"ManagedPolicyArns": [POLICY_ARN]})}, 1),
        ({"R": ("AWS::IAM::Role", {"ManagedPolicyArns": PARAMETER})}, None),
        ({"P": ("AWS::IAM::ManagedPolicy", {"Roles": ["R"], "Groups": ["g"]}), "R": ("AWS::IAM::Role", {})}, 2),
        ({
            "P": ("AWS::IAM::ManagedPolicy", {"Roles": ["R"]}),
            "R": ("AWS::IAM::Role", {"ManagedPolicyArns": [POLICY_ARN]}),
        }, 1),
    ],
)  # fmt: skip
def test_a_policy_counts_whom_the_files_attach_it_to(others: dict[str, Any], count: int | None) -> None:
    rows = made(**{"P": POLICY, **others})
    (policy,) = of(rows, ManagedPolicy)
    assert policy.attachment_count == count
    assert any(each.column_name == "attachment_count" for each in of(rows, Untold)) == (count is None)


@pytest.mark.parametrize(
    ("rules", "rotation"),
    [
        ({"RotationRules": {"AutomaticallyAfterDays": "30"}}, (True, 30)),
        ({"RotationRules": {"ScheduleExpression": "rate(10 days)"}}, (True, None)),
        ({"RotationRules": {"AutomaticallyAfterDays": PARAMETER}}, (None, None)),
        ({"RotationRules": PARAMETER}, (None, None)),
        ({}, (None, None)),
    ],
)
def test_a_secret_rotates_as_its_schedule_says(rules: dict[str, Any], rotation: tuple[Any, Any]) -> None:
    secret = ("AWS::SecretsManager::Secret", {"Name": "s"})
    (found,) = of(made(S=secret, R=("AWS::SecretsManager::RotationSchedule", {"SecretId": "s", **rules})), Secret)
    assert (found.rotation_enabled, found.rotation_days) == rotation
    (still,) = of(made(S=secret, R=("AWS::SecretsManager::RotationSchedule", {"SecretId": "other", **rules})), Secret)
    assert (still.rotation_enabled, still.rotation_days) == (False, 0)
    (perhaps,) = of(
        made(S=secret, R=("AWS::SecretsManager::RotationSchedule", {"SecretId": PARAMETER, **rules})), Secret
    )
    assert perhaps.rotation_enabled is None


@pytest.mark.parametrize(("duration", "minutes"), [(None, 60), ("PT8H", 480), (PARAMETER, None), ("8h", None)])
def test_sessions_of_a_permission_set(duration: Any, minutes: int | None) -> None:
    rows = made(
        S=("AWS::SSO::PermissionSet", {"Name": "s", "ManagedPolicies": [ADMINISTRATOR], "SessionDuration": duration})
    )
    assert [each.session_minutes for each in of(rows, PermissionSet)] == [minutes]
    assert [each.policy_arn for each in of(rows, PermissionSetManagedPolicy)] == [ADMINISTRATOR]
    assert not open_tables(rows)
    for unknown in (PARAMETER, [ADMINISTRATOR, PARAMETER]):
        rows = made(S=("AWS::SSO::PermissionSet", {"Name": "s", "ManagedPolicies": unknown}))
        assert open_tables(rows) == {"sso_permission_set_managed_policy"}


def test_protections_that_a_detector_does_not_name_are_not_known() -> None:
    features = [{"Name": "AI_PROTECTION", "Status": "DISABLED"}, {"Name": "RDS_LOGIN_EVENTS", "Status": PARAMETER}]
    rows = made(
        D=(
            "AWS::GuardDuty::Detector",
            {"Enable": "true", "Features": features, "DataSources": {"S3Logs": {"Enable": True}}},
        )
    )
    assert [each.status for each in of(rows, Detector)] == ["ENABLED"]
    status = {each.feature: each.status for each in of(rows, DetectorFeature)}
    assert len(status) == len(of(rows, DetectorFeature)) == 9
    assert {name: each for name, each in status.items() if each} == {
        "AI_PROTECTION": "DISABLED",
        "S3_DATA_EVENTS": "ENABLED",
    }


def test_a_malware_protection_plan_names_its_bucket() -> None:
    plan = {"Role": "r", "ProtectedResource": {"S3Bucket": {"BucketName": "models", "ObjectPrefixes": PARAMETER}}}
    (found,) = of(made(M=("AWS::GuardDuty::MalwareProtectionPlan", plan)), MalwareProtectionPlan)
    assert (found.bucket_name, found.object_prefixes, found.tagging_status) == ("models", None, "DISABLED")
