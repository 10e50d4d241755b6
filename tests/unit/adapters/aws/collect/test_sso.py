"""Identity Center: whom permission sets are assigned to."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from tests.fakes.journal import MemoryJournal
from tests.fakes.scripted_aws import ScriptedAws, error, ok

from modelkeep.adapters.aws.collect.sso import instances
from modelkeep.adapters.aws.reader import Reader, Run
from modelkeep.core.kinds import tables
from modelkeep.core.kinds.sso import InstancePrincipal, PermissionSetAssignment
from modelkeep.ports import Silent

OWN, HOME = "111122223333", "us-east-1"
INSTANCE, SET = "arn:aws:sso:::instance/ssoins-1", "arn:aws:sso:::permissionSet/ssoins-1/ps-1"
CALLS = frozenset(call for name in instances.tables for call in tables()[name].calls)


def collect(aws: ScriptedAws, calls: frozenset[str] = CALLS) -> MemoryJournal:
    journal = MemoryJournal()

    async def go() -> None:
        with ThreadPoolExecutor(2) as executor:
            run = Run(
                journal=journal, progress=Silent(), calls=calls, executor=executor,
                clock=lambda: datetime(2026, 1, 1, tzinfo=UTC),
            )  # fmt: skip
            await instances.collect(Reader(run, aws.clients(), account=OWN, region=HOME, partition="aws", home=HOME))

    asyncio.run(go())
    return journal


def assignment(kind: str, identifier: str) -> dict[str, str]:
    return {"AccountId": "222233334444", "PermissionSetArn": SET, "PrincipalType": kind, "PrincipalId": identifier}


def scripted(aws: ScriptedAws) -> None:
    listed = {"InstanceArn": INSTANCE, "OwnerAccountId": OWN, "IdentityStoreId": "d-1"}
    aws.on("ListInstances", ok(Instances=[listed]))
    aws.on("ListUsers", ok(Users=[]))
    aws.on("ListPermissionSets", ok(PermissionSets=[SET]))
    described = {"PermissionSetArn": SET, "Name": "Science", "SessionDuration": "PT1H"}
    aws.on("DescribePermissionSet", ok(PermissionSet=described))
    aws.on("ListManagedPoliciesInPermissionSet", ok(AttachedManagedPolicies=[]))
    aws.on("ListAccountsForProvisionedPermissionSet", ok(AccountIds=["222233334444"]))


def test_users_and_groups_are_named_and_nothing_else_of_them_is_kept() -> None:
    with ScriptedAws() as aws:
        scripted(aws)
        aws.on(
            "ListAccountAssignments",
            ok(AccountAssignments=[assignment("USER", "u1"), assignment("GROUP", "g1"), assignment("GROUP", "g2")]),
        )
        aws.on("DescribeUser", ok(UserName="ana@ids.example", UserId="u1", Emails=[{"Value": "ana@acme.example"}]))
        aws.on("DescribeGroup", error("ResourceNotFoundException"), error("AccessDeniedException"))
        journal = collect(aws)
    rows = [row for row in journal.rows if isinstance(row, PermissionSetAssignment)]
    assert [(row.target_account_id, row.principal_id) for row in rows] == [
        ("222233334444", i) for i in ("u1", "g1", "g2")
    ]
    names = {row.principal_id: row.name for row in journal.rows if isinstance(row, InstancePrincipal)}
    assert names["u1"] == "a***@ids.example"
    assert {names["g1"], names["g2"]} == {"", None}
    assert "acme.example" not in repr(list(journal.rows))
    assert "ana@" not in repr(list(journal.rows))


def test_who_is_assigned_is_not_asked_where_nobody_wants_to_know() -> None:
    with ScriptedAws() as aws:
        scripted(aws)
        collect(aws, CALLS - {"sso-admin:ListAccountAssignments"})
        assert "ListAccountsForProvisionedPermissionSet" not in aws.counts
