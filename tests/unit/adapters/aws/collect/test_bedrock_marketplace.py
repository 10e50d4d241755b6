"""Bedrock Marketplace: what AWS leaves out because it is not set is known to be not set."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.fakes.collecting import ACCOUNT, collect

from modelkeep.adapters.aws.collect import bedrock_marketplace
from modelkeep.core.kinds.bedrock_marketplace import MarketplaceModelEndpoint
from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer

HOST = {
    "initialInstanceCount": 1,
    "instanceType": "ml.inf2.xlarge",
    "executionRole": f"arn:aws:iam::{ACCOUNT}:role/host",
}
NETWORK = {"vpc": {"subnetIds": ["subnet-1"], "securityGroupIds": ["sg-1"]}, "kmsEncryptionKey": "alias/models"}


@pytest.fixture
def acme() -> Iterator[Acme]:
    with LabServer() as lab:
        yield Acme(lab.url, hardened=False)


def test_a_region_without_endpoints_costs_one_list(acme: Acme) -> None:
    journal = collect(acme.endpoint_url, bedrock_marketplace.marketplace_endpoints)
    assert (journal.rows, len(journal.entries)) == ([], 1)


def test_network_and_key_are_read_or_known_to_be_missing(acme: Acme) -> None:
    for name, host in (("bare", HOST), ("closed", {**HOST, **NETWORK})):
        acme.client("bedrock").create_marketplace_model_endpoint(
            modelSourceIdentifier="arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/m/1",
            endpointConfig={"sageMaker": host},
            endpointName=name,
        )
    rows = collect(acme.endpoint_url, bedrock_marketplace.marketplace_endpoints).rows
    found = {row.name: row for row in rows if isinstance(row, MarketplaceModelEndpoint)}
    assert len(rows) == 2
    assert found["bare"].arn == f"arn:aws:bedrock:us-east-1:{ACCOUNT}:marketplace-model-endpoint/bare"
    assert found["bare"].endpoint_arn == f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:endpoint/bare"
    assert (found["bare"].subnet_ids, found["bare"].kms_encryption_key) == ((), "")
    assert (found["closed"].subnet_ids, found["closed"].security_group_ids) == (("subnet-1",), ("sg-1",))
    assert found["closed"].kms_encryption_key == "alias/models"
