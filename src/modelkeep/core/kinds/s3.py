"""Amazon S3 general purpose buckets (https://docs.aws.amazon.com/AmazonS3/latest/API/)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, Row, Statement, facet, kind, part


@kind("AWS::S3::Bucket", calls="s3:ListBuckets")
class Bucket(Resource):
    """A bucket, in the region that holds its objects."""


@facet(Bucket, "encryption", calls="s3:ListBuckets s3:GetBucketEncryption")
class BucketEncryption(Row):
    """How objects are encrypted that arrive without saying how. S3 encrypts with AES256 where nothing was configured."""

    algorithm: str | None = None
    """AES256, aws:kms or aws:kms:dsse."""
    kms_key_id: str | None = None
    """As configured: id, ARN or alias; '' for the AWS managed key or none."""
    bucket_key_enabled: bool | None = None


@facet(Bucket, "versioning", calls="s3:ListBuckets s3:GetBucketVersioning")
class BucketVersioning(Row):
    """Whether overwritten and deleted objects are kept."""

    status: str | None = None
    """Enabled, Suspended, or Disabled for a bucket that never had versions."""
    mfa_delete: bool | None = None


@facet(Bucket, "public_access_block", calls="s3:ListBuckets s3:GetPublicAccessBlock")
class BucketPublicAccessBlock(Row):
    """The bucket's own block of public access; the account's applies besides."""

    block_public_acls: bool | None = None
    ignore_public_acls: bool | None = None
    block_public_policy: bool | None = None
    restrict_public_buckets: bool | None = None


@facet(Bucket, "policy", calls="s3:ListBuckets s3:GetBucketPolicy")
class BucketPolicy(Row):
    """Whether the bucket has a policy."""

    configured: bool | None = None


@facet(Bucket, "policy_status", calls="s3:ListBuckets s3:GetBucketPolicy s3:GetBucketPolicyStatus")
class BucketPolicyStatus(Row):
    """Whether S3 itself calls the bucket's policy public; a bucket without one is not asked."""

    is_public: bool | None = None


@part(Bucket, "policy_statement", calls="s3:ListBuckets s3:GetBucketPolicy")
class BucketPolicyStatement(Statement):
    """The statements of the bucket's policy."""


@facet(Bucket, "logging", calls="s3:ListBuckets s3:GetBucketLogging")
class BucketLogging(Row):
    """Server access logging."""

    target_bucket: str | None = None
    """The name of the bucket that gets the logs; '' where there is none."""


@facet(Bucket, "ownership", calls="s3:ListBuckets s3:GetBucketOwnershipControls")
class BucketOwnership(Row):
    """Whether access control lists are in force."""

    object_ownership: str | None = None
    """BucketOwnerEnforced (lists are off), BucketOwnerPreferred or ObjectWriter."""


@facet(Bucket, "acl", calls="s3:ListBuckets s3:GetBucketOwnershipControls s3:GetBucketAcl")
class BucketAcl(Row):
    """What the bucket's access control list grants; nothing where lists are off."""

    public_read: bool | None = None
    """Everybody, or every AWS user of the world, may list the bucket or read its access control list."""
    public_write: bool | None = None
    foreign_grantees: tuple[str, ...] | None = None
    """Canonical user ids, other than the owner's, that are granted anything."""


@part(Bucket, "acl_grant", calls="s3:ListBuckets s3:GetBucketOwnershipControls s3:GetBucketAcl")
class BucketAclGrant(Row):
    """One grant of the bucket's access control list to somebody besides its owner."""

    grantee: str
    """A canonical user id, or the URI of a group of S3's own."""
    permission: str | None = None
    """READ, WRITE, READ_ACP, WRITE_ACP or FULL_CONTROL."""


@facet(Bucket, "lifecycle", calls="s3:ListBuckets s3:GetBucketLifecycleConfiguration")
class BucketLifecycle(Row):
    """What happens to objects with age."""

    configured: bool | None = None
    """An enabled rule exists."""
    expires: bool | None = None
    """An enabled rule deletes current objects after some days or on a date."""


@part(Bucket, "lifecycle_rule", calls="s3:ListBuckets s3:GetBucketLifecycleConfiguration")
class BucketLifecycleRule(Row):
    """One enabled rule that deletes objects or versions after a time."""

    rule: str
    """Its id; S3 makes one where nobody did."""
    prefix: str | None = None
    """For objects whose keys begin so; '' for all."""
    narrowed: bool | None = None
    """Only for objects of some tags or sizes."""
    expiration_days: int | None = None
    """Days after which current objects are deleted; 0 for never, or on a date."""
    expiration_date: str | None = None
    """The day on which they are; '' for none."""
    noncurrent_days: int | None = None
    """Days after which versions are deleted that were overwritten or deleted; 0 for never."""


@facet(Bucket, "object_lock", calls="s3:ListBuckets s3:GetBucketVersioning s3:GetObjectLockConfiguration")
class BucketObjectLock(Row):
    """Whether objects can be locked against deletion; impossible without versioning."""

    enabled: bool | None = None


@facet(Bucket, "replication", calls="s3:ListBuckets s3:GetBucketVersioning s3:GetBucketReplication")
class BucketReplication(Row):
    """Whether new objects are copied to another bucket; impossible without versioning."""

    destination_buckets: tuple[str, ...] | None = None
    """ARNs of the buckets of enabled rules for the whole bucket."""
    partial: bool | None = None
    """Some enabled rule is for a part of the bucket."""


@kind("AWS::S3::AccountPublicAccessBlock", calls="s3control:GetPublicAccessBlock")
class AccountPublicAccessBlock(Resource):
    """The block of public access for all buckets of an account; its ARN is the account's root."""

    block_public_acls: bool | None = None
    ignore_public_acls: bool | None = None
    block_public_policy: bool | None = None
    restrict_public_buckets: bool | None = None


_POINT = "s3control:ListAccessPoints s3control:GetAccessPoint"


@kind("AWS::S3::AccessPoint", calls=_POINT)
class AccessPoint(Resource):
    """Another way into a bucket, with a policy and a block of public access of its own."""

    bucket_name: str | None = None
    bucket_account: str | None = None
    """The account that owns the bucket."""
    vpc_id: str | None = None
    """The only network that it serves; '' for the internet."""
    ignore_public_acls: bool | None = None
    restrict_public_buckets: bool | None = None


@part(AccessPoint, "policy_statement", calls="s3control:ListAccessPoints s3control:GetAccessPointPolicy")
class AccessPointPolicyStatement(Statement):
    """The statements of the access point's policy."""
