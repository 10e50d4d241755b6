"""Callers as CloudTrail records them.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from typing import Any

SERVICE = "AWSService"
ROLE = "AssumedRole"
USER = "IAMUser"
ROOT = "Root"
WEB_IDENTITY = "WebIdentityUser"


def unique_id(prefix: str, *parts: str) -> str:
    """An identifier in IAM's form, always the same for the same parts: four letters (AROA, AIDA, ASIA, AKIA) and sixteen."""
    digest = hashlib.blake2b("/".join(parts).encode(), digest_size=10).digest()
    return prefix + base64.b32encode(digest).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A caller with the place that it calls from. `name` is a role's, a user's or, for services, the host (`ec2.amazonaws.com`)."""

    kind: str
    account: str
    name: str
    session: str = ""
    path: str = "/"
    ip: str = ""
    agent: str = ""
    vpc_endpoint: str = ""
    mfa: bool = False
    console: bool = False
    invoked_by: str = ""

    @property
    def arn(self) -> str:
        """The role's or user's own ARN, which rules know as the principal."""
        if self.kind == ROOT:
            return f"arn:aws:iam::{self.account}:root"
        what = "role" if self.kind == ROLE else "user"
        return f"arn:aws:iam::{self.account}:{what}{self.path}{self.name}"

    @property
    def session_arn(self) -> str:
        """The ARN that is recorded as userIdentity.arn."""
        if self.kind == ROLE:
            return f"arn:aws:sts::{self.account}:assumed-role/{self.name}/{self.session}"
        return self.arn

    @property
    def unique_id(self) -> str:
        """AROA... or AIDA..."""
        return unique_id("AROA" if self.kind == ROLE else "AIDA", self.account, self.name)

    def at(self, *, ip: str, agent: str | None = None, vpc_endpoint: str = "") -> Actor:
        """The same caller from another place."""
        return replace(self, ip=ip, agent=self.agent if agent is None else agent, vpc_endpoint=vpc_endpoint)

    def access_key(self, period: str) -> str:
        """The access key: a user's stays, a session's changes with the period (a day, say)."""
        if self.kind == USER:
            return unique_id("AKIA", self.account, self.name)
        return unique_id("ASIA", self.account, self.name, self.session, period)

    def identity(self, *, key: str, created: str) -> dict[str, Any]:
        """The userIdentity element, for a session with this key that began then."""
        if self.kind == SERVICE:
            return {"type": SERVICE, "invokedBy": self.name}
        if self.kind == ROOT:
            return {
                "type": ROOT,
                "principalId": self.account,
                "arn": self.arn,
                "accountId": self.account,
                "accessKeyId": key,
                "sessionContext": {"attributes": {"creationDate": created, "mfaAuthenticated": _said(self.mfa)}},
            }
        if self.kind == WEB_IDENTITY:
            provider = f"arn:aws:iam::{self.account}:oidc-provider/token.actions.githubusercontent.com"
            return {
                "type": WEB_IDENTITY,
                "principalId": f"{provider}:sts.amazonaws.com:{self.name}",
                "userName": self.name,
                "identityProvider": provider,
            }
        if self.kind == USER:
            return self._user(key, created)
        return self._role(key, created)

    def _user(self, key: str, created: str) -> dict[str, Any]:
        identity: dict[str, Any] = {
            "type": USER,
            "principalId": self.unique_id,
            "arn": self.arn,
            "accountId": self.account,
            "accessKeyId": key,
            "userName": self.name,
        }
        if self.console:
            identity["sessionContext"] = {"attributes": {"creationDate": created, "mfaAuthenticated": _said(self.mfa)}}
        return identity

    def _role(self, key: str, created: str) -> dict[str, Any]:
        identity: dict[str, Any] = {
            "type": ROLE,
            "principalId": f"{self.unique_id}:{self.session}",
            "arn": self.session_arn,
            "accountId": self.account,
            "accessKeyId": key,
            "sessionContext": {
                "sessionIssuer": {
                    "type": "Role",
                    "principalId": self.unique_id,
                    "arn": self.arn,
                    "accountId": self.account,
                    "userName": self.name,
                },
                "attributes": {"creationDate": created, "mfaAuthenticated": _said(self.mfa)},
            },
        }
        if self.invoked_by:
            identity["invokedBy"] = self.invoked_by
        return identity


def _said(flag: bool) -> str:
    return "true" if flag else "false"
