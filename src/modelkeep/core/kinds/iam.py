"""AWS Identity and Access Management (https://docs.aws.amazon.com/IAM/latest/APIReference/).

One call, GetAccountAuthorizationDetails, gives users, groups, roles and policies with all documents. `policy` of a statement
is the name of an inline policy or the ARN of a managed one; a managed policy counts with its default version.
"""

from __future__ import annotations

from datetime import datetime

from modelkeep.core.kinds.account import Account
from modelkeep.core.tables import Resource, Row, Statement, facet, kind, part

_DETAILS = "iam:GetAccountAuthorizationDetails"
_REPORT = "iam:GenerateCredentialReport iam:GetCredentialReport"


@kind("AWS::IAM::Role", calls=_DETAILS)
class Role(Resource):
    """A role. `used_lately` is whether AWS saw it used in its tracking period of up to 400 days, `last_used_at` when.

    `unique_id` (AROA...) is another's for a role that is made again under the same name.
    """

    path: str | None = None
    unique_id: str | None = None
    permissions_boundary_arn: str | None = None
    attached_policy_arns: tuple[str, ...] | None = None
    inline_policy_names: tuple[str, ...] | None = None
    is_service_linked: bool | None = None
    instance_profile_arns: tuple[str, ...] | None = None
    """The instance profiles through which EC2 instances get the role."""
    used_lately: bool | None = None
    last_used_at: datetime | None = None
    created_at: datetime | None = None


@part(Role, "trust_statement", calls=_DETAILS)
class RoleTrustStatement(Statement):
    """Who may assume the role."""


@part(Role, "policy_statement", calls=_DETAILS)
class RolePolicyStatement(Statement):
    """What the role may do: inline and attached managed policies, before its permissions boundary."""


@kind("AWS::IAM::Group", calls=_DETAILS)
class Group(Resource):
    """A group of users."""

    path: str | None = None
    attached_policy_arns: tuple[str, ...] | None = None
    inline_policy_names: tuple[str, ...] | None = None
    created_at: datetime | None = None


@part(Group, "policy_statement", calls=_DETAILS)
class GroupPolicyStatement(Statement):
    """What the members of the group may do because of it."""


@kind("AWS::IAM::User", calls=_DETAILS)
class User(Resource):
    """A user. `group_arns` are its groups; `attached_policy_arns` and `inline_policy_names` its very own policies.

    `unique_id` (AIDA...) is another's for a user that is made again under the same name.
    """

    path: str | None = None
    unique_id: str | None = None
    group_arns: tuple[str, ...] | None = None
    permissions_boundary_arn: str | None = None
    attached_policy_arns: tuple[str, ...] | None = None
    inline_policy_names: tuple[str, ...] | None = None
    created_at: datetime | None = None


@part(User, "policy_statement", calls=_DETAILS)
class UserPolicyStatement(Statement):
    """What the user may do: its own policies and those of its groups, before its permissions boundary."""


@kind("AWS::IAM::ManagedPolicy", calls=_DETAILS)
class ManagedPolicy(Resource):
    """A policy that can be attached: those of the account, and those of AWS that are attached."""

    path: str | None = None
    is_aws_managed: bool | None = None
    attachment_count: int | None = None
    boundary_count: int | None = None


@part(ManagedPolicy, "statement", calls=_DETAILS)
class ManagedPolicyStatement(Statement):
    """A statement of the policy's default version."""


@facet(User, "credential", calls=_REPORT)
class UserCredential(Row):
    """A user's line in the credential report, which AWS makes anew every four hours at most.

    Times of what never happened are NULL beside an explicit false: no password, no key, never used since tracking began.
    """

    reported_at: datetime | None = None
    has_password: bool | None = None
    password_used: bool | None = None
    password_last_used_at: datetime | None = None
    password_last_changed_at: datetime | None = None
    mfa_active: bool | None = None


@part(User, "access_key", calls=_REPORT)
class UserAccessKey(Row):
    """One of the up to two access keys that the credential report tells of, by slot; `active` false also stands for none."""

    slot: int | None = None
    reported_at: datetime | None = None
    active: bool | None = None
    last_rotated_at: datetime | None = None
    used: bool | None = None
    last_used_at: datetime | None = None


@facet(Account, "root_credential", calls=_REPORT)
class RootCredential(Row):
    """The root user's line in the credential report."""

    reported_at: datetime | None = None
    password_used: bool | None = None
    password_last_used_at: datetime | None = None
    mfa_active: bool | None = None
    access_key_1_active: bool | None = None
    access_key_1_last_used_at: datetime | None = None
    access_key_2_active: bool | None = None
    access_key_2_last_used_at: datetime | None = None


@kind("AWS::IAM::VirtualMFADevice", calls="iam:ListVirtualMFADevices")
class VirtualMfaDevice(Resource):
    """A second factor that is an app with a shared secret, in use; `user_arn` is a user's or the root's."""

    user_arn: str | None = None
    enabled_at: datetime | None = None


@kind("AWS::IAM::ServiceSpecificCredential", calls="iam:ListServiceSpecificCredentials")
class ServiceSpecificCredential(Resource):
    """A long-term Bedrock API key of an IAM user; `expires_at` is NULL beside `expires` false."""

    user_name: str | None = None
    service_name: str | None = None
    status: str | None = None
    expires: bool | None = None
    expires_at: datetime | None = None
    created_at: datetime | None = None


@kind("AWS::IAM::AccountPasswordPolicy", calls="iam:GetAccountPasswordPolicy")
class AccountPasswordPolicy(Resource):
    """What passwords of IAM users must look like; `configured` false means that AWS's default applies."""

    configured: bool | None = None
    minimum_password_length: int | None = None
    require_symbols: bool | None = None
    require_numbers: bool | None = None
    require_uppercase_characters: bool | None = None
    require_lowercase_characters: bool | None = None
    max_password_age: int | None = None
    password_reuse_prevention: int | None = None


@kind("AWS::IAM::AccountSummary", calls="iam:GetAccountSummary")
class AccountSummary(Resource):
    """Counts about the account; of the root user: its MFA, password and access keys."""

    root_mfa_enabled: bool | None = None
    root_access_keys_present: bool | None = None
    root_password_present: bool | None = None
    users: int | None = None
