"""Amazon Cognito: where users of applications in front of models sign in.

User pools: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/;
identity pools: https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/.
"""

from __future__ import annotations

from modelkeep.core.tables import Resource, Row, kind, part

_POOLS = "cognito-idp:ListUserPools cognito-idp:DescribeUserPool"
_IDENTITIES = "cognito-identity:ListIdentityPools cognito-identity:DescribeIdentityPool"


@kind("AWS::Cognito::UserPool", calls=_POOLS)
class UserPool(Resource):
    """A directory of users with passwords."""

    user_pool_id: str | None = None
    mfa_configuration: str | None = None
    """OFF, OPTIONAL (who wants) or ON (everybody)."""
    minimum_password_length: int | None = None
    require_uppercase: bool | None = None
    require_lowercase: bool | None = None
    require_numbers: bool | None = None
    require_symbols: bool | None = None
    allow_admin_create_user_only: bool | None = None
    """False where anybody may sign up."""
    advanced_security_mode: str | None = None
    """OFF, AUDIT (look on) or ENFORCED (act on sign-ins that are at risk)."""


@kind("AWS::Cognito::IdentityPool", calls=_IDENTITIES)
class IdentityPool(Resource):
    """Where users of applications get AWS credentials."""

    identity_pool_id: str | None = None
    allow_unauthenticated_identities: bool | None = None
    allow_classic_flow: bool | None = None
    """Whether applications may choose the role and its session themselves, past the limits of the enhanced flow."""


@part(IdentityPool, "login", calls=_IDENTITIES)
class IdentityPoolLogin(Row):
    """A user pool whose users get credentials."""

    user_pool_id: str | None = None


@part(
    IdentityPool,
    "role",
    calls="cognito-identity:ListIdentityPools cognito-identity:GetIdentityPoolRoles",
)
class IdentityPoolRole(Row):
    """A role that the pool hands out. `audience` is `authenticated`, `unauthenticated`, or `mapped` for one by rule."""

    audience: str | None = None
    role_arn: str | None = None
