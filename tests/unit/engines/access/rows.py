"""An estate of few rows, for tests of what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from modelkeep import bootstrap
from modelkeep.core.kinds.account import Account
from modelkeep.core.kinds.iam import Role, RolePolicyStatement, RoleTrustStatement, User, UserPolicyStatement
from modelkeep.core.kinds.kms import Key, KeyPolicyStatement
from modelkeep.core.kinds.organizations import AccountOrganization, MemberAccount
from modelkeep.core.kinds.s3 import (
    AccountPublicAccessBlock,
    Bucket,
    BucketAclGrant,
    BucketOwnership,
    BucketPolicyStatement,
    BucketPublicAccessBlock,
)
from modelkeep.core.policy import statements
from modelkeep.core.tables import Row
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.assembly.estate import RowT
from modelkeep.engines.access.building import build
from modelkeep.engines.access.world import World

OURS, THEIRS, STRANGE = "111111111111", "222222222222", "999999999999"
BUCKET = "arn:aws:s3:::weights"
OBJECT = f"{BUCKET}/model.tar.gz"
KEY = f"arn:aws:kms:eu-west-1:{OURS}:key/k"
BOB = f"arn:aws:iam::{OURS}:user/bob"
TRAINER = f"arn:aws:iam::{OURS}:role/trainer"
PARTNER = f"arn:aws:iam::{THEIRS}:role/partner"
ROOT = f"arn:aws:iam::{OURS}:root"


class Rows:
    """The estate: what is `denied`, calls or (call, resource), was asked in vain; all else was read."""

    def __init__(self, *rows: Row | Iterable[Row], denied: Iterable[str | tuple[str, str]] = ()) -> None:
        self._rows = [each for row in rows for each in ((row,) if isinstance(row, Row) else row)]
        self._denied = frozenset(denied)

    def rows(self, row: type[RowT]) -> Iterator[RowT]:
        """Of exactly this table."""
        return (each for each in self._rows if type(each) is row)

    def was_read(self, call: str, account: str, region: str, resource: str) -> bool:
        """Unless denied."""
        return not {call, (call, resource), (call, account)} & self._denied

    def why_not(self, call: str, account: str, resource: str) -> str:
        """One reason for all."""
        return "AccessDenied"


@cache
def table() -> ActionTable:
    """The table that comes with Modelkeep."""
    return bootstrap.load_action_table()


def world(*rows: Row | Iterable[Row], denied: Iterable[str | tuple[str, str]] = (), members: bool = True) -> World:
    """The world of some rows; both accounts are scanned and, unless `members`, in an organisation that nobody showed."""
    found: list[Row | Iterable[Row]] = [account(OURS), account(THEIRS), *rows]
    if members:
        found += [AccountOrganization(arn=f"arn:aws:iam::{each}:root", organization_id="") for each in (OURS, THEIRS)]
    return build(table(), Rows(*found, denied=denied))


def account(number: str) -> Account:
    """A scanned account."""
    return Account(arn=f"arn:aws:iam::{number}:root", account=number, name=number)


def document(effect: str, action: Any, resource: Any = "*", **elements: Any) -> dict[str, Any]:
    """A document of one statement."""
    statement = {"Effect": effect, "Action": action, "Resource": resource, **elements}
    return {
        "Version": "2012-10-17",
        "Statement": {key: value for key, value in statement.items() if value is not None},
    }


def role(arn: str = TRAINER, *documents: Any, trust: Any = None, **columns: Any) -> list[Row]:
    """A role with inline policies."""
    names = tuple(f"inline-{at}" for at in range(len(documents)))
    known = {"permissions_boundary_arn": "", "attached_policy_arns": (), "inline_policy_names": names, "tags": {}}
    found: list[Row] = [Role(arn=arn, account=arn.split(":")[4], **{**known, **columns})]
    for name, each in zip(names, documents, strict=True):
        found += statements(RolePolicyStatement, arn, name, each)
    return found + list(statements(RoleTrustStatement, arn, "", trust)) if trust else found


def user(arn: str = BOB, *documents: Any, **columns: Any) -> list[Row]:
    """A user with inline policies."""
    names = tuple(f"inline-{at}" for at in range(len(documents)))
    known = {
        "permissions_boundary_arn": "", "attached_policy_arns": (), "inline_policy_names": names, "group_arns": (), "tags": {},
    }  # fmt: skip
    found: list[Row] = [User(arn=arn, account=arn.split(":")[4], **{**known, **columns})]
    for name, each in zip(names, documents, strict=True):
        found += statements(UserPolicyStatement, arn, name, each)
    return found


def bucket(*documents: Any) -> list[Row]:
    """A bucket of ours with a policy."""
    found: list[Row] = [Bucket(arn=BUCKET, account=OURS, region="eu-west-1", name="weights", tags={})]
    for each in documents:
        found += statements(BucketPolicyStatement, BUCKET, "policy", each)
    return found


def key(*documents: Any) -> list[Row]:
    """A key of ours with a policy."""
    found: list[Row] = [Key(arn=KEY, account=OURS, region="eu-west-1", name="k", tags={}, key_manager="CUSTOMER")]
    for each in documents:
        found += statements(KeyPolicyStatement, KEY, "default", each)
    return found


def member(number: str, *parents: str, management: bool = False) -> MemberAccount:
    """An account of the organisation."""
    arn = f"arn:aws:organizations::{OURS}:account/o-ours/{number}"
    return MemberAccount(
        arn=arn, account=number, account_id=number, is_management=management, parents=("o-ours", *parents, number)
    )


def told(world: World, action: str, resource: str) -> dict[str, str]:
    """Who can, in one word each."""
    return {each.principal.name: str(each.decision.outcome) for each in world.who_can(action, resource)}


def outcome(world: World, who: str, action: str, resource: str = OBJECT, **more: Any) -> str:
    """The decision, in one word."""
    return str(world.decide(who, action, resource, **more).outcome)


def off(**columns: Any) -> list[Row]:
    """The bucket's lists are off, and nothing is blocked."""
    none: dict[str, Any] = {"ignore_public_acls": False, "restrict_public_buckets": False}
    return [
        BucketOwnership(arn=BUCKET, object_ownership="BucketOwnerEnforced"),
        BucketPublicAccessBlock(arn=BUCKET, **{**none, **columns}),
        AccountPublicAccessBlock(arn=ROOT, account=OURS, **none),
    ]


def lists(*grants: BucketAclGrant, **columns: Any) -> list[Row]:
    """The bucket's lists are on."""
    return [BucketOwnership(arn=BUCKET, object_ownership="ObjectWriter"), *off(**columns)[1:], *grants]
