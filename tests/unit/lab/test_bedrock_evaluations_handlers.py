"""The lab's evaluation jobs: what is created is listed, in the shapes that botocore defines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.unit.lab.shapes import Checked, checked

from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer

MODEL = "arn:aws:bedrock:us-east-1:123456789012:imported-model/abcdefghijkl"


@pytest.fixture(scope="module")
def bedrock() -> Iterator[Checked]:
    with LabServer() as server:
        yield checked(Acme(server.url, hardened=False).client("bedrock"))


def test_a_job_names_the_models_that_it_evaluated(bedrock: Checked) -> None:
    metrics = {
        "taskType": "Generation",
        "dataset": {"name": "Builtin.RealToxicityPrompts"},
        "metricNames": ["Builtin.Toxicity"],
    }
    made = bedrock(
        "CreateEvaluationJob", jobName="safety", roleArn="arn:aws:iam::123456789012:role/evaluation",
        evaluationConfig={"automated": {"datasetMetricConfigs": [metrics]}},
        inferenceConfig={"models": [{"bedrockModel": {"modelIdentifier": MODEL}}]},
        outputDataConfig={"s3Uri": "s3://acme-models/evaluations/"},
    )  # fmt: skip
    (listed,) = bedrock("ListEvaluationJobs", statusEquals="Completed")["jobSummaries"]
    assert (listed["jobArn"], listed["jobType"]) == (made["jobArn"], "Automated")
    assert listed["inferenceConfigSummary"]["modelConfigSummary"]["bedrockModelIdentifiers"] == [MODEL]
    assert "jobSummaries" not in bedrock("ListEvaluationJobs", statusEquals="Failed")
