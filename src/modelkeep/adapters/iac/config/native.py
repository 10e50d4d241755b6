"""Types that AWS Config describes in their own API's words, of which CloudFormation's properties take more than other names.

A shape gives the properties that an item tells, None where it tells that they are not set; the others are not known.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from modelkeep.adapters.iac.forms.ec2 import WITHOUT_DEFAULT_EGRESS
from modelkeep.adapters.iac.resource import Unknown, Value

NOT_RECORDED = Unknown("AWS Config does not record it")
Told = Mapping[str, Any]


def decoded(value: Any) -> Told:
    """A mapping, which some deliveries write as JSON text."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    return value if isinstance(value, Mapping) else {}


def _bucket(configuration: Told, more: Told) -> dict[str, Value]:
    encryption = decoded(more.get("ServerSideEncryptionConfiguration"))
    versioning = decoded(more.get("BucketVersioningConfiguration"))
    block = decoded(more.get("PublicAccessBlockConfiguration"))
    logging = more.get("BucketLoggingConfiguration")
    lock = decoded(more.get("ObjectLockConfiguration"))
    names = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    return {
        "BucketName": configuration.get("name"),
        "BucketEncryption": {"ServerSideEncryptionConfiguration": [_rule(each) for each in encryption["rules"]]}
        if isinstance(encryption.get("rules"), list) and encryption["rules"] else NOT_RECORDED,
        "VersioningConfiguration": _versioning(versioning.get("status")),
        "PublicAccessBlockConfiguration": {name: block.get(name[0].lower() + name[1:]) for name in names} if block else NOT_RECORDED,
        "LoggingConfiguration": {"DestinationBucketName": decoded(logging).get("destinationBucketName")}
        if logging is not None else NOT_RECORDED,
        "ObjectLockEnabled": lock.get("objectLockEnabled") == "Enabled" if lock else NOT_RECORDED,
    }  # fmt: skip


def _versioning(status: Any) -> Value:
    if status == "Off":
        return None
    return {"Status": status} if status in ("Enabled", "Suspended") else NOT_RECORDED


def _rule(rule: Any) -> Value:
    default = decoded(decoded(rule).get("applyServerSideEncryptionByDefault"))
    return {
        "ServerSideEncryptionByDefault": {"SSEAlgorithm": default.get("sseAlgorithm"), "KMSMasterKeyID": default.get("kmsMasterKeyID")},
        "BucketKeyEnabled": decoded(rule).get("bucketKeyEnabled"),
    }  # fmt: skip


def _inline(policies: Any) -> Value:
    """Inline policies. AWS lists their names alone; a document that is not there is not known."""
    if not isinstance(policies, list):
        return NOT_RECORDED
    return [
        {"PolicyName": each.get("policyName"), "PolicyDocument": each.get("policyDocument") or NOT_RECORDED}
        for each in map(decoded, policies)
    ]


def _attached(policies: Any) -> Value:
    return [decoded(each).get("policyArn") for each in policies] if isinstance(policies, list) else NOT_RECORDED


def _role(configuration: Told, more: Told) -> dict[str, Value]:
    del more
    return {
        "RoleName": configuration.get("roleName"),
        "Path": configuration.get("path"),
        "AssumeRolePolicyDocument": configuration.get("assumeRolePolicyDocument") or NOT_RECORDED,
        "Policies": _inline(configuration.get("rolePolicyList")),
        "ManagedPolicyArns": _attached(configuration.get("attachedManagedPolicies")),
        "PermissionsBoundary": decoded(configuration.get("permissionsBoundary")).get("permissionsBoundaryArn"),
    }


def _user(configuration: Told, more: Told) -> dict[str, Value]:
    """AWS does not list the permissions boundary among what it records of a user."""
    del more
    groups = configuration.get("groupList")
    boundary = decoded(configuration.get("permissionsBoundary")).get("permissionsBoundaryArn")
    return {
        "UserName": configuration.get("userName"),
        "Path": configuration.get("path"),
        "Groups": groups if isinstance(groups, list) else NOT_RECORDED,
        "Policies": _inline(configuration.get("userPolicyList")),
        "ManagedPolicyArns": _attached(configuration.get("attachedManagedPolicies")),
        "PermissionsBoundary": boundary or NOT_RECORDED,
    }


def _group(configuration: Told, more: Told) -> dict[str, Value]:
    del more
    return {
        "GroupName": configuration.get("groupName"),
        "Path": configuration.get("path"),
        "Policies": _inline(configuration.get("groupPolicyList")),
        "ManagedPolicyArns": _attached(configuration.get("attachedManagedPolicies")),
    }


def _policy(configuration: Told, more: Told) -> dict[str, Value]:
    """A managed policy: its default version. Whom it is attached to, those tell."""
    del more
    versions = configuration.get("policyVersionList")
    standing = [
        each for each in map(decoded, versions if isinstance(versions, list) else ()) if each.get("isDefaultVersion")
    ]
    return {
        "ManagedPolicyName": configuration.get("policyName"),
        "Path": configuration.get("path"),
        "PolicyDocument": (standing[0].get("document") if len(standing) == 1 else None) or NOT_RECORDED,
        "Roles": None, "Users": None, "Groups": None,
    }  # fmt: skip


def _key(configuration: Told, more: Told) -> dict[str, Value]:
    rotation = more.get("KeyRotationStatus")
    return {
        "KeyPolicy": more.get("Policy") or NOT_RECORDED,
        "EnableKeyRotation": NOT_RECORDED if rotation is None else str(rotation).lower(),
        "Enabled": configuration.get("enabled", NOT_RECORDED),
        "KeySpec": configuration.get("customerMasterKeySpec") or NOT_RECORDED,
        "Origin": configuration.get("origin") or NOT_RECORDED,
    }


def _security_group(configuration: Told, more: Told) -> dict[str, Value]:
    del more
    return {
        "GroupId": configuration.get("groupId"),
        "GroupName": configuration.get("groupName"),
        "GroupDescription": configuration.get("description"),
        "VpcId": configuration.get("vpcId"),
        "SecurityGroupIngress": _rules(configuration.get("ipPermissions"), "Source"),
        "SecurityGroupEgress": _rules(configuration.get("ipPermissionsEgress"), "Destination"),
        WITHOUT_DEFAULT_EGRESS: True,
    }


def _rules(permissions: Any, peer: str) -> Value:
    """One rule for each peer of a permission. One with no peer that is understood, or with none, is not known."""
    if not isinstance(permissions, list):
        return NOT_RECORDED
    rules: list[Value] = []
    for permission in map(decoded, permissions):
        ports = {
            "IpProtocol": permission.get("ipProtocol", NOT_RECORDED),
            "FromPort": permission.get("fromPort"),
            "ToPort": permission.get("toPort"),
        }
        peers = list(_peers(permission, peer))
        rules += [{**ports, **each} for each in peers] if peers and {} not in peers else [NOT_RECORDED]
    return rules


def _peers(permission: Told, peer: str) -> Iterator[dict[str, Any]]:
    """Address ranges, prefix lists and groups; {} for one that is not understood. `ipRanges` is what `ipv4Ranges` says, without
    descriptions."""
    for key, inner, name in (
        ("ipv4Ranges", "cidrIp", "CidrIp"),
        ("ipv6Ranges", "cidrIpv6", "CidrIpv6"),
        ("prefixListIds", "prefixListId", f"{peer}PrefixListId"),
        ("userIdGroupPairs", "groupId", f"{peer}SecurityGroupId"),
    ):
        listed = permission.get(key)
        if key == "ipv4Ranges" and not listed:
            ranges = permission.get("ipRanges")
            listed = [{inner: each} for each in ranges] if isinstance(ranges, list) else ranges
        for each in listed if isinstance(listed, list) else () if listed is None else (None,):
            found = decoded(each).get(inner)
            yield {name: found} if isinstance(found, str) and found else {}


SHAPES: Mapping[str, tuple[str, Callable[[Told, Told], dict[str, Value]]]] = {
    "AWS::S3::Bucket": ("name", _bucket),
    "AWS::IAM::Role": ("roleName", _role),
    "AWS::IAM::User": ("userName", _user),
    "AWS::IAM::Group": ("groupName", _group),
    "AWS::IAM::Policy": ("policyName", _policy),
    "AWS::KMS::Key": ("keyId", _key),
    "AWS::EC2::SecurityGroup": ("groupId", _security_group),
}
"""By type: what every item has, without which it is not understood, and the shape."""

CFN_TYPES = {"AWS::IAM::Policy": "AWS::IAM::ManagedPolicy"}
"""What Config calls otherwise than CloudFormation."""

_AS_DECLARED: Mapping[str, Callable[[Told], bool]] = {
    "AWS::IAM::Role": lambda found: not str(found.get("path", "")).startswith("/aws-service-role/"),
    "AWS::KMS::Key": lambda found: (
        found.get("keyManager", "CUSTOMER") == "CUSTOMER"
        and found.get("keyState") not in ("PendingDeletion", "PendingReplicaDeletion", "Unavailable")
    ),
    "AWS::EC2::VPC": lambda found: not found.get("isDefault"),
    "AWS::EC2::Instance": lambda found: _state(found) == "running",
    "AWS::EC2::VPCEndpoint": lambda found: _state(found) == "available",
    "AWS::EC2::FlowLog": lambda found: (
        found.get("flowLogStatus") == "ACTIVE" and found.get("deliverLogsStatus") == "SUCCESS"
    ),
    "AWS::SecretsManager::Secret": lambda found: not found.get("Deleted") and "!" not in str(found.get("Name")),
}


def is_as_declared(config_type: str, configuration: Told) -> bool:
    """Whether it is a resource such as files declare: the customer's own, at work. AWS's own roles and keys, default VPCs, hosts that
    are stopped are none: what rests on them is not known. The name of a secret that a service of AWS manages has an exclamation mark
    (https://docs.aws.amazon.com/secretsmanager/latest/userguide/service-linked-secrets.html)."""
    asked = _AS_DECLARED.get(config_type)
    return asked is None or asked(configuration)


def _state(found: Told) -> str:
    """Some items wrap it: {"value": "available"}, {"name": "running"}."""
    state = found.get("state")
    inner = decoded(state).get("name") or decoded(state).get("value") or (state if isinstance(state, str) else "")
    return str(inner).lower()
