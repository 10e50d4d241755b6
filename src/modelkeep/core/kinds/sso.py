"""AWS IAM Identity Center (https://docs.aws.amazon.com/singlesignon/latest/APIReference/).

Its settings for a second factor are in no API: neither `sso-admin` nor `identitystore` has them.
"""

from __future__ import annotations

from modelkeep.core.tables import Resource, Row, facet, kind, part

_SETS = "sso-admin:ListInstances sso-admin:ListPermissionSets sso-admin:DescribePermissionSet"


@kind("AWS::SSO::Instance", calls="sso-admin:ListInstances")
class Instance(Resource):
    """A place to sign in: the organisation's, or a member account's own."""

    identity_store_id: str | None = None
    owner_account_id: str | None = None


@facet(Instance, "directory", calls="sso-admin:ListInstances identitystore:ListUsers")
class InstanceDirectory(Row):
    """Whether anybody can sign in."""

    has_users: bool | None = None


@kind("AWS::SSO::PermissionSet", calls=_SETS)
class PermissionSet(Resource):
    """What people who sign in may do in accounts, and for how long at a time."""

    session_minutes: int | None = None


@part(PermissionSet, "managed_policy", calls=f"{_SETS} sso-admin:ListManagedPoliciesInPermissionSet")
class PermissionSetManagedPolicy(Row):
    """A policy of AWS that a permission set attaches."""

    policy_arn: str | None = None


_ASSIGNED = f"{_SETS} sso-admin:ListAccountsForProvisionedPermissionSet sso-admin:ListAccountAssignments"


@part(PermissionSet, "assignment", calls=_ASSIGNED)
class PermissionSetAssignment(Row):
    """A user or group that a permission set is assigned to in an account."""

    target_account_id: str | None = None
    principal_type: str | None = None
    """USER or GROUP."""
    principal_id: str | None = None


@part(Instance, "principal", calls=f"{_ASSIGNED} identitystore:DescribeUser identitystore:DescribeGroup")
class InstancePrincipal(Row):
    """The name of a user or group that a permission set is assigned to. Addresses are masked before they are kept, as `a***@acme.example`;
    `aws identitystore describe-user` tells whose `principal_id` it is.
    """

    principal_type: str | None = None
    principal_id: str | None = None
    name: str | None = None
