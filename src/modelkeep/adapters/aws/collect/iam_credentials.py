"""The credential report: passwords, access keys and second factors of all users and of the root.

Its columns: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import datetime

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.arn import GLOBAL, account_arn
from modelkeep.core.kinds.iam import RootCredential, UserAccessKey, UserCredential
from modelkeep.core.tables import Row

ROOT = "<root_account>"
NEVER = frozenset({"N/A", "no_information"})
"""How the report says that something never happened, or that there is nothing that could."""


@collector(UserCredential, UserAccessKey, RootCredential, per=GLOBAL)
async def credential_report(aws: Reader) -> None:
    """GenerateCredentialReport, then GetCredentialReport, which the reader repeats while AWS is still at work on it.

    Where the first is denied, there may still be a report that somebody else asked for within the last four hours.
    """
    root = account_arn(aws.account, aws.partition)
    await aws.get("iam:GenerateCredentialReport", "", lambda reply: str(reply["State"]))
    await aws.get("iam:GetCredentialReport", "", lambda reply: list(_rows(reply, root)))


def _rows(reply: Reply, root_arn: str) -> Iterator[Row]:
    reported_at = reply["GeneratedTime"]
    for line in csv.DictReader(io.StringIO(reply["Content"].decode("utf-8")), strict=True):
        if line["user"] == ROOT:
            yield _root(line, root_arn, reported_at)
        else:
            yield _user(line, reported_at)
            yield from (_access_key(line, slot, reported_at) for slot in (1, 2))


def _root(line: Mapping[str, str], arn: str, reported_at: datetime) -> RootCredential:
    return RootCredential(
        arn=arn,
        reported_at=reported_at,
        password_used=_happened(line["password_last_used"]),
        password_last_used_at=_time(line["password_last_used"]),
        mfa_active=_boolean(line["mfa_active"]),
        access_key_1_active=_boolean(line["access_key_1_active"]),
        access_key_1_last_used_at=_time(line["access_key_1_last_used_date"]),
        access_key_2_active=_boolean(line["access_key_2_active"]),
        access_key_2_last_used_at=_time(line["access_key_2_last_used_date"]),
    )


def _user(line: Mapping[str, str], reported_at: datetime) -> UserCredential:
    return UserCredential(
        arn=line["arn"],
        reported_at=reported_at,
        has_password=_boolean(line["password_enabled"]),
        password_used=_happened(line["password_last_used"]),
        password_last_used_at=_time(line["password_last_used"]),
        password_last_changed_at=_time(line["password_last_changed"]),
        mfa_active=_boolean(line["mfa_active"]),
    )


def _access_key(line: Mapping[str, str], slot: int, reported_at: datetime) -> UserAccessKey:
    key = f"access_key_{slot}"
    return UserAccessKey(
        arn=line["arn"],
        slot=slot,
        reported_at=reported_at,
        active=_boolean(line[f"{key}_active"]),
        last_rotated_at=_time(line[f"{key}_last_rotated"]),
        used=_happened(line[f"{key}_last_used_date"]),
        last_used_at=_time(line[f"{key}_last_used_date"]),
    )


def _boolean(text: str) -> bool | None:
    """`not_supported` and whatever else AWS may write is unread."""
    return {"true": True, "false": False}.get(text.lower())


def _happened(text: str) -> bool | None:
    return False if text in NEVER else True if _time(text) is not None else None


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
