"""Amazon S3: since version 4 of the provider, a bucket's settings are resources of their own; the bucket still has the old blocks."""

from __future__ import annotations

from typing import Any

from modelkeep.adapters.iac.resource import Unknown
from modelkeep.adapters.iac.terraform.mapping import Converted, pascal_case

_BUCKET = "aws_s3_bucket"
_CFN = "AWS::S3::Bucket"
_ACLS = {
    each: pascal_case(each.replace("-", "_"))
    for each in ("private", "public-read", "public-read-write", "authenticated-read", "aws-exec-read", "log-delivery-write",
                 "bucket-owner-read", "bucket-owner-full-control")
}  # fmt: skip
_STATUS = {True: "Enabled", False: "Disabled"}
_UNSET = {0: None}


def _rule(path: str) -> dict[str, str | None]:
    """A rule that says for how long objects are kept."""
    return {
        f"{path}.expiration": "",
        f"{path}.expiration.days": "ExpirationInDays",
        f"{path}.expiration.date": "ExpirationDate",
        f"{path}.transition": "Transitions",
        f"{path}.noncurrent_version_transition": "NoncurrentVersionTransitions",
    }


def _encryption(path: str) -> dict[str, str | None]:
    inner = f"{path}.apply_server_side_encryption_by_default"
    return {
        inner: "ServerSideEncryptionByDefault",
        f"{inner}.sse_algorithm": "SSEAlgorithm",
        f"{inner}.kms_master_key_id": "KMSMasterKeyID",
    }


def _listed_grants(found: dict[str, Any]) -> dict[str, Any]:
    """Grants one by one have no counterpart in CloudFormation."""
    if found.pop("Grants", None) is not None:
        found["AccessControl"] = Unknown("its access control list is written out grant by grant")
    return found


CONVERSIONS = (
    Converted(
        tf_type=_BUCKET,
        cfn_type=_CFN,
        computed=frozenset({
            "cors_rule", "grant", "lifecycle_rule", "logging", "object_lock_configuration", "replication_configuration",
            "server_side_encryption_configuration", "versioning", "website",
        }),
        renames={
            "bucket": "BucketName", "bucket_prefix": None, "force_destroy": None, "policy": None, "acl": "AccessControl",
            "grant": "Grants", "object_lock_configuration": None, "versioning": "VersioningConfiguration",
            "versioning.enabled": "Status", "versioning.mfa_delete": None, "logging": "LoggingConfiguration",
            "logging.target_bucket": "DestinationBucketName", "logging.target_prefix": "LogFilePrefix",
            "server_side_encryption_configuration": "BucketEncryption",
            "server_side_encryption_configuration.rule": "ServerSideEncryptionConfiguration",
            **_encryption("server_side_encryption_configuration.rule"),
            "lifecycle_rule": "LifecycleConfiguration.Rules", "lifecycle_rule.enabled": "Status", **_rule("lifecycle_rule"),
        },
        words={
            "acl": _ACLS, "versioning.enabled": {True: "Enabled", False: None}, "lifecycle_rule.enabled": _STATUS,
            "lifecycle_rule.expiration.days": _UNSET,
        },
        several=frozenset({"server_side_encryption_configuration.rule"}),
        gives={"bucket": "name"},
        adjust=_listed_grants,
        companion=("policy", "AWS::S3::BucketPolicy", "Bucket", "PolicyDocument"),
    ),
    Converted(
        tf_type="aws_s3_bucket_policy",
        cfn_type="AWS::S3::BucketPolicy",
        renames={"policy": "PolicyDocument"},
        documents=frozenset({"policy"}),
    ),
    Converted(
        tf_type="aws_s3_bucket_versioning", cfn_type=_CFN, into=_BUCKET, by=("bucket",),
        renames={"versioning_configuration.mfa_delete": None},
        words={"versioning_configuration.status": {"Disabled": None}},
    ),
    Converted(
        tf_type="aws_s3_bucket_server_side_encryption_configuration", cfn_type=_CFN, into=_BUCKET, by=("bucket",),
        renames={"rule": "BucketEncryption.ServerSideEncryptionConfiguration", **_encryption("rule")},
    ),
    Converted(
        tf_type="aws_s3_bucket_public_access_block", cfn_type=_CFN, into=_BUCKET, by=("bucket",),
        renames={
            name: f"PublicAccessBlockConfiguration.{pascal_case(name)}"
            for name in ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
        } | {"skip_destroy": None},
    ),
    Converted(
        tf_type="aws_s3_bucket_logging", cfn_type=_CFN, into=_BUCKET, by=("bucket",),
        renames={
            "target_bucket": "LoggingConfiguration.DestinationBucketName",
            "target_prefix": "LoggingConfiguration.LogFilePrefix",
            "target_grant": None,
            "target_object_key_format": "LoggingConfiguration.TargetObjectKeyFormat",
        },
    ),
    Converted(
        tf_type="aws_s3_bucket_ownership_controls", cfn_type=_CFN, into=_BUCKET, by=("bucket",),
        renames={"rule": "OwnershipControls.Rules"}, several=frozenset({"rule"}),
    ),
    Converted(
        tf_type="aws_s3_bucket_acl", cfn_type=_CFN, into=_BUCKET, by=("bucket",),
        renames={"acl": "AccessControl", "access_control_policy": "Grants"}, words={"acl": _ACLS}, adjust=_listed_grants,
        computed=frozenset({"access_control_policy"}),
    ),
    Converted(
        tf_type="aws_s3_bucket_lifecycle_configuration", cfn_type=_CFN, into=_BUCKET, by=("bucket",),
        renames={"rule": "LifecycleConfiguration.Rules", "rule.filter": "", **_rule("rule")}, words={"rule.expiration.days": _UNSET},
    ),
    Converted(
        tf_type="aws_s3_bucket_object_lock_configuration", cfn_type=_CFN, into=_BUCKET, by=("bucket",),
        renames={"rule": "ObjectLockConfiguration.Rule", "token": None},
        words={"object_lock_enabled": {"Enabled": True}},
    ),
    Converted(
        tf_type="aws_s3_bucket_replication_configuration", cfn_type=_CFN, into=_BUCKET, by=("bucket",),
        renames={"rule": "ReplicationConfiguration.Rules", "role": "ReplicationConfiguration.Role", "token": None},
    ),
)  # fmt: skip
