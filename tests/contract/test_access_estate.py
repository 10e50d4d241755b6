"""One account, told by a scan's tables and by the output of get-account-authorization-details: the same principals, the same decisions."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from tests.fakes.blank import blank_estate
from tests.unit.adapters.iam.details_files import ACCOUNT, FULL, MADE, arn, written

from modelkeep import bootstrap
from modelkeep.adapters.iam.details import read_details
from modelkeep.adapters.iam.estate import FileEstate
from modelkeep.app.access import SnapshotEstate
from modelkeep.core.kinds.account import Account
from modelkeep.core.kinds.iam import (
    Group,
    GroupPolicyStatement,
    ManagedPolicy,
    ManagedPolicyStatement,
    Role,
    RolePolicyStatement,
    RoleTrustStatement,
    User,
    UserPolicyStatement,
)
from modelkeep.core.kinds.organizations import AccountOrganization
from modelkeep.core.tables import Row, table_of
from modelkeep.engines.access.building import DETAILS, Estate, build
from modelkeep.engines.posture.schema import insert_rows

TABLES: tuple[type[Row], ...] = (
    Account, AccountOrganization, User, UserPolicyStatement, Group, GroupPolicyStatement, Role, RolePolicyStatement,
    RoleTrustStatement, ManagedPolicy, ManagedPolicyStatement,
)  # fmt: skip


def from_files(folder: Path) -> FileEstate:
    return FileEstate([read_details(written(folder, FULL))], in_organization=False)


def from_tables(folder: Path) -> SnapshotEstate:
    """What a scan of that account leaves."""
    connection = blank_estate(macros=False)
    for table in TABLES:
        insert_rows(connection, table_of(table).name, [_record(each) for each in from_files(folder).rows(table)])
    for call in (DETAILS, "organizations:DescribeOrganization"):
        read = {"call": call, "account": ACCOUNT, "region": "global", "resource": "", "outcome": "ok", "at": MADE}
        insert_rows(connection, "read", [read])
    return SnapshotEstate(connection)


def _record(row: Row) -> dict[str, Any]:
    found = dataclasses.asdict(row)
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in found.items()}


@pytest.fixture(params=[from_files, from_tables])
def estate(request: pytest.FixtureRequest, tmp_path: Path) -> Estate:
    made: Estate = request.param(tmp_path)
    return made


def test_rows_of_a_table_and_nothing_of_one_without(estate: Estate) -> None:
    assert [each.arn for each in estate.rows(User)] == [arn("user", "ada")]
    assert [each.group_arns for each in estate.rows(User)] == [(arn("group", "readers"),)]
    assert {(each.policy, each.actions) for each in estate.rows(UserPolicyStatement)} == {
        ("own", ("s3:PutObject",)), (arn("policy", "reading"), ("s3:GetObject",)),
    }  # fmt: skip


def test_what_was_read_and_what_was_not(estate: Estate) -> None:
    assert estate.was_read(DETAILS, ACCOUNT, "", "")
    assert not estate.was_read(DETAILS, "222222222222", "", "")
    assert not estate.was_read("s3:GetBucketPolicy", ACCOUNT, "", "arn:aws:s3:::x")
    assert estate.why_not("s3:GetBucketPolicy", ACCOUNT, "arn:aws:s3:::x")


def test_the_same_decisions(tmp_path: Path, estate: Estate) -> None:
    table = bootstrap.load_action_table()
    world, other = build(table, estate), build(table, from_files(tmp_path))
    trainer, ada = arn("role", "trainer"), arn("user", "ada")
    questions = (("s3:GetObject", "arn:aws:s3:::x/y"), ("iam:GetUser", ada), ("sts:AssumeRole", trainer))
    asked = [(who, action, resource) for who in (ada, trainer) for action, resource in questions]
    assert [world.decide(*each) for each in asked] == [other.decide(*each) for each in asked]
    assert world.accounts == {ACCOUNT}
