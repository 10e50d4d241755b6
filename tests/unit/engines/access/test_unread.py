"""What was not read is told, may allow and may deny, and never makes an answer shorter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.engines.access.rows import (
    BOB,
    BUCKET,
    KEY,
    OBJECT,
    OURS,
    PARTNER,
    ROOT,
    THEIRS,
    TRAINER,
    bucket,
    document,
    key,
    off,
    outcome,
    role,
    told,
    user,
    world,
)
from tests.unit.engines.access.worlds import HOME, QUESTIONS, dense_worlds, worlds

from modelkeep.core.tables import Row
from modelkeep.engines.access.crowd import Crowd
from modelkeep.engines.access.principals import STRANGER, Kind, Principal
from modelkeep.engines.access.statements import unread_policy
from modelkeep.engines.access.world import ANY_PROVIDER, ANY_SERVICE, Identity, Membership, Target, World

FULL = document("Allow", "*")
UNREAD = (unread_policy("something", "denied"),)

# What could not be read, kind by kind


@pytest.mark.parametrize(
    ("denied", "rows", "who", "action", "resource", "what"),
    [
        ("s3:GetBucketPolicy", [*user(BOB, FULL), *bucket()], BOB, "s3:GetObject", OBJECT, "resource policy"),
        ("kms:ListGrants", [*role(), *key()], TRAINER, "kms:Decrypt", KEY, "grants on a key"),
        ("kms:GetKeyPolicy", [*role(), *key()], TRAINER, "kms:Decrypt", KEY, "resource policy"),
        ("s3:GetBucketAcl", [*role(PARTNER, FULL), *bucket()], PARTNER, "s3:ListBucket", BUCKET, "access control list"),
    ],
)
def test_a_call_that_is_denied_is_told_and_leaves_it_unknown(
    denied: str, rows: list[Row], who: str, action: str, resource: str, what: str
) -> None:
    lists = [] if what == "access control list" else off()
    here = world(rows, lists, denied=[denied])
    assert outcome(here, who, action, resource) == "unknown"
    assert what in {each.what for each in here.unread}
    assert all("AccessDenied" in each.why for each in here.unread)
    assert outcome(world(rows, lists), who, action, resource) != "unknown" or not lists


def test_grants_that_were_not_read_deny_nothing_and_allow_no_more_than_grants_can() -> None:
    """https://docs.aws.amazon.com/kms/latest/developerguide/grants.html: a grant only allows, and only some operations."""
    policy = document("Allow", "kms:*", Principal={"AWS": BOB})
    here = world(user(), role(), key(policy), denied=["kms:ListGrants"])
    assert outcome(here, BOB, "kms:Decrypt", KEY) == "allowed"
    assert outcome(here, TRAINER, "kms:Decrypt", KEY) == "unknown"
    assert outcome(here, TRAINER, "kms:PutKeyPolicy", KEY) == "implicit_deny"
    assert told(here, "kms:Decrypt", KEY) == {
        BOB: "allowed", TRAINER: "unknown", "any other AWS account": "unknown", "any AWS service": "unknown",
    }  # fmt: skip
    assert Crowd(here).ask("kms:Decrypt", KEY).keys() == {BOB, TRAINER}


def test_shares_that_were_not_read_deny_nothing() -> None:
    """https://docs.aws.amazon.com/ram/latest/userguide/what-is.html"""
    group = f"arn:aws:sagemaker:eu-west-1:{OURS}:feature-group/customers"
    here = world(user(BOB, FULL), role(PARTNER, FULL), denied=["ram:GetResourceShares"])
    assert outcome(here, BOB, "sagemaker:DescribeFeatureGroup", group) == "allowed"
    assert outcome(here, PARTNER, "sagemaker:DescribeFeatureGroup", group) == "unknown"


def test_an_organisation_whose_management_account_was_not_scanned_may_deny() -> None:
    here = world(user(BOB, FULL), bucket(), off(), members=False)
    assert outcome(here, BOB, "s3:GetObject") == "unknown"
    assert outcome(here, BOB, "sagemaker:ListModels", "*") == "unknown"
    assert {each.where for each in here.unread} == {f"account {OURS}", f"account {THEIRS}"}


def test_a_boundary_whose_document_is_missing_may_let_through_and_may_not() -> None:
    boundary = f"arn:aws:iam::{OURS}:policy/limit"
    here = world(user(BOB, FULL, permissions_boundary_arn=boundary), bucket(), off())
    assert outcome(here, BOB, "s3:GetObject") == "unknown"
    unknown = world(user(BOB, FULL, permissions_boundary_arn=None), bucket(), off())
    assert outcome(unknown, BOB, "s3:GetObject") == "unknown"
    assert outcome(world(user(BOB, FULL), bucket(), off()), BOB, "s3:GetObject") == "allowed"


def test_an_account_whose_principals_were_not_read_is_one_unknown_principal() -> None:
    here = world(bucket(), off(), denied=[("iam:GetAccountAuthorizationDetails", OURS)])
    anybody = f"arn:aws:iam::{OURS}:*"
    assert told(here, "s3:GetObject", OBJECT) == {anybody: "unknown"}
    assert Crowd(here).ask("s3:GetObject", OBJECT).keys() == {anybody}
    assert outcome(here, BOB, "s3:GetObject") == "unknown"
    assert here.accounts == {THEIRS}
    assert ("users and roles", f"account {OURS}") in {(each.what, each.where) for each in here.unread}
    only_theirs = document("Deny", "s3:*", Principal="*", Condition={"StringEquals": {"aws:PrincipalAccount": OURS}})
    closed = world(bucket(only_theirs), off(), denied=[("iam:GetAccountAuthorizationDetails", OURS)])
    assert told(closed, "s3:GetObject", OBJECT) == {}


def test_a_policy_that_was_not_read_may_let_in_anybody() -> None:
    here = world(bucket(), off(), denied=["s3:GetBucketPolicy"])
    assert told(here, "s3:GetObject", OBJECT) == {
        "anonymous": "unknown",
        "any other AWS account": "unknown",
        "any AWS service": "unknown",
    }


def test_blocks_that_were_not_read_may_restrict_and_lists_may_count() -> None:
    public = document("Allow", "s3:GetObject", f"{BUCKET}/*", Principal="*")
    here = world(bucket(public), off()[0])
    assert told(here, "s3:GetObject", OBJECT)["anonymous"] == "unknown"
    assert "block of public access" in {each.what for each in here.unread}
    assert told(world(bucket(public), off()), "s3:GetObject", OBJECT)["anonymous"] == "allowed"


def test_root_users_are_told_of_accounts_that_were_read() -> None:
    assert [each.name for each in world(denied=[("iam:GetAccountAuthorizationDetails", THEIRS)]).root_users()] == [ROOT]


# Any part of any world

Change = Callable[[World], World]


def _unread_parts(here: World) -> Iterator[Change]:
    """Ways to lose one part of a world."""
    for arn, who in here.identities.items():
        for lost in (
            replace(who, policies=(*who.policies, *UNREAD)),
            replace(who, policies=UNREAD),
            replace(who, boundary=UNREAD),
            replace(who, trust=UNREAD),
            replace(who, tags=None),
        ):
            yield _with_identity(arn, lost)
    for arn, target in here.targets.items():
        yield _with_target(arn, replace(target, policies=UNREAD))
        yield _with_target(arn, replace(target, tags=None))
        yield _without_target(arn)
    for account, membership in here.memberships.items():
        yield _with_membership(account, replace(membership, scp=(UNREAD,)))
        yield _with_membership(account, replace(membership, rcp=(UNREAD,)))
        yield _with_membership(account, Membership(None, (UNREAD,), (UNREAD,)))


def _with_identity(arn: str, who: Identity) -> Change:
    return lambda here: replace(here, identities={**here.identities, arn: who})


def _with_target(arn: str, target: Target) -> Change:
    return lambda here: replace(here, targets={**here.targets, arn: target})


def _without_target(arn: str) -> Change:
    return lambda here: replace(here, targets={each: held for each, held in here.targets.items() if each != arn})


def _with_membership(account: str, membership: Membership) -> Change:
    return lambda here: replace(here, memberships={**here.memberships, account: membership})


def _covered(who: Principal, found: dict[str, str]) -> bool:
    """Whether somebody is in an answer, under the own name or that of those of its kind of whom nothing is known."""
    if who.name in found:
        return True
    if who.kind is Kind.SERVICE:
        return ANY_SERVICE.name in found
    if who.kind is Kind.FEDERATED and not who.account:
        return ANY_PROVIDER.name in found
    return who.account != HOME and STRANGER.name in found


def _assert_no_shorter(here: World, less: World) -> None:
    for action, resource in QUESTIONS:
        found = told(less, action, resource)
        lost = [each.principal.name for each in here.who_can(action, resource) if not _covered(each.principal, found)]
        assert lost == [], (action, resource)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(here=worlds(), data=st.data())
def test_nothing_unread_makes_an_answer_shorter(here: World, data: st.DataObject) -> None:
    for change in data.draw(st.lists(st.sampled_from(list(_unread_parts(here))), min_size=2, max_size=2)):
        _assert_no_shorter(here, change(here))


def test_no_unread_policy_of_a_resource_makes_an_answer_shorter() -> None:
    for here in list(dense_worlds())[::6]:
        unread = {arn: replace(target, policies=UNREAD) for arn, target in here.targets.items()}
        _assert_no_shorter(here, replace(here, targets=unread))
        _assert_no_shorter(here, replace(here, targets={}))
