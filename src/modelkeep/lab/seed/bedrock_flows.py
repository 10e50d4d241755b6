"""A flow and a prompt in production that sort complaints."""

from __future__ import annotations

from typing import Any

from modelkeep.lab.seed import PRODUCTION, Acme, seeds
from modelkeep.lab.seed.bedrock import ASSISTANT_MODEL
from modelkeep.lab.seed.kms import key_arn
from modelkeep.lab.seed.names import DATA_KEY_ALIAS


@seeds(order=51)
def flows(acme: Acme) -> None:
    """Insecure: the flow's prompt has no guardrail, and AWS holds the keys."""
    production = acme.within(PRODUCTION)
    agents = production.client("bedrock-agent")
    own: dict[str, Any] = {}
    prompt: dict[str, Any] = {
        "sourceConfiguration": {
            "inline": {
                "modelId": ASSISTANT_MODEL,
                "templateType": "TEXT",
                "templateConfiguration": {"text": {"text": "Which team should answer? {{complaint}}"}},
            }
        }
    }
    if acme.hardened:
        own["customerEncryptionKeyArn"] = key_arn(production, DATA_KEY_ALIAS)
        (only,) = production.client("bedrock").list_guardrails()["guardrails"]
        prompt["guardrailConfiguration"] = {"guardrailIdentifier": only["id"], "guardrailVersion": "1"}
    nodes = [
        {"name": "complaint", "type": "Input", "configuration": {"input": {}}},
        {"name": "sort", "type": "Prompt", "configuration": {"prompt": prompt}},
        {"name": "team", "type": "Output", "configuration": {"output": {}}},
    ]
    flow = agents.create_flow(
        name="complaints", executionRoleArn=production.arn("iam", "role/assistant-agent", regional=False),
        definition={"nodes": nodes, "connections": []}, **own,
    )["id"]  # fmt: skip
    version = agents.create_flow_version(flowIdentifier=flow)["version"]
    agents.create_flow_alias(flowIdentifier=flow, name="live", routingConfiguration=[{"flowVersion": version}])
    agents.create_prompt(name="polite-answer", **own)
