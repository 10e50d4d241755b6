"""GetAccountAuthorizationDetails put together over its pages.

A role on one page may have a policy whose document comes on a later one, and a user's groups may come after the user. A
principal's rows are given once all of its policies are known, so that each row that is there is whole even where a later page
could not be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from modelkeep.core.kinds.iam import (
    Group,
    GroupPolicyStatement,
    ManagedPolicy,
    ManagedPolicyStatement,
    Role,
    RolePolicyStatement,
    RoleTrustStatement,
    User,
    UserPolicyStatement,
)
from modelkeep.core.policy import StatementT, statements
from modelkeep.core.tables import Row

Detail = Mapping[str, Any]

SERVICE_LINKED_PATH = "/aws-service-role/"
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html"""


@dataclass(slots=True)
class Assembly:
    """What the pages have given so far: documents of managed policies, groups by name, and principals that still wait."""

    documents: dict[str, Any] = field(default_factory=dict)
    groups: dict[str, Detail] = field(default_factory=dict)
    waiting_roles: list[Detail] = field(default_factory=list)
    waiting_groups: list[Detail] = field(default_factory=list)
    waiting_users: list[Detail] = field(default_factory=list)

    def rows_of(self, reply: Detail) -> Iterator[Row]:
        """The rows that can be given after one more page."""
        for policy in reply.get("Policies", ()):
            self.documents[policy["Arn"]] = _default_document(policy)
            yield from _managed_policy(policy, self.documents[policy["Arn"]])
        for group in reply.get("GroupDetailList", ()):
            self.groups[group["GroupName"]] = group
        self.waiting_groups.extend(reply.get("GroupDetailList", ()))
        self.waiting_roles.extend(reply.get("RoleDetailList", ()))
        self.waiting_users.extend(reply.get("UserDetailList", ()))
        last = not reply["IsTruncated"]
        yield from self._released(last=last)

    def _released(self, *, last: bool) -> Iterator[Row]:
        """Rows of the principals whose policies are all known; after the last page, of all: what is missing stays unparsed."""
        for role in _taken(self.waiting_roles, lambda each: last or self._knows(each)):
            yield from self._role(role)
        for group in _taken(self.waiting_groups, lambda each: last or self._knows(each)):
            yield from self._group(group)
        for user in _taken(self.waiting_users, lambda each: last or self._knows_user(each)):
            yield from self._user(user)

    def _knows(self, principal: Detail) -> bool:
        return all(arn in self.documents for arn in _attached(principal))

    def _knows_user(self, user: Detail) -> bool:
        names = user.get("GroupList", ())
        return self._knows(user) and all(name in self.groups and self._knows(self.groups[name]) for name in names)

    def _role(self, role: Detail) -> Iterator[Row]:
        arn = role["Arn"]
        last_used = role["RoleLastUsed"].get("LastUsedDate") if "RoleLastUsed" in role else None
        yield Role(
            arn=arn,
            name=role["RoleName"],
            tags=_tags(role),
            path=role["Path"],
            unique_id=role.get("RoleId"),
            permissions_boundary_arn=_boundary(role),
            attached_policy_arns=_attached(role),
            inline_policy_names=_inline_names(role, "RolePolicyList"),
            is_service_linked=role["Path"].startswith(SERVICE_LINKED_PATH),
            instance_profile_arns=_profiles(role),
            used_lately=last_used is not None if "RoleLastUsed" in role else None,
            last_used_at=last_used,
            created_at=role["CreateDate"],
        )
        yield from statements(RoleTrustStatement, arn, "", role.get("AssumeRolePolicyDocument"))
        yield from self._policy_rows(RolePolicyStatement, arn, role, "RolePolicyList")

    def _group(self, group: Detail) -> Iterator[Row]:
        arn = group["Arn"]
        yield Group(
            arn=arn,
            name=group["GroupName"],
            tags={},
            path=group["Path"],
            attached_policy_arns=_attached(group),
            inline_policy_names=_inline_names(group, "GroupPolicyList"),
            created_at=group["CreateDate"],
        )
        yield from self._policy_rows(GroupPolicyStatement, arn, group, "GroupPolicyList")

    def _user(self, user: Detail) -> Iterator[Row]:
        arn = user["Arn"]
        names: Sequence[str] = user.get("GroupList", ())
        known = [self.groups[name] for name in names if name in self.groups]
        yield User(
            arn=arn,
            name=user["UserName"],
            tags=_tags(user),
            path=user["Path"],
            unique_id=user.get("UserId"),
            group_arns=tuple(group["Arn"] for group in known) if len(known) == len(names) else None,
            permissions_boundary_arn=_boundary(user),
            attached_policy_arns=_attached(user),
            inline_policy_names=_inline_names(user, "UserPolicyList"),
            created_at=user["CreateDate"],
        )
        yield from self._policy_rows(UserPolicyStatement, arn, user, "UserPolicyList")
        for group in known:
            yield from self._policy_rows(UserPolicyStatement, arn, group, "GroupPolicyList")
        for name in names:
            if name not in self.groups:
                yield from statements(UserPolicyStatement, arn, name, None)

    def _policy_rows(
        self, row_class: type[StatementT], arn: str, principal: Detail, inline: str
    ) -> Iterator[StatementT]:
        for policy in principal.get(inline, ()):
            yield from statements(row_class, arn, policy["PolicyName"], policy.get("PolicyDocument"))
        for policy_arn in _attached(principal):
            yield from statements(row_class, arn, policy_arn, self.documents.get(policy_arn))


def _managed_policy(policy: Detail, document: Any) -> Iterator[Row]:
    arn = policy["Arn"]
    yield ManagedPolicy(
        arn=arn,
        name=policy["PolicyName"],
        path=policy["Path"],
        is_aws_managed=arn.split(":")[4] == "aws",
        attachment_count=policy["AttachmentCount"],
        boundary_count=policy.get("PermissionsBoundaryUsageCount"),
    )
    yield from statements(ManagedPolicyStatement, arn, arn, document)


def _default_document(policy: Detail) -> Any:
    """The document of the version in effect; None where it is not among those given, which reads as unparsed."""
    versions = (each for each in policy["PolicyVersionList"] if each["VersionId"] == policy["DefaultVersionId"])
    return next((each.get("Document") for each in versions), None)


def _attached(principal: Detail) -> tuple[str, ...]:
    return tuple(policy["PolicyArn"] for policy in principal.get("AttachedManagedPolicies", ()))


def _inline_names(principal: Detail, key: str) -> tuple[str, ...]:
    return tuple(policy["PolicyName"] for policy in principal.get(key, ()))


def _profiles(role: Detail) -> tuple[str, ...] | None:
    """None where the answer leaves the list out, which AWS's never does."""
    profiles = role.get("InstanceProfileList")
    return None if profiles is None else tuple(profile["Arn"] for profile in profiles)


def _boundary(principal: Detail) -> str:
    return str(principal.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn", ""))


def _tags(principal: Detail) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in principal.get("Tags", ())}


def _taken(waiting: list[Detail], ready: Any) -> list[Detail]:
    """Take out of a list what is ready."""
    taken = [each for each in waiting if ready(each)]
    waiting[:] = [each for each in waiting if not ready(each)]
    return taken
