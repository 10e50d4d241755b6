"""Bedrock's foundation models with their lifecycle, which moto 5.2.5 lacks: those that the estates use, one of them legacy."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from modelkeep.lab.handlers import Lab, Reply, Request, handles
from modelkeep.lab.handlers.bedrock import now

LEGACY_MODEL = "anthropic.claude-3-5-sonnet-20240620-v1:0"
LEGACY_DAYS, REMAINING_DAYS = 45, 135
"""Since when it is legacy, and how long it is still offered: six months in all, as Bedrock documents."""
MODELS = (
    ("anthropic.claude-sonnet-4-20250514-v1:0", "Claude Sonnet 4", "Anthropic"),
    (LEGACY_MODEL, "Claude 3.5 Sonnet", "Anthropic"),
    ("amazon.nova-lite-v1:0", "Nova Lite", "Amazon"),
    ("amazon.nova-lite-v1:0:300k", "Nova Lite", "Amazon"),
    ("amazon.titan-embed-text-v2:0", "Titan Text Embeddings V2", "Amazon"),
)


@handles("bedrock", "ListFoundationModels")
def list_foundation_models(lab: Lab, request: Request) -> Reply:
    """The same in every region."""
    return {
        "modelSummaries": [
            {
                "modelArn": f"arn:aws:bedrock:{request.region}::foundation-model/{identifier}", "modelId": identifier,
                "modelName": name, "providerName": provider, "modelLifecycle": _lifecycle(identifier),
            }
            for identifier, name, provider in MODELS
        ]
    }  # fmt: skip


def _lifecycle(identifier: str) -> dict[str, Any]:
    if identifier != LEGACY_MODEL:
        return {"status": "ACTIVE", "startOfLifeTime": now() - timedelta(days=300)}
    return {
        "status": "LEGACY", "startOfLifeTime": now() - timedelta(days=900),
        "legacyTime": now() - timedelta(days=LEGACY_DAYS), "publicExtendedAccessTime": now() + timedelta(days=45),
        "endOfLifeTime": now() + timedelta(days=REMAINING_DAYS),
    }  # fmt: skip
