"""Sessions that are limited by policies of their own: what AssumeRole and GetFederationToken are given.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session,
https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html and
https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
"""

from __future__ import annotations

from dataclasses import replace

from modelkeep.core.errors import UsageError
from modelkeep.engines.access.decision import Level
from modelkeep.engines.access.principals import Kind, principal_of
from modelkeep.engines.access.world import Identity

_HAS_SESSIONS = (Kind.ROLE, Kind.SESSION, Kind.FEDERATED_USER)


def in_session(who: Identity, session: Level = ()) -> Identity:
    """Somebody as the session that these policies are passed to: a role's, or the federated user that a user asks for, under its name.

    The user's policies and boundary stay; its tags do not count for certain. Raises UsageError for whoever has no such sessions.
    """
    mine = who.principal
    if mine.kind in _HAS_SESSIONS:
        return replace(who, session=session)
    if mine.kind is not Kind.USER:
        raise UsageError(
            f"no session policy is passed to sessions of {mine.name}",
            remedy="Name a role, a role session, a user (for GetFederationToken) or a federated user; or leave --session-policy out.",
        )
    name = f"arn:{mine.partition}:sts::{mine.account}:federated-user/{mine.name.rpartition('/')[2]}"
    federated = replace(principal_of(name), user=mine.name, bounded=mine.bounded)
    return replace(who, principal=federated, tags=None, session=session)
