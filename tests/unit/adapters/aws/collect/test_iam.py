"""What is read from IAM: whole rows over pages, and the credential report's ways of saying nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelkeep.adapters.aws.collect.iam import _default_password_policy, _password_policy, _summary
from modelkeep.adapters.aws.collect.iam_credentials import _rows
from modelkeep.adapters.aws.collect.iam_details import Assembly
from modelkeep.core.kinds.iam import (
    Group,
    ManagedPolicy,
    ManagedPolicyStatement,
    Role,
    RolePolicyStatement,
    RoleTrustStatement,
    RootCredential,
    User,
    UserAccessKey,
    UserCredential,
    UserPolicyStatement,
)
from modelkeep.core.tables import Row

ACCOUNT = "111122223333"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
POLICY = f"arn:aws:iam::{ACCOUNT}:policy/read"


def allow(action: str) -> dict[str, Any]:
    return {"Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}


def attached(*arns: str) -> list[dict[str, str]]:
    return [{"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn} for arn in arns]


def role(name: str = "trainer", *policies: str, **more: Any) -> dict[str, Any]:
    trust = {"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": ACCOUNT}}}
    return {
        "Path": "/", "RoleName": name, "Arn": f"arn:aws:iam::{ACCOUNT}:role/{name}", "CreateDate": NOW,
        "AssumeRolePolicyDocument": trust, "RolePolicyList": [], "RoleLastUsed": {},
        "AttachedManagedPolicies": attached(*policies), **more,
    }  # fmt: skip


def user(*groups: str, **more: Any) -> dict[str, Any]:
    return {
        "Path": "/", "UserName": "ann", "Arn": f"arn:aws:iam::{ACCOUNT}:user/ann", "CreateDate": NOW,
        "GroupList": list(groups), "AttachedManagedPolicies": [], **more,
    }  # fmt: skip


def group(name: str, *policies: str) -> dict[str, Any]:
    return {
        "Path": "/", "GroupName": name, "Arn": f"arn:aws:iam::{ACCOUNT}:group/{name}", "CreateDate": NOW,
        "GroupPolicyList": [{"PolicyName": "inline", "PolicyDocument": allow("g:Inline")}],
        "AttachedManagedPolicies": attached(*policies),
    }  # fmt: skip


def policy(arn: str = POLICY, action: str = "p:Managed", default: str = "v2") -> dict[str, Any]:
    versions = [
        {"VersionId": "v1", "Document": allow("p:Old")},
        {"VersionId": "v2", "Document": allow(action)},
    ]
    return {
        "PolicyName": "read", "Arn": arn, "Path": "/", "DefaultVersionId": default, "AttachmentCount": 1,
        "PolicyVersionList": versions,
    }  # fmt: skip


def page(*, last: bool, **lists: Any) -> dict[str, Any]:
    return {**lists, "IsTruncated": not last}


def rows(*pages: dict[str, Any]) -> list[Row]:
    assembly = Assembly()
    return [row for each in pages for row in assembly.rows_of(each)]


def of(found: list[Row], kind: type[Any]) -> list[Any]:
    return [row for row in found if type(row) is kind]


def test_a_role_waits_for_its_policies_and_then_is_whole() -> None:
    first = page(last=False, RoleDetailList=[role("trainer", POLICY), role("other")])
    assert [row.name for row in of(rows(first), Role)] == ["other"]
    found = rows(first, page(last=True, Policies=[policy()]))
    assert [row.name for row in of(found, Role)] == ["other", "trainer"]
    (statement,) = of(found, RolePolicyStatement)
    assert (statement.policy, statement.actions) == (POLICY, ("p:Managed",))
    assert len(of(found, RoleTrustStatement)) == 2


def test_what_aws_calls_a_principal_for_good_is_kept() -> None:
    people = [user(UserId="AIDAEXAMPLE123456789"), user()]
    found = rows(page(last=True, RoleDetailList=[{**role("trainer"), "RoleId": "AROAEXAMPLE"}], UserDetailList=people))
    assert [row.unique_id for row in of(found, Role)] == ["AROAEXAMPLE"]
    assert [row.unique_id for row in of(found, User)] == ["AIDAEXAMPLE123456789", None]


def test_a_policy_that_was_never_given_leaves_its_roles_unparsed() -> None:
    (statement,) = of(rows(page(last=True, RoleDetailList=[role("trainer", POLICY)])), RolePolicyStatement)
    assert (statement.policy, statement.effect) == (POLICY, "Unparsed")


def test_the_default_version_counts() -> None:
    (row, statement) = rows(page(last=True, Policies=[policy(default="v1")]))
    assert isinstance(row, ManagedPolicy)
    assert row.is_aws_managed is False
    assert isinstance(statement, ManagedPolicyStatement)
    assert statement.actions == ("p:Old",)
    (_, unknown) = rows(page(last=True, Policies=[policy("arn:aws:iam::aws:policy/x", default="v7")]))
    assert isinstance(unknown, ManagedPolicyStatement)
    assert unknown.effect == "Unparsed"


def test_users_have_what_their_groups_have_from_whatever_page() -> None:
    inline = [{"PolicyName": "own", "PolicyDocument": allow("u:Own")}]
    found = rows(
        page(last=False, UserDetailList=[user("team", UserPolicyList=inline)]),
        page(last=False, GroupDetailList=[group("team", POLICY)]),
        page(last=True, Policies=[policy()]),
    )
    assert {statement.actions[0] for statement in of(found, UserPolicyStatement)} == {"u:Own", "g:Inline", "p:Managed"}
    assert of(found, User)[0].group_arns == (of(found, Group)[0].arn,)


def test_a_group_that_was_never_given_leaves_its_users_unparsed() -> None:
    found = rows(page(last=True, UserDetailList=[user("team")]))
    assert of(found, User)[0].group_arns is None
    assert [statement.effect for statement in of(found, UserPolicyStatement)] == ["Unparsed"]


def test_settings_that_aws_leaves_out_when_unset_are_explicit() -> None:
    (plain,) = of(rows(page(last=True, RoleDetailList=[role()])), Role)
    assert (plain.permissions_boundary_arn, plain.attached_policy_arns, plain.used_lately) == ("", (), False)
    boundary: dict[str, Any] = {"PermissionsBoundary": {"PermissionsBoundaryArn": POLICY}}
    used: dict[str, Any] = {"RoleLastUsed": {"LastUsedDate": NOW}, "Path": "/aws-service-role/x.amazonaws.com/"}
    (linked,) = of(rows(page(last=True, RoleDetailList=[role(**boundary, **used)])), Role)
    assert (linked.permissions_boundary_arn, linked.used_lately, linked.is_service_linked) == (POLICY, True, True)
    profile = "arn:aws:iam::111122223333:instance-profile/box"
    in_profile = role(InstanceProfileList=[{"Arn": profile, "InstanceProfileName": "box"}])
    assert of(rows(page(last=True, RoleDetailList=[in_profile])), Role)[0].instance_profile_arns == (profile,)
    without = role()
    del without["RoleLastUsed"]
    assert of(rows(page(last=True, RoleDetailList=[without])), Role)[0].used_lately is None


HEADER = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,"
    "access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,"
    "access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,"
    "access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,"
    "cert_2_last_rotated"
)
THEN = "2025-11-01T10:00:00+00:00"


def report(*lines: str) -> list[Row]:
    content = "\n".join([HEADER, *lines]).encode()
    return list(_rows({"Content": content, "GeneratedTime": NOW}, ROOT))


def test_the_credential_report_of_the_root() -> None:
    line = f"<root_account>,{ROOT},{THEN},not_supported,{THEN},not_supported,not_supported,true,true,N/A,{THEN},N/A,N/A,false"
    (root,) = report(line + ",N/A,N/A,N/A,N/A,false,N/A,false,N/A")
    assert isinstance(root, RootCredential)
    assert (root.arn, root.mfa_active, root.password_used) == (ROOT, True, True)
    assert (root.access_key_1_active, root.access_key_2_active, root.reported_at) == (True, False, NOW)


@pytest.mark.parametrize(
    ("enabled", "last_used", "expected"),
    [
        ("true", THEN, (True, True, datetime(2025, 11, 1, 10, tzinfo=UTC))), ("true", "no_information", (True, False, None)),
        ("false", "N/A", (False, False, None)), ("TRUE", "N/A", (True, False, None)),
        ("not_supported", "not_supported", (None, None, None)), ("perhaps", "yesterday", (None, None, None)),
        ("true", "2025-11-01T10:00:00", (True, None, None)),
    ],
)  # fmt: skip
def test_passwords_in_the_credential_report(enabled: str, last_used: str, expected: tuple[Any, ...]) -> None:
    user_arn = f"arn:aws:iam::{ACCOUNT}:user/ann"
    line = f"ann,{user_arn},{THEN},{enabled},{last_used},{THEN},N/A,false,true,{THEN},N/A,N/A,N/A,false,N/A,N/A"
    credential, first, second = report(line + ",N/A,N/A,false,N/A,false,N/A")
    assert isinstance(credential, UserCredential)
    assert (credential.has_password, credential.password_used, credential.password_last_used_at) == expected
    assert isinstance(first, UserAccessKey)
    assert isinstance(second, UserAccessKey)
    assert (first.slot, first.active, first.used, second.active) == (1, True, False, False)


def test_a_report_without_a_column_is_refused() -> None:
    with pytest.raises(KeyError):
        list(_rows({"Content": b"user,arn\nann,x", "GeneratedTime": NOW}, ROOT))


CELL = st.text(st.characters(exclude_characters='",\r\n\0', exclude_categories=["Cs"]), max_size=12)


@given(st.lists(CELL, min_size=20, max_size=20))
def test_nothing_odd_in_a_report_becomes_a_claim(cells: list[str]) -> None:
    for row in report(",".join(["ann", "arn:ann", *cells])):
        msgspec.json.encode(row)
        claims = (getattr(row, name, None) for name in ("has_password", "mfa_active", "active"))
        if not {"true", "false"} & {cell.lower() for cell in cells}:
            assert all(claim is None for claim in claims)


def test_an_account_without_a_password_policy_has_the_one_of_aws() -> None:
    default = _default_password_policy(ROOT)
    assert (default.configured, default.minimum_password_length, default.password_reuse_prevention) == (False, 8, 0)
    kinds = {"RequireSymbols": True, "RequireNumbers": True, "RequireUppercaseCharacters": True}
    policy_of_account = {"MinimumPasswordLength": 14, **kinds, "RequireLowercaseCharacters": False}
    read = _password_policy(ROOT, policy_of_account)
    assert (read.configured, read.max_password_age, read.require_lowercase_characters) == (True, 0, False)


def test_what_a_summary_does_not_say_stays_unread() -> None:
    summary = _summary(ROOT, {"AccountMFAEnabled": 1, "AccountAccessKeysPresent": 0, "Users": 3})
    assert (summary.root_mfa_enabled, summary.root_access_keys_present, summary.root_password_present) == (
        True,
        False,
        None,
    )
    assert _summary(ROOT, {"AccountMFAEnabled": 0, "AccountAccessKeysPresent": 2, "AccountPasswordPresent": 1, "Users": 0}) \
        .root_password_present is True  # fmt: skip
