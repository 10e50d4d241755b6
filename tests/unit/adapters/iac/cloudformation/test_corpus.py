"""Templates as people write them, read as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.adapters.iac.cloudformation.templates import HERE, resource

from modelkeep.adapters.iac.cloudformation.reader import read_template
from modelkeep.adapters.iac.resource import Reading, Unknown, at

CORPUS = Path(__file__).parent / "corpus"


def corpus(name: str, **parameters: str) -> Reading:
    reading = read_template(CORPUS / name, name, deployment=HERE, parameters=parameters)
    assert reading.troubles == ()
    return reading


def test_an_endpoint_with_everything_around_it() -> None:
    reading = corpus("endpoint.yaml")
    assert [each.label for each in reading.resources] == ["Group", "Role", "Model", "Config", "Endpoint"]
    role, model, config = (resource(reading, name).properties for name in ("Role", "Model", "Config"))
    assert at(role, "AssumeRolePolicyDocument.Version") == "2012-10-17"
    assert at(role, "AssumeRolePolicyDocument.Statement.0.Principal.Service") == "sagemaker.amazonaws.com"
    assert role["ManagedPolicyArns"] == ["arn:aws:iam::aws:policy/AmazonSageMakerReadOnly"]
    assert model["EnableNetworkIsolation"] is True
    assert at(model, "VpcConfig.Subnets") == ["subnet-1", "subnet-2"]
    assert at(model, "PrimaryContainer.Image") == Unknown(
        "the parameter Image is read from SSM Parameter Store when it is deployed"
    )
    assert "KmsKeyId" not in config
    assert at(config, "ProductionVariants.0.InstanceType") == "ml.m5.xlarge"
    assert config["DataCaptureConfig"] == {
        "EnableCapture": True,
        "InitialSamplingPercentage": 100,
        "DestinationS3Uri": "s3://capture-eu-west-1",
    }
    text = (CORPUS / "endpoint.yaml").read_text().splitlines()
    lines = resource(reading, "Config").lines
    assert "EnableCapture" in text[lines["DataCaptureConfig.EnableCapture"] - 1]
    assert "VariantName" in text[lines["ProductionVariants.0.VariantName"] - 1]


def test_parameters_change_what_is_declared() -> None:
    reading = corpus("endpoint.yaml", Stage="dev", KeyArn="arn:aws:kms:eu-west-1:111122223333:key/1")
    assert resource(reading, "Trial").doubt == ""
    assert resource(reading, "Config").properties["KmsKeyId"].endswith("key/1")
    assert "DataCaptureConfig" not in resource(reading, "Config").properties
    assert resource(reading, "Model").properties["EnableNetworkIsolation"] is False


def test_a_knowledge_base_in_json() -> None:
    reading = corpus("knowledge.json")
    base = resource(reading, "Base")
    where = "KnowledgeBaseConfiguration.VectorKnowledgeBaseConfiguration.EmbeddingModelArn"
    assert at(base.properties, where) == "arn:aws:bedrock:eu-west-1::foundation-model/amazon.titan"
    assert base.lines[where] == 16
    assert base.properties["RoleArn"] == Unknown("another stack exports it")
    assert "hunter2" not in repr(reading)


def test_stacks_within_a_stack() -> None:
    reading = corpus("estate.yaml")
    labels = {each.label: each.place.file for each in reading.resources}
    assert labels["Serving.Endpoint"] == "endpoint.yaml"
    assert labels["Knowledge.Base"] == "knowledge.json"
    assert at(resource(reading, "Serving.Model").properties, "VpcConfig.Subnets") == ["subnet-8", "subnet-9"]
    assert resource(reading, "Serving.Endpoint").properties["EndpointName"] == "fraud-dev"
    assert isinstance(at(resource(reading, "Alarm").properties, "Dimensions.0.Value"), str)


@pytest.mark.parametrize("before", ["GroupDescription", "ExecutionRoleArn", "KmsKeyId", "InstanceType", "ModelName"])
@pytest.mark.parametrize(
    ("wrong", "message"), [("!Ref Mistyped", "there is no parameter or resource Mistyped"), ("[", "it is not YAML")]
)
def test_an_error_in_a_line_is_told_at_that_line(tmp_path: Path, before: str, wrong: str, message: str) -> None:
    lines = (CORPUS / "endpoint.yaml").read_text().splitlines()
    number = max(index for index, line in enumerate(lines) if line.strip().startswith(before))
    lines[number] = lines[number].split(":")[0] + f": {wrong}"
    if wrong == "[":
        lines[number] += "}"
    path = tmp_path / "t.yaml"
    path.write_text("\n".join(lines))
    told = read_template(path, "t.yaml", deployment=HERE).troubles
    assert (told[0].place.line, message in told[0].message) == (number + 1, True)
