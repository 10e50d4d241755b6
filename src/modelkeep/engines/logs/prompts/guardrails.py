"""What a record tells of guardrails.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_GuardrailTraceAssessment.html
https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html (amazon-bedrock-guardrailAction)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from modelkeep.engines.logs.prompts.conversation import mapping, mappings, text

INTERVENED, NONE = "intervened", "none"
_ACTION = "amazon-bedrock-guardrailAction"
_TRACE = "amazon-bedrock-trace"
_POLICIES = {
    "topicPolicy": "topic",
    "contentPolicy": "content",
    "wordPolicy": "word",
    "sensitiveInformationPolicy": "sensitive_information",
    "contextualGroundingPolicy": "contextual_grounding",
    "automatedReasoningPolicy": "automated_reasoning",
}


@dataclass(frozen=True, slots=True)
class Guarding:
    """The fields of PromptFacts without their prefix."""

    used: bool | None = None
    id: str | None = None
    version: str | None = None
    action: str | None = None
    policies: tuple[str, ...] | None = None


def guarding(operation: str, request: object, answer: object, stop_reason: str | None) -> Guarding:
    """What the bodies tell; they are None where they were not read."""
    config = mapping(mapping(request).get("guardrailConfig"))
    chunks = [answer] if isinstance(answer, Mapping) else list(mappings(answer))
    trace = next((found for chunk in chunks if (found := _trace(chunk))), {})
    actions = {text(chunk[_ACTION]).upper() for chunk in chunks if _ACTION in chunk}
    assessments = dict(_assessments(trace))
    used: bool | None = bool(config or trace or actions or stop_reason == "guardrail_intervened") or None
    if used is None and _is_told(operation, request, chunks):
        used = False
    if not used:
        return Guarding(used=used)
    intervened = stop_reason == "guardrail_intervened" or any(each.endswith("INTERVENED") for each in actions)
    arn = text(config.get("guardrailIdentifier")) or next(iter(assessments), "")
    action = INTERVENED if intervened else NONE if chunks else None
    policies = tuple(sorted({name for each in assessments.values() for name in _intervening(each)})) if trace else None
    return Guarding(
        used, arn.rpartition("/")[2] or None, text(config.get("guardrailVersion")) or None, action, policies
    )


def _is_told(operation: str, request: object, chunks: list[Mapping[str, Any]]) -> bool:
    """Whether the bodies would tell of a guardrail: Converse names it in the request, InvokeModel in the answer."""
    return isinstance(request, Mapping) if operation.startswith("Converse") else bool(chunks)


def _trace(chunk: Mapping[str, Any]) -> Mapping[str, Any]:
    stated = (
        mapping(chunk.get("trace"))
        or mapping(mapping(chunk.get("metadata")).get("trace"))
        or mapping(chunk.get(_TRACE))
    )
    return mapping(stated.get("guardrail")) or mapping(stated.get("guardrails"))


def _assessments(trace: Mapping[str, Any]) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for key in ("inputAssessment", "input", "outputAssessments"):
        for name, value in mapping(trace.get(key)).items():
            found.setdefault(name, []).extend(mappings(value) if isinstance(value, list) else [mapping(value)])
    for each in mappings(trace.get("outputs")):
        for name, value in each.items():
            found.setdefault(name, []).append(mapping(value))
    yield from found.items()


def _intervening(assessments: list[Mapping[str, Any]]) -> Iterator[str]:
    for assessment in assessments:
        for key, name in _POLICIES.items():
            if key in assessment and _acted(assessment[key]):
                yield name


def _acted(value: object) -> bool:
    if isinstance(value, list):
        return any(_acted(each) for each in value)
    if not isinstance(value, Mapping):
        return False
    action = value.get("action")
    if isinstance(action, str):
        return action.upper() != "NONE"
    return any(_acted(each) for each in value.values())
