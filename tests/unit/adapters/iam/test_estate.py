"""An estate of files has what they hold; all else was not read."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.adapters.iam.details_files import (
    ACCOUNT,
    FULL,
    arn,
    attached,
    details,
    group,
    inline,
    managed,
    role,
    user,
    written,
)

from modelkeep import bootstrap
from modelkeep.adapters.iam.details import read_details
from modelkeep.adapters.iam.estate import FileEstate
from modelkeep.core.errors import UsageError
from modelkeep.core.kinds.account import Account
from modelkeep.core.kinds.iam import Role, User, UserPolicyStatement
from modelkeep.core.kinds.s3 import Bucket
from modelkeep.engines.access.building import DETAILS, build
from modelkeep.engines.access.decision import Outcome
from modelkeep.engines.access.world import World

OTHER = "222222222222"


def estate(folder: Path, *documents: object, in_organization: bool = False) -> FileEstate:
    read = [read_details(written(folder, each, f"{at}.json")) for at, each in enumerate(documents)]
    return FileEstate(read, in_organization=in_organization)


def world(folder: Path, *documents: object, in_organization: bool = False) -> World:
    return build(bootstrap.load_action_table(), estate(folder, *documents, in_organization=in_organization))


def test_rows_as_a_scan_has_them(tmp_path: Path) -> None:
    found = estate(tmp_path, FULL)
    assert [(each.arn, each.account) for each in found.rows(Account)] == [(f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT)]
    (ada,) = found.rows(User)
    assert (ada.account, ada.tags, ada.group_arns) == (ACCOUNT, {"team": "fraud"}, (arn("group", "readers"),))
    assert {each.policy for each in found.rows(UserPolicyStatement)} == {"own", arn("policy", "reading")}
    assert [each.used_lately for each in found.rows(Role)] == [True]
    assert list(found.rows(Bucket)) == []


def may(action: str) -> dict[str, object]:
    """A policy document that allows one action."""
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}


def test_inline_and_group_policies_boundaries_and_default_versions_decide(tmp_path: Path) -> None:
    ada = arn("user", "ada")
    limit = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn("policy", "limit")}
    document = details(
        users=[user("ada", GroupList=["all"], UserPolicyList=[inline("own", may("iam:GetUser"))], PermissionsBoundary=limit)],
        groups=[group("all", AttachedManagedPolicies=[attached("more")], GroupPolicyList=[inline("in", may("iam:TagUser"))])],
        policies=[
            managed("more", may("iam:DeleteUser"), may("iam:UntagUser")),
            managed("limit", {"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": ["iam:GetUser", "iam:DeleteUser", "iam:UntagUser"], "Resource": "*"}]}),
        ],
    )  # fmt: skip
    found = world(tmp_path, document)
    decisions = {
        action: found.decide(ada, f"iam:{action}", ada).outcome
        for action in ("GetUser", "TagUser", "DeleteUser", "UntagUser")
    }
    assert decisions == {
        "GetUser": Outcome.ALLOWED, "TagUser": Outcome.IMPLICIT_DENY, "DeleteUser": Outcome.ALLOWED,
        "UntagUser": Outcome.IMPLICIT_DENY,
    }  # fmt: skip


def test_without_a_word_about_the_organisation_its_policies_are_unread(tmp_path: Path) -> None:
    document = details(users=[user("ada", UserPolicyList=[inline("own", may("*"))])])
    ada = arn("user", "ada")
    unknown = world(tmp_path, document, in_organization=True)
    assert unknown.decide(ada, "iam:GetUser", ada).outcome is Outcome.UNKNOWN
    assert any("organisation" in each.what or "control policies" in each.what for each in unknown.unread)
    assert world(tmp_path, document).decide(ada, "iam:GetUser", ada).outcome is Outcome.ALLOWED


def test_only_what_the_files_are_of_was_read(tmp_path: Path) -> None:
    found = estate(tmp_path, FULL)
    assert found.was_read(DETAILS, ACCOUNT, "", "")
    assert not found.was_read(DETAILS, OTHER, "", "")
    assert not found.was_read("s3:GetBucketPolicy", ACCOUNT, "", "arn:aws:s3:::x")
    assert found.why_not("s3:GetBucketPolicy", ACCOUNT, "arn:aws:s3:::x") == "the files do not hold it"


def test_one_page_of_several_leaves_its_account_unread(tmp_path: Path) -> None:
    found = world(tmp_path, {**FULL, "IsTruncated": True}, details(roles=[role("x", OTHER)]))
    assert found.accounts == {OTHER}
    (unread,) = [each for each in found.unread if each.what == "users and roles"]
    assert ACCOUNT in unread.where
    assert "--no-paginate" in unread.why


def test_an_account_is_given_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"account {ACCOUNT} is in .*0.json already"):
        estate(tmp_path, FULL, FULL)
