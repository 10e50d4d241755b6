"""Agents and knowledge bases: actions, served versions, sources; and that no text of instructions leaves the adapter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.fakes.collecting import ACCOUNT, collect

from modelkeep.adapters.aws.collect import bedrock_agents, bedrock_knowledge_bases
from modelkeep.adapters.aws.collect.bedrock_agents import _operations
from modelkeep.core.kinds.bedrock_agents import (
    Agent,
    AgentAction,
    AgentActionGroup,
    AgentAlias,
    AgentKnowledgeBase,
    AgentVersion,
    DataSource,
    KnowledgeBase,
    KnowledgeBasePolicy,
    KnowledgeBasePolicyStatement,
)
from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer

ROLE = f"arn:aws:iam::{ACCOUNT}:role/agent"
KEY_ID = "AKIA" + "Z7Q3M5N2B4V6C7X2"
"""Looks like an access key, is none."""
STORE = f"arn:aws:aoss:us-east-1:{ACCOUNT}:collection/abc"


@pytest.fixture
def acme() -> Iterator[Acme]:
    with LabServer() as lab:
        yield Acme(lab.url, hardened=False)


def agent(acme: Acme, **given: Any) -> str:
    made = acme.client("bedrock-agent").create_agent(
        **{
            "agentName": "helper", "instruction": "Help people with their orders and returns, politely.",
            "foundationModel": "amazon.nova-pro-v1:0", "agentResourceRoleArn": ROLE, **given,
        }
    )  # fmt: skip
    return str(made["agent"]["agentId"])


def of(rows: list[Any], kind: type[Any]) -> list[Any]:
    return [row for row in rows if isinstance(row, kind)]


def test_a_bare_agent_has_explicit_nothings(acme: Acme) -> None:
    agent_id = agent(acme)
    (row,) = of(collect(acme.endpoint_url, bedrock_agents.agents).rows, Agent)
    assert row.arn == f"arn:aws:bedrock:us-east-1:{ACCOUNT}:agent/{agent_id}"
    assert (row.guardrail_identifier, row.guardrail_version, row.customer_encryption_key_arn) == ("", "", "")
    assert (row.idle_session_ttl_in_seconds, row.memory_storage_days, row.instruction_secret_kinds) == (600, 0, ())


def test_secrets_are_named_by_kind_wherever_they_stand_and_their_text_is_not_kept(acme: Acme) -> None:
    agent(
        acme, instruction=f"Use the key {KEY_ID} for the order system, and be polite to everybody.",
        promptOverrideConfiguration={
            "promptConfigurations": [
                {"promptType": "ORCHESTRATION", "promptCreationMode": "OVERRIDDEN",
                 "basePromptTemplate": "-----BEGIN PRIVATE KEY-----"},
            ]
        },
    )  # fmt: skip
    acme.client("bedrock-agent").create_agent_alias(
        agentId=acme.client("bedrock-agent").list_agents()["agentSummaries"][0]["agentId"], agentAliasName="live"
    )
    journal = collect(acme.endpoint_url, bedrock_agents.agents)
    assert of(journal.rows, Agent)[0].instruction_secret_kinds == ("AWS access key id", "private key")
    assert of(journal.rows, AgentVersion)[0].instruction_secret_kinds == ("AWS access key id", "private key")
    assert KEY_ID not in repr(journal.entries)
    assert "polite" not in repr(journal.entries)


def test_versions_behind_aliases_are_read_and_the_test_alias_serves_the_draft(acme: Acme) -> None:
    agent_id = agent(acme, guardrailConfiguration={"guardrailIdentifier": "abc", "guardrailVersion": "2"})
    acme.client("bedrock-agent").create_agent_alias(agentId=agent_id, agentAliasName="live")
    rows = collect(acme.endpoint_url, bedrock_agents.agents).rows
    assert {row.name: row.agent_versions for row in of(rows, AgentAlias)} == {
        "AgentTestAlias": ("DRAFT",),
        "live": ("1",),
    }
    (version,) = of(rows, AgentVersion)
    assert version.arn == f"{version.agent_arn}:1"
    assert (version.guardrail_identifier, version.guardrail_version) == ("abc", "2")


def test_actions_come_from_functions_and_from_api_schemas(acme: Acme) -> None:
    agent_id = agent(acme)
    agents = acme.client("bedrock-agent")
    tools = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:tools"
    draft = {"agentId": agent_id, "agentVersion": "DRAFT"}
    functions = [{"name": "refund", "requireConfirmation": "ENABLED"}, {"name": "get_order"}]
    agents.create_agent_action_group(
        **draft, actionGroupName="a", actionGroupExecutor={"lambda": tools}, functionSchema={"functions": functions}
    )
    schema = {"apiSchema": {"s3": {"s3BucketName": "schemas", "s3ObjectKey": "a.json"}}}
    agents.create_agent_action_group(
        **draft, actionGroupName="b", actionGroupExecutor={"customControl": "RETURN_CONTROL"}, **schema
    )
    agents.create_agent_action_group(**draft, actionGroupName="c", parentActionGroupSignature="ANTHROPIC.Bash")
    agents.associate_agent_knowledge_base(**draft, knowledgeBaseId="ABCDEFGHIJ", description="d")
    rows = collect(acme.endpoint_url, bedrock_agents.agents).rows
    groups = {row.action_group_name: row for row in of(rows, AgentActionGroup)}
    assert (groups["a"].lambda_arn, groups["a"].returns_control, groups["a"].parent_action_signature) == (
        tools,
        False,
        "",
    )
    assert (groups["b"].returns_control, groups["b"].schema_bucket_name) == (True, "schemas")
    assert groups["c"].parent_action_signature == "ANTHROPIC.Bash"
    assert {row.action: row.requires_confirmation for row in of(rows, AgentAction)} == {
        "refund": True,
        "get_order": False,
        None: None,
    }
    (link,) = of(rows, AgentKnowledgeBase)
    assert link.knowledge_base_arn == f"arn:aws:bedrock:us-east-1:{ACCOUNT}:knowledge-base/ABCDEFGHIJ"


OPENAPI = {
    "openapi": "3.0.0",
    "paths": {
        "/orders": {
            "parameters": [],
            "get": {"operationId": "listOrders"},
            "post": {"x-requireConfirmation": "ENABLED"},
        }
    },
}
YAML = "paths:\n  /orders:\n    delete:\n      operationId: dropOrder\n      x-requireConfirmation: DISABLED\n"


def test_operations_of_json_and_yaml() -> None:
    found = [
        (row.action, row.http_method, row.requires_confirmation) for row in _operations("a", "g", json.dumps(OPENAPI))
    ]
    assert found == [("listOrders", "GET", False), ("POST /orders", "POST", True)]
    (row,) = _operations("a", "g", YAML)
    assert (row.action, row.http_method, row.requires_confirmation) == ("dropOrder", "DELETE", False)


@pytest.mark.parametrize(
    "payload", ["", "{", "paths:", "[1, 2]", "paths: {/a: {get: 1}}", "a: &a [*a]", "{" * 5000, "paths: {1: {2: {}}}"]
)
def test_a_schema_that_is_not_understood_is_one_unknown_action(payload: str) -> None:
    (row,) = _operations("a", "g", payload)
    assert (row.action, row.requires_confirmation) == (None, None)


TORN = {"seedUrls": [{"url": "https://wiki.example/"}, {"url": "http://[torn"}]}


def test_sources_name_hosts_and_buckets_without_what_urls_may_hide(acme: Acme) -> None:
    agents = acme.client("bedrock-agent")
    knowledge_base_id = knowledge_base(acme)
    web = {
        "sourceConfiguration": {"urlConfiguration": {"seedUrls": [{"url": "http://me:pw@wiki.example/a?token=t#x"}]}},
        "crawlerConfiguration": {"scope": "SUBDOMAINS"},
    }
    confluence = {
        "sourceConfiguration": {
            "hostUrl": "https://acme.atlassian.example", "hostType": "SAAS", "authType": "BASIC",
            "credentialsSecretArn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:confluence",
        }
    }  # fmt: skip
    bucket = {"bucketArn": "arn:aws:s3:::documents"}
    for name, settings in (
        ("pages", {"type": "WEB", "webConfiguration": web}),
        ("wiki", {"type": "CONFLUENCE", "confluenceConfiguration": confluence}),
        ("files", {"type": "S3", "s3Configuration": bucket}),
        ("torn", {"type": "WEB", "webConfiguration": {"sourceConfiguration": {"urlConfiguration": TORN}}}),
    ):
        agents.create_data_source(knowledgeBaseId=knowledge_base_id, name=name, dataSourceConfiguration=settings)
    journal = collect(acme.endpoint_url, bedrock_knowledge_bases.knowledge_bases)
    (row,) = of(journal.rows, KnowledgeBase)
    assert (row.storage_type, row.vector_store_arn, row.vector_store_host) == ("OPENSEARCH_SERVERLESS", STORE, "")
    sources = {row.name: row for row in of(journal.rows, DataSource)}
    assert sources["pages"].web_seed_urls == ("http://wiki.example/a",)
    assert (sources["pages"].source_hosts, sources["pages"].web_scope) == (("wiki.example",), "SUBDOMAINS")
    assert sources["wiki"].source_hosts == ("acme.atlassian.example",)
    assert sources["wiki"].credentials_secret_arn.endswith("secret:confluence")
    assert (sources["torn"].web_seed_urls, sources["torn"].source_hosts) == (None, None)
    assert (sources["files"].bucket_arn, sources["files"].kms_key_arn) == ("arn:aws:s3:::documents", "")
    assert "token=t" not in repr(journal.entries)


def test_only_managed_knowledge_bases_are_asked_for_a_policy(acme: Acme) -> None:
    knowledge_base(acme)
    journal = collect(acme.endpoint_url, bedrock_knowledge_bases.knowledge_bases)
    assert not [key for key in journal.entries if key[0] == "bedrock-agent:GetResourcePolicy"]
    managed = acme.client("bedrock-agent").create_knowledge_base(
        name="managed", roleArn=ROLE,
        knowledgeBaseConfiguration={"type": "MANAGED", "managedKnowledgeBaseConfiguration": {}},
    )["knowledgeBase"]["knowledgeBaseArn"]  # fmt: skip
    rows = collect(acme.endpoint_url, bedrock_knowledge_bases.knowledge_bases).rows
    assert [(row.arn, row.configured) for row in of(rows, KnowledgeBasePolicy)] == [(managed, False)]
    acme.client("bedrock-agent").put_resource_policy(resourceArn=managed, policy='{"Statement": []}')
    rows = collect(acme.endpoint_url, bedrock_knowledge_bases.knowledge_bases).rows
    assert [row.configured for row in of(rows, KnowledgeBasePolicy)] == [True]
    assert of(rows, KnowledgeBasePolicyStatement) == []


def knowledge_base(acme: Acme) -> str:
    made = acme.client("bedrock-agent").create_knowledge_base(
        name="handbook", roleArn=ROLE,
        knowledgeBaseConfiguration={
            "type": "VECTOR",
            "vectorKnowledgeBaseConfiguration": {
                "embeddingModelArn": "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0"
            },
        },
        storageConfiguration={
            "type": "OPENSEARCH_SERVERLESS",
            "opensearchServerlessConfiguration": {
                "collectionArn": STORE, "vectorIndexName": "i",
                "fieldMapping": {"vectorField": "v", "textField": "t", "metadataField": "m"},
            },
        },
    )  # fmt: skip
    return str(made["knowledgeBase"]["knowledgeBaseId"])
