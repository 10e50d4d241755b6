"""Bedrock AgentCore: runtimes with their log deliveries, gateways, memories, tools of agents, the token vault."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.bedrock_agentcore import (
    AgentRuntime,
    BrowserCustom,
    CodeInterpreterCustom,
    Gateway,
    GatewayPolicyStatement,
    Memory,
    MemoryStrategy,
    RuntimeDelivery,
    RuntimeDeliverySource,
    RuntimePolicyStatement,
    TokenVault,
)
from modelkeep.core.policy import statements
from modelkeep.core.tables import Resource, Row

_CONTROL = "bedrock-agentcore-control"


@collector(AgentRuntime, RuntimePolicyStatement, RuntimeDeliverySource, RuntimeDelivery)
async def runtimes(aws: Reader) -> None:
    """ListAgentRuntimes; GetAgentRuntime and GetResourcePolicy for each; where there are any, the region's log deliveries."""

    found = await aws.list(
        f"{_CONTROL}:ListAgentRuntimes",
        "agentRuntimes",
        lambda item: _Listed(item["agentRuntimeId"], item["agentRuntimeArn"], item["agentRuntimeName"]),
    )
    await _describe(aws, "GetAgentRuntime", found, _runtime, AgentRuntime, "agentRuntimeId")
    await _policies(aws, found, RuntimePolicyStatement)
    if found:
        await _deliveries(aws, frozenset(arn for _, arn, _ in found))


async def _deliveries(aws: Reader, arns: frozenset[str]) -> None:
    def sources(reply: Reply) -> Iterable[RuntimeDeliverySource]:
        for source in reply["deliverySources"]:
            for arn in arns.intersection(source["resourceArns"]):
                yield RuntimeDeliverySource(arn=arn, source_name=source["name"], log_type=source["logType"])

    offered = await aws.pages("logs:DescribeDeliverySources", sources)

    def deliveries(reply: Reply) -> Iterable[RuntimeDelivery]:
        for delivery in reply["deliveries"]:
            for source in offered:
                if source.source_name == delivery["deliverySourceName"]:
                    yield RuntimeDelivery(
                        arn=source.arn,
                        source_name=source.source_name,
                        log_type=source.log_type,
                        destination_type=delivery["deliveryDestinationType"],
                        destination_arn=delivery["deliveryDestinationArn"],
                    )

    if offered:
        await aws.pages("logs:DescribeDeliveries", deliveries)


@collector(Gateway, GatewayPolicyStatement)
async def gateways(aws: Reader) -> None:
    """ListGateways; GetGateway and GetResourcePolicy for each."""
    found = await aws.list(
        f"{_CONTROL}:ListGateways",
        "items",
        lambda item: _Listed(item["gatewayId"], _arn(aws, f"gateway/{item['gatewayId']}"), item["name"]),
    )
    await _describe(aws, "GetGateway", found, _gateway, Gateway, "gatewayIdentifier")
    await _policies(aws, found, GatewayPolicyStatement)


async def _policies(
    aws: Reader, found: Iterable[_Listed], row: type[RuntimePolicyStatement] | type[GatewayPolicyStatement]
) -> None:
    none: tuple[Row, ...] = ()

    async def visit(listed: _Listed) -> None:
        _, arn, _ = listed  # a resumed run gives back a bare tuple
        await aws.get(
            f"{_CONTROL}:GetResourcePolicy",
            arn,
            lambda reply: statements(row, arn, "resource policy", reply["policy"]),
            absent={"ResourceNotFoundException": none},
            resourceArn=arn,
        )

    if aws.wants(f"{_CONTROL}:GetResourcePolicy"):
        await aws.each(found, visit)


@collector(Memory, MemoryStrategy)
async def memories(aws: Reader) -> None:
    """ListMemories and GetMemory."""
    listed = await aws.list(f"{_CONTROL}:ListMemories", "memories", lambda item: str(item["id"]))

    async def visit(memory_id: str) -> None:
        arn = _arn(aws, f"memory/{memory_id}")
        stub: tuple[Row, ...] = (Memory(arn=arn, name=memory_id),)
        await aws.get(
            f"{_CONTROL}:GetMemory",
            arn,
            lambda reply: _memory(reply["memory"]),
            unread=stub,
            memoryId=memory_id,
        )

    await aws.each(listed, visit)


@collector(BrowserCustom)
async def browsers(aws: Reader) -> None:
    """ListBrowsers and GetBrowser; AWS's own browser, which nobody can set, is left out."""
    found = await aws.list(
        f"{_CONTROL}:ListBrowsers",
        "browserSummaries",
        lambda item: _Listed(item["browserId"], item["browserArn"], item.get("name", item["browserId"])),
        type="CUSTOM",
    )
    await _describe(aws, "GetBrowser", found, _browser, BrowserCustom, "browserId")


@collector(CodeInterpreterCustom)
async def code_interpreters(aws: Reader) -> None:
    """ListCodeInterpreters and GetCodeInterpreter; AWS's own, which nobody can set, is left out."""
    found = await aws.list(
        f"{_CONTROL}:ListCodeInterpreters",
        "codeInterpreterSummaries",
        lambda item: _Listed(
            item["codeInterpreterId"], item["codeInterpreterArn"], item.get("name", item["codeInterpreterId"])
        ),
        type="CUSTOM",
    )
    await _describe(aws, "GetCodeInterpreter", found, _code_interpreter, CodeInterpreterCustom, "codeInterpreterId")


@collector(TokenVault)
async def token_vault(aws: Reader) -> None:
    """GetTokenVault, where ListWorkloadIdentities names anybody who could keep tokens in it."""
    identities = await aws.list(
        f"{_CONTROL}:ListWorkloadIdentities", "workloadIdentities", lambda item: str(item["name"])
    )
    if not identities:
        return
    arn = _arn(aws, "token-vault/default")

    def parse(reply: Reply) -> TokenVault:
        kms = reply["kmsConfiguration"]
        return TokenVault(arn=arn, name="default", key_type=kms["keyType"], kms_key_arn=kms.get("kmsKeyArn", ""))

    await aws.get(f"{_CONTROL}:GetTokenVault", arn, parse, unread=TokenVault(arn=arn, name="default"))


class _Listed(NamedTuple):
    """What a list tells of a resource."""

    id: str
    arn: str
    name: str


async def _describe(
    aws: Reader,
    operation: str,
    found: Iterable[_Listed],
    parse: Callable[[Reply], Row],
    row: type[Resource],
    parameter: str,
) -> None:
    """Ask one by one for what the list leaves out; what cannot be read stays known by its name."""

    async def visit(listed: _Listed) -> None:
        identity, arn, name = listed  # a resumed run gives back a bare tuple
        named: dict[str, Any] = {parameter: identity}
        stub: Row = row(arn=arn, name=name)
        await aws.get(f"{_CONTROL}:{operation}", arn, parse, unread=stub, **named)

    await aws.each(found, visit)


def _arn(aws: Reader, resource: str) -> str:
    return f"arn:{aws.partition}:bedrock-agentcore:{aws.region}:{aws.account}:{resource}"


def _runtime(reply: Reply) -> AgentRuntime:
    network = reply.get("networkConfiguration", {})
    artifact = reply.get("agentRuntimeArtifact", {})
    token = reply.get("authorizerConfiguration", {}).get("customJWTAuthorizer", {})
    limits = ("allowedAudience", "allowedClients", "allowedScopes", "customClaims")
    subnets, groups = _placement(network, "networkModeConfig")
    return AgentRuntime(
        arn=reply["agentRuntimeArn"],
        name=reply["agentRuntimeName"],
        status=reply["status"],
        role_arn=reply["roleArn"],
        network_mode=network.get("networkMode"),
        subnet_ids=subnets,
        security_group_ids=groups,
        jwt_discovery_url=token.get("discoveryUrl", ""),
        jwt_limits=tuple(limit for limit in limits if token.get(limit)),
        requires_mmds_v2=reply.get("metadataConfiguration", {}).get("requireMMDSV2"),
        container_uri=artifact.get("containerConfiguration", {}).get("containerUri", ""),
        code_bucket_name=artifact.get("codeConfiguration", {}).get("code", {}).get("s3", {}).get("bucket", ""),
    )


def _gateway(reply: Reply) -> Gateway:
    engine = reply.get("policyEngineConfiguration", {})
    interceptors = reply.get("interceptorConfigurations", ())
    return Gateway(
        arn=reply["gatewayArn"],
        name=reply["name"],
        status=reply["status"],
        role_arn=reply.get("roleArn", ""),
        authorizer_type=reply["authorizerType"],
        kms_key_arn=reply.get("kmsKeyArn", ""),
        policy_engine_arn=engine.get("arn", ""),
        policy_engine_mode=engine.get("mode", ""),
        exception_level=reply.get("exceptionLevel", ""),
        web_acl_arn=reply.get("webAclArn", ""),
        interceptor_lambda_arns=tuple(
            each["interceptor"]["lambda"]["arn"] for each in interceptors if "lambda" in each["interceptor"]
        ),
    )


def _memory(reply: Reply) -> tuple[Row, ...]:
    arn = reply["arn"]
    strategies = (
        MemoryStrategy(
            arn=arn, name=each["name"], type=each["type"], record_expiry_days=each.get("recordExpiryDurationDays", 0)
        )
        for each in reply.get("strategies", ())
    )
    memory = Memory(
        arn=arn,
        name=reply["name"],
        status=reply["status"],
        role_arn=reply.get("memoryExecutionRoleArn", ""),
        encryption_key_arn=reply.get("encryptionKeyArn", ""),
        event_expiry_days=reply["eventExpiryDuration"],
    )
    return (memory, *strategies)


def _browser(reply: Reply) -> BrowserCustom:
    recording = reply.get("recording", {})
    subnets, groups = _placement(reply["networkConfiguration"], "vpcConfig")
    return BrowserCustom(
        arn=reply["browserArn"],
        name=reply["name"],
        status=reply["status"],
        role_arn=reply.get("executionRoleArn", ""),
        network_mode=reply["networkConfiguration"]["networkMode"],
        subnet_ids=subnets,
        security_group_ids=groups,
        recording_enabled=recording.get("enabled", False),
        recording_bucket_name=recording.get("s3Location", {}).get("bucket", ""),
    )


def _code_interpreter(reply: Reply) -> CodeInterpreterCustom:
    subnets, groups = _placement(reply["networkConfiguration"], "vpcConfig")
    return CodeInterpreterCustom(
        arn=reply["codeInterpreterArn"],
        name=reply["name"],
        status=reply["status"],
        role_arn=reply.get("executionRoleArn", ""),
        network_mode=reply["networkConfiguration"]["networkMode"],
        subnet_ids=subnets,
        security_group_ids=groups,
    )


def _placement(network: Reply, key: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The subnets and security groups of a network configuration; none outside a VPC."""
    vpc = network.get(key, {})
    return tuple(vpc.get("subnets", ())), tuple(vpc.get("securityGroups", ()))
