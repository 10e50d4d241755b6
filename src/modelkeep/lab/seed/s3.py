"""Buckets: artifacts, captured requests, documents, prompts, training data, trails, and the logs of them all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from modelkeep.lab.seed import PRODUCTION, REGION, RESEARCH, Acme, seeds
from modelkeep.lab.seed.kms import key_arn
from modelkeep.lab.seed.names import (
    BUCKETS,
    CAPTURE_BUCKET,
    DATA_KEY_ALIAS,
    FEATURES_BUCKET,
    KNOWLEDGE_BUCKET,
    LOGS_KEY_ALIAS,
    MODELS_BUCKET,
    MODELS_KEY_ALIAS,
    PROMPT_LOGS_BUCKET,
    TRAIL_BUCKET,
    TRAINING_BUCKET,
    access_logs_bucket,
)

STRANGER = "999988887777"
"""An account that is none of Acme's."""
KEY_OF = {
    MODELS_BUCKET: MODELS_KEY_ALIAS,
    CAPTURE_BUCKET: DATA_KEY_ALIAS,
    KNOWLEDGE_BUCKET: DATA_KEY_ALIAS,
    PROMPT_LOGS_BUCKET: LOGS_KEY_ALIAS,
    TRAINING_BUCKET: DATA_KEY_ALIAS,
    FEATURES_BUCKET: DATA_KEY_ALIAS,
    TRAIL_BUCKET: LOGS_KEY_ALIAS,
}
"""Buckets that get server access logs are missing: S3 delivers those only under its own encryption."""
DEFAULT_BUCKETS = {account: f"sagemaker-{REGION}-{account}" for account in (PRODUCTION, RESEARCH)}
"""The bucket that the SageMaker SDK takes when it is told none; claimed in the hardened estate."""
DAYS_KEPT = {CAPTURE_BUCKET: 90, PROMPT_LOGS_BUCKET: 90, TRAINING_BUCKET: 365, FEATURES_BUCKET: 365, TRAIL_BUCKET: 730}
NO_PUBLIC_ACCESS = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}


@seeds(order=20)
def buckets(acme: Acme) -> None:
    """The buckets of all accounts."""
    for account, names in BUCKETS.items():
        here = acme.within(account)
        s3 = here.client("s3")
        for name in names:
            s3.create_bucket(Bucket=name)
        if acme.hardened:
            _harden(here)
        else:
            _neglect(here)


def _harden(acme: Acme) -> None:
    s3, account = acme.client("s3"), acme.account
    acme.client("s3control").put_public_access_block(AccountId=account, PublicAccessBlockConfiguration=NO_PUBLIC_ACCESS)
    names = list(BUCKETS[account])
    if account in DEFAULT_BUCKETS:
        s3.create_bucket(Bucket=DEFAULT_BUCKETS[account])
        names.append(DEFAULT_BUCKETS[account])
    logs = access_logs_bucket(account)
    for name in [logs, *(each for each in names if each != logs)]:
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=NO_PUBLIC_ACCESS)
        s3.put_bucket_ownership_controls(
            Bucket=name, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
        )
        s3.put_bucket_policy(Bucket=name, Policy=json.dumps(_policy(acme, name)))
        versioning = {"Status": "Enabled"}
        if name == MODELS_BUCKET:
            s3.put_bucket_versioning(
                Bucket=name, VersioningConfiguration={**versioning, "MFADelete": "Enabled"}, MFA="device 123456"
            )
        else:
            s3.put_bucket_versioning(Bucket=name, VersioningConfiguration=versioning)
            _expire(s3, name, DAYS_KEPT.get(name))
        if name != logs:
            _back_up(acme, name)
            _encrypt(s3, name, key_arn(acme, KEY_OF.get(name, DATA_KEY_ALIAS)))
            s3.put_bucket_logging(
                Bucket=name,
                BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": logs, "TargetPrefix": f"{name}/"}},
            )


def _back_up(acme: Acme, name: str) -> None:
    acme.client("backup").start_backup_job(
        BackupVaultName="acme",
        ResourceArn=f"arn:aws:s3:::{name}",
        IamRoleArn=acme.arn("iam", "role/service-role/AWSBackupDefaultServiceRole", regional=False),
    )


def _neglect(acme: Acme) -> None:
    """As S3 made buckets before 2023, with what hurried people add."""
    s3 = acme.client("s3")
    if acme.account == PRODUCTION:
        _encrypt(s3, MODELS_BUCKET, key_arn(acme, MODELS_KEY_ALIAS))
        anybody = _statement("Download", "*", ["s3:GetObject"], f"arn:aws:s3:::{MODELS_BUCKET}/*")
        s3.put_bucket_policy(Bucket=MODELS_BUCKET, Policy=json.dumps(_document(anybody)))
    if acme.account == RESEARCH:
        s3.put_bucket_acl(Bucket=FEATURES_BUCKET, ACL="public-read")
        partner = _statement(
            "Labelling", {"AWS": STRANGER}, ["s3:GetObject", "s3:PutObject"], f"arn:aws:s3:::{TRAINING_BUCKET}/*"
        )
        s3.put_bucket_policy(Bucket=TRAINING_BUCKET, Policy=json.dumps(_document(partner)))
        kms = acme.client("kms")
        retired = kms.create_key(Description="the old data key")["KeyMetadata"]
        _encrypt(s3, TRAINING_BUCKET, retired["Arn"])
        kms.schedule_key_deletion(KeyId=retired["KeyId"], PendingWindowInDays=7)
        _encrypt(s3, FEATURES_BUCKET, key_arn(acme, DATA_KEY_ALIAS))


def _policy(acme: Acme, name: str) -> Mapping[str, Any]:
    """What delivers to the bucket, first of all, and no request without TLS."""
    here = {"StringEquals": {"aws:SourceAccount": acme.account}}
    objects = f"arn:aws:s3:::{name}/*"
    statements: list[Mapping[str, Any]] = []
    if name == access_logs_bucket(acme.account):
        service = {"Service": "logging.s3.amazonaws.com"}
        statements.append(_statement("AccessLogs", service, ["s3:PutObject"], objects, here))
    if name == PROMPT_LOGS_BUCKET:
        statements.append(_statement("Prompts", {"Service": "bedrock.amazonaws.com"}, ["s3:PutObject"], objects, here))
    if name == TRAIL_BUCKET:
        trail = {"Service": "cloudtrail.amazonaws.com"}
        statements.append(_statement("TrailCheck", trail, ["s3:GetBucketAcl"], f"arn:aws:s3:::{name}", here))
        statements.append(_statement("Trail", trail, ["s3:PutObject"], objects, here))
    statements.append({
        "Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{name}", objects], "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    })  # fmt: skip
    return _document(*statements)


def _document(*statements: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _statement(
    sid: str,
    principal: str | Mapping[str, Any],
    actions: list[str],
    resource: str,
    condition: Mapping[str, Any] | None = None,
) -> Mapping[str, Any]:
    found: dict[str, Any] = {
        "Sid": sid, "Effect": "Allow", "Principal": principal, "Action": actions, "Resource": resource,
    }  # fmt: skip
    return {**found, "Condition": condition} if condition else found


def _encrypt(s3: Any, name: str, key: str) -> None:
    s3.put_bucket_encryption(
        Bucket=name,
        ServerSideEncryptionConfiguration={
            "Rules": [{
                "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key},
                "BucketKeyEnabled": True,
            }]
        },
    )  # fmt: skip


def _expire(s3: Any, name: str, days: int | None) -> None:
    """Old versions go after 30 days everywhere, objects only where `days` says so."""
    rule: dict[str, Any] = {
        "ID": "age",
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
    }
    if days is not None:
        rule["Expiration"] = {"Days": days}
    elif name.startswith("acme-access-logs-"):
        rule["Expiration"] = {"Days": 365}
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [rule]})
