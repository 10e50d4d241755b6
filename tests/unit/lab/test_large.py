"""The estate for measurements is as large, and as bad, as it says."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from modelkeep.lab.large import Sizes, plant_large
from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer

PREFIX = "large-"


@pytest.fixture(scope="module")
def acme() -> Iterator[Acme]:
    with LabServer() as lab:
        plant_large(lab.url, Sizes(models=3, roles=51, buckets=6, training_jobs=2, notebooks=1))
        yield Acme(lab.url, hardened=False)


def test_every_model_is_served(acme: Acme) -> None:
    sagemaker = acme.client("sagemaker")
    for number in range(3):
        endpoint = sagemaker.describe_endpoint(EndpointName=f"large-endpoint-{number:05d}")
        config = sagemaker.describe_endpoint_config(EndpointConfigName=endpoint["EndpointConfigName"])
        model = sagemaker.describe_model(ModelName=config["ProductionVariants"][0]["ModelName"])
        assert model["ExecutionRoleArn"] == f"arn:aws:iam::123456789012:role/large-role-{number:05d}"
    assert sum(each["ModelName"].startswith(PREFIX) for each in sagemaker.list_models()["Models"]) == 3


def test_jobs_and_notebooks_are_as_many_as_asked_for(acme: Acme) -> None:
    sagemaker = acme.client("sagemaker")
    jobs = sagemaker.list_training_jobs(NameContains=PREFIX)["TrainingJobSummaries"]
    assert sorted(each["TrainingJobName"] for each in jobs) == ["large-job-00000", "large-job-00001"]
    notebooks = sagemaker.list_notebook_instances(NameContains=PREFIX)["NotebookInstances"]
    assert [each["NotebookInstanceName"] for each in notebooks] == ["large-notebook-00000"]


def test_a_tenth_of_the_roles_may_do_everything_and_a_fiftieth_trusts_everybody(acme: Acme) -> None:
    iam = acme.client("iam")
    pages = iam.get_paginator("get_account_authorization_details").paginate(Filter=["Role"])
    roles = [role for page in pages for role in page["RoleDetailList"] if role["RoleName"].startswith(PREFIX)]
    administrators = [
        role for role in roles if _statement(role["RolePolicyList"][0]["PolicyDocument"])["Action"] == "*"
    ]
    trusting = [role for role in roles if _statement(role["AssumeRolePolicyDocument"])["Principal"] == {"AWS": "*"}]
    assert (len(roles), len(administrators), len(trusting)) == (51, 6, 2)


def test_a_fifth_of_the_buckets_is_public(acme: Acme) -> None:
    s3 = acme.client("s3")
    names = [each["Name"] for each in s3.list_buckets(Prefix="large-bucket-")["Buckets"]]
    assert len(names) == 6
    public = names[0], names[5]
    for name in public:
        assert s3.get_bucket_policy_status(Bucket=name)["PolicyStatus"]["IsPublic"]
    for name in set(names) - set(public):
        with pytest.raises(s3.exceptions.ClientError, match="NoSuchBucketPolicy"):
            s3.get_bucket_policy(Bucket=name)


def _statement(document: object) -> dict[str, object]:
    policy = json.loads(document) if isinstance(document, str) else document
    assert isinstance(policy, dict)
    (statement,) = policy["Statement"]
    assert isinstance(statement, dict)
    return statement
