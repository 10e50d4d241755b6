"""The lab's Bedrock Marketplace: what is created is listed and read, in the shapes that botocore defines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError
from tests.unit.lab.shapes import Checked, checked

from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer

MODEL = "arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/translation/1.0.0"
HOST = {
    "initialInstanceCount": 1,
    "instanceType": "ml.inf2.xlarge",
    "executionRole": "arn:aws:iam::123456789012:role/host",
}


@pytest.fixture(scope="module")
def bedrock() -> Iterator[Checked]:
    with LabServer() as server:
        yield checked(Acme(server.url, hardened=False).client("bedrock"))


def test_an_endpoint_is_listed_and_described_under_its_arn_at_sagemaker(bedrock: Checked) -> None:
    made = bedrock(
        "CreateMarketplaceModelEndpoint", modelSourceIdentifier=MODEL, endpointName="translation",
        endpointConfig={"sageMaker": HOST},
    )["marketplaceModelEndpoint"]  # fmt: skip
    (listed,) = bedrock("ListMarketplaceModelEndpoints")["marketplaceModelEndpoints"]
    assert listed["endpointArn"] == made["endpointArn"]
    assert listed["endpointArn"] == "arn:aws:sagemaker:us-east-1:123456789012:endpoint/translation"
    read = bedrock("GetMarketplaceModelEndpoint", endpointArn=listed["endpointArn"])["marketplaceModelEndpoint"]
    assert (read["modelSourceIdentifier"], read["endpointConfig"]) == (MODEL, {"sageMaker": HOST})


def test_an_unknown_endpoint_is_not_found(bedrock: Checked) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        bedrock("GetMarketplaceModelEndpoint", endpointArn="arn:aws:sagemaker:us-east-1:123456789012:endpoint/none")
