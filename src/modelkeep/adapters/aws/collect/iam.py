"""IAM: principals and policies from one paged call, and the account-wide settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.collect.iam_details import Assembly
from modelkeep.adapters.aws.collect.iam_use import last_access
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.arn import GLOBAL, account_arn
from modelkeep.core.kinds.iam import (
    AccountPasswordPolicy,
    AccountSummary,
    Group,
    GroupPolicyStatement,
    ManagedPolicy,
    ManagedPolicyStatement,
    Role,
    RolePolicyStatement,
    RoleTrustStatement,
    ServiceSpecificCredential,
    User,
    UserPolicyStatement,
    VirtualMfaDevice,
)
from modelkeep.core.kinds.iam_use import RoleServiceAccess, UserServiceAccess

BEDROCK = "bedrock.amazonaws.com"
AWS_DEFAULT_PASSWORD_LENGTH = 8
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html"""


@collector(
    Role, RoleTrustStatement, RolePolicyStatement, User, UserPolicyStatement, Group, GroupPolicyStatement,
    ManagedPolicy, ManagedPolicyStatement, RoleServiceAccess, UserServiceAccess, per=GLOBAL,
)  # fmt: skip
async def authorization_details(aws: Reader) -> None:
    """GetAccountAuthorizationDetails, then when those that may use AI services last did.

    Without a filter it gives all users, groups, roles and customer managed policies, and the AWS managed policies in use.
    """
    rows = await aws.pages("iam:GetAccountAuthorizationDetails", Assembly().rows_of)
    await last_access(aws, rows)


@collector(AccountSummary, AccountPasswordPolicy, per=GLOBAL)
async def account(aws: Reader) -> None:
    """GetAccountSummary and GetAccountPasswordPolicy."""
    arn = account_arn(aws.account, aws.partition)
    await aws.get("iam:GetAccountSummary", arn, lambda reply: _summary(arn, reply["SummaryMap"]))
    await aws.get(
        "iam:GetAccountPasswordPolicy",
        arn,
        lambda reply: _password_policy(arn, reply["PasswordPolicy"]),
        absent={"NoSuchEntity": _default_password_policy(arn)},
    )


@collector(VirtualMfaDevice, per=GLOBAL)
async def virtual_mfa_devices(aws: Reader) -> None:
    """ListVirtualMFADevices, those in use."""
    await aws.list(
        "iam:ListVirtualMFADevices",
        "VirtualMFADevices",
        lambda device: VirtualMfaDevice(
            arn=device["SerialNumber"],
            name=device["SerialNumber"].rpartition("/")[2],
            user_arn=device["User"]["Arn"],
            enabled_at=device.get("EnableDate"),
        ),
        AssignmentStatus="Assigned",
    )


@collector(ServiceSpecificCredential, per=GLOBAL)
async def service_specific_credentials(aws: Reader) -> None:
    """ListServiceSpecificCredentials for Bedrock, of all users at once."""

    def credentials(reply: Reply) -> Iterator[ServiceSpecificCredential]:
        for each in reply.get("ServiceSpecificCredentials", ()):
            yield _service_specific_credential(aws, each)

    await aws.pages("iam:ListServiceSpecificCredentials", credentials, AllUsers=True, ServiceName=BEDROCK)


def _service_specific_credential(aws: Reader, credential: Reply) -> ServiceSpecificCredential:
    """The credential has no ARN of its own; its id is unique in the account."""
    identifier, user = credential["ServiceSpecificCredentialId"], credential["UserName"]
    prefix = f"arn:{aws.partition}:iam::{aws.account}"
    return ServiceSpecificCredential(
        arn=f"{prefix}:service-specific-credential/{identifier}",
        name=identifier,
        user_name=user,
        service_name=credential["ServiceName"],
        status=credential["Status"],
        expires="ExpirationDate" in credential,
        expires_at=credential.get("ExpirationDate"),
        created_at=credential["CreateDate"],
    )


def _summary(arn: str, summary: dict[str, Any]) -> AccountSummary:
    password = summary.get("AccountPasswordPresent")
    return AccountSummary(
        arn=arn,
        root_mfa_enabled=bool(summary["AccountMFAEnabled"]),
        root_access_keys_present=bool(summary["AccountAccessKeysPresent"]),
        root_password_present=None if password is None else bool(password),
        users=summary["Users"],
    )


def _password_policy(arn: str, policy: Reply) -> AccountPasswordPolicy:
    return AccountPasswordPolicy(
        arn=arn,
        configured=True,
        minimum_password_length=policy["MinimumPasswordLength"],
        require_symbols=policy["RequireSymbols"],
        require_numbers=policy["RequireNumbers"],
        require_uppercase_characters=policy["RequireUppercaseCharacters"],
        require_lowercase_characters=policy["RequireLowercaseCharacters"],
        max_password_age=policy.get("MaxPasswordAge", 0),
        password_reuse_prevention=policy.get("PasswordReusePrevention", 0),
    )


def _default_password_policy(arn: str) -> AccountPasswordPolicy:
    """What AWS applies where the account sets nothing: eight characters of three kinds, whichever."""
    return AccountPasswordPolicy(
        arn=arn,
        configured=False,
        minimum_password_length=AWS_DEFAULT_PASSWORD_LENGTH,
        require_symbols=False,
        require_numbers=False,
        require_uppercase_characters=False,
        require_lowercase_characters=False,
        max_password_age=0,
        password_reuse_prevention=0,
    )
