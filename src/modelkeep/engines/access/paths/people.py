"""Facts about users and groups; and groups as whoever joins them gets to be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from modelkeep.core.arn import parse_arn
from modelkeep.core.kinds.iam import Group, GroupPolicyStatement, User, UserAccessKey, UserCredential
from modelkeep.engines.access.building import Estate
from modelkeep.engines.access.expressions import Not, Unread
from modelkeep.engines.access.paths.facts import Fact
from modelkeep.engines.access.principals import Kind, Principal
from modelkeep.engines.access.statements import policies_of, unread_policy
from modelkeep.engines.access.world import Identity, World

_KEYS = 2
"""A user can have two access keys (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html)."""


def with_groups(world: World, estate: Estate) -> World:
    """The world with every group as somebody who has what the group's policies grant, and nothing else.

    Whoever joins a group comes to have it; groups themselves never act.
    """
    statements: dict[str, list[GroupPolicyStatement]] = {}
    for statement in estate.rows(GroupPolicyStatement):
        statements.setdefault(statement.arn, []).append(statement)
    groups: dict[str, Identity] = {}
    for group in estate.rows(Group):
        policies = policies_of(sorted(statements.get(group.arn, ()), key=lambda row: (row.policy, row.position)))
        if group.attached_policy_arns is None or group.inline_policy_names is None:
            policies = (*policies, unread_policy(f"the policies of {group.arn}", "not all of them are known"))
        parts = parse_arn(group.arn)
        account = parts.account if parts else group.account
        groups[group.arn] = Identity(Principal(Kind.USER, group.arn, account), policies)
    return replace(world, identities={**world.identities, **groups})


def facts_of_people(estate: Estate, world: World) -> Iterator[Fact]:
    """Who is a user, in which groups, with which credentials; which policies of one's own account are attached to whom."""
    groups = [group.arn for group in estate.rows(Group)]
    yield from (Fact("group", (group,)) for group in groups)
    for user in estate.rows(User):
        yield Fact("user", (user.arn,))
        for group in groups:
            if user.group_arns is None:
                doubt = Unread(f"whether {user.arn} is in {group}")
                yield Fact("member", (user.arn, group), doubt)
                yield Fact("outside", (user.arn, group), Not(doubt))
            else:
                yield Fact("member" if group in user.group_arns else "outside", (user.arn, group))
    yield from _credentials(estate)
    for name, identity in world.identities.items():
        for policy in identity.policies:
            if ":policy/" in policy.name and ":iam::aws:" not in policy.name:
                yield Fact("attached", (policy.name, name))


def _credentials(estate: Estate) -> Iterator[Fact]:
    """From the credential report, which lacks users that were made since."""
    keys: dict[str, list[bool]] = {}
    for key in estate.rows(UserAccessKey):
        if key.active is not None:
            keys.setdefault(key.arn, []).append(key.active or key.last_rotated_at is not None)
    passwords = {row.arn: row.has_password for row in estate.rows(UserCredential)}
    for user in estate.rows(User):
        slots = keys.get(user.arn, [])
        unread = Unread(f"which access keys {user.arn} has")
        yield from _either(user.arn, "full_keys", "free_key", all(slots) if len(slots) == _KEYS else unread)
        has = passwords.get(user.arn)
        yield from _either(
            user.arn, "password", "no_password", Unread(f"whether {user.arn} has a password") if has is None else has
        )


def _either(user: str, one: str, other: str, holds: bool | Unread) -> Iterator[Fact]:
    """The fact or its opposite; both, each in doubt, where nobody knows."""
    if isinstance(holds, Unread):
        yield Fact(one, (user,), holds)
        yield Fact(other, (user,), Not(holds))
    else:
        yield Fact(one if holds else other, (user,))
