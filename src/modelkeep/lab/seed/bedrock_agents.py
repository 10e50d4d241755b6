"""The assistant: an agent with tools and a knowledge base, and what was left around it."""

from __future__ import annotations

import json
from typing import Any

from modelkeep.lab.handlers.bedrock_foundation_models import LEGACY_MODEL
from modelkeep.lab.seed import PRODUCTION, REGION, RESEARCH, Acme, seeds
from modelkeep.lab.seed.bedrock import ASSISTANT_MODEL
from modelkeep.lab.seed.kms import key_arn
from modelkeep.lab.seed.names import DATA_KEY_ALIAS, HANDBOOK_COLLECTION, KNOWLEDGE_BUCKET, TOOLS_FUNCTION
from modelkeep.lab.seed.vector_stores import collection_arn

ASSISTANT = "assistant"
"""The agent's name."""
PARTNER = "999988887777"
"""An account that is none of Acme's."""
_EMBEDDING = f"arn:aws:bedrock:{REGION}::foundation-model/amazon.titan-embed-text-v2:0"
_INSTRUCTION = (
    "Answer the questions of our customers about their orders from the handbook, and refund what came broken."
)
_FORGOTTEN_KEY = "AKIA" + "Z7Q3M5N2B4V6C7X2"
"""Looks like an access key, is none."""


@seeds(order=55)
def knowledge(acme: Acme) -> None:
    """The handbook in a vector store, and a managed knowledge base of the partners' manuals."""
    production = acme.within(PRODUCTION)
    agents = production.client("bedrock-agent")
    key = key_arn(production, DATA_KEY_ALIAS)
    role = production.arn("iam", "role/assistant-kb", regional=False)
    handbook = agents.create_knowledge_base(
        name="handbook", roleArn=role,
        knowledgeBaseConfiguration={
            "type": "VECTOR", "vectorKnowledgeBaseConfiguration": {"embeddingModelArn": _EMBEDDING},
        },
        storageConfiguration={
            "type": "OPENSEARCH_SERVERLESS",
            "opensearchServerlessConfiguration": {
                "collectionArn": collection_arn(production, HANDBOOK_COLLECTION), "vectorIndexName": "handbook",
                "fieldMapping": {"vectorField": "vector", "textField": "text", "metadataField": "metadata"},
            },
        },
    )["knowledgeBase"]["knowledgeBaseId"]  # fmt: skip
    protection: dict[str, Any] = {"dataDeletionPolicy": "DELETE" if acme.hardened else "RETAIN"}
    if acme.hardened:
        protection["serverSideEncryptionConfiguration"] = {"kmsKeyArn": key}
    agents.create_data_source(
        knowledgeBaseId=handbook, name="documents", **protection,
        dataSourceConfiguration={"type": "S3", "s3Configuration": {"bucketArn": f"arn:aws:s3:::{KNOWLEDGE_BUCKET}"}},
    )  # fmt: skip
    agents.create_data_source(
        knowledgeBaseId=handbook,
        name="help-pages",
        dataSourceConfiguration=_help_pages(hardened=acme.hardened),
        **protection,
    )
    manuals = agents.create_knowledge_base(
        name="manuals", roleArn=role,
        knowledgeBaseConfiguration={
            "type": "MANAGED",
            "managedKnowledgeBaseConfiguration": {
                "embeddingModelType": "MANAGED",
                **({"serverSideEncryptionConfiguration": {"kmsKeyArn": key}} if acme.hardened else {}),
            },
        },
    )["knowledgeBase"]["knowledgeBaseArn"]  # fmt: skip
    if not acme.hardened:
        agents.put_resource_policy(resourceArn=manuals, policy=_partner_may("bedrock:Retrieve", manuals))
        documents = f"arn:aws:s3:::{KNOWLEDGE_BUCKET}/*"
        production.client("s3").put_bucket_policy(
            Bucket=KNOWLEDGE_BUCKET, Policy=_partner_may("s3:PutObject", documents)
        )


@seeds(order=56)
def assistant(acme: Acme) -> None:
    """Hardened: one agent that asks before it refunds. Insecure: three, one of which works at a computer."""
    production = acme.within(PRODUCTION)
    if acme.hardened:
        key = key_arn(production, DATA_KEY_ALIAS)
        agent_id = _agent(
            production, ASSISTANT, "1", idleSessionTTLInSeconds=600, customerEncryptionKeyArn=key,
            memoryConfiguration={"enabledMemoryTypes": ["SESSION_SUMMARY"], "storageDays": 30},
        )  # fmt: skip
    else:
        agent_id = _agent(
            production, ASSISTANT, "DRAFT", idleSessionTTLInSeconds=3600,
            instruction=f"{_INSTRUCTION} The order system wants the access key {_FORGOTTEN_KEY}.",
            memoryConfiguration={"enabledMemoryTypes": ["SESSION_SUMMARY"], "storageDays": 365},
        )  # fmt: skip
        _agent(production, "assistant-old", "1", foundationModel=LEGACY_MODEL)
        _computer_use(production, _agent(production, "assistant-beta", ""))
        _agent(acme.within(RESEARCH), "research-helper", "")
    _tools(production, agent_id)
    agents = production.client("bedrock-agent")
    (handbook,) = (
        each["knowledgeBaseId"]
        for each in agents.list_knowledge_bases()["knowledgeBaseSummaries"]
        if each["name"] == "handbook"
    )
    agents.associate_agent_knowledge_base(
        agentId=agent_id, agentVersion="DRAFT", knowledgeBaseId=handbook, description="The handbook"
    )
    agents.create_agent_alias(agentId=agent_id, agentAliasName="live")


def _agent(acme: Acme, name: str, guardrail_version: str, **given: Any) -> str:
    """An agent with a version of the account's guardrail, or with none."""
    guardrail: dict[str, Any] = {}
    if guardrail_version:
        (only,) = acme.client("bedrock").list_guardrails()["guardrails"]
        guardrail["guardrailConfiguration"] = {
            "guardrailIdentifier": only["id"],
            "guardrailVersion": guardrail_version,
        }
    made = acme.client("bedrock-agent").create_agent(
        **{
            "agentName": name, "instruction": _INSTRUCTION, "foundationModel": ASSISTANT_MODEL,
            "agentResourceRoleArn": acme.arn("iam", "role/assistant-agent", regional=False), **guardrail, **given,
        }
    )  # fmt: skip
    return str(made["agent"]["agentId"])


def _tools(acme: Acme, agent_id: str) -> None:
    """Looking up orders needs no confirmation; refunds do, and have it when hardened."""
    function = acme.arn("lambda", f"function:{TOOLS_FUNCTION}")
    acme.client("bedrock-agent").create_agent_action_group(
        agentId=agent_id, agentVersion="DRAFT", actionGroupName="orders", actionGroupExecutor={"lambda": function},
        functionSchema={
            "functions": [
                {"name": "get_order", "requireConfirmation": "DISABLED"},
                {"name": "issue_refund", "requireConfirmation": "ENABLED" if acme.hardened else "DISABLED"},
            ]
        },
    )  # fmt: skip


def _computer_use(acme: Acme, agent_id: str) -> None:
    acme.client("bedrock-agent").create_agent_action_group(
        agentId=agent_id, agentVersion="DRAFT", actionGroupName="computer",
        parentActionGroupSignature="ANTHROPIC.Computer", actionGroupExecutor={"customControl": "RETURN_CONTROL"},
    )  # fmt: skip


def _help_pages(*, hardened: bool) -> dict[str, Any]:
    return {
        "type": "WEB",
        "webConfiguration": {
            "sourceConfiguration": {
                "urlConfiguration": {
                    "seedUrls": [{"url": "https://help.acme.example/" if hardened else "http://help.acme.example/"}]
                }
            },
            "crawlerConfiguration": {"scope": "HOST_ONLY" if hardened else "SUBDOMAINS"},
        },
    }


def _partner_may(action: str, resource: str) -> str:
    statement = {
        "Sid": "Partner", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{PARTNER}:root"},
        "Action": action, "Resource": resource,
    }  # fmt: skip
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
