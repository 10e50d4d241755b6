"""Agents: the working draft with its action groups, and the versions that aliases serve."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import yaml

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.collect.bedrock_knowledge_bases import knowledge_base_arn
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.bedrock_agents import (
    Agent,
    AgentAction,
    AgentActionGroup,
    AgentAlias,
    AgentKnowledgeBase,
    AgentVersion,
)
from modelkeep.core.secrets import secrets_in_text
from modelkeep.core.tables import Row

DRAFT = "DRAFT"
TEST_ALIAS = "TSTALIASID"
"""The alias that AWS gives every agent for its working draft; it cannot be changed."""
_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})


@collector(Agent, AgentActionGroup, AgentAction, AgentKnowledgeBase, AgentAlias, AgentVersion)
async def agents(aws: Reader) -> None:
    """ListAgents; for each GetAgent, its action groups and knowledge bases, its aliases and the versions that they serve."""

    async def visit(identity: tuple[str, str, str]) -> None:
        agent_id, name, status = identity
        arn = f"arn:{aws.partition}:bedrock:{aws.region}:{aws.account}:agent/{agent_id}"
        await aws.get(
            "bedrock-agent:GetAgent",
            arn,
            lambda reply: _agent(reply["agent"]),
            unread=Agent(arn=arn, name=name, agent_status=status),
            agentId=agent_id,
        )
        await _action_groups(aws, arn, agent_id)
        await aws.list(
            "bedrock-agent:ListAgentKnowledgeBases",
            "agentKnowledgeBaseSummaries",
            lambda item: AgentKnowledgeBase(
                arn=arn,
                knowledge_base_arn=knowledge_base_arn(aws, item["knowledgeBaseId"]),
                knowledge_base_state=item["knowledgeBaseState"],
            ),
            resource=arn,
            agentId=agent_id,
            agentVersion=DRAFT,
        )
        await _versions(aws, arn, agent_id)

    listed = await aws.list(
        "bedrock-agent:ListAgents",
        "agentSummaries",
        lambda item: (str(item["agentId"]), str(item["agentName"]), str(item["agentStatus"])),
    )
    await aws.each(listed, visit, calls=4)


async def _action_groups(aws: Reader, arn: str, agent_id: str) -> None:
    async def describe(identity: tuple[str, str, str]) -> None:
        group_id, name, state = identity
        unread: tuple[Row, ...] = (
            AgentActionGroup(arn=arn, action_group_id=group_id, action_group_name=name, action_group_state=state),
            AgentAction(arn=arn, action_group_id=group_id),
        )
        await aws.get(
            "bedrock-agent:GetAgentActionGroup",
            f"{arn}/action-group/{group_id}",
            lambda reply: tuple(_action_group(arn, reply["agentActionGroup"])),
            unread=unread,
            agentId=agent_id,
            agentVersion=DRAFT,
            actionGroupId=group_id,
        )

    listed = await aws.list(
        "bedrock-agent:ListAgentActionGroups",
        "actionGroupSummaries",
        lambda item: (str(item["actionGroupId"]), str(item["actionGroupName"]), str(item["actionGroupState"])),
        resource=arn,
        agentId=agent_id,
        agentVersion=DRAFT,
    )
    await aws.each(listed, describe)


async def _versions(aws: Reader, arn: str, agent_id: str) -> None:
    async def describe(version: str) -> None:
        version_arn = f"{arn}:{version}"
        await aws.get(
            "bedrock-agent:GetAgentVersion",
            version_arn,
            lambda reply: _agent_version(version_arn, arn, reply["agentVersion"]),
            unread=AgentVersion(arn=version_arn, name=version, tags={}, agent_arn=arn, version=version),
            agentId=agent_id,
            agentVersion=version,
        )

    aliases = await aws.list(
        "bedrock-agent:ListAgentAliases",
        "agentAliasSummaries",
        lambda item: _alias(aws, arn, agent_id, item),
        resource=arn,
        agentId=agent_id,
    )
    served = {version for alias in aliases for version in alias.agent_versions or ()}
    await aws.each(sorted(served - {DRAFT}), describe)


def _agent(reply: Reply) -> Agent:
    guardrail = reply.get("guardrailConfiguration", {})
    prompts = reply.get("promptOverrideConfiguration", {})
    memory = reply.get("memoryConfiguration", {})
    return Agent(
        arn=reply["agentArn"],
        name=reply["agentName"],
        agent_status=reply["agentStatus"],
        foundation_model=reply.get("foundationModel", ""),
        agent_resource_role_arn=reply["agentResourceRoleArn"],
        customer_encryption_key_arn=reply.get("customerEncryptionKeyArn", ""),
        guardrail_identifier=guardrail.get("guardrailIdentifier", ""),
        guardrail_version=guardrail.get("guardrailVersion", ""),
        idle_session_ttl_in_seconds=reply["idleSessionTTLInSeconds"],
        instruction_secret_kinds=_secret_kinds(reply),
        orchestration_lambda_arn=reply.get("customOrchestration", {}).get("executor", {}).get("lambda", ""),
        prompt_override_lambda_arn=prompts.get("overrideLambda", ""),
        memory_storage_days=memory.get("storageDays") if memory.get("enabledMemoryTypes") else 0,
        agent_collaboration=reply.get("agentCollaboration", "DISABLED"),
    )


def _agent_version(arn: str, agent_arn: str, reply: Reply) -> AgentVersion:
    guardrail = reply.get("guardrailConfiguration", {})
    return AgentVersion(
        arn=arn,
        name=f"{reply['agentName']}:{reply['version']}",
        tags={},
        agent_arn=agent_arn,
        version=reply["version"],
        foundation_model=reply.get("foundationModel", ""),
        agent_resource_role_arn=reply["agentResourceRoleArn"],
        guardrail_identifier=guardrail.get("guardrailIdentifier", ""),
        guardrail_version=guardrail.get("guardrailVersion", ""),
        instruction_secret_kinds=_secret_kinds(reply),
    )


def _secret_kinds(reply: Reply) -> tuple[str, ...]:
    """Kinds of secrets in the instruction and the overridden prompts; AWS's own prompts hold none."""
    prompts = reply.get("promptOverrideConfiguration", {}).get("promptConfigurations", ())
    texts = [reply.get("instruction", "")]
    texts += [each.get("basePromptTemplate", "") for each in prompts if each.get("promptCreationMode") != "DEFAULT"]
    return tuple(sorted({found.kind for text in texts for found in secrets_in_text(text)}))


def _alias(aws: Reader, agent_arn: str, agent_id: str, item: Reply) -> AgentAlias:
    routes = item.get("routingConfiguration", ())
    alias_id = item["agentAliasId"]
    return AgentAlias(
        arn=f"arn:{aws.partition}:bedrock:{aws.region}:{aws.account}:agent-alias/{agent_id}/{alias_id}",
        name=item["agentAliasName"],
        agent_arn=agent_arn,
        agent_versions=tuple(each["agentVersion"] for each in routes if each.get("agentVersion")),
        provisioned_throughputs=tuple(
            each["provisionedThroughput"] for each in routes if each.get("provisionedThroughput")
        ),
        alias_invocation_state=item.get("aliasInvocationState", "ACCEPT_INVOCATIONS"),
    )


def _action_group(arn: str, reply: Reply) -> Iterable[Row]:
    executor = reply.get("actionGroupExecutor", {})
    group_id = reply["actionGroupId"]
    yield AgentActionGroup(
        arn=arn,
        action_group_id=group_id,
        action_group_name=reply["actionGroupName"],
        action_group_state=reply["actionGroupState"],
        parent_action_signature=reply.get("parentActionSignature", ""),
        lambda_arn=executor.get("lambda", ""),
        returns_control=executor.get("customControl") == "RETURN_CONTROL",
        schema_bucket_name=reply.get("apiSchema", {}).get("s3", {}).get("s3BucketName", ""),
    )
    for function in reply.get("functionSchema", {}).get("functions", ()):
        yield AgentAction(
            arn=arn,
            action_group_id=group_id,
            action=function["name"],
            http_method="",
            requires_confirmation=function.get("requireConfirmation") == "ENABLED",
        )
    schema = reply.get("apiSchema", {})
    if "payload" in schema:
        yield from _operations(arn, group_id, schema["payload"])
    elif schema:
        yield AgentAction(arn=arn, action_group_id=group_id)


def _operations(arn: str, group_id: str, payload: str) -> Iterable[AgentAction]:
    """The operations of an OpenAPI document in JSON or YAML; one that is not understood gives a row of the unknown.

    Confirmation: https://docs.aws.amazon.com/bedrock/latest/userguide/agents-api-schema.html, `x-requireConfirmation`.
    """
    try:
        paths = _document(payload)["paths"]
        found = [
            AgentAction(
                arn=arn,
                action_group_id=group_id,
                action=str(operation.get("operationId") or f"{method.upper()} {path}"),
                http_method=method.upper(),
                requires_confirmation=operation.get("x-requireConfirmation") == "ENABLED",
            )
            for path, operations in paths.items()
            for method, operation in operations.items()
            if method.lower() in _METHODS
        ]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, yaml.YAMLError):
        found = []
    return found or [AgentAction(arn=arn, action_group_id=group_id)]


def _document(payload: str) -> Any:
    try:
        return json.loads(payload)
    except ValueError:
        return yaml.safe_load(payload)
