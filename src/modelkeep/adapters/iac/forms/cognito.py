"""User pools and identity pools (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_Cognito.html).

What a password must be where a pool does not say it, and whether anybody may sign up, is not documented: it is left open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from modelkeep.adapters.iac.forms import Attachment, Form, Identity, Part, Rows, Surroundings, regional
from modelkeep.adapters.iac.forms.lenses import Computed, Flag, Number, OwnReference, Text
from modelkeep.adapters.iac.properties import Properties
from modelkeep.core.kinds.cognito import IdentityPool, IdentityPoolLogin, IdentityPoolRole, UserPool
from modelkeep.core.tables import Row

_PASSWORD = "Policies.PasswordPolicy"  # noqa: S105  # a property's path
_IDENTITY_POOL = "AWS::Cognito::IdentityPool"
_HOST = "cognito-idp.{region}.amazonaws.com/{name}"


def _pool_of(properties: Properties) -> str | None:
    found = properties.text("ProviderName", None)
    return None if found is None else found.rpartition("/")[2]


def _roles(properties: Properties, arn: str, around: Surroundings) -> tuple[Iterable[Row], Iterable[type[Row]]]:
    """The roles for those who signed in, for guests, and by rules. A role that is not known is one all the same."""
    roles, mappings = properties.mapping("Roles"), properties.mapping("RoleMappings")
    found = [IdentityPoolRole(arn=arn, audience=each, role_arn=Properties(roles).text(each)) for each in roles or {}]
    is_whole = roles is not None and mappings is not None
    for mapping in (mappings or {}).values():
        rules, complete = Properties(mapping).each("RulesConfiguration.Rules")
        found += [IdentityPoolRole(arn=arn, audience="mapped", role_arn=each.text("RoleARN", None)) for each in rules]
        is_whole = is_whole and complete and isinstance(mapping, Mapping)
    return found, () if is_whole else (IdentityPoolRole,)


def _granting(row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return None if row["audience"] == "mapped" else {f"Roles.{row['audience']}": row["role_arn"]}


FORMS = (
    Form(
        cfn_type="AWS::Cognito::UserPool",
        row=UserPool,
        identity=Identity(
            arn="arn:{partition}:cognito-idp:{region}:{account}:userpool/{name}",
            attributes={
                "Arn": "{arn}",
                "UserPoolId": "{name}",
                "ProviderName": _HOST,
                "ProviderURL": f"https://{_HOST}",
            },
        ),
        columns={
            "user_pool_id": OwnReference(),
            "mfa_configuration": Text("MfaConfiguration", "OFF"),
            "minimum_password_length": Number(f"{_PASSWORD}.MinimumLength"),
            "require_uppercase": Flag(f"{_PASSWORD}.RequireUppercase", absent=None),
            "require_lowercase": Flag(f"{_PASSWORD}.RequireLowercase", absent=None),
            "require_numbers": Flag(f"{_PASSWORD}.RequireNumbers", absent=None),
            "require_symbols": Flag(f"{_PASSWORD}.RequireSymbols", absent=None),
            "allow_admin_create_user_only": Flag("AdminCreateUserConfig.AllowAdminCreateUserOnly", absent=None),
            "advanced_security_mode": Text("UserPoolAddOns.AdvancedSecurityMode", "OFF"),
        },
        tags="UserPoolTags",
    ),
    Form(
        cfn_type=_IDENTITY_POOL,
        row=IdentityPool,
        identity=regional("cognito-identity", "identitypool", "Id"),
        columns={
            "identity_pool_id": OwnReference(),
            "allow_unauthenticated_identities": Flag("AllowUnauthenticatedIdentities", absent=None),
            "allow_classic_flow": Flag("AllowClassicFlow"),
        },
        sections=(
            Part(
                row=IdentityPoolLogin,
                paths=("CognitoIdentityProviders",),
                columns={
                    "user_pool_id": Computed(
                        _pool_of, lambda pool: {"ProviderName": f"cognito-idp.x.amazonaws.com/{pool}"}, "ProviderName"
                    )
                },
            ),
        ),
        tags="IdentityPoolTags",
    ),
)

ATTACHMENTS = (
    Attachment(
        cfn_type="AWS::Cognito::IdentityPoolRoleAttachment",
        kind=_IDENTITY_POOL,
        target=("IdentityPoolId",),
        whole=True,
        sections=(Rows(fills=(IdentityPoolRole,), read=_roles, turned=_granting),),
    ),
)
