"""Cognito: user pools and identity pools."""

from __future__ import annotations

from collections.abc import Iterator

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.cognito import IdentityPool, IdentityPoolLogin, IdentityPoolRole, UserPool
from modelkeep.core.tables import Row


@collector(UserPool)
async def user_pools(aws: Reader) -> None:
    """ListUserPools, then DescribeUserPool for each. The list does not say ARNs."""

    async def describe(listed: tuple[str, str]) -> None:
        identifier, name = listed
        arn = f"arn:{aws.partition}:cognito-idp:{aws.region}:{aws.account}:userpool/{identifier}"
        await aws.get(
            "cognito-idp:DescribeUserPool",
            arn,
            lambda reply: _user_pool(arn, reply["UserPool"]),
            unread=UserPool(arn=arn, name=name, user_pool_id=identifier),
            UserPoolId=identifier,
        )

    found = await aws.list("cognito-idp:ListUserPools", "UserPools", lambda item: (str(item["Id"]), str(item["Name"])))
    await aws.each(found, describe)


@collector(IdentityPool, IdentityPoolLogin, IdentityPoolRole)
async def identity_pools(aws: Reader) -> None:
    """ListIdentityPools, then DescribeIdentityPool and GetIdentityPoolRoles for each."""

    async def describe(listed: tuple[str, str]) -> None:
        identifier, name = listed
        arn = f"arn:{aws.partition}:cognito-identity:{aws.region}:{aws.account}:identitypool/{identifier}"
        stub: tuple[Row, ...] = (IdentityPool(arn=arn, name=name, identity_pool_id=identifier),)
        await aws.get(
            "cognito-identity:DescribeIdentityPool",
            arn,
            lambda reply: tuple(_identity_pool(arn, reply)),
            unread=stub,
            IdentityPoolId=identifier,
        )
        await aws.get(
            "cognito-identity:GetIdentityPoolRoles",
            arn,
            lambda reply: tuple(_roles(arn, reply)),
            IdentityPoolId=identifier,
        )

    found = await aws.list(
        "cognito-identity:ListIdentityPools",
        "IdentityPools",
        lambda item: (str(item["IdentityPoolId"]), str(item["IdentityPoolName"])),
    )
    await aws.each(found, describe, calls=2)


def _user_pool(arn: str, pool: Reply) -> UserPool:
    password = (pool.get("Policies") or {}).get("PasswordPolicy") or {}
    return UserPool(
        arn=arn,
        name=pool["Name"],
        tags=pool.get("UserPoolTags") or {},
        user_pool_id=pool["Id"],
        mfa_configuration=pool.get("MfaConfiguration"),
        minimum_password_length=password.get("MinimumLength"),
        require_uppercase=password.get("RequireUppercase"),
        require_lowercase=password.get("RequireLowercase"),
        require_numbers=password.get("RequireNumbers"),
        require_symbols=password.get("RequireSymbols"),
        allow_admin_create_user_only=(pool.get("AdminCreateUserConfig") or {}).get("AllowAdminCreateUserOnly"),
        advanced_security_mode=(pool.get("UserPoolAddOns") or {}).get("AdvancedSecurityMode", "OFF"),
    )


def _identity_pool(arn: str, reply: Reply) -> Iterator[Row]:
    yield IdentityPool(
        arn=arn,
        name=reply["IdentityPoolName"],
        tags=reply.get("IdentityPoolTags") or {},
        identity_pool_id=reply["IdentityPoolId"],
        allow_unauthenticated_identities=reply["AllowUnauthenticatedIdentities"],
        allow_classic_flow=reply.get("AllowClassicFlow", False),
    )
    for provider in reply.get("CognitoIdentityProviders") or ():
        yield IdentityPoolLogin(arn=arn, user_pool_id=provider["ProviderName"].rpartition("/")[2])


def _roles(arn: str, reply: Reply) -> Iterator[IdentityPoolRole]:
    for audience, role in (reply.get("Roles") or {}).items():
        yield IdentityPoolRole(arn=arn, audience=audience, role_arn=role)
    for mapping in (reply.get("RoleMappings") or {}).values():
        for rule in (mapping.get("RulesConfiguration") or {}).get("Rules", ()):
            yield IdentityPoolRole(arn=arn, audience="mapped", role_arn=rule["RoleARN"])
