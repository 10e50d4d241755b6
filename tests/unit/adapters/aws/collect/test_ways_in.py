"""Identity Center, federation, Cognito, last use, replication and Studio's idle settings: what becomes of the replies."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from modelkeep.adapters.aws.collect.cognito import _identity_pool, _roles, _user_pool
from modelkeep.adapters.aws.collect.ecr import _signing_rules
from modelkeep.adapters.aws.collect.iam_federation import _saml_provider
from modelkeep.adapters.aws.collect.iam_use import _named, _rows
from modelkeep.adapters.aws.collect.s3 import _replication
from modelkeep.adapters.aws.collect.sagemaker_studio import _idle_minutes
from modelkeep.core.durations import minutes_of
from modelkeep.core.kinds.cognito import IdentityPool, IdentityPoolLogin
from modelkeep.core.kinds.iam import Role, RolePolicyStatement
from modelkeep.core.kinds.iam_use import RoleServiceAccess

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BUCKET = "arn:aws:s3:::models"


@pytest.mark.parametrize(("duration", "minutes"), [("PT1H", 60), ("PT1H30M", 90), ("P1DT2H", 1560), ("PT5400S", 90)])
def test_durations_are_minutes(duration: str, minutes: int) -> None:
    assert minutes_of(duration) == minutes


@pytest.mark.parametrize("duration", ["", "P", "PT", "8 hours", "PT8X"])
def test_what_is_no_duration_is_a_mistake(duration: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        minutes_of(duration)


def idle(**settings: Any) -> dict[str, Any]:
    return {"AppLifecycleManagement": {"IdleSettings": settings}}


def test_idle_shutdown_counts_only_where_it_is_enabled() -> None:
    assert _idle_minutes(None, unset=0) == 0
    assert _idle_minutes(idle(IdleTimeoutInMinutes=60), unset=-1) == -1
    assert _idle_minutes(idle(LifecycleManagement="DISABLED", IdleTimeoutInMinutes=60), unset=-1) == 0
    assert _idle_minutes(idle(LifecycleManagement="ENABLED", IdleTimeoutInMinutes=60), unset=0) == 60
    assert _idle_minutes(idle(LifecycleManagement="ENABLED"), unset=0) is None


def rule(**more: Any) -> dict[str, Any]:
    return {"Status": "Enabled", "Destination": {"Bucket": "arn:aws:s3:::copy"}, **more}


def test_a_replication_rule_counts_when_it_is_enabled_and_for_the_whole_bucket() -> None:
    def replication(*rules: dict[str, Any]) -> tuple[object, object]:
        row = _replication(BUCKET, {"ReplicationConfiguration": {"Rules": list(rules)}})
        return row.destination_buckets, row.partial

    assert replication(rule(Filter={"Prefix": ""})) == (("arn:aws:s3:::copy",), False)
    assert replication(rule(Prefix="")) == (("arn:aws:s3:::copy",), False)
    assert replication(rule(Filter={"Prefix": "models/"})) == ((), True)
    assert replication(rule(Filter={"Tag": {"Key": "a", "Value": "b"}})) == ((), True)
    assert replication(rule(Status="Disabled")) == ((), False)


def test_a_provider_without_a_key_cannot_take_encrypted_assertions() -> None:
    assert _saml_provider("arn", {"ValidUntil": NOW}).assertion_encryption_mode == ""
    assert _saml_provider("arn", {"PrivateKeyList": [{"KeyId": "k"}]}).assertion_encryption_mode is None
    assert _saml_provider("arn", {"AssertionEncryptionMode": "Required"}).assertion_encryption_mode == "Required"


def test_what_a_user_pool_does_not_say_is_unread() -> None:
    row = _user_pool("arn", {"Id": "p", "Name": "p"})
    assert (row.mfa_configuration, row.minimum_password_length, row.allow_admin_create_user_only) == (None, None, None)
    assert row.advanced_security_mode == "OFF"


def test_an_identity_pool_names_its_user_pools_and_roles() -> None:
    provider = {"ProviderName": "cognito-idp.us-east-1.amazonaws.com/us-east-1_a", "ClientId": "c"}
    pool, login = _identity_pool("arn", {
        "IdentityPoolId": "i", "IdentityPoolName": "app", "AllowUnauthenticatedIdentities": True,
        "CognitoIdentityProviders": [provider],
    })  # fmt: skip
    assert isinstance(pool, IdentityPool)
    assert isinstance(login, IdentityPoolLogin)
    assert (pool.allow_classic_flow, login.user_pool_id) == (False, "us-east-1_a")
    mapping = {"Type": "Rules", "RulesConfiguration": {"Rules": [{"RoleARN": "admin"}]}}
    found = [
        (row.audience, row.role_arn)
        for row in _roles("arn", {"Roles": {"authenticated": "user"}, "RoleMappings": {"p": mapping}})
    ]
    assert found == [("authenticated", "user"), ("mapped", "admin")]


def test_a_signing_rule_without_filters_signs_everything() -> None:
    (row,) = _signing_rules("arn", {"rules": [{"signingProfileArn": "profile"}]})
    assert row.repository_filter == "*"


def test_only_identities_whose_policies_name_an_ai_service_are_asked_about() -> None:
    def rows(action: str, *, effect: str = "Allow", linked: bool = False) -> list[Any]:
        statement = RolePolicyStatement(arn="role", effect=effect, actions=(action,))
        return [Role(arn="role", name="role", is_service_linked=linked), statement]

    assert [arn for arn, _ in _named(rows("Bedrock:Invoke*"))] == ["role"]
    assert list(_named(rows("s3:GetObject"))) == []
    assert list(_named(rows("*"))) == []
    assert list(_named(rows("sagemaker:*", effect="Deny"))) == []
    assert list(_named(rows("sagemaker:*", linked=True))) == []


def test_a_report_gives_the_ai_services_and_a_failed_one_is_a_mistake() -> None:
    services = [
        {"ServiceNamespace": "bedrock", "LastAuthenticated": NOW}, {"ServiceNamespace": "sagemaker"},
        {"ServiceNamespace": "s3", "LastAuthenticated": NOW},
    ]  # fmt: skip
    parse = _rows("role", RoleServiceAccess)
    found = parse({"JobStatus": "COMPLETED", "IsTruncated": False, "ServicesLastAccessed": services})
    assert [(row.service, row.used, row.last_used_at) for row in found] == [
        ("bedrock", True, NOW),
        ("sagemaker", False, None),
    ]
    for reply in ({"JobStatus": "FAILED"}, {"JobStatus": "COMPLETED", "IsTruncated": True}):
        with pytest.raises(ValueError, match="the report is"):
            parse(reply)
