"""Every answer says how far it carries."""

from __future__ import annotations

from tests.unit.engines.access.asking.grounds import (
    ADA,
    BUCKET,
    HOME,
    KEY,
    OTHER,
    allow,
    ground,
    identity,
    policy,
    target,
)

from modelkeep.engines.access.asking.coverage import coverage
from modelkeep.engines.access.statements import unread_policy
from modelkeep.engines.access.world import Membership, Unread


def test_what_was_read_and_what_was_not() -> None:
    unread = [
        Unread("resource policy", KEY, "AccessDenied"),
        Unread("users and roles", f"account {OTHER}", "AccessDenied"),
    ]
    full = Membership("o-1", scp=((policy("full", allow("*")),),), rcp=((unread_policy("rcp", "denied"),),))
    place = ground(
        identity(ADA), targets=[target(BUCKET), target(KEY)], accounts=[HOME], unread=unread, memberships={HOME: full}
    )
    found = coverage(place, [Unread("resource policy", "x", "AccessDenied")])
    assert (found.accounts, found.principals) == ((HOME,), 1)
    assert found.policy_kinds == ("identity", "permissions boundary", "role trust", "resource", "service control")
    assert dict(found.services) == {"s3": 1}
    assert found.unread_by_kind == (
        ("resource policy", "AccessDenied", (KEY, "x")),
        ("users and roles", "AccessDenied", (f"account {OTHER}",)),
    )
    assert found.table_date == place.world.table.date


def test_without_any_account_no_kind_of_policy_was_read() -> None:
    assert coverage(ground(accounts=[])).policy_kinds == ()
