"""The organisation: its accounts, service control and resource control policies, and the opt-out from AI services' use of content."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.arn import GLOBAL, account_arn
from modelkeep.core.kinds.organizations import (
    AccountOrganization,
    AiOptOut,
    EffectiveBedrockPolicy,
    EffectiveBedrockPolicyGuardrail,
    MemberAccount,
    ResourceControlPolicy,
    ResourceControlStatement,
    ResourceControlTarget,
    ServiceControlPolicy,
    ServiceControlStatement,
    ServiceControlTarget,
)
from modelkeep.core.policy import statements
from modelkeep.core.tables import Row

NOT_IN_USE = "AWSOrganizationsNotInUseException"
SERVICE_CONTROL = "SERVICE_CONTROL_POLICY"
RESOURCE_CONTROL = "RESOURCE_CONTROL_POLICY"
CHOICES = frozenset({"optIn", "optOut"})


@collector(
    AccountOrganization, MemberAccount, ServiceControlPolicy, ServiceControlStatement, ServiceControlTarget,
    ResourceControlPolicy, ResourceControlStatement, ResourceControlTarget, per=GLOBAL,
)  # fmt: skip
async def organisation(aws: Reader) -> None:
    """DescribeOrganization; in the management account, its accounts, service control and resource control policies.

    The list of resource control policies is recorded as one about the account, for a list of the same call is read already.
    """
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
    call = "organizations:ListPolicies"
    service = await aws.list(call, "Policies", _service_control, Filter=SERVICE_CONTROL)
    await aws.each(service, lambda each: _read(aws, each, ServiceControlStatement, ServiceControlTarget), calls=2)
    resource = await aws.list(call, "Policies", _resource_control, resource=arn, Filter=RESOURCE_CONTROL)
    await aws.each(resource, lambda each: _read(aws, each, ResourceControlStatement, ResourceControlTarget), calls=2)


async def _read(
    aws: Reader,
    policy: ServiceControlPolicy | ResourceControlPolicy,
    statement: type[ServiceControlStatement] | type[ResourceControlStatement],
    target: type[ServiceControlTarget] | type[ResourceControlTarget],
) -> None:
    """The document of a policy, and what it is attached to."""
    identifier = policy.arn.rsplit("/", 1)[-1]
    await aws.get(
        "organizations:DescribePolicy",
        policy.arn,
        lambda reply: statements(statement, policy.arn, policy.name, reply["Policy"]["Content"]),
        PolicyId=identifier,
    )
    await aws.list(
        "organizations:ListTargetsForPolicy",
        "Targets",
        lambda item: target(arn=policy.arn, target_id=item["TargetId"], target_type=item["Type"]),
        resource=policy.arn,
        PolicyId=identifier,
    )


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


@collector(EffectiveBedrockPolicy, EffectiveBedrockPolicyGuardrail, per=GLOBAL)
async def bedrock_policy(aws: Reader) -> None:
    """DescribeEffectivePolicy: the guardrails that the organisation applies to the account's model calls."""
    arn = f"arn:{aws.partition}:organizations::{aws.account}:effective-policy/bedrock_policy"
    unread = EffectiveBedrockPolicy(arn=arn, name=aws.account, tags={})
    nothing: tuple[Row, ...] = (replace(unread, configured=False),)
    await aws.get(
        "organizations:DescribeEffectivePolicy",
        arn,
        lambda reply: _enforced(unread, json.loads(reply["EffectivePolicy"]["PolicyContent"])),
        absent={NOT_IN_USE: nothing, "EffectivePolicyNotFoundException": nothing},
        unread=(unread,),
        PolicyType="BEDROCK_POLICY",
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


def _service_control(policy: Reply) -> ServiceControlPolicy:
    return ServiceControlPolicy(
        arn=policy["Arn"], name=policy["Name"], policy_type=policy["Type"], is_aws_managed=policy["AwsManaged"]
    )


def _resource_control(policy: Reply) -> ResourceControlPolicy:
    return ResourceControlPolicy(arn=policy["Arn"], name=policy["Name"], is_aws_managed=policy["AwsManaged"])


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
    choice = _assigned(value)
    if choice not in CHOICES:
        raise ValueError(f"{choice!r} is not a choice of an opt-out policy")
    return str(choice)


def _enforced(policy: EffectiveBedrockPolicy, content: Any) -> tuple[Row, ...]:
    """Syntax: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_bedrock_syntax.html"""
    guardrails = [
        EffectiveBedrockPolicyGuardrail(
            arn=policy.arn,
            applies_in=_region(region),
            guardrail_identifier=_assigned(config["identifier"]),
            included_models=_models(config, "included_models"),
            excluded_models=_models(config, "excluded_models"),
        )
        for region, configs in content["bedrock"].get("guardrail_inference", {}).items()
        for config in configs.values()
    ]
    return (replace(policy, configured=True), *guardrails)


def _region(name: str) -> str:
    if not re.fullmatch(r"[a-z]{2}(-[a-z]+)+-\d", name):
        raise ValueError(f"{name!r} is not a region")
    return name


def _models(config: Reply, key: str) -> tuple[str, ...]:
    """The models on one of the lists; empty where the policy has none, which AWS documents as all models."""
    models = _assigned(config.get("model_enforcement", {}).get(key, []))
    if not isinstance(models, list):
        raise TypeError(f"{key} is not a list of models")
    return tuple(str(each) for each in models)


def _assigned(value: Any) -> Any:
    return value["@@assign"] if isinstance(value, dict) else value
