"""Identities and handed-out credentials, read from CloudTrail's records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from modelkeep.core.logs.investigation import Identity, Issue

ISSUING = (
    "AssumeRole",
    "AssumeRoleWithSAML",
    "AssumeRoleWithWebIdentity",
    "AssumeRoot",
    "GetFederationToken",
    "GetSessionToken",
)
"""Calls of STS that hand out temporary credentials: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_request.html"""
LONGEST_HOURS = 36
"""How long temporary credentials hold at most (GetSessionToken and GetFederationToken: 129,600 seconds)."""


class IssueRow(NamedTuple):
    """An event of ISSUING: the key in its answer, '' where the record has none, and its userIdentity."""

    key: str
    shared: str
    event_id: str
    action: str
    at: datetime
    account: str
    identity: Mapping[str, Any]


def identity_of(record: Mapping[str, Any]) -> Identity:
    """The identity in a userIdentity element. What is missing or has another form is ''."""
    context = _part(record, "sessionContext")
    issuer = _part(context, "sessionIssuer")
    scope = _part(record, "inScopeOf")
    return Identity(
        type=_text(record, "type"), arn=_text(record, "arn"), account=_text(record, "accountId"), key=_text(record, "accessKeyId"),
        name=_text(record, "userName"), principal_id=_text(record, "principalId"), issuer_arn=_text(issuer, "arn"),
        issuer_type=_text(issuer, "type"), provider=_text(record, "identityProvider"), invoked_by=_text(record, "invokedBy"),
        source_identity=_text(context, "sourceIdentity"), in_scope=_text(scope, "credentialsIssuedTo") or _text(scope, "sourceArn"),
        on_behalf_of=_text(_part(record, "onBehalfOf"), "userId"), delivered=bool(_text(context, "ec2RoleDelivery")),
    )  # fmt: skip


def issues(rows: Iterable[IssueRow]) -> Mapping[str, Issue]:
    """Who asked for which key.

    A role in another account is assumed in two records, one in each account, with the same sharedEventID: the one of the caller's
    account tells who called, the other only from which account. The one that tells more is taken.
    """
    rows = list(rows)
    shared = {row.shared: row.key for row in rows if row.shared and row.key}
    found: dict[str, Issue] = {}
    for row in rows:
        key = row.key or shared.get(row.shared, "")
        if not key:
            continue
        issue = Issue(
            key=key, event_id=row.event_id, action=row.action, at=row.at, account=row.account, caller=identity_of(row.identity)
        )  # fmt: skip
        earlier = found.get(key)
        if earlier is None or _rank(issue) > _rank(earlier):
            found[key] = issue
    return found


def _rank(issue: Issue) -> tuple[int, str]:
    """How much a record tells of the caller."""
    told = {"AWSAccount": 0, "AWSService": 2}.get(issue.caller.type, 3 if issue.caller.arn or issue.caller.name else 1)
    return told, issue.event_id


def _part(record: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = record.get(name)
    return value if isinstance(value, Mapping) else {}


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    return value if isinstance(value, str) else ""
