"""AgentCore and flows: what becomes of replies, and how little is asked where nothing is there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.fakes.collecting import ACCOUNT, collect

from modelkeep.adapters.aws.collect import bedrock_agentcore, bedrock_flows
from modelkeep.core.kinds.bedrock_agentcore import AgentRuntime, MemoryStrategy, RuntimeDelivery, TokenVault
from modelkeep.core.kinds.bedrock_flows import FlowNode
from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer

ROLE = f"arn:aws:iam::{ACCOUNT}:role/agent"
COLLECTORS = (
    bedrock_agentcore.runtimes,
    bedrock_agentcore.gateways,
    bedrock_agentcore.memories,
    bedrock_agentcore.browsers,
    bedrock_agentcore.code_interpreters,
    bedrock_agentcore.token_vault,
)


@pytest.fixture
def acme() -> Iterator[Acme]:
    with LabServer() as lab:
        yield Acme(lab.url, hardened=False)


def test_a_region_without_agents_costs_one_list_each(acme: Acme) -> None:
    journal = collect(acme.endpoint_url, *COLLECTORS)
    assert journal.rows == []
    assert len(journal.entries) == len(COLLECTORS)


def test_what_a_runtime_does_not_tell_stays_unread(acme: Acme) -> None:
    control = acme.client("bedrock-agentcore-control")
    image = {"containerConfiguration": {"containerUri": f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/agent:1"}}
    arn = control.create_agent_runtime(agentRuntimeName="bare", agentRuntimeArtifact=image, roleArn=ROLE)[
        "agentRuntimeArn"
    ]
    logs = acme.client("logs")
    logs.put_delivery_source(name="bare", resourceArn=arn, logType="TRACES")
    target = logs.put_delivery_destination(name="bare", deliveryDestinationType="XRAY")["deliveryDestination"]
    logs.create_delivery(deliverySourceName="bare", deliveryDestinationArn=target["arn"])
    rows = collect(acme.endpoint_url, bedrock_agentcore.runtimes, bedrock_agentcore.token_vault).rows
    (runtime,) = (row for row in rows if isinstance(row, AgentRuntime))
    assert (runtime.network_mode, runtime.requires_mmds_v2) == (None, None)
    assert (runtime.jwt_discovery_url, runtime.jwt_limits) == ("", ())
    assert runtime.container_uri == image["containerConfiguration"]["containerUri"]
    (delivery,) = (row for row in rows if isinstance(row, RuntimeDelivery))
    assert (delivery.arn, delivery.log_type, delivery.destination_type) == (arn, "TRACES", "XRAY")
    (vault,) = (row for row in rows if isinstance(row, TokenVault))
    assert (vault.key_type, vault.kms_key_arn) == ("ServiceManagedKey", "")


def test_records_without_an_expiry_are_kept_for_ever(acme: Acme) -> None:
    acme.client("bedrock-agentcore-control").create_memory(
        name="notes", eventExpiryDuration=30, memoryStrategies=[{"semanticMemoryStrategy": {"name": "facts"}}]
    )
    rows = collect(acme.endpoint_url, bedrock_agentcore.memories).rows
    (strategy,) = (row for row in rows if isinstance(row, MemoryStrategy))
    assert strategy.record_expiry_days == 0


def test_steps_inside_loops_count(acme: Acme) -> None:
    guarded = {
        "sourceConfiguration": {"resource": {"promptArn": f"arn:aws:bedrock:us-east-1:{ACCOUNT}:prompt/ABCDEFGHIJ"}},
        "guardrailConfiguration": {"guardrailIdentifier": "g", "guardrailVersion": "1"},
    }
    inner = {
        "nodes": [
            {"name": "ask", "type": "Prompt", "configuration": {"prompt": guarded}},
            {"name": "find", "type": "KnowledgeBase", "configuration": {"knowledgeBase": {"knowledgeBaseId": "ABCDEFGHIJ"}}},
        ]
    }  # fmt: skip
    acme.client("bedrock-agent").create_flow(
        name="again",
        executionRoleArn=ROLE,
        definition={"nodes": [{"name": "loop", "type": "Loop", "configuration": {"loop": {"definition": inner}}}]},
    )
    rows = collect(acme.endpoint_url, bedrock_flows.flows).rows
    steps = {row.name: (row.asks_model, row.guardrail_identifier) for row in rows if isinstance(row, FlowNode)}
    assert steps == {"loop": (False, ""), "ask": (True, "g"), "find": (False, "")}
