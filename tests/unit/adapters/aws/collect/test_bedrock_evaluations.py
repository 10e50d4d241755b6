"""Evaluation jobs: asked about only where there are models of one's own, and what they evaluated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from tests.fakes.collecting import collect

from modelkeep.adapters.aws.collect import bedrock_models
from modelkeep.core.kinds.bedrock import EvaluationJob
from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer

JOB = {"jobArn": "job", "jobName": "safety", "status": "Completed", "jobType": "Human"}


@pytest.fixture
def acme() -> Iterator[Acme]:
    with LabServer() as lab:
        yield Acme(lab.url, hardened=False)


def test_evaluations_are_asked_about_only_where_there_is_a_model(acme: Acme) -> None:
    journal = collect(acme.endpoint_url, bedrock_models.own_models)
    assert sorted(call for call, *_ in journal.entries) == ["bedrock:ListCustomModels", "bedrock:ListImportedModels"]
    acme.client("bedrock").create_model_import_job(
        jobName="import",
        importedModelName="summaries",
        roleArn="arn:aws:iam::123456789012:role/import",
        modelDataSource={"s3DataSource": {"s3Uri": "s3://acme-models/summaries/"}},
    )
    journal = collect(acme.endpoint_url, bedrock_models.own_models)
    assert journal.read("bedrock:ListEvaluationJobs").outcome == "ok"
    assert not [row for row in journal.rows if isinstance(row, EvaluationJob)]


@pytest.mark.parametrize(
    ("told", "evaluated"),
    [
        ({"modelIdentifiers": ["b", "a"]}, ("a", "b")),
        ({"inferenceConfigSummary": {"modelConfigSummary": {"bedrockModelIdentifiers": ["a"]}}}, ("a",)),
        ({"inferenceConfigSummary": {"modelConfigSummary": {"precomputedInferenceSourceIdentifiers": ["mine"]}}}, ()),
        ({"applicationType": "RagEvaluation", "modelIdentifiers": ["a"]}, ()),
        ({"applicationType": "ModelEvaluation"}, None),
    ],
)
def test_what_a_job_evaluated(told: Mapping[str, Any], evaluated: tuple[str, ...] | None) -> None:
    assert bedrock_models._evaluation_job({**JOB, **told}).model_identifiers == evaluated
