"""What is read of an organisation, from where."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.fakes.journal import MemoryJournal
from tests.fakes.scripted_aws import ScriptedAws, error, ok

from modelkeep.adapters.aws.collect import Collector
from modelkeep.adapters.aws.collect.organizations import ai_opt_out, bedrock_policy, organisation
from modelkeep.adapters.aws.reader import Reader, Run
from modelkeep.core.arn import GLOBAL
from modelkeep.core.coverage import Outcome
from modelkeep.core.kinds import tables
from modelkeep.core.kinds.organizations import (
    AccountOrganization,
    AiOptOut,
    EffectiveBedrockPolicy,
    EffectiveBedrockPolicyGuardrail,
    MemberAccount,
    ResourceControlStatement,
    ResourceControlTarget,
    ServiceControlStatement,
    ServiceControlTarget,
)
from modelkeep.ports import Silent

OWN = "111122223333"
ROOT = f"arn:aws:iam::{OWN}:root"
BEDROCK_POLICY = f"arn:aws:organizations::{OWN}:effective-policy/bedrock_policy"
GUARDRAIL = "arn:aws:bedrock:us-east-1:444455556666:guardrail/hu1dlsv9wy1d:1"
POLICY = f"arn:aws:organizations::{OWN}:policy/o-abcdefghij/service_control_policy/p-12345678"
SUMMARY = {"Id": "p-12345678", "Arn": POLICY, "Name": "guard", "Type": "SERVICE_CONTROL_POLICY", "AwsManaged": False}


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedAws]:
    with ScriptedAws() as scripted:
        yield scripted


@pytest.fixture
def aws(server: ScriptedAws) -> ScriptedAws:
    server.reset()
    return server


def read(aws: ScriptedAws, collector: Collector) -> MemoryJournal:
    journal = MemoryJournal()
    calls = frozenset(call for name in collector.tables for call in tables()[name].calls)

    async def go() -> None:
        with ThreadPoolExecutor(4) as executor:
            run = Run(
                journal=journal, progress=Silent(), calls=calls, executor=executor, clock=lambda: datetime.now(UTC)
            )
            home = "us-east-1"
            reader = Reader(run, aws.clients(), account=OWN, region=GLOBAL, partition="aws", home=home)
            await collector.collect(reader)

    asyncio.run(go())
    return journal


def organization(manager: str) -> Any:
    return ok(Organization={"Id": "o-abcdefghij", "MasterAccountId": manager, "FeatureSet": "ALL"})


def account(identifier: str, **more: Any) -> dict[str, Any]:
    return {
        "Id": identifier,
        "Arn": f"arn:aws:organizations::{OWN}:account/o-abcdefghij/{identifier}",
        "Name": "x",
        **more,
    }


def test_the_management_account_tells_accounts_and_policies(aws: ScriptedAws) -> None:
    paths = ["o-abcdefghij/r-abcd/ou-abcd-11111111/222233334444/"]
    aws.on("DescribeOrganization", organization(OWN))
    aws.on(
        "ListAccounts",
        ok(Accounts=[account(OWN, Status="ACTIVE"), account("222233334444", State="ACTIVE", Paths=paths)]),
    )
    aws.on("ListPolicies", ok(Policies=[SUMMARY]), ok(Policies=[]))
    content = {"Statement": {"Effect": "Deny", "Action": "cloudtrail:*", "Resource": "*"}}
    aws.on("DescribePolicy", ok(Policy={"PolicySummary": SUMMARY, "Content": json.dumps(content)}))
    aws.on("ListTargetsForPolicy", ok(Targets=[{"TargetId": "r-abcd", "Type": "ROOT"}]))
    rows = read(aws, organisation).rows
    own, member = (row for row in rows if isinstance(row, MemberAccount))
    assert (own.is_management, own.state, own.parents) == (True, "ACTIVE", None)
    assert (member.account, member.is_management, member.state) == ("222233334444", False, "ACTIVE")
    assert member.parents == ("222233334444", "o-abcdefghij", "ou-abcd-11111111", "r-abcd")
    (statement,) = (row for row in rows if isinstance(row, ServiceControlStatement))
    assert (statement.arn, statement.effect) == (POLICY, "Deny")
    (target,) = (row for row in rows if isinstance(row, ServiceControlTarget))
    assert (target.arn, target.target_id) == (POLICY, "r-abcd")
    assert aws.requests["ListPolicies"][0]["Filter"] == "SERVICE_CONTROL_POLICY"


def test_resource_control_policies_are_rows_of_their_own(aws: ScriptedAws) -> None:
    arn = POLICY.replace("service_control_policy", "resource_control_policy")
    summary = {**SUMMARY, "Arn": arn, "Type": "RESOURCE_CONTROL_POLICY"}
    content = {"Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}}
    aws.on("DescribeOrganization", organization(OWN))
    aws.on("ListAccounts", ok(Accounts=[]))
    aws.on("ListPolicies", ok(Policies=[]), ok(Policies=[summary]))
    aws.on("DescribePolicy", ok(Policy={"PolicySummary": summary, "Content": json.dumps(content)}))
    aws.on("ListTargetsForPolicy", ok(Targets=[{"TargetId": "r-abcd", "Type": "ROOT"}]))
    journal = read(aws, organisation)
    (statement,) = (row for row in journal.rows if isinstance(row, ResourceControlStatement))
    assert (statement.arn, statement.principals) == (arn, ("*",))
    (target,) = (row for row in journal.rows if isinstance(row, ResourceControlTarget))
    assert (target.arn, target.target_id) == (arn, "r-abcd")
    assert not any(isinstance(row, ServiceControlStatement | ServiceControlTarget) for row in journal.rows)
    assert [asked["Filter"] for asked in aws.requests["ListPolicies"]][1:] == ["RESOURCE_CONTROL_POLICY"]


def test_one_list_of_policies_that_is_denied_leaves_the_other(aws: ScriptedAws) -> None:
    aws.on("DescribeOrganization", organization(OWN))
    aws.on("ListAccounts", ok(Accounts=[]))
    aws.on("ListPolicies", ok(Policies=[]), error("AccessDeniedException", status=403))
    reads = [each.read for each in read(aws, organisation).entries.values()]
    outcomes = {each.resource: each.outcome for each in reads if each.call == "organizations:ListPolicies"}
    assert outcomes == {"": Outcome.OK, ROOT: Outcome.DENIED}


def test_a_member_account_is_not_asked_for_what_only_the_management_account_may_tell(aws: ScriptedAws) -> None:
    aws.on("DescribeOrganization", organization("444455556666"))
    (row,) = read(aws, organisation).rows
    assert isinstance(row, AccountOrganization)
    assert (row.arn, row.management_account) == (ROOT, "444455556666")
    assert set(aws.requests) == {"DescribeOrganization"}


def test_an_account_on_its_own_says_so(aws: ScriptedAws) -> None:
    aws.on("DescribeOrganization", error("AWSOrganizationsNotInUseException"))
    aws.on("DescribeEffectivePolicy", error("AWSOrganizationsNotInUseException"))
    (row,) = read(aws, organisation).rows
    assert isinstance(row, AccountOrganization)
    assert row.organization_id == ""
    (opt_out,) = read(aws, ai_opt_out).rows
    assert isinstance(opt_out, AiOptOut)
    assert (opt_out.default_choice, opt_out.opted_in) == ("", ())


def effective(content: Any) -> Any:
    return ok(EffectivePolicy={"PolicyContent": json.dumps(content), "TargetId": OWN})


def test_the_opt_out_in_effect(aws: ScriptedAws) -> None:
    services = {"default": {"opt_out_policy": "optOut"}, "lex": {"opt_out_policy": {"@@assign": "optIn"}}}
    aws.on("DescribeEffectivePolicy", effective({"services": services}))
    (row,) = read(aws, ai_opt_out).rows
    assert isinstance(row, AiOptOut)
    assert (row.default_choice, row.opted_in, row.opted_out) == ("optOut", ("lex",), ())


@pytest.mark.parametrize(
    "content", [[], {}, {"services": {"default": {"opt_out_policy": "optout"}}}, {"services": {"default": "optOut"}}]
)
def test_an_opt_out_that_is_not_understood_is_a_gap(aws: ScriptedAws, content: Any) -> None:
    aws.on("DescribeEffectivePolicy", effective(content))
    journal = read(aws, ai_opt_out)
    assert journal.rows == []
    assert journal.read("organizations:DescribeEffectivePolicy", ROOT).outcome is Outcome.ERROR


def test_a_denied_opt_out_is_a_gap(aws: ScriptedAws) -> None:
    aws.on("DescribeEffectivePolicy", error("AccessDeniedException", status=400))
    journal = read(aws, ai_opt_out)
    assert journal.rows == []
    assert journal.read("organizations:DescribeEffectivePolicy", ROOT).outcome is Outcome.DENIED


def test_the_guardrails_that_the_organisation_enforces(aws: ScriptedAws) -> None:
    models = {"included_models": ["ALL"], "excluded_models": {"@@assign": ["cohere.embed-english-v3"]}}
    regions = {
        "us-east-1": {"config_1": {"identifier": GUARDRAIL, "model_enforcement": models}},
        "eu-west-1": {"config_1": {"identifier": {"@@assign": GUARDRAIL}, "input_tags": "honor"}},
    }
    aws.on("DescribeEffectivePolicy", effective({"bedrock": {"guardrail_inference": regions}}))
    policy, limited, full = read(aws, bedrock_policy).rows
    assert isinstance(policy, EffectiveBedrockPolicy)
    assert (policy.arn, policy.configured) == (BEDROCK_POLICY, True)
    assert isinstance(limited, EffectiveBedrockPolicyGuardrail)
    assert isinstance(full, EffectiveBedrockPolicyGuardrail)
    assert (limited.applies_in, limited.guardrail_identifier) == ("us-east-1", GUARDRAIL)
    assert (limited.included_models, limited.excluded_models) == (("ALL",), ("cohere.embed-english-v3",))
    assert (full.applies_in, full.guardrail_identifier) == ("eu-west-1", GUARDRAIL)
    assert (full.included_models, full.excluded_models) == ((), ())
    assert aws.requests["DescribeEffectivePolicy"][0]["PolicyType"] == "BEDROCK_POLICY"


@pytest.mark.parametrize("code", ["AWSOrganizationsNotInUseException", "EffectivePolicyNotFoundException"])
def test_no_bedrock_policy_is_said(aws: ScriptedAws, code: str) -> None:
    aws.on("DescribeEffectivePolicy", error(code))
    journal = read(aws, bedrock_policy)
    (policy,) = journal.rows
    assert isinstance(policy, EffectiveBedrockPolicy)
    assert policy.configured is False
    assert journal.read("organizations:DescribeEffectivePolicy", BEDROCK_POLICY).outcome is Outcome.ABSENT


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"bedrock": {"guardrail_inference": {"everywhere": {"config_1": {"identifier": GUARDRAIL}}}}},
        {"bedrock": {"guardrail_inference": {"us-east-1": {"config_1": {}}}}},
        {
            "bedrock": {
                "guardrail_inference": {
                    "us-east-1": {"c": {"identifier": GUARDRAIL, "model_enforcement": {"excluded_models": "x"}}}
                }
            }
        },
    ],
)
def test_a_bedrock_policy_that_is_not_understood_is_a_gap_about_itself(aws: ScriptedAws, content: Any) -> None:
    aws.on("DescribeEffectivePolicy", effective(content))
    journal = read(aws, bedrock_policy)
    (policy,) = journal.rows
    assert isinstance(policy, EffectiveBedrockPolicy)
    assert policy.configured is None
    assert journal.read("organizations:DescribeEffectivePolicy", BEDROCK_POLICY).outcome is Outcome.ERROR
