"""The organisation: its accounts and service control policies, and the opt-out from AI services' use of content."""

from __future__ import annotations

import json
from typing import Any

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.arn import GLOBAL, account_arn
from modelkeep.core.kinds.organizations import (
    AccountOrganization,
    AiOptOut,
    MemberAccount,
    ServiceControlPolicy,
    ServiceControlStatement,
    ServiceControlTarget,
)
from modelkeep.core.policy import statements

NOT_IN_USE = "AWSOrganizationsNotInUseException"
SERVICE_CONTROL = "SERVICE_CONTROL_POLICY"
CHOICES = frozenset({"optIn", "optOut"})


@collector(
    AccountOrganization, MemberAccount, ServiceControlPolicy, ServiceControlStatement, ServiceControlTarget, per=GLOBAL
)
async def organisation(aws: Reader) -> None:
    """DescribeOrganization; in the management account, its accounts and service control policies."""
    arn = account_arn(aws.account, aws.partition)
    found = await aws.get(
        "organizations:DescribeOrganization",
        arn,
        lambda reply: _organization(arn, reply["Organization"]),
        absent={NOT_IN_USE: AccountOrganization(arn=arn, organization_id="", management_account="", feature_set="")},
    )
    if found is None or found.management_account != aws.account:
        return
    await aws.list("organizations:ListAccounts", "Accounts", lambda account: _account(account, aws.account))
    policies = await aws.list("organizations:ListPolicies", "Policies", _policy, Filter=SERVICE_CONTROL)

    async def read(policy: ServiceControlPolicy) -> None:
        identifier = policy.arn.rsplit("/", 1)[-1]
        await aws.get(
            "organizations:DescribePolicy",
            policy.arn,
            lambda reply: statements(ServiceControlStatement, policy.arn, policy.name, reply["Policy"]["Content"]),
            PolicyId=identifier,
        )
        await aws.list(
            "organizations:ListTargetsForPolicy",
            "Targets",
            lambda target: ServiceControlTarget(
                arn=policy.arn, target_id=target["TargetId"], target_type=target["Type"]
            ),
            resource=policy.arn,
            PolicyId=identifier,
        )

    await aws.each(policies, read, calls=2)


@collector(AiOptOut, per=GLOBAL)
async def ai_opt_out(aws: Reader) -> None:
    """DescribeEffectivePolicy, which any account may ask about itself."""
    arn = account_arn(aws.account, aws.partition)
    nothing = AiOptOut(arn=arn, default_choice="", opted_in=(), opted_out=())
    await aws.get(
        "organizations:DescribeEffectivePolicy",
        arn,
        lambda reply: _opt_out(arn, json.loads(reply["EffectivePolicy"]["PolicyContent"])),
        absent={NOT_IN_USE: nothing, "EffectivePolicyNotFoundException": nothing},
        PolicyType="AISERVICES_OPT_OUT_POLICY",
    )


def _organization(arn: str, organization: Reply) -> AccountOrganization:
    return AccountOrganization(
        arn=arn,
        organization_id=organization["Id"],
        management_account=organization["MasterAccountId"],
        feature_set=organization["FeatureSet"],
    )


def _account(account: Reply, management: str) -> MemberAccount:
    """`Status` was retired in September 2026 in favour of `State`; `Paths` lists the ids from the organisation down."""
    paths = account.get("Paths")
    identifier = account["Id"]
    return MemberAccount(
        arn=account["Arn"],
        account=identifier,
        name=account["Name"],
        account_id=identifier,
        state=account.get("State") or account.get("Status"),
        is_management=identifier == management,
        parents=None if paths is None else tuple(sorted({part for path in paths for part in path.split("/") if part})),
    )


def _policy(policy: Reply) -> ServiceControlPolicy:
    return ServiceControlPolicy(
        arn=policy["Arn"], name=policy["Name"], policy_type=policy["Type"], is_aws_managed=policy["AwsManaged"]
    )


def _opt_out(arn: str, content: Any) -> AiOptOut:
    """Syntax: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_ai-opt-out_syntax.html"""
    choices = {service: _choice(each["opt_out_policy"]) for service, each in content["services"].items()}
    named = {service: choice for service, choice in choices.items() if service != "default"}
    return AiOptOut(
        arn=arn,
        default_choice=choices.get("default", ""),
        opted_in=tuple(sorted(service for service, choice in named.items() if choice == "optIn")),
        opted_out=tuple(sorted(service for service, choice in named.items() if choice == "optOut")),
    )


def _choice(value: Any) -> str:
    choice = value["@@assign"] if isinstance(value, dict) else value
    if choice not in CHOICES:
        raise ValueError(f"{choice!r} is not a choice of an opt-out policy")
    return str(choice)
