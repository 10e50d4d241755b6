"""Flows, with the steps of their working draft and of the versions that aliases serve, and managed prompts."""

from __future__ import annotations

from collections.abc import Iterable

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.bedrock_flows import Flow, FlowNode, Prompt
from modelkeep.core.tables import Row

_DRAFT = "DRAFT"


@collector(Flow, FlowNode)
async def flows(aws: Reader) -> None:
    """ListFlows; for each GetFlow, ListFlowAliases and GetFlowVersion of the versions that are served."""

    async def visit(identity: tuple[str, str, str]) -> None:
        arn, flow_id, name = identity
        stub: tuple[Row, ...] = (Flow(arn=arn, name=name), FlowNode(arn=arn, version=_DRAFT))
        await aws.get("bedrock-agent:GetFlow", arn, _flow, unread=stub, flowIdentifier=flow_id)
        served = await aws.list(
            "bedrock-agent:ListFlowAliases",
            "flowAliasSummaries",
            lambda item: [
                str(route["flowVersion"]) for route in item["routingConfiguration"] if "flowVersion" in route
            ],
            resource=arn,
            flowIdentifier=flow_id,
        )
        for version in sorted({each for versions in served for each in versions} - {_DRAFT}):
            await _version(aws, arn, flow_id, version)

    listed = await aws.list(
        "bedrock-agent:ListFlows",
        "flowSummaries",
        lambda item: (str(item["arn"]), str(item["id"]), str(item["name"])),
    )
    await aws.each(listed, visit, calls=2)


async def _version(aws: Reader, arn: str, flow_id: str, version: str) -> None:
    stub: tuple[Row, ...] = (FlowNode(arn=arn, version=version),)
    await aws.get(
        "bedrock-agent:GetFlowVersion",
        f"{arn}:{version}",
        lambda reply: tuple(_nodes(arn, version, reply.get("definition", {}))),
        unread=stub,
        flowIdentifier=flow_id,
        flowVersion=version,
    )


@collector(Prompt)
async def prompts(aws: Reader) -> None:
    """ListPrompts and GetPrompt."""

    async def visit(identity: tuple[str, str, str]) -> None:
        arn, prompt_id, name = identity
        await aws.get(
            "bedrock-agent:GetPrompt",
            arn,
            lambda reply: Prompt(
                arn=arn,
                name=reply["name"],
                customer_encryption_key_arn=reply.get("customerEncryptionKeyArn", ""),
            ),
            unread=Prompt(arn=arn, name=name),
            promptIdentifier=prompt_id,
        )

    listed = await aws.list(
        "bedrock-agent:ListPrompts",
        "promptSummaries",
        lambda item: (str(item["arn"]), str(item["id"]), str(item["name"])),
    )
    await aws.each(listed, visit)


def _flow(reply: Reply) -> tuple[Row, ...]:
    flow = Flow(
        arn=reply["arn"],
        name=reply["name"],
        status=reply["status"],
        execution_role_arn=reply["executionRoleArn"],
        customer_encryption_key_arn=reply.get("customerEncryptionKeyArn", ""),
    )
    return (flow, *_nodes(flow.arn, _DRAFT, reply.get("definition", {})))


def _nodes(arn: str, version: str, definition: Reply) -> Iterable[FlowNode]:
    """All steps, those inside loops too."""
    for node in definition.get("nodes", ()):
        config = node.get("configuration", {})
        step = config.get("prompt", config.get("knowledgeBase", {}))
        yield FlowNode(
            arn=arn,
            version=version,
            name=node["name"],
            type=node["type"],
            asks_model="prompt" in config or bool(config.get("knowledgeBase", {}).get("modelId")),
            guardrail_identifier=step.get("guardrailConfiguration", {}).get("guardrailIdentifier", ""),
        )
        yield from _nodes(arn, version, config.get("loop", {}).get("definition", {}))
