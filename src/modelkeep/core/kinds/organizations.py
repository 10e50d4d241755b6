"""AWS Organizations (https://docs.aws.amazon.com/organizations/latest/APIReference/), as far as models rest on it.

Accounts and policies are read from the management account; what an account itself may ask, it is asked.
"""

from __future__ import annotations

from modelkeep.core.kinds.account import Account
from modelkeep.core.tables import Resource, Row, Statement, facet, kind, part

_WHOSE = "organizations:DescribeOrganization"


@facet(Account, "organization", calls=_WHOSE)
class AccountOrganization(Row):
    """The organisation that an account belongs to; `organization_id` is '' for an account on its own."""

    organization_id: str | None = None
    management_account: str | None = None
    feature_set: str | None = None


@facet(Account, "ai_opt_out", calls="organizations:DescribeEffectivePolicy")
class AiOptOut(Row):
    """The AI services opt-out policy in effect: what `default` says ('' for nothing), and the services that it names."""

    default_choice: str | None = None
    opted_in: tuple[str, ...] | None = None
    opted_out: tuple[str, ...] | None = None


@kind("AWS::Organizations::EffectiveBedrockPolicy", calls="organizations:DescribeEffectivePolicy")
class EffectiveBedrockPolicy(Resource):
    """The Bedrock policy in effect for an account; `configured` false for none. AWS has no ARN for it, this one is ours."""

    configured: bool | None = None


@part(EffectiveBedrockPolicy, "guardrail", calls="organizations:DescribeEffectivePolicy")
class EffectiveBedrockPolicyGuardrail(Row):
    """A guardrail that the policy applies to model calls of the account in one region. Empty `included_models`: all."""

    applies_in: str
    """The region."""
    guardrail_identifier: str | None = None
    """The guardrail's ARN, a colon, and its version."""
    included_models: tuple[str, ...] | None = None
    excluded_models: tuple[str, ...] | None = None


@kind("AWS::Organizations::Account", calls=f"{_WHOSE} organizations:ListAccounts")
class MemberAccount(Resource):
    """An account of the organisation. `parents` are the ids of the root and organizational units above it, and its own id."""

    account_id: str | None = None
    state: str | None = None
    is_management: bool | None = None
    parents: tuple[str, ...] | None = None


@kind("AWS::Organizations::Policy", calls=f"{_WHOSE} organizations:ListPolicies")
class ServiceControlPolicy(Resource):
    """A service control policy: the most that principals of the accounts below its targets can do."""

    policy_type: str | None = None
    is_aws_managed: bool | None = None


@part(
    ServiceControlPolicy,
    "statement",
    calls=f"{_WHOSE} organizations:ListPolicies organizations:DescribePolicy",
)
class ServiceControlStatement(Statement):
    """A statement of the policy."""


@part(
    ServiceControlPolicy,
    "target",
    calls=f"{_WHOSE} organizations:ListPolicies organizations:ListTargetsForPolicy",
)
class ServiceControlTarget(Row):
    """What the policy is attached to: the id of a root, an organizational unit or an account."""

    target_id: str
    target_type: str | None = None


@kind("AWS::Organizations::ResourceControlPolicy", calls=f"{_WHOSE} organizations:ListPolicies")
class ResourceControlPolicy(Resource):
    """A resource control policy: what nobody can do with resources of the accounts below its targets."""

    is_aws_managed: bool | None = None


@part(
    ResourceControlPolicy,
    "statement",
    calls=f"{_WHOSE} organizations:ListPolicies organizations:DescribePolicy",
)
class ResourceControlStatement(Statement):
    """A statement of the policy."""


@part(
    ResourceControlPolicy,
    "target",
    calls=f"{_WHOSE} organizations:ListPolicies organizations:ListTargetsForPolicy",
)
class ResourceControlTarget(Row):
    """What the policy is attached to: the id of a root, an organizational unit or an account."""

    target_id: str
    target_type: str | None = None
