"""Buckets (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_S3.html).

A bucket that is made now has AWS's defaults of today: access control lists off, public access blocked, objects under AES256
(https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from modelkeep.adapters.iac.forms import Attachment, Facet, Form, Identity, Policy
from modelkeep.adapters.iac.forms.lenses import Computed, Fixed, Flag, Text
from modelkeep.adapters.iac.properties import Properties
from modelkeep.adapters.iac.resource import Unknown
from modelkeep.core.kinds.s3 import (
    Bucket,
    BucketAcl,
    BucketEncryption,
    BucketLifecycle,
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
from modelkeep.core.policy import ALLOW, UNPARSED, statements

_RULE = "BucketEncryption.ServerSideEncryptionConfiguration.0"
_BLOCK = "PublicAccessBlockConfiguration"
_OWNERSHIP = "OwnershipControls.Rules.0.ObjectOwnership"
_LIFECYCLE = "LifecycleConfiguration.Rules"
_REPLICATION = "ReplicationConfiguration.Rules"
_LISTS_OFF = "BucketOwnerEnforced"

_READERS = frozenset({"PublicRead", "PublicReadWrite", "AuthenticatedRead"})
_ACLS = _READERS | {
    "Private", "AwsExecRead", "BucketOwnerRead", "BucketOwnerFullControl", "LogDeliveryWrite",
}  # fmt: skip
"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl"""


def _blocks(name: str) -> Computed:
    """All is blocked where nothing is said; of what is said, the parts that are left out are not."""
    path = f"{_BLOCK}.{name}"

    def read(properties: Properties) -> bool | None:
        return properties.flag(path, absent=properties.value(_BLOCK) is None)

    return Computed(read, lambda value: {path: value}, path)


def _versioning(properties: Properties) -> str | None:
    """A bucket with object lock is made with versions."""
    found = properties.text("VersioningConfiguration.Status", "")
    if found != "":
        return found
    locked = properties.flag("ObjectLockEnabled")
    return None if locked is None else ("Enabled" if locked else "Disabled")


def _log_bucket(properties: Properties) -> str | None:
    """Without a name the logs go to the bucket itself, whose name may not be known."""
    if properties.value("LoggingConfiguration") is None:
        return ""
    found = properties.text("LoggingConfiguration.DestinationBucketName", "")
    return properties.text("BucketName", None) if found == "" else found


def _granted(to: frozenset[str]) -> Computed:
    """Whether the list grants something to everybody: unless lists are off, the canned list says so."""

    def read(properties: Properties) -> bool | None:
        acl = _acl(properties)
        return None if acl is None else acl in to

    def turned(value: bool) -> Mapping[str, Any]:
        return {"AccessControl": min(to, key=len), _OWNERSHIP: "ObjectWriter"} if value else {}

    return Computed(read, turned)


def _acl(properties: Properties) -> str | None:
    """The canned list in force; None where it is not known."""
    ownership = properties.text(_OWNERSHIP, _LISTS_OFF)
    if ownership == _LISTS_OFF:
        return "Private"
    found = properties.text("AccessControl", "Private")
    return found if found in _ACLS and (ownership is not None or found == "Private") else None


def _foreign_grantees(properties: Properties) -> tuple[str, ...] | None:
    """`AwsExecRead` grants to an account of Amazon EC2 whose id is not documented."""
    acl = _acl(properties)
    return None if acl in (None, "AwsExecRead") else ()


def _rules(properties: Properties, path: str) -> tuple[Properties, ...] | None:
    """The enabled ones of a list of rules; None where it is not known which these are."""
    rules, complete = properties.each(path)
    states = [each.text("Status", None) for each in rules]
    if not complete or None in states:
        return None
    return tuple(rule for rule, status in zip(rules, states, strict=True) if status == "Enabled")


def _ages(properties: Properties) -> bool | None:
    rules = _rules(properties, _LIFECYCLE)
    return None if rules is None else bool(rules)


def _expires(properties: Properties) -> bool | None:
    rules = _rules(properties, _LIFECYCLE)
    if rules is None:
        return None
    ends = [rule.value(name) for rule in rules for name in ("ExpirationInDays", "ExpirationDate")]
    return any(end is not None for end in ends)


def _rule_that(**properties: Any) -> Callable[[bool], Mapping[str, Any]]:
    return lambda value: {_LIFECYCLE: [{"Status": "Enabled", **properties}]} if value else {}


def _is_whole(rule: Properties) -> bool | None:
    """Whether a rule is for all objects: it has no prefix and no filter, or empty ones."""
    if not rule.whole("Filter") or not rule.whole("Prefix"):
        return None
    return not rule.value("Prefix") and (rule.value("Filter") or {}) in ({}, {"Prefix": ""}, {"And": {"Prefix": ""}})


def _destinations(properties: Properties) -> tuple[str, ...] | None:
    rules = _rules(properties, _REPLICATION)
    if rules is None:
        return None
    whole = [_is_whole(rule) for rule in rules]
    found = [rule.text("Destination.Bucket", None) for rule, all_ in zip(rules, whole, strict=True) if all_]
    if None in whole or None in found:
        return None
    return tuple(sorted({each for each in found if each is not None}))


def _partial(properties: Properties) -> bool | None:
    rules = _rules(properties, _REPLICATION)
    whole = [] if rules is None else [_is_whole(rule) for rule in rules]
    if False in whole:
        return True
    return None if rules is None or None in whole else False


def _replicated(buckets: tuple[str, ...]) -> Mapping[str, Any]:
    if not buckets:
        return {}
    return {_REPLICATION: [{"Status": "Enabled", "Destination": {"Bucket": each}} for each in buckets]}


def _is_public(properties: Properties) -> bool | None:
    """Where S3's own answer is sure: a policy that allows something to named principals only is not public, one that allows
    something to everybody without a condition is.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
    """
    document = properties.value("PolicyDocument")
    found = statements(BucketPolicyStatement, "", "", None if isinstance(document, Unknown) else document)
    if any(each.effect == UNPARSED for each in found):
        return None
    allowing = [each for each in found if each.effect == ALLOW]
    anybody = [each for each in allowing if each.not_principals or {"*", "AWS:*"} & set(each.principals)]
    if any(not each.conditions and not each.not_principals for each in anybody):
        return True
    return None if anybody else False


def _public_policy(value: bool) -> Mapping[str, Any]:
    principal: Any = "*" if value else {"Service": "logging.s3.amazonaws.com"}
    statement = {"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": "*"}
    return {"PolicyDocument": {"Statement": [statement]}}


FORMS = (
    Form(
        cfn_type="AWS::S3::Bucket",
        row=Bucket,
        identity=Identity(
            arn="arn:{partition}:s3:::{name}",
            name="BucketName",
            placeholder="{label}-{account}",
            attributes={
                "Arn": "{arn}",
                "DomainName": "{name}.s3.amazonaws.com",
                "RegionalDomainName": "{name}.s3.{region}.amazonaws.com",
            },
        ),
        columns={},
        sections=(
            Facet(
                row=BucketEncryption,
                columns={
                    "algorithm": Text(f"{_RULE}.ServerSideEncryptionByDefault.SSEAlgorithm", "AES256"),
                    "kms_key_id": Text(f"{_RULE}.ServerSideEncryptionByDefault.KMSMasterKeyID"),
                    "bucket_key_enabled": Flag(f"{_RULE}.BucketKeyEnabled"),
                },
            ),
            Facet(
                row=BucketVersioning,
                columns={
                    "status": Computed(
                        _versioning,
                        lambda value: (
                            {"VersioningConfiguration.Status": value}
                            if value != "Disabled"
                            else {"ObjectLockEnabled": False}
                        ),
                        "VersioningConfiguration.Status",
                    )
                },
            ),
            Facet(
                row=BucketPublicAccessBlock,
                columns={
                    "block_public_acls": _blocks("BlockPublicAcls"),
                    "ignore_public_acls": _blocks("IgnorePublicAcls"),
                    "block_public_policy": _blocks("BlockPublicPolicy"),
                    "restrict_public_buckets": _blocks("RestrictPublicBuckets"),
                },
            ),
            Facet(row=BucketPolicy, columns={"configured": Fixed(False)}),
            Facet(row=BucketPolicyStatus, columns={"is_public": Fixed(False)}),
            Facet(
                row=BucketLogging,
                columns={
                    "target_bucket": Computed(
                        _log_bucket,
                        lambda value: {"LoggingConfiguration.DestinationBucketName": value} if value else {},
                        "LoggingConfiguration.DestinationBucketName",
                    )
                },
            ),
            Facet(row=BucketOwnership, columns={"object_ownership": Text(_OWNERSHIP, _LISTS_OFF)}),
            Facet(
                row=BucketAcl,
                columns={
                    "public_read": _granted(_READERS),
                    "public_write": _granted(frozenset({"PublicReadWrite"})),
                    "foreign_grantees": Computed(_foreign_grantees, lambda value: None if value else {}),
                },
            ),
            Facet(
                row=BucketLifecycle,
                columns={
                    "configured": Computed(_ages, _rule_that(Transitions=[]), _LIFECYCLE),
                    "expires": Computed(_expires, _rule_that(ExpirationInDays=30), _LIFECYCLE),
                },
            ),
            Facet(row=BucketObjectLock, columns={"enabled": Flag("ObjectLockEnabled")}),
            Facet(
                row=BucketReplication,
                columns={
                    "destination_buckets": Computed(_destinations, _replicated, _REPLICATION),
                    "partial": Computed(_partial, lambda value: None if value else {}, _REPLICATION),
                },
            ),
        ),
    ),
)

ATTACHMENTS = (
    Attachment(
        cfn_type="AWS::S3::BucketPolicy",
        kind="AWS::S3::Bucket",
        target=("Bucket",),
        whole=True,
        sections=(
            Facet(row=BucketPolicy, columns={"configured": Fixed(True)}),
            Facet(
                row=BucketPolicyStatus, columns={"is_public": Computed(_is_public, _public_policy, "PolicyDocument")}
            ),
            Policy(row=BucketPolicyStatement, path="PolicyDocument"),
        ),
    ),
)
