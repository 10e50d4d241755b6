"""Small outputs of `aws iam get-account-authorization-details`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ACCOUNT = "111111111111"
MADE = "2026-01-02T03:04:05+00:00"
READS = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
WRITES = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}]}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "sagemaker.amazonaws.com"}}],
}


def arn(kind: str, name: str, account: str = ACCOUNT) -> str:
    """The ARN of a principal or policy."""
    return f"arn:aws:iam::{account}:{kind}/{name}"


def user(name: str, account: str = ACCOUNT, **more: Any) -> dict[str, Any]:
    """A user without anything but what is given."""
    return {
        "Path": "/", "UserName": name, "UserId": f"AIDA{name.upper():A<17}", "Arn": arn("user", name, account),
        "CreateDate": MADE, "UserPolicyList": [], "GroupList": [], "AttachedManagedPolicies": [], "Tags": [], **more,
    }  # fmt: skip


def role(name: str, account: str = ACCOUNT, **more: Any) -> dict[str, Any]:
    """A role that SageMaker may assume."""
    return {
        "Path": "/", "RoleName": name, "RoleId": f"AROA{name.upper():A<17}", "Arn": arn("role", name, account),
        "CreateDate": MADE, "AssumeRolePolicyDocument": TRUST, "InstanceProfileList": [], "RolePolicyList": [],
        "AttachedManagedPolicies": [], "Tags": [], "RoleLastUsed": {}, **more,
    }  # fmt: skip


def group(name: str, **more: Any) -> dict[str, Any]:
    """A group."""
    return {
        "Path": "/", "GroupName": name, "GroupId": f"AGPA{name.upper():A<17}", "Arn": arn("group", name), "CreateDate": MADE,
        "GroupPolicyList": [], "AttachedManagedPolicies": [], **more,
    }  # fmt: skip


def managed(name: str, document: Any, *older: Any) -> dict[str, Any]:
    """A managed policy whose default version is `document`."""
    versions = [{"Document": document, "VersionId": "v9", "IsDefaultVersion": True, "CreateDate": MADE}]
    versions += [
        {"Document": each, "VersionId": f"v{at}", "IsDefaultVersion": False, "CreateDate": MADE}
        for at, each in enumerate(older, 1)
    ]
    return {
        "PolicyName": name, "PolicyId": f"ANPA{name.upper():A<17}", "Arn": arn("policy", name), "Path": "/",
        "DefaultVersionId": "v9", "AttachmentCount": 1, "PermissionsBoundaryUsageCount": 0, "IsAttachable": True,
        "CreateDate": MADE, "UpdateDate": MADE, "PolicyVersionList": versions,
    }  # fmt: skip


def inline(name: str, document: Any) -> dict[str, Any]:
    """An inline policy."""
    return {"PolicyName": name, "PolicyDocument": document}


def attached(name: str) -> dict[str, Any]:
    """A managed policy, as principals name it."""
    return {"PolicyName": name, "PolicyArn": arn("policy", name)}


def details(
    users: list[Any] | None = None, groups: list[Any] | None = None, roles: list[Any] | None = None,
    policies: list[Any] | None = None, **more: Any,
) -> dict[str, Any]:  # fmt: skip
    """The whole output."""
    return {
        "UserDetailList": users or [], "GroupDetailList": groups or [], "RoleDetailList": roles or [],
        "Policies": policies or [], **more,
    }  # fmt: skip


def written(folder: Path, document: Any, name: str = "details.json") -> Path:
    """A file with a document, or with a text as it is."""
    path = folder / name
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


FULL = details(
    users=[
        user(
            "ada", GroupList=["readers"], UserPolicyList=[inline("own", json.dumps(WRITES))],
            PermissionsBoundary={"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn("policy", "limit")},
            Tags=[{"Key": "team", "Value": "fraud"}],
        )
    ],
    groups=[group("readers", AttachedManagedPolicies=[attached("reading")])],
    roles=[
        role("trainer", AttachedManagedPolicies=[attached("reading")], RolePolicyList=[inline("more", WRITES)],
             RoleLastUsed={"LastUsedDate": MADE, "Region": "eu-west-1"})
    ],
    policies=[managed("reading", READS, WRITES), managed("limit", READS)],
)  # fmt: skip
"""A user with a group, an inline policy, a boundary and a tag; a role; managed policies with an older version."""
