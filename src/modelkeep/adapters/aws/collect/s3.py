"""Buckets of a region with their facets, and the account's block of public access. Access points are in `s3_points`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.keep import Keep
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.arn import GLOBAL, account_arn, bucket_arn
from modelkeep.core.kinds.s3 import (
    AccountPublicAccessBlock,
    Bucket,
    BucketAcl,
    BucketAclGrant,
    BucketEncryption,
    BucketLifecycle,
    BucketLifecycleRule,
    BucketLogging,
    BucketObjectLock,
    BucketOwnership,
    BucketPolicy,
    BucketPolicyStatement,
    BucketPolicyStatus,
    BucketPublicAccessBlock,
    BucketReplication,
    BucketVersioning,
)
from modelkeep.core.policy import statements
from modelkeep.core.tables import Row

PUBLIC_GROUPS = frozenset({
    "http://acs.amazonaws.com/groups/global/AllUsers",
    "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
})  # fmt: skip
"""Groups that S3 calls public (https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html)."""

RowT = TypeVar("RowT", bound=Row)
Found = Row | tuple[Row, ...] | None


@collector(
    Bucket, BucketEncryption, BucketVersioning, BucketPublicAccessBlock, BucketPolicy, BucketPolicyStatus,
    BucketPolicyStatement, BucketLogging, BucketOwnership, BucketAcl, BucketAclGrant, BucketLifecycle, BucketLifecycleRule,
    BucketObjectLock, BucketReplication,
)  # fmt: skip
async def buckets(aws: Reader) -> None:
    """ListBuckets of this region, then each facet of each bucket at this region's endpoint.

    Asking S3 for one region's buckets at that region's endpoint is the form of ListBuckets that S3 documents, and it leaves
    no bucket to be reached through redirects.
    """

    async def facets(bucket: Bucket) -> None:
        keep = Keep(version=dates.get(bucket.arn, ""))
        await _independent_facets(aws, bucket.arn, bucket.name, keep)
        await _policy(aws, bucket.arn, bucket.name, keep)
        await _grants(aws, bucket.arn, bucket.name, keep)
        await _versions(aws, bucket.arn, bucket.name, keep)

    def listed(reply: Reply) -> Iterator[Bucket | tuple[str, str]]:
        """The buckets, and of each when it was created: S3 moves that date with some changes, though not with all."""
        for item in reply.get("Buckets", ()):
            if item["BucketRegion"] == aws.region:
                bucket = _bucket(item, aws.partition)
                yield bucket
                yield bucket.arn, item["CreationDate"].isoformat() if "CreationDate" in item else ""

    found = await aws.pages("s3:ListBuckets", listed, BucketRegion=aws.region)
    dates = dict(each for each in found if isinstance(each, tuple))
    await aws.each([each for each in found if isinstance(each, Bucket)], facets, calls=8)


@collector(AccountPublicAccessBlock, per=GLOBAL)
async def account_public_access_block(aws: Reader) -> None:
    """GetPublicAccessBlock of the account."""
    arn = account_arn(aws.account, aws.partition)
    await aws.get(
        "s3control:GetPublicAccessBlock",
        arn,
        lambda reply: _account_block(arn, aws.account, reply["PublicAccessBlockConfiguration"]),
        absent={"NoSuchPublicAccessBlockConfiguration": _account_block(arn, aws.account, {})},
        unread=AccountPublicAccessBlock(arn=arn, name=aws.account, tags={}),
        AccountId=aws.account,
    )


async def _independent_facets(aws: Reader, arn: str, name: str, keep: Keep) -> None:
    await aws.get(
        "s3:GetBucketEncryption",
        arn,
        lambda reply: _encryption(arn, reply),
        absent={"ServerSideEncryptionConfigurationNotFoundError": _s3_managed(arn)},
        keep=keep,
        Bucket=name,
    )
    await aws.get(
        "s3:GetPublicAccessBlock",
        arn,
        lambda reply: _block(arn, reply["PublicAccessBlockConfiguration"]),
        absent={"NoSuchPublicAccessBlockConfiguration": _block(arn, {})},
        keep=keep,
        Bucket=name,
    )
    await aws.get(
        "s3:GetBucketLogging",
        arn,
        lambda reply: BucketLogging(
            arn=arn, target_bucket=reply["LoggingEnabled"]["TargetBucket"] if "LoggingEnabled" in reply else ""
        ),
        keep=keep,
        Bucket=name,
    )
    none: Found = BucketLifecycle(arn=arn, configured=False, expires=False)
    await aws.get(
        "s3:GetBucketLifecycleConfiguration",
        arn,
        lambda reply: _lifecycle(arn, reply),
        absent={"NoSuchLifecycleConfiguration": none},
        keep=keep,
        Bucket=name,
    )


async def _policy(aws: Reader, arn: str, name: str, keep: Keep) -> None:
    """The policy and, unless there is none, whether S3 calls it public."""
    found: Found = await aws.get(
        "s3:GetBucketPolicy",
        arn,
        lambda reply: (
            BucketPolicy(arn=arn, configured=True),
            *statements(BucketPolicyStatement, arn, "policy", reply["Policy"]),
        ),
        absent={
            "NoSuchBucketPolicy": (
                BucketPolicy(arn=arn, configured=False),
                BucketPolicyStatus(arn=arn, is_public=False),
            )
        },
        keep=keep,
        Bucket=name,
    )
    if _first(found, BucketPolicyStatus) is not None:
        return
    await aws.get(
        "s3:GetBucketPolicyStatus",
        arn,
        lambda reply: BucketPolicyStatus(arn=arn, is_public=reply["PolicyStatus"]["IsPublic"]),
        absent={"NoSuchBucketPolicy": BucketPolicyStatus(arn=arn, is_public=False)},
        keep=keep,
        Bucket=name,
    )


async def _grants(aws: Reader, arn: str, name: str, keep: Keep) -> None:
    """Object ownership and, unless it turns access control lists off, the bucket's."""
    found: Found = await aws.get(
        "s3:GetBucketOwnershipControls",
        arn,
        lambda reply: _ownership(arn, reply),
        absent={"OwnershipControlsNotFoundError": BucketOwnership(arn=arn, object_ownership="ObjectWriter")},
        keep=keep,
        Bucket=name,
    )
    if _first(found, BucketAcl) is None:
        await aws.get("s3:GetBucketAcl", arn, lambda reply: _acl(arn, reply), keep=keep, Bucket=name)


async def _versions(aws: Reader, arn: str, name: str, keep: Keep) -> None:
    """Versioning and, where it is on, object lock and replication."""
    found: Found = await aws.get(
        "s3:GetBucketVersioning", arn, lambda reply: _versioning(arn, reply), keep=keep, Bucket=name
    )
    if _first(found, BucketObjectLock) is None:
        await aws.get(
            "s3:GetObjectLockConfiguration",
            arn,
            lambda reply: BucketObjectLock(
                arn=arn, enabled=reply["ObjectLockConfiguration"].get("ObjectLockEnabled") == "Enabled"
            ),
            absent={"ObjectLockConfigurationNotFoundError": BucketObjectLock(arn=arn, enabled=False)},
            keep=keep,
            Bucket=name,
        )
    if _first(found, BucketReplication) is None:
        await aws.get(
            "s3:GetBucketReplication",
            arn,
            lambda reply: _replication(arn, reply),
            absent={"ReplicationConfigurationNotFoundError": _not_replicated(arn)},
            keep=keep,
            Bucket=name,
        )


def _first(found: Found, kind: type[RowT]) -> RowT | None:
    rows = found if isinstance(found, tuple) else (found,)
    return next((row for row in rows if isinstance(row, kind)), None)


def _bucket(item: Reply, partition: str) -> Bucket:
    return Bucket(arn=bucket_arn(item["Name"], partition), name=item["Name"], region=item["BucketRegion"])


def _block(arn: str, found: Reply) -> BucketPublicAccessBlock:
    """S3 leaves out what was never set, and treats it as false."""
    return BucketPublicAccessBlock(
        arn=arn,
        block_public_acls=bool(found.get("BlockPublicAcls", False)),
        ignore_public_acls=bool(found.get("IgnorePublicAcls", False)),
        block_public_policy=bool(found.get("BlockPublicPolicy", False)),
        restrict_public_buckets=bool(found.get("RestrictPublicBuckets", False)),
    )


def _account_block(arn: str, account: str, found: Reply) -> AccountPublicAccessBlock:
    block = _block(arn, found)
    return AccountPublicAccessBlock(
        arn=arn,
        name=account,
        tags={},
        block_public_acls=block.block_public_acls,
        ignore_public_acls=block.ignore_public_acls,
        block_public_policy=block.block_public_policy,
        restrict_public_buckets=block.restrict_public_buckets,
    )


def _s3_managed(arn: str) -> BucketEncryption:
    """S3's own encryption, which no bucket can be without
    (https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html).
    """
    return BucketEncryption(arn=arn, algorithm="AES256", kms_key_id="", bucket_key_enabled=False)


def _encryption(arn: str, reply: Reply) -> BucketEncryption:
    rules = reply["ServerSideEncryptionConfiguration"]["Rules"]
    rule = next((each for each in rules if "ApplyServerSideEncryptionByDefault" in each), None)
    if rule is None:
        return _s3_managed(arn)
    default = rule["ApplyServerSideEncryptionByDefault"]
    return BucketEncryption(
        arn=arn,
        algorithm=default["SSEAlgorithm"],
        kms_key_id=default.get("KMSMasterKeyID", ""),
        bucket_key_enabled=bool(rule.get("BucketKeyEnabled", False)),
    )


def _lifecycle(arn: str, reply: Reply) -> tuple[Row, ...]:
    enabled = [rule for rule in reply.get("Rules", ()) if rule["Status"] == "Enabled"]
    whole = BucketLifecycle(
        arn=arn,
        configured=bool(enabled),
        expires=any("Days" in rule.get("Expiration", {}) or "Date" in rule.get("Expiration", {}) for rule in enabled),
    )
    rules = (_lifecycle_rule(arn, rule, position) for position, rule in enumerate(enabled))
    return (whole, *(each for each in rules if each.expiration_days or each.expiration_date or each.noncurrent_days))


def _lifecycle_rule(arn: str, rule: Reply, position: int) -> BucketLifecycleRule:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html: `Prefix` stands in the rule of old, in its filter since."""
    told = rule.get("Filter", {})
    several = told.get("And", {})
    date = rule.get("Expiration", {}).get("Date")
    sizes = ("ObjectSizeGreaterThan", "ObjectSizeLessThan")
    return BucketLifecycleRule(
        arn=arn,
        rule=rule.get("ID", "") or f"rule {position + 1}",
        prefix=rule.get("Prefix") or told.get("Prefix") or several.get("Prefix") or "",
        narrowed="Tag" in told or "Tags" in several or any(each in told or each in several for each in sizes),
        expiration_days=rule.get("Expiration", {}).get("Days", 0),
        expiration_date=date.date().isoformat() if date else "",
        noncurrent_days=rule.get("NoncurrentVersionExpiration", {}).get("NoncurrentDays", 0),
    )


def _ownership(arn: str, reply: Reply) -> tuple[Row, ...]:
    ownership = reply["OwnershipControls"]["Rules"][0]["ObjectOwnership"]
    row = BucketOwnership(arn=arn, object_ownership=ownership)
    if ownership != "BucketOwnerEnforced":
        return (row,)
    return (row, BucketAcl(arn=arn, public_read=False, public_write=False, foreign_grantees=()))


def _acl(arn: str, reply: Reply) -> tuple[Row, ...]:
    grants: list[BucketAclGrant] = []
    public: set[str] = set()
    foreign: set[str] = set()
    for grant in reply.get("Grants", ()):
        grantee = grant["Grantee"]
        if grantee["Type"] == "CanonicalUser" and grantee["ID"] != reply["Owner"]["ID"]:
            foreign.add(str(grantee["ID"]))
        if grantee.get("URI") in PUBLIC_GROUPS:
            public.add(str(grant["Permission"]))
        who = grantee.get("URI") or grantee["ID"]
        if who != reply["Owner"]["ID"]:
            grants.append(BucketAclGrant(arn=arn, grantee=who, permission=grant["Permission"]))
    acl = BucketAcl(
        arn=arn,
        public_read=bool(public & {"READ", "READ_ACP", "FULL_CONTROL"}),
        public_write=bool(public & {"WRITE", "WRITE_ACP", "FULL_CONTROL"}),
        foreign_grantees=tuple(sorted(foreign)),
    )
    return (acl, *grants)


def _versioning(arn: str, reply: Reply) -> tuple[Row, ...]:
    """S3 leaves `Status` out for a bucket that never had versions."""
    status = reply.get("Status", "Disabled")
    row = BucketVersioning(arn=arn, status=status, mfa_delete=reply.get("MFADelete", "Disabled") == "Enabled")
    if status == "Enabled":
        return (row,)
    if status == "Disabled":
        return (row, BucketObjectLock(arn=arn, enabled=False), _not_replicated(arn))
    return (row, BucketObjectLock(arn=arn, enabled=False))


def _not_replicated(arn: str) -> BucketReplication:
    return BucketReplication(arn=arn, destination_buckets=(), partial=False)


def _replication(arn: str, reply: Reply) -> BucketReplication:
    """A rule without a filter, or with an empty prefix, is for the whole bucket."""
    enabled = [rule for rule in reply["ReplicationConfiguration"]["Rules"] if rule["Status"] == "Enabled"]
    whole = [
        rule
        for rule in enabled
        if not rule.get("Prefix") and (rule.get("Filter") or {}) in ({}, {"Prefix": ""}, {"And": {"Prefix": ""}})
    ]
    return BucketReplication(
        arn=arn,
        destination_buckets=tuple(sorted({rule["Destination"]["Bucket"] for rule in whole})),
        partial=len(whole) < len(enabled),
    )
