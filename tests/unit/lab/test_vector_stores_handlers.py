"""The lab's vector stores: what is created is listed and read, in the shapes that botocore defines."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError
from tests.unit.lab.shapes import Checked, checked

from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer

KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


@pytest.fixture(scope="module")
def lab() -> Iterator[Acme]:
    with LabServer() as server:
        yield Acme(server.url, hardened=False)


@pytest.fixture(scope="module")
def serverless(lab: Acme) -> Checked:
    return checked(lab.client("opensearchserverless"))


@pytest.fixture(scope="module")
def vectors(lab: Acme) -> Checked:
    return checked(lab.client("s3vectors"))


def test_a_collection_takes_its_key_from_the_policy_for_its_name(serverless: Checked) -> None:
    rules = [{"ResourceType": "collection", "Resource": ["collection/kept*"]}]
    own = json.dumps({"Rules": rules, "AWSOwnedKey": False, "KmsARN": KEY})
    serverless("CreateSecurityPolicy", name="kept", type="encryption", policy=own)
    rules = [{"ResourceType": "collection", "Resource": ["collection/plain"]}]
    owned = json.dumps({"Rules": rules, "AWSOwnedKey": True})
    serverless("CreateSecurityPolicy", name="plain", type="encryption", policy=owned)
    for name in ("kept-close", "plain"):
        serverless("CreateCollection", name=name, type="VECTORSEARCH")
    found = {each["name"]: each for each in serverless("ListCollections")["collectionSummaries"]}
    assert found["kept-close"]["kmsKeyArn"] == KEY
    assert not found["plain"]["kmsKeyArn"].startswith("arn:")
    (one,) = serverless("ListCollections", collectionFilters={"name": "plain"})["collectionSummaries"]
    assert one["arn"] == f"arn:aws:aoss:us-east-1:123456789012:collection/{one['id']}"
    with pytest.raises(ClientError, match="ValidationException"):
        serverless("CreateCollection", name="unkept")


def test_policies_are_kept_by_type_and_come_back_as_what_they_say(serverless: Checked) -> None:
    network = [
        {"Rules": [{"ResourceType": "collection", "Resource": ["collection/*"]}], "AllowFromPublic": True},
    ]
    serverless("CreateSecurityPolicy", name="open", type="network", policy=json.dumps(network))
    listed = serverless("ListSecurityPolicies", type="network")["securityPolicySummaries"]
    assert [(each["name"], "policy" in each) for each in listed] == [("open", False)]
    assert serverless("GetSecurityPolicy", type="network", name="open")["securityPolicyDetail"]["policy"] == network
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        serverless("GetSecurityPolicy", type="encryption", name="open")


def test_data_access_policies_are_listed_and_read(serverless: Checked) -> None:
    rule = {"ResourceType": "index", "Resource": ["index/kept/*"], "Permission": ["aoss:ReadDocument"]}
    data = [{"Rules": [rule], "Principal": ["arn:aws:iam::123456789012:role/reader"]}]
    serverless("CreateAccessPolicy", name="readers", type="data", policy=json.dumps(data))
    (listed,) = serverless("ListAccessPolicies", type="data")["accessPolicySummaries"]
    assert serverless("GetAccessPolicy", type="data", name=listed["name"])["accessPolicyDetail"]["policy"] == data


def test_a_vector_bucket_keeps_its_encryption_and_policy_in_its_region(lab: Acme, vectors: Checked) -> None:
    vectors("CreateVectorBucket", vectorBucketName="plain")
    made = vectors(
        "CreateVectorBucket",
        vectorBucketName="kept",
        encryptionConfiguration={"sseType": "aws:kms", "kmsKeyArn": KEY},
    )["vectorBucketArn"]
    assert {each["vectorBucketName"] for each in vectors("ListVectorBuckets")["vectorBuckets"]} == {"plain", "kept"}
    assert checked(lab.client("s3vectors", "eu-west-1"))("ListVectorBuckets")["vectorBuckets"] == []
    found = vectors("GetVectorBucket", vectorBucketArn=made)["vectorBucket"]
    assert found["encryptionConfiguration"] == {"sseType": "aws:kms", "kmsKeyArn": KEY}
    plain = vectors("GetVectorBucket", vectorBucketName="plain")["vectorBucket"]
    assert plain["encryptionConfiguration"] == {"sseType": "AES256"}
    with pytest.raises(ClientError, match="NotFoundException"):
        vectors("GetVectorBucketPolicy", vectorBucketArn=made)
    vectors("PutVectorBucketPolicy", vectorBucketArn=made, policy='{"Statement": []}')
    assert vectors("GetVectorBucketPolicy", vectorBucketName="kept")["policy"] == '{"Statement": []}'
