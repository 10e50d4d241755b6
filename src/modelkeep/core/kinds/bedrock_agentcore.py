"""Amazon Bedrock AgentCore: where agents run, the tools that they reach and what they remember.

https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/
"""

from __future__ import annotations

from modelkeep.core.tables import Resource, Row, Statement, kind, part

_AGENTCORE = "bedrock-agentcore-control"
_MEMORY = f"{_AGENTCORE}:ListMemories {_AGENTCORE}:GetMemory"
_DELIVERIES = f"{_AGENTCORE}:ListAgentRuntimes"


@kind(
    "AWS::BedrockAgentCore::Runtime",
    calls=f"{_AGENTCORE}:ListAgentRuntimes {_AGENTCORE}:GetAgentRuntime",
    ai=True,
)
class AgentRuntime(Resource):
    """An agent, or a tool of agents, that AgentCore runs, as its newest version has it."""

    status: str | None = None
    role_arn: str | None = None
    network_mode: str | None = None
    """PUBLIC or VPC."""
    subnet_ids: tuple[str, ...] | None = None
    security_group_ids: tuple[str, ...] | None = None
    jwt_discovery_url: str | None = None
    """Whose tokens callers bring; '' where IAM authorises them."""
    jwt_limits: tuple[str, ...] | None = None
    """What a token must name besides its issuer: audience, clients, scopes, claims."""
    requires_mmds_v2: bool | None = None
    """Whether the microVM's metadata service answers version 2 alone; unread where AWS does not tell."""
    container_uri: str | None = None
    code_bucket_name: str | None = None


@part(AgentRuntime, "policy_statement", calls=f"{_AGENTCORE}:ListAgentRuntimes {_AGENTCORE}:GetResourcePolicy")
class RuntimePolicyStatement(Statement):
    """Who else may invoke the runtime."""


@kind("AWS::BedrockAgentCore::Gateway", calls=f"{_AGENTCORE}:ListGateways {_AGENTCORE}:GetGateway", ai=True)
class Gateway(Resource):
    """A front that offers functions and APIs to agents as tools."""

    status: str | None = None
    role_arn: str | None = None
    authorizer_type: str | None = None
    """CUSTOM_JWT, AWS_IAM, AUTHENTICATE_ONLY or NONE."""
    kms_key_arn: str | None = None
    policy_engine_arn: str | None = None
    policy_engine_mode: str | None = None
    """LOG_ONLY, ENFORCE, or '' without a policy engine."""
    exception_level: str | None = None
    """DEBUG, or '' where callers get generic messages."""
    web_acl_arn: str | None = None
    interceptor_lambda_arns: tuple[str, ...] | None = None


@part(Gateway, "policy_statement", calls=f"{_AGENTCORE}:ListGateways {_AGENTCORE}:GetResourcePolicy")
class GatewayPolicyStatement(Statement):
    """Who else may use the gateway."""


@kind("AWS::BedrockAgentCore::Memory", calls=_MEMORY, ai=True)
class Memory(Resource):
    """What agents remember: events for some days, and what was learned from them."""

    status: str | None = None
    role_arn: str | None = None
    encryption_key_arn: str | None = None
    event_expiry_days: int | None = None


@part(Memory, "strategy", calls=_MEMORY)
class MemoryStrategy(Row):
    """A way in which lasting records are made of events. `record_expiry_days` 0: they never expire."""

    name: str | None = None
    type: str | None = None
    record_expiry_days: int | None = None


@kind("AWS::BedrockAgentCore::BrowserCustom", calls=f"{_AGENTCORE}:ListBrowsers {_AGENTCORE}:GetBrowser", ai=True)
class BrowserCustom(Resource):
    """A browser of the customer's own making that agents drive."""

    status: str | None = None
    role_arn: str | None = None
    network_mode: str | None = None
    """PUBLIC or VPC."""
    subnet_ids: tuple[str, ...] | None = None
    security_group_ids: tuple[str, ...] | None = None
    recording_enabled: bool | None = None
    recording_bucket_name: str | None = None


@kind(
    "AWS::BedrockAgentCore::CodeInterpreterCustom",
    calls=f"{_AGENTCORE}:ListCodeInterpreters {_AGENTCORE}:GetCodeInterpreter",
    ai=True,
)
class CodeInterpreterCustom(Resource):
    """A sandbox of the customer's own making in which agents run code."""

    status: str | None = None
    role_arn: str | None = None
    network_mode: str | None = None
    """PUBLIC, SANDBOX or VPC."""
    subnet_ids: tuple[str, ...] | None = None
    security_group_ids: tuple[str, ...] | None = None


@kind(
    "AWS::BedrockAgentCore::TokenVault",
    calls=f"{_AGENTCORE}:ListWorkloadIdentities {_AGENTCORE}:GetTokenVault",
    ai=True,
)
class TokenVault(Resource):
    """Where agents keep the tokens and API keys of other services; read where a region has identities of agents."""

    key_type: str | None = None
    """CustomerManagedKey or ServiceManagedKey."""
    kms_key_arn: str | None = None


@part(AgentRuntime, "delivery_source", calls=f"{_DELIVERIES} logs:DescribeDeliverySources")
class RuntimeDeliverySource(Row):
    """What a runtime offers to log: `log_type` APPLICATION_LOGS, USAGE_LOGS or TRACES, under the name `source_name`."""

    source_name: str
    log_type: str | None = None


@part(AgentRuntime, "delivery", calls=f"{_DELIVERIES} logs:DescribeDeliverySources logs:DescribeDeliveries")
class RuntimeDelivery(Row):
    """Where one of a runtime's delivery sources goes: `destination_type` S3, CWL, FH or XRAY."""

    source_name: str
    log_type: str | None = None
    destination_type: str | None = None
    destination_arn: str | None = None
