"""What opens and closes buckets besides their policies: access control lists, object ownership, blocks of public access.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html,
https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html and
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from modelkeep.core.kinds.s3 import (
    AccessPoint,
    AccountPublicAccessBlock,
    Bucket,
    BucketAclGrant,
    BucketOwnership,
    BucketPolicyStatus,
    BucketPublicAccessBlock,
)
from modelkeep.core.tables import Condition
from modelkeep.engines.access.assembly.estate import Estate
from modelkeep.engines.access.assembly.settled import Maybe, Outside, OwnedElsewhere, Signed
from modelkeep.engines.access.conditions import AnyTest
from modelkeep.engines.access.decision import Level
from modelkeep.engines.access.statements import Effect, Policy
from modelkeep.engines.access.world import Unread, synthetic

ENFORCED = "BucketOwnerEnforced"
_ACL = "s3:GetBucketAcl"
_OWNERSHIP = "s3:GetBucketOwnershipControls"
_EVERYBODY = "http://acs.amazonaws.com/groups/global/AllUsers"
_SIGNED = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
_LOGGING = "http://acs.amazonaws.com/groups/s3/LogDelivery"

_OF_BUCKET: Mapping[str, tuple[str, ...]] = {
    "READ": ("s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"),
    "READ_ACP": ("s3:GetBucketAcl",),
    "WRITE_ACP": ("s3:PutBucketAcl",),
}
_OF_OBJECTS: Mapping[str, tuple[str, ...]] = {"WRITE": ("s3:PutObject",)}
"""What the permissions of a bucket's list stand for, on the bucket and on its objects (acl-overview.html, "Mapping of ACL permissions")."""
_FULL = "FULL_CONTROL"
_BY_OBJECT_LIST = (
    "s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectAcl", "s3:GetObjectVersionAcl", "s3:PutObjectAcl", "s3:PutObjectVersionAcl",
)  # fmt: skip
"""What the list of an object can grant (the same page)."""
_OF_THE_OBJECTS_OWNER = ("s3:GetObject*", "s3:PutObjectAcl", "s3:PutObjectVersionAcl")
"""What the owner of the bucket cannot grant for an object of another account (about-object-ownership.html)."""


@dataclass(frozen=True, slots=True)
class _Block:
    """A block of public access; None is what was not read."""

    ignore: bool | None = None
    restrict: bool | None = None

    def __or__(self, other: _Block) -> _Block:
        """Either is enough (access-control-block-public-access.html: the most restrictive counts)."""
        return _Block(_either(self.ignore, other.ignore), _either(self.restrict, other.restrict))


def _either(one: bool | None, other: bool | None) -> bool | None:
    if one or other:
        return True
    return None if one is None or other is None else False


class Buckets:
    """What counts for each bucket and access point besides its policy."""

    def __init__(self, estate: Estate, unread: list[Unread]) -> None:
        """Reads the estate's rows; what is missing is told in `unread`."""
        self._estate = estate
        self._unread = unread
        self._of_accounts = {row.arn.split(":")[4]: _of(row) for row in estate.rows(AccountPublicAccessBlock)}
        self._of_buckets = {row.arn: _of(row) for row in estate.rows(BucketPublicAccessBlock)}
        self._ownership = {row.arn: row.object_ownership for row in estate.rows(BucketOwnership)}
        self._public = {row.arn: row.is_public for row in estate.rows(BucketPolicyStatus)}
        self._grants: dict[str, list[BucketAclGrant]] = {}
        for grant in estate.rows(BucketAclGrant):
            self._grants.setdefault(grant.arn, []).append(grant)
        self.accounts = {bucket.arn: bucket.account for bucket in estate.rows(Bucket)}

    def of(self, arn: str, own: Level) -> Level:
        """What counts for a bucket besides its `own` policies."""
        account = self.accounts[arn]
        own_block, of_account = self._of_buckets.get(arn, _Block()), self._of_accounts.get(account, _Block())
        block = own_block | of_account
        if block.restrict is None or block.ignore is None:
            is_own = own_block.restrict is None or own_block.ignore is None
            call = "s3:GetPublicAccessBlock" if is_own else "s3control:GetPublicAccessBlock"
            self._miss("block of public access", arn, call, account)
        restricted = _restricted(arn, (account,), block.restrict, _is_public(own, self._public.get(arn)))
        return (*restricted, *self._lists(arn, account, block))

    def of_point(self, point: AccessPoint, own: Level) -> Level:
        """What counts for an access point besides its `own` policies."""
        block = _Block(point.ignore_public_acls, point.restrict_public_buckets) | self._of_accounts.get(
            point.account, _Block()
        )
        accounts = tuple({point.account, point.bucket_account or point.account})
        found = _restricted(point.arn, accounts, block.restrict, _is_public(own, None))
        if point.vpc_id == "":
            return found
        if point.vpc_id is None:
            why = f"the network of access point {point.name}"
            return (*found, _closing(point.arn, why, (Maybe(f"{why} keeps the request out"),)))
        elsewhere = Condition("StringNotEquals", "aws:SourceVpc", (point.vpc_id,))
        name = f"the network of access point {point.name}"
        return (*found, synthetic(name, "Deny", actions=("s3:*",), conditions=(elsewhere,)))

    def _miss(self, what: str, arn: str, call: str, account: str) -> None:
        self._unread.append(Unread(what, arn, f"{call}: {self._estate.why_not(call, account, arn)}"))

    def _lists(self, arn: str, account: str, block: _Block) -> Iterator[Policy]:
        """What access control lists open, unless they are off."""
        ownership = self._ownership.get(arn)
        if ownership == ENFORCED:
            return
        name = f"the access control list of {arn}"
        doubt: tuple[AnyTest, ...] = ()
        if ownership is None:
            self._miss("object ownership", arn, _OWNERSHIP, account)
            doubt = (Maybe(f"the object ownership of {arn} lets lists count"),)
        if self._estate.was_read(_ACL, account, "", arn):
            for grant in self._grants.get(arn, ()):
                yield from _granted(name, arn, grant, block.ignore)
        else:
            self._miss("access control list", arn, _ACL, account)
            actions = (*_OF_BUCKET["READ"], *_OF_BUCKET["READ_ACP"], *_OF_BUCKET["WRITE_ACP"], *_OF_OBJECTS["WRITE"])
            yield _opening(name, actions, (arn, f"{arn}/*"), (Maybe(name), *_others(account, block.ignore)))
        of_objects = f"the access control list of an object in {arn}"
        tests = (Maybe(of_objects), *doubt, *_others(account, block.ignore))
        yield _opening(of_objects, _BY_OBJECT_LIST, (f"{arn}/*",), tests)
        owned = (OwnedElsewhere(account), *doubt)
        yield _closing(f"{arn}/*", f"the object ownership of {arn}", owned, _OF_THE_OBJECTS_OWNER)


def _of(row: AccountPublicAccessBlock | BucketPublicAccessBlock) -> _Block:
    return _Block(row.ignore_public_acls, row.restrict_public_buckets)


def _others(account: str, ignored: bool | None) -> tuple[AnyTest, ...]:
    """Whom an unread list may let in: other accounts, and everybody, unless grants to everybody are ignored.

    What it opens to everybody is open to the account's own principals too, for they need not sign. That `anonymous` is told covers them.
    """
    return (Outside((account,)), Signed()) if ignored else (Outside((account,)),)


def _is_public(own: Level, said: bool | None) -> bool | None:
    """Whether S3 calls a policy public: it says so, or the policy lets everybody in without a condition."""
    allows = [each for policy in own for each in policy.statements if each.effect is Effect.ALLOW]
    if any(not each.tests and {"*", "AWS:*"} & set(each.principals) for each in allows):
        return True
    if any(each.effect is Effect.UNREAD for policy in own for each in policy.statements):
        return None
    if said is None and not any(each.not_principals or {"*", "AWS:*"} & set(each.principals) for each in allows):
        return False
    return said


def _restricted(arn: str, accounts: tuple[str, ...], restricts: bool | None, public: bool | None) -> Level:
    """RestrictPublicBuckets: what has a public policy is for its own account and for services of AWS alone."""
    if restricts is False or public is False:
        return ()
    name = f"the block of public access of {arn}"
    tests: tuple[AnyTest, ...] = (Outside(accounts),)
    if restricts is None:
        tests = (*tests, Maybe(f"{name} restricts it"))
    elif public is None:
        tests = (*tests, Maybe(f"S3 calls the policy of {arn} public and"))
    return (_closing("*", name, tests),)


def _granted(name: str, arn: str, grant: BucketAclGrant, ignored: bool | None) -> Iterator[Policy]:
    """One grant of a bucket's list."""
    tests: tuple[AnyTest, ...] = ()
    principals = (f"CanonicalUser:{grant.grantee}",)
    if grant.grantee in (_EVERYBODY, _SIGNED):
        if ignored:
            return
        principals = ("*",)
        tests = (Signed(),) if grant.grantee == _SIGNED else ()
        if ignored is None:
            tests = (*tests, Maybe(f"the block of public access of {arn} lets {name} count"))
    elif grant.grantee == _LOGGING:
        principals = ("Service:logging.s3.amazonaws.com",)
    for actions, resource in ((_meant(grant, _OF_BUCKET), arn), (_meant(grant, _OF_OBJECTS), f"{arn}/*")):
        if actions:
            yield _opening(name, actions, (resource,), tests, principals)


def _meant(grant: BucketAclGrant, table: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if grant.permission is None or grant.permission == _FULL:
        return tuple(action for actions in table.values() for action in actions)
    return table.get(grant.permission, ())


def _opening(
    name: str,
    actions: Iterable[str],
    resources: tuple[str, ...],
    tests: tuple[AnyTest, ...],
    principals: tuple[str, ...] = ("*",),
) -> Policy:
    return synthetic(name, "Allow", actions=tuple(actions), resources=resources, principals=principals, tests=tests)


def _closing(resource: str, name: str, tests: tuple[AnyTest, ...], actions: tuple[str, ...] = ("s3:*",)) -> Policy:
    pattern = ("*",) if resource == "*" else (resource, f"{resource}/*")
    return synthetic(name, "Deny", actions=actions, resources=pattern, tests=tests)
