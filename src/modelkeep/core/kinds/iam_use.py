"""When identities last used an AI service, as IAM's access advisor knows it."""

from __future__ import annotations

from datetime import datetime

from modelkeep.core.kinds.iam import Role, User
from modelkeep.core.tables import Row, part

_CALLS = "iam:GetAccountAuthorizationDetails iam:GenerateServiceLastAccessedDetails iam:GetServiceLastAccessedDetails"


@part(Role, "service_access", calls=_CALLS)
class RoleServiceAccess(Row):
    """One AI service that the role's policies name, with when the role last called it.

    `last_used_at` is NULL beside `used` false: not within the 400 days that IAM looks back.
    """

    service: str | None = None
    used: bool | None = None
    last_used_at: datetime | None = None


@part(User, "service_access", calls=_CALLS)
class UserServiceAccess(Row):
    """The same for a user."""

    service: str | None = None
    used: bool | None = None
    last_used_at: datetime | None = None
