"""What people state of a model: its registered version, its model card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from modelkeep.core.bom import Card, Link
from modelkeep.engines.bom.rows import Rows, facts

_PACKAGES = """
    SELECT DISTINCT p.* FROM sagemaker_model_container c JOIN sagemaker_model_package p ON p.arn = c.model_package_name
    WHERE c.arn = $model ORDER BY p.arn
"""
_FRAMEWORKS = """
    SELECT DISTINCT p.framework, p.framework_version FROM sagemaker_model_container c
    JOIN sagemaker_model_package_container p ON p.arn = c.model_package_name
    WHERE c.arn = $model AND p.framework <> '' ORDER BY ALL
"""
_CARDS = """
    SELECT DISTINCT c.* FROM sagemaker_model_card c
    WHERE c.arn IN (SELECT dst FROM relation WHERE kind = 'documented_by'
                    AND arn IN (SELECT arn FROM model_resource WHERE model = $model)) ORDER BY c.arn
"""
_BEDROCK = """
    SELECT model_architecture AS algorithm, '' AS customization FROM bedrock_imported_model WHERE arn = $model
    UNION ALL
    SELECT '', customization_type FROM bedrock_custom_model WHERE arn = $model
"""
_EVALUATIONS = """
    SELECT arn, name, job_type FROM bedrock_evaluation_job WHERE list_contains(model_identifiers, $model) ORDER BY arn
"""


@dataclass(frozen=True, slots=True)
class Stated:
    """What is stated: the card, the version and description, links to the documents, and facts about the registration."""

    card: Card
    version: str
    description: str
    links: tuple[Link, ...]
    facts: tuple[tuple[str, str], ...]


def stated(rows: Rows, datasets: Sequence[str]) -> Stated:
    """What the registry, model cards and evaluations state; `datasets` are the refs of data that it was made with."""
    packages, cards = rows.ask(_PACKAGES), rows.ask(_CARDS)
    entries = _entries(
        [*(each["model_card_entries"] or () for each in packages), *(each["entries"] or () for each in cards)]
    )
    bedrock = rows.ask(_BEDROCK)
    card = Card(
        task=_one(entries, "task") or next((str(each["task"]) for each in packages if each["task"]), ""),
        algorithm=_one(entries, "algorithm")
        or next((str(each["algorithm"]) for each in bedrock if each["algorithm"]), ""),
        inputs=_every(packages, "content_types"),
        outputs=_every(packages, "response_types"),
        datasets=tuple(datasets),
        stated_datasets=tuple(value for _, value in entries.get("dataset", ())),
        metrics=tuple(entries.get("metric", ())),
        uses=_texts(entries, "purpose", "use"),
        limitations=_texts(entries, "limitation"),
        ethics=_texts(entries, "ethics", "risk"),
        facts=facts(
            [
                ("owner", _one(entries, "owner")),
                ("creator", _one(entries, "creator")),
                ("risk-rating", _every(packages, "model_card_risk_rating") or _every(cards, "risk_rating")),
                ("model-card-status", _every(packages, "model_card_status") or _every(cards, "model_card_status")),
                ("domain", _every(packages, "domain")),
                ("customization", _every(bedrock, "customization")),
                (
                    "framework",
                    [
                        f"{each['framework']} {each['framework_version'] or ''}".strip()
                        for each in rows.ask(_FRAMEWORKS)
                    ],
                ),
            ]
        ),
    )
    return Stated(
        card=card,
        version=_version(packages) or _one(entries, "version"),
        description=_one(entries, "description"),
        links=(*_links(packages, cards), *_evaluations(rows)),
        facts=facts(
            [
                ("model-package", _every(packages, "arn")),
                ("model-package-group", _every(packages, "model_package_group_name")),
                ("approval", _every(packages, "model_approval_status")),
                ("registered-by", _every(packages, "created_by")),
            ]
        ),
    )


def _entries(lists: Iterable[Iterable[Mapping[str, Any]]]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, dict[tuple[str, str], None]] = {}
    for entries in lists:
        for each in entries:
            found.setdefault(str(each["topic"]), {})[str(each["name"]), str(each["value"])] = None
    return {topic: list(each) for topic, each in found.items()}


def _one(entries: Mapping[str, Sequence[tuple[str, str]]], topic: str) -> str:
    return next((value for _, value in entries.get(topic, ())), "")


def _texts(entries: Mapping[str, Sequence[tuple[str, str]]], *topics: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for topic in topics for _, value in entries.get(topic, ())))


def _every(rows: Iterable[Mapping[str, Any]], column: str) -> tuple[str, ...]:
    """All values of a column, each once and in order; those of a list one by one."""
    found: dict[str, None] = {}
    for row in rows:
        value = row[column]
        found.update(dict.fromkeys(str(each) for each in (value if isinstance(value, list) else [value]) if each))
    return tuple(found)


def _version(packages: Iterable[Mapping[str, Any]]) -> str:
    versions = {str(each["model_package_version"]) for each in packages if each["model_package_version"]}
    return versions.pop() if len(versions) == 1 else ""


def _links(packages: Iterable[Mapping[str, Any]], cards: Iterable[Mapping[str, Any]]) -> Iterable[Link]:
    for each in packages:
        for url in each["metrics_s3_uris"] or ():
            yield Link(type="quality-metrics", url=str(url), comment="report of the model package")
    for each in cards:
        yield Link(type="model-card", url=str(each["arn"]), comment=f"model card {each['name']}")


def _evaluations(rows: Rows) -> Iterable[Link]:
    for each in rows.ask(_EVALUATIONS):
        yield Link(
            type="quality-metrics",
            url=str(each["arn"]),
            comment=f"evaluation {each['name']} ({each['job_type'] or 'kind unread'})",
        )
