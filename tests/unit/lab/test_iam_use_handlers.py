"""IAM's access advisor in the lab: replies have AWS's shapes, and tell what policies name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from tests.unit.lab.shapes import Checked, checked

from modelkeep.lab.server import LabServer

ROLE = "caller"


@pytest.fixture(scope="module")
def call() -> Iterator[Checked]:
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    config = Config(retries={"total_max_attempts": 1, "mode": "standard"})
    with LabServer() as server:
        client = boto3.client("iam", region_name="us-east-1", endpoint_url=server.url, config=config, **keys)
        client.create_role(RoleName=ROLE, AssumeRolePolicyDocument="{}")
        yield checked(client)


def test_a_role_used_the_services_that_its_policies_name(call: Checked) -> None:
    role = f"arn:aws:iam::123456789012:role/{ROLE}"
    call("TagRole", RoleName=ROLE, Tags=[{"Key": "lab:ai-last-used", "Value": "200"}])
    statement = {"Effect": "Allow", "Action": "bedrock:InvokeModel", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    call("PutRolePolicy", RoleName=ROLE, PolicyName="invoke", PolicyDocument=document)
    call("AttachRolePolicy", RoleName=ROLE, PolicyArn="arn:aws:iam::aws:policy/AmazonSageMakerReadOnly")
    job = call("GenerateServiceLastAccessedDetails", Arn=role)["JobId"]
    report = call("GetServiceLastAccessedDetails", JobId=job)
    assert report["JobStatus"] == "COMPLETED"
    used = {each["ServiceNamespace"]: each["LastAuthenticated"] for each in report["ServicesLastAccessed"]}
    assert set(used) == {"bedrock", "sagemaker"}
    assert (datetime.now(UTC) - used["bedrock"]).days == 200


def test_a_job_that_nobody_ordered_is_not_there(call: Checked) -> None:
    with pytest.raises(ClientError, match="NoSuchEntity"):
        call("GetServiceLastAccessedDetails", JobId="0" * 36)
