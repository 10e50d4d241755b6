"""Facts about models: what each is made of, learns from, is guarded and served by. The ways are those of `Way`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum

from modelkeep.core.arn import parse_arn
from modelkeep.core.kinds.bedrock import CustomModel, ModelInvocationLoggingConfiguration
from modelkeep.core.kinds.bedrock_agents import Agent, KnowledgeBase
from modelkeep.core.kinds.derived import RelationRow
from modelkeep.core.kinds.sagemaker_jobs import TrainingJobInput
from modelkeep.core.kinds.sagemaker_models import ModelContainer
from modelkeep.engines.access.building import Estate
from modelkeep.engines.access.paths.facts import Fact

_S3_URI = re.compile(r"s3://([^/]+)/?(.*)\Z")
_IMAGE = re.compile(r"(\d{12})\.dkr[.-]ecr\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)/([^:@]+)")


class Way(StrEnum):
    """What a resource is to a model."""

    ARTIFACT = "artifact"
    """Objects that are loaded as the model; loading a pickle runs the code in it."""
    IMAGE = "image"
    """The repository of an image that goes by a tag."""
    TRAINING = "training-data"
    DOCUMENTS = "documents"
    FUNCTION = "function"
    GUARDRAIL = "guardrail"
    LOGGING = "logging"
    KEY = "key"
    PACKAGE = "package"
    PACKAGE_GROUP = "package-group"
    ALIAS = "alias"
    """Whatever name an agent is called by; one that always serves its draft is there in any case."""
    LIFECYCLE = "lifecycle"
    """The script that runs when a notebook instance starts."""


def uses_of_models(estate: Estate) -> Iterator[Fact]:
    """All facts about models."""
    edges = _Edges(estate.rows(RelationRow))
    yield from _containers(estate)
    yield from _sagemaker(estate, edges)
    yield from _bedrock(estate, edges)
    yield from edges.uses("configured_by", Way.LIFECYCLE)


class _Edges:
    """The lineage, by kind of edge and source."""

    def __init__(self, rows: Iterable[RelationRow]) -> None:
        self._found: dict[str, dict[str, list[str]]] = {}
        for row in rows:
            self._found.setdefault(row.kind, {}).setdefault(row.arn, []).append(row.dst)

    def of(self, kind: str, source: str) -> Iterable[str]:
        return self._found.get(kind, {}).get(source, ())

    def sources(self, kind: str) -> Iterable[str]:
        return self._found.get(kind, {})

    def all_from(self, kind: str, source: str) -> Iterator[str]:
        """Everything that edges of one kind lead to, however many of them."""
        seen: set[str] = set()
        waiting = [source]
        while waiting:
            for each in self.of(kind, waiting.pop()):
                if each not in seen:
                    seen.add(each)
                    waiting.append(each)
                    yield each

    def uses(self, kind: str, way: Way) -> Iterator[Fact]:
        return (_uses(source, way, each) for source in self.sources(kind) for each in self.of(kind, source))


def _uses(model: str, way: Way, resource: str) -> Fact:
    return Fact("uses", (model, way.value, resource))


def _containers(estate: Estate) -> Iterator[Fact]:
    for row in estate.rows(ModelContainer):
        below = row.mode == "MultiModel"
        for url in (row.model_data_url, *(row.additional_model_data_urls or ())):
            if url and (location := objects_of(url, row.arn, below=below)):
                yield _uses(row.arn, Way.ARTIFACT, location)
        image = _IMAGE.match(row.image or "")
        if image is not None and not row.image_digest:
            parts = parse_arn(row.arn)
            partition = parts.partition if parts else "aws"
            yield _uses(row.arn, Way.IMAGE, f"arn:{partition}:ecr:{image[2]}:{image[1]}:repository/{image[3]}")
        package = row.model_package_name or ""
        if ":model-package/" in package:
            yield _uses(row.arn, Way.PACKAGE, package)
            group = package.replace(":model-package/", ":model-package-group/").rpartition("/")[0]
            yield _uses(row.arn, Way.PACKAGE_GROUP, group)


def _sagemaker(estate: Estate, edges: _Edges) -> Iterator[Fact]:
    inputs: dict[str, list[str]] = {}
    for row in estate.rows(TrainingJobInput):
        if row.s3_uri and (location := objects_of(row.s3_uri, row.arn, below=True)):
            inputs.setdefault(row.arn, []).append(location)
    for model in edges.sources("trained_by"):
        for job in edges.of("trained_by", model):
            yield from (_uses(model, Way.TRAINING, location) for location in inputs.get(job, ()))
    for model in (each for each in edges.sources("deployed_as") if ":model/" in each):
        for each in edges.all_from("deployed_as", model):
            if ":endpoint/" in each:
                yield Fact("serves", (each, model))
    for model in edges.sources("stored_in"):
        for bucket in edges.of("stored_in", model):
            yield from (_uses(model, Way.KEY, key) for key in edges.of("encrypted_by", bucket))


def _bedrock(estate: Estate, edges: _Edges) -> Iterator[Fact]:
    logged = {(row.account, row.region): row.arn for row in estate.rows(ModelInvocationLoggingConfiguration)}
    for model in estate.rows(CustomModel):
        for uri in (model.training_data_s3_uri, *(model.validation_data_s3_uris or ())):
            if uri and (location := objects_of(uri, model.arn, below=False)):
                yield _uses(model.arn, Way.TRAINING, location)
    for kind in (CustomModel, Agent, KnowledgeBase):
        for row in estate.rows(kind):
            yield from (_uses(row.arn, Way.KEY, key) for key in edges.of("encrypted_by", row.arn))
            for source in edges.all_from("retrieves_from", row.arn):
                if source.partition(":")[2].partition(":")[2].startswith("s3:::"):
                    yield _uses(row.arn, Way.DOCUMENTS, f"{source}/*")
            if kind is Agent:
                yield _uses(row.arn, Way.ALIAS, row.arn.replace(":agent/", ":agent-alias/") + "/*")
            if kind is not KnowledgeBase and (row.account, row.region) in logged:
                yield _uses(row.arn, Way.LOGGING, logged[row.account, row.region])
    yield from edges.uses("calls", Way.FUNCTION)
    yield from edges.uses("guarded_by", Way.GUARDRAIL)


def objects_of(uri: str, owner: str, *, below: bool) -> str:
    """The ARN of an S3 URI's object, or the pattern of the objects whose keys begin so; '' for what is no S3 URI."""
    found = _S3_URI.match(uri)
    if found is None:
        return ""
    parts = parse_arn(owner)
    place = f"arn:{parts.partition if parts else 'aws'}:s3:::{found[1]}/{found[2]}"
    return place if not below and found[2] and not found[2].endswith("/") else f"{place}*"
