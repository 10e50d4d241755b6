"""What of a SageMaker model card gets into the estate: what its author states about the model, one entry for each statement.

The content's schema: https://docs.aws.amazon.com/sagemaker/latest/dg/model-cards-json-schema.html. A text that holds a secret is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from modelkeep.core.secrets import secrets_in_text

LEFT_OUT = "(left out: the text holds a secret)"
_LONGEST = 4_000
"""Characters of a text; what is longer ends there."""
_MOST = 500
"""Entries of one card."""
_TEXTS = (
    ("description", "model_overview", "model_description"),
    ("owner", "model_overview", "model_owner"),
    ("creator", "model_overview", "model_creator"),
    ("version", "model_overview", "model_version"),
    ("task", "model_overview", "problem_type"),
    ("algorithm", "model_overview", "algorithm_type"),
    ("purpose", "intended_uses", "purpose_of_model"),
    ("use", "intended_uses", "intended_uses"),
    ("limitation", "intended_uses", "factors_affecting_model_efficiency"),
    ("risk", "intended_uses", "explanations_for_risk_rating"),
    ("limitation", "additional_information", "caveats_and_recommendations"),
    ("ethics", "additional_information", "ethical_considerations"),
)


@dataclass(frozen=True, slots=True)
class CardEntry:
    """One statement. `topic` is description, owner, creator, version, task, algorithm, purpose, use, limitation, risk, ethics, dataset or
    metric. `name` is that of a metric, with its evaluation; '' otherwise. `value` is as its author wrote it."""

    topic: str
    name: str
    value: str


def card_entries(content: Mapping[str, Any]) -> tuple[CardEntry, ...]:
    """The statements of a card's content, in its order; empty for a card that states nothing."""
    return tuple(entry for entry, _ in zip(_entries(content), range(_MOST), strict=False))


def _entries(content: Mapping[str, Any]) -> Iterator[CardEntry]:
    for topic, section, name in _TEXTS:
        text = _text(_mapping(content.get(section)).get(name))
        if text:
            yield CardEntry(topic, "", text)
    training = _mapping(content.get("training_details"))
    job = _mapping(training.get("training_job_details"))
    yield from _datasets(job.get("training_datasets"))
    for key in ("training_metrics", "user_provided_training_metrics"):
        yield from _metrics("training", job.get(key) or training.get(key))
    for evaluation in _mappings(content.get("evaluation_details")):
        yield from _datasets(evaluation.get("datasets"))
        for group in _mappings(evaluation.get("metric_groups")):
            name = " ".join(filter(None, (_text(evaluation.get("name")), _text(group.get("name")))))
            yield from _metrics(name, group.get("metric_data"))


def _datasets(found: object) -> Iterator[CardEntry]:
    for each in found if isinstance(found, list) else ():
        text = _text(each)
        if text:
            yield CardEntry("dataset", "", text)


def _metrics(group: str, found: object) -> Iterator[CardEntry]:
    for each in _mappings(found):
        name, value = _text(each.get("name")), _text(each.get("value"))
        if name and value:
            yield CardEntry("metric", " ".join(filter(None, (group, name))), value)


def _mappings(found: object) -> Iterable[Mapping[str, Any]]:
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _mapping(found: object) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}


def _text(found: object) -> str:
    """A statement as text; lists of numbers as metrics have them are written as such."""
    if found is None or isinstance(found, dict):
        return ""
    text = str(found).strip()
    return LEFT_OUT if text and secrets_in_text(text) else text[:_LONGEST]
