"""The output of `aws iam get-account-authorization-details`, checked.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from modelkeep.core.arn import parse_arn
from modelkeep.core.errors import UsageError

COMMAND = "aws iam get-account-authorization-details > details.json"


class _Shape(msgspec.Struct, rename="pascal"):
    """What is not declared is passed over: AWS adds to its answers."""


class _Attached(_Shape):
    policy_arn: str
    policy_name: str = ""


class _Inline(_Shape):
    policy_name: str
    policy_document: msgspec.Raw


class _Boundary(_Shape):
    permissions_boundary_arn: str


class _Tag(_Shape):
    key: str
    value: str


class _LastUsed(_Shape):
    last_used_date: datetime | msgspec.UnsetType = msgspec.UNSET
    region: str | msgspec.UnsetType = msgspec.UNSET


class _Profile(_Shape):
    arn: str


class _User(_Shape):
    arn: str
    user_name: str
    user_id: str
    path: str
    create_date: datetime
    user_policy_list: list[_Inline] = []
    group_list: list[str] = []
    attached_managed_policies: list[_Attached] = []
    permissions_boundary: _Boundary | msgspec.UnsetType = msgspec.UNSET
    tags: list[_Tag] = []


class _Group(_Shape):
    arn: str
    group_name: str
    path: str
    create_date: datetime
    group_policy_list: list[_Inline] = []
    attached_managed_policies: list[_Attached] = []


class _Role(_Shape):
    arn: str
    role_name: str
    role_id: str
    path: str
    create_date: datetime
    assume_role_policy_document: msgspec.Raw
    role_policy_list: list[_Inline] = []
    attached_managed_policies: list[_Attached] = []
    instance_profile_list: list[_Profile] | msgspec.UnsetType = msgspec.UNSET
    permissions_boundary: _Boundary | msgspec.UnsetType = msgspec.UNSET
    role_last_used: _LastUsed | msgspec.UnsetType = msgspec.UNSET
    tags: list[_Tag] = []


class _Version(_Shape):
    version_id: str
    document: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


class _Policy(_Shape):
    arn: str
    policy_name: str
    path: str
    default_version_id: str
    attachment_count: int
    policy_version_list: list[_Version]
    permissions_boundary_usage_count: int | msgspec.UnsetType = msgspec.UNSET


class _Details(_Shape):
    user_detail_list: list[_User]
    group_detail_list: list[_Group]
    role_detail_list: list[_Role]
    policies: list[_Policy]
    is_truncated: bool = False
    next_token: str | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """One file. `page` is as the API answers, but that policy documents are JSON texts; `is_whole` False: it is one page of several."""

    path: Path
    accounts: tuple[str, ...]
    page: Mapping[str, Any]
    is_whole: bool


def read_details(path: Path) -> Details:
    """Read a file. Raises UsageError, with the place, for one that cannot be read or is not what the command prints."""
    try:
        found = msgspec.json.decode(path.read_bytes(), type=_Details)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}", remedy=f"Make it with {COMMAND}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}", remedy=f"Give the whole output of {COMMAND}") from error
    arns = [*(each.arn for each in found.user_detail_list), *(each.arn for each in found.role_detail_list)]
    accounts = {_account(path, arn) for arn in arns}
    if not accounts:
        raise UsageError(f"{path}: it holds no user and no role", remedy="Make it in an account that has some.")
    page: dict[str, Any] = _plain(found)
    page["IsTruncated"] = False
    return Details(path, tuple(sorted(accounts)), page, not found.is_truncated and not found.next_token)


def _account(path: Path, arn: str) -> str:
    parts = parse_arn(arn)
    if parts is None or parts.service != "iam" or not parts.account:
        raise UsageError(f"{path}: {arn!r} is no ARN of a user or role", remedy=f"Give the whole output of {COMMAND}")
    return parts.account


def _plain(value: Any) -> Any:
    """Structures as the API names them, without what is not there."""
    if isinstance(value, msgspec.Raw):
        return document_text(bytes(value))
    if isinstance(value, msgspec.Struct):
        members = ((each.encode_name, getattr(value, each.name)) for each in msgspec.structs.fields(value))
        return {name: _plain(member) for name, member in members if member is not msgspec.UNSET}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def document_text(raw: bytes) -> str | None:
    """A policy's document as JSON text, whether it stands there as an object or as text; None where it is null."""
    text = raw.decode()
    if text.lstrip().startswith('"'):
        return str(json.loads(text))
    return None if text.strip() == "null" else text
