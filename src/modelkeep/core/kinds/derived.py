"""Tables that Modelkeep derives from the others."""

from __future__ import annotations

from datetime import datetime

from modelkeep.core.tables import Row, derived


@derived("relation")
class RelationRow(Row):
    """One edge of the lineage: `arn` (the source) needs, uses or is served by `dst`, in the way that `kind` says."""

    kind: str
    dst: str


@derived("ai_relevant")
class AiRelevant(Row):
    """Resources that are AI by nature or that lineage ties to one; `because` is the AI resource that it is tied to."""

    because: str


@derived("model")
class ModelRow(Row):
    """What Modelkeep answers for: SageMaker models, Bedrock custom and imported models, Bedrock agents."""

    name: str
    kind: str


@derived("model_resource")
class ModelResource(Row):
    """The resources in each model's lineage: `arn` belongs to `model`, `distance` edges away."""

    model: str
    distance: int


@derived("finding_place")
class FindingPlace(Row):
    """Where in a file a finding's cause stands; `arn` is the finding's id. Findings from AWS have none."""

    file: str
    line: int
    """From 1; 0 where the format has no lines."""
    address: str
    """The address of a Terraform resource; '' for other formats."""


@derived("suppression")
class SuppressionRow(Row):
    """The suppressions in force when a snapshot is opened, and what each does to it; `arn` is the suppression's id.

    They are no part of the snapshot. `expires` is a date; `decided_by` and `decided_at` are empty where the source does not tell.
    """

    controls: tuple[str, ...]
    resources: tuple[str, ...]
    tags: tuple[str, ...]
    verdicts: tuple[str, ...]
    reason: str
    expires: str
    origin: str
    decided_by: str
    decided_at: datetime | None
    state: str
    findings: int
    warnings: tuple[str, ...]


@derived("suppressed_finding")
class SuppressedFinding(Row):
    """The findings that a suppression covers when a snapshot is opened: `arn` is the resource, `finding` the finding's id."""

    finding: str
    suppression: str


@derived("resource_owner")
class ResourceOwner(Row):
    """Who answers for a resource that was judged, by its tags or those of its model; NULL where the tags were not read."""

    owner: str | None
