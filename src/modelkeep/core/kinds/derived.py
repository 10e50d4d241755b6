"""Tables that Modelkeep derives from the others."""

from __future__ import annotations

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
