"""The lab's server."""

from __future__ import annotations

import boto3
import pytest
from botocore.config import Config

from modelkeep.lab.seed import MANAGEMENT, RESEARCH, Acme
from modelkeep.lab.seed.organisation import credentials, organisation
from modelkeep.lab.server import LabServer


def test_every_lab_of_a_process_starts_with_nothing() -> None:
    for _ in range(3):
        with LabServer() as lab:
            acme = Acme(lab.url, hardened=True)
            assert acme.client("s3").list_buckets()["Buckets"] == []
            credentials.plant(acme)
            organisation.plant(acme)
            acme.client("s3").create_bucket(Bucket="left-behind")
            described = acme.within(RESEARCH).client("organizations").describe_organization()["Organization"]
            assert described["MasterAccountId"] == MANAGEMENT


@pytest.mark.parametrize(
    ("service", "operation", "region"),
    [
        ("inspector2", "list_findings", "ap-southeast-6"),
        ("cognito-idp", "list_user_pools", "cn-north-1"),
        ("sagemaker", "list_endpoints", "eu-isoe-west-1"),
    ],
)
def test_a_service_answers_in_every_region(service: str, operation: str, region: str) -> None:
    given = {"MaxResults": 10} if service == "cognito-idp" else {}
    with LabServer() as lab:
        asked = boto3.client(
            service, region_name=region, endpoint_url=lab.url, aws_access_key_id="testing", aws_secret_access_key="testing",
            config=Config(retries={"total_max_attempts": 1}),
        )  # fmt: skip
        reply = getattr(asked, operation)(**given)
    assert [value for key, value in reply.items() if isinstance(value, list)] == [[]]
