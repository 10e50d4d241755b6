"""Flows and managed prompts of Amazon Bedrock (https://docs.aws.amazon.com/bedrock/latest/APIReference/, prefix API_agent)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, Row, kind, part

_FLOW = "bedrock-agent:ListFlows bedrock-agent:GetFlow"


@kind("AWS::Bedrock::Flow", calls=_FLOW, ai=True)
class Flow(Resource):
    """A flow of prompts, models and functions."""

    status: str | None = None
    execution_role_arn: str | None = None
    customer_encryption_key_arn: str | None = None


@part(Flow, "node", calls=f"{_FLOW} bedrock-agent:ListFlowAliases bedrock-agent:GetFlowVersion")
class FlowNode(Row):
    """A step of a flow's working draft, or of a version that an alias serves. `type` NULL: that version's steps were not read."""

    version: str
    name: str | None = None
    type: str | None = None
    asks_model: bool | None = None
    """Whether the step has a model answer by itself: prompts, and knowledge bases that name a model."""
    guardrail_identifier: str | None = None
    """ID or ARN; '' for none."""


@kind("AWS::Bedrock::Prompt", calls="bedrock-agent:ListPrompts bedrock-agent:GetPrompt", ai=True)
class Prompt(Resource):
    """A managed prompt, as its working draft has it. Its text never leaves the adapter."""

    customer_encryption_key_arn: str | None = None
