"""IAM: what moto 5.2.5 lacks or gets wrong.

moto gives all AWS managed policies or none, everything on one page, a fixed root, and a credential report without the root and
without a past. Here the root user is the user `<root_account>`, as the credential report calls it, in calls that AWS offers
to the root alone; and a user's past is told by tags that start with `lab:`, in days before now.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, IAMBackend, iam_backends

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles

ROOT = "<root_account>"
PAGE = 100
REPORT_COLUMNS = (
    "user", "arn", "user_creation_time", "password_enabled", "password_last_used", "password_last_changed",
    "password_next_rotation", "mfa_active", "access_key_1_active", "access_key_1_last_rotated",
    "access_key_1_last_used_date", "access_key_1_last_used_region", "access_key_1_last_used_service", "access_key_2_active",
    "access_key_2_last_rotated", "access_key_2_last_used_date", "access_key_2_last_used_region",
    "access_key_2_last_used_service", "cert_1_active", "cert_1_last_rotated", "cert_2_active", "cert_2_last_rotated",
)  # fmt: skip


def _backend(request: Request) -> IAMBackend:
    return iam_backends[request.account]["aws"]


def _root(lab: Lab, request: Request) -> dict[str, Any]:
    """The root user's state; a new account's root has a password and nothing else."""
    new = {"password": True, "keys": 0, "devices": {}, "tags": {}}
    found: dict[str, Any] = lab.store(request.account, "global").setdefault("iam.root", new)
    return found


@handles("iam", "GetAccountAuthorizationDetails")
def get_account_authorization_details(lab: Lab, request: Request) -> Reply:
    """Users, groups, roles and policies in use or of the account's own, in pages."""
    backend = _backend(request)
    wanted = request.parameters.get("Filter") or ["User", "Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy"]
    every = [
        *(("UserDetailList", _user(each)) for each in backend.users.values() if "User" in wanted),
        *(("GroupDetailList", _group(each)) for each in backend.groups.values() if "Group" in wanted),
        *(("RoleDetailList", _role(each)) for each in backend.roles.values() if "Role" in wanted),
        *(("Policies", _policy(backend, each)) for each in _policies(backend, wanted)),
    ]
    start = int(request.parameters.get("Marker") or 0)
    end = start + int(request.parameters.get("MaxItems") or PAGE)
    reply: dict[str, Any] = {key: [] for key in ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")}
    for key, detail in every[start:end]:
        reply[key].append(detail)
    more = end < len(every)
    return {**reply, "IsTruncated": more, **({"Marker": str(end)} if more else {})}


def _policies(backend: IAMBackend, wanted: Iterable[str]) -> list[Any]:
    return [
        policy
        for policy in backend.managed_policies.values()
        if (isinstance(policy, AWSManagedPolicy) and policy.attachment_count > 0 and "AWSManagedPolicy" in wanted)
        or (not isinstance(policy, AWSManagedPolicy) and "LocalManagedPolicy" in wanted)
    ]


def _user(user: Any) -> Reply:
    return {
        "Path": user.path, "UserName": user.name, "UserId": user.id, "Arn": user.arn, "CreateDate": user.create_date,
        "UserPolicyList": user.user_policy_list, "GroupList": user.group_list,
        "AttachedManagedPolicies": user.attached_managed_policies, "Tags": user.tags or [],
    }  # fmt: skip


def _group(group: Any) -> Reply:
    return {
        "Path": group.path, "GroupName": group.name, "GroupId": group.id, "Arn": group.arn,
        "CreateDate": group.create_date, "GroupPolicyList": group.group_policy_list,
        "AttachedManagedPolicies": group.attached_managed_policies,
    }  # fmt: skip


def _role(role: Any) -> Reply:
    boundary = {"PermissionsBoundary": role.permissions_boundary} if role.permissions_boundary_arn else {}
    return {
        "Path": role.path, "RoleName": role.name, "RoleId": role.id, "Arn": role.arn, "CreateDate": role.create_date,
        "AssumeRolePolicyDocument": role.assume_role_policy_document, "InstanceProfileList": [],
        "RolePolicyList": role.role_policy_list, "AttachedManagedPolicies": role.attached_managed_policies,
        "Tags": role.tags or [],
        "RoleLastUsed": {"LastUsedDate": role.last_used} if role.last_used else {}, **boundary,
    }  # fmt: skip


def _policy(backend: IAMBackend, policy: Any) -> Reply:
    boundaries = sum(role.permissions_boundary_arn == policy.arn for role in backend.roles.values())
    return {
        "PolicyName": policy.name, "PolicyId": policy.id, "Arn": policy.arn, "Path": policy.path,
        "DefaultVersionId": policy.default_version_id, "AttachmentCount": policy.attachment_count,
        "PermissionsBoundaryUsageCount": boundaries, "IsAttachable": True, "CreateDate": policy.create_date,
        "UpdateDate": policy.update_date,
        "PolicyVersionList": [
            {**version, "IsDefaultVersion": version["VersionId"] == policy.default_version_id}
            for version in policy.policy_version_list
        ],
    }  # fmt: skip


@cache
def _aws_managed() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(aws_managed_policies_data)
    return found


def _know_aws_managed(lab: Lab, request: Request) -> None:
    """Give moto the one AWS managed policy that is about to be attached; it loads all 1,400 or none."""
    arn = str(request.parameters["PolicyArn"])
    backend = _backend(request)
    if ":iam::aws:policy/" in arn and arn not in backend.managed_policies:
        name = arn.rpartition("/")[2]
        if name not in _aws_managed():
            raise AwsError("NoSuchEntity", f"Policy {arn} does not exist or is not attachable.", 404)
        policy = AWSManagedPolicy.from_data(name, request.account, "us-east-1", _aws_managed()[name])
        backend.managed_policies[policy.arn] = policy


attach_role_policy = handles("iam", "AttachRolePolicy")(_know_aws_managed)
attach_user_policy = handles("iam", "AttachUserPolicy")(_know_aws_managed)
attach_group_policy = handles("iam", "AttachGroupPolicy")(_know_aws_managed)


@handles("iam", "GetAccountSummary")
def get_account_summary(lab: Lab, request: Request) -> Reply:
    """moto's counts with the root's state."""
    root = _root(lab, request)
    return {
        "SummaryMap": {
            **_backend(request).account_summary.summary_map,
            "AccountMFAEnabled": int(bool(root["devices"])),
            "AccountAccessKeysPresent": int(root["keys"] > 0),
            "AccountPasswordPresent": int(root["password"]),
        }
    }


@handles("iam", "EnableMFADevice")
def enable_mfa_device(lab: Lab, request: Request) -> Reply | None:
    """For the root; moto does it for users."""
    if request.parameters["UserName"] != ROOT:
        return None
    _root(lab, request)["devices"][request.parameters["SerialNumber"]] = datetime.now(UTC)
    return {}


@handles("iam", "DeleteLoginProfile")
def delete_login_profile(lab: Lab, request: Request) -> Reply | None:
    """For the root; moto does it for users."""
    if request.parameters.get("UserName") != ROOT:
        return None
    _root(lab, request)["password"] = False
    return {}


@handles("iam", "CreateAccessKey")
def create_access_key(lab: Lab, request: Request) -> Reply | None:
    """For the root; moto does it for users."""
    if request.parameters.get("UserName") != ROOT:
        return None
    root = _root(lab, request)
    root["keys"] += 1
    key = {
        "UserName": ROOT,
        "AccessKeyId": f"AKIALABROOT{root['keys']:09d}",
        "Status": "Active",
        "SecretAccessKey": "x" * 40,
    }
    return {"AccessKey": key}


@handles("iam", "TagUser")
def tag_user(lab: Lab, request: Request) -> Reply | None:
    """For the root; moto does it for users."""
    if request.parameters["UserName"] != ROOT:
        return None
    _root(lab, request)["tags"].update({tag["Key"]: tag["Value"] for tag in request.parameters["Tags"]})
    return {}


@handles("iam", "ListVirtualMFADevices")
def list_virtual_mfa_devices(lab: Lab, request: Request) -> Reply:
    """The users' and the root's; a virtual device's serial number is its ARN."""
    status = request.parameters.get("AssignmentStatus", "Any")
    devices = [
        {"SerialNumber": device.serial_number}
        | ({"User": device.user_attribute, "EnableDate": device.enable_date} if device.user_attribute else {})
        for device in _backend(request).virtual_mfa_devices.values()
    ]
    root_arn = f"arn:aws:iam::{request.account}:root"
    devices += [
        {"SerialNumber": serial, "EnableDate": at,
         "User": {"Path": "/", "UserName": ROOT, "UserId": f"AIDA{request.account}", "Arn": root_arn, "CreateDate": at}}
        for serial, at in _root(lab, request)["devices"].items() if ":mfa/" in serial
    ]  # fmt: skip
    return {
        "VirtualMFADevices": [
            each for each in devices if status == "Any" or (status == "Assigned") == ("User" in each)
        ],
        "IsTruncated": False,
    }


@handles("iam", "GetCredentialReport")
def get_credential_report(lab: Lab, request: Request) -> Reply:
    """The report on the root and all users, made now."""
    backend = _backend(request)
    if not backend.report_generated():
        raise AwsError("ReportNotPresent", "No report was asked for.", 410)
    written = io.StringIO()
    table = csv.DictWriter(written, REPORT_COLUMNS, restval="N/A")
    table.writeheader()
    root = _root(lab, request)
    table.writerow(_root_line(request.account, root))
    for user in backend.users.values():
        table.writerow(_user_line(user, {tag["Key"]: tag["Value"] for tag in user.tags or ()}))
    return {"Content": written.getvalue().encode(), "ReportFormat": "text/csv", "GeneratedTime": datetime.now(UTC)}


def _root_line(account: str, root: Mapping[str, Any]) -> dict[str, str]:
    return {
        "user": ROOT, "arn": f"arn:aws:iam::{account}:root", "user_creation_time": _days_ago("900"),
        "password_enabled": "not_supported" if root["password"] else "false",
        "password_last_used": _days_ago(root["tags"].get("lab:password-last-used"), "no_information"),
        "password_last_changed": "not_supported", "password_next_rotation": "not_supported",
        "mfa_active": _word(bool(root["devices"])), "access_key_1_active": _word(root["keys"] > 0),
        "access_key_2_active": _word(root["keys"] > 1), "cert_1_active": "false", "cert_2_active": "false",
    }  # fmt: skip


def _user_line(user: Any, past: Mapping[str, str]) -> dict[str, str]:
    line = {
        "user": user.name, "arn": user.arn, "user_creation_time": user.create_date.isoformat(),
        "password_enabled": _word(user.password is not None), "mfa_active": _word(bool(user.mfa_devices)),
        "access_key_1_active": "false", "access_key_2_active": "false", "cert_1_active": "false", "cert_2_active": "false",
    }  # fmt: skip
    if user.password is not None:
        line["password_last_used"] = _days_ago(past.get("lab:password-last-used"), "no_information")
        line["password_last_changed"] = _days_ago(past.get("lab:password-last-changed", "0"))
    for slot, key in enumerate(user.access_keys, 1):
        line[f"access_key_{slot}_active"] = _word(key.status == "Active")
        line[f"access_key_{slot}_last_rotated"] = _days_ago(past.get(f"lab:access-key-{slot}-last-rotated", "0"))
        line[f"access_key_{slot}_last_used_date"] = _days_ago(past.get(f"lab:access-key-{slot}-last-used"))
    return line


def _days_ago(days: str | None, otherwise: str = "N/A") -> str:
    if days is None:
        return otherwise
    return (datetime.now(UTC) - timedelta(days=int(days))).isoformat(timespec="seconds")


def _word(claim: bool) -> str:
    return "true" if claim else "false"


@handles("iam", "CreateServiceSpecificCredential")
def create_service_specific_credential(lab: Lab, request: Request) -> Reply:
    """A key for one service, such as a long-term Bedrock API key."""
    credentials = lab.store(request.account, "global").setdefault("iam.service_credentials", {})
    identifier = f"ACCA{request.account}{len(credentials):04d}"
    now = datetime.now(UTC)
    days = request.parameters.get("CredentialAgeDays")
    credentials[identifier] = {
        "UserName": request.parameters["UserName"], "ServiceName": request.parameters["ServiceName"], "Status": "Active",
        "CreateDate": now, "ServiceSpecificCredentialId": identifier,
        **({"ExpirationDate": now + timedelta(days=int(days))} if days else {}),
    }  # fmt: skip
    return {"ServiceSpecificCredential": credentials[identifier]}


@handles("iam", "ListServiceSpecificCredentials")
def list_service_specific_credentials(lab: Lab, request: Request) -> Reply:
    """Those of one user, or of all users."""
    found = lab.store(request.account, "global").get("iam.service_credentials", {}).values()
    parameters = request.parameters
    return {
        "ServiceSpecificCredentials": [
            each
            for each in found
            if (parameters.get("AllUsers") or each["UserName"] == parameters.get("UserName"))
            and parameters.get("ServiceName") in (None, each["ServiceName"])
        ],
        "IsTruncated": False,
    }
