"""Vector stores: policies as rows, what is not understood as rows that say nothing, and no questions where there is nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.fakes.collecting import ACCOUNT, collect

from modelkeep.adapters.aws.actions import actions_for
from modelkeep.adapters.aws.collect import bedrock_knowledge_bases, opensearchserverless, s3vectors
from modelkeep.core.kinds.opensearchserverless import (
    AccessPolicy,
    AccessPolicyRule,
    Collection,
    SecurityPolicy,
    SecurityPolicyRule,
)
from modelkeep.core.kinds.rds import DBInstance
from modelkeep.core.kinds.s3vectors import VectorBucket, VectorBucketPolicy, VectorBucketPolicyStatement
from modelkeep.core.tables import table_of
from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer

KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/kb"
EMBEDDING = "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0"
SECRET = f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:vectors"
RULE = {"ResourceType": "collection", "Resource": ["collection/docs*"]}


@pytest.fixture
def acme() -> Iterator[Acme]:
    with LabServer() as lab:
        yield Acme(lab.url, hardened=False)


def of(rows: list[Any], kind: type[Any]) -> list[Any]:
    return [row for row in rows if isinstance(row, kind)]


def collection(acme: Acme, **key: Any) -> None:
    serverless = acme.client("opensearchserverless")
    document = json.dumps({"Rules": [RULE], **(key or {"AWSOwnedKey": True})})
    serverless.create_security_policy(name="docs", type="encryption", policy=document)
    serverless.create_collection(name="docs")


def network(acme: Acme, document: Any) -> list[SecurityPolicyRule]:
    collection(acme)
    acme.client("opensearchserverless").create_security_policy(name="docs", type="network", policy=json.dumps(document))
    rows = collect(acme.endpoint_url, opensearchserverless.collections).rows
    (policy,) = of(rows, SecurityPolicy)
    assert policy.policy_version
    found = of(rows, SecurityPolicyRule)
    assert {row.arn for row in found} <= {policy.arn}
    return found


def test_without_collections_nobody_asks_for_policies(acme: Acme) -> None:
    journal = collect(acme.endpoint_url, opensearchserverless.collections, s3vectors.vector_buckets)
    assert {call for call, _, _, _ in journal.entries} == {
        "opensearchserverless:ListCollections",
        "s3vectors:ListVectorBuckets",
    }


def test_a_collection_has_a_key_of_its_own_or_explicitly_none(acme: Acme) -> None:
    collection(acme, AWSOwnedKey=False, KmsARN=KEY)
    assert of(collect(acme.endpoint_url, opensearchserverless.collections).rows, Collection)[0].kms_key_arn == KEY


def test_a_key_of_aws_is_explicitly_none(acme: Acme) -> None:
    collection(acme)
    assert of(collect(acme.endpoint_url, opensearchserverless.collections).rows, Collection)[0].kms_key_arn == ""


def test_network_rules_keep_patterns_and_access(acme: Acme) -> None:
    private = {"AllowFromPublic": False, "SourceVPCEs": ["vpce-1"], "SourceServices": ["bedrock.amazonaws.com"]}
    dashboard = {"ResourceType": "dashboard", "Resource": ["collection/docs"]}
    rows = network(acme, [{"Rules": [RULE], **private}, {"Rules": [dashboard], "AllowFromPublic": True}])
    assert [(row.resource_type, row.resources, row.allow_from_public) for row in rows] == [
        ("collection", ("collection/docs*",), False),
        ("dashboard", ("collection/docs",), True),
    ]
    assert (rows[0].source_vpces, rows[0].source_services) == (("vpce-1",), ("bedrock.amazonaws.com",))
    assert rows[1].source_vpces == ()


@pytest.mark.parametrize(
    "document",
    [
        {"Rules": [RULE], "AllowFromPublic": False},
        [{"Rules": [RULE]}],
        [{"Rules": [RULE], "AllowFromPublic": "false"}],
        [{"Rules": [RULE], "AllowFromPublic": False, "AllowFromPartners": True}],
        [{"Rules": [{"ResourceType": "collection", "Resource": "collection/docs"}], "AllowFromPublic": False}],
        [{"Rules": [{**RULE, "ExceptResource": ["collection/docs-a"]}], "AllowFromPublic": False}],
        ["collection/docs"],
    ],
)
def test_what_is_not_understood_says_nothing(acme: Acme, document: Any) -> None:
    (row,) = network(acme, document)
    assert (row.resource_type, row.resources, row.allow_from_public) == (None, None, None)


def test_data_access_rules_keep_permissions_and_principals(acme: Acme) -> None:
    collection(acme)
    serverless = acme.client("opensearchserverless")
    rule = {"ResourceType": "index", "Resource": ["index/docs/*"], "Permission": ["aoss:ReadDocument"]}
    saml = f"saml/{ACCOUNT}/okta/group/support"
    document = [{"Description": "Readers", "Rules": [rule], "Principal": [ROLE, saml]}]
    serverless.create_access_policy(name="docs", type="data", policy=json.dumps(document))
    odd = [{"Rules": [{"ResourceType": "index", "Resource": ["index/docs/*"]}], "Principal": [ROLE]}]
    serverless.create_access_policy(name="odd", type="data", policy=json.dumps(odd))
    rows = collect(acme.endpoint_url, opensearchserverless.collections).rows
    policies = {row.name: row.arn for row in of(rows, AccessPolicy)}
    rules = {row.arn: row for row in of(rows, AccessPolicyRule)}
    row = rules[policies["docs"]]
    assert (row.resource_type, row.resources) == ("index", ("index/docs/*",))
    assert (row.permissions, row.principals) == (("aoss:ReadDocument",), (ROLE, saml))
    assert (rules[policies["odd"]].resources, rules[policies["odd"]].principals) == (None, None)


def test_vector_buckets_have_keys_and_policies_or_explicitly_none(acme: Acme) -> None:
    vectors = acme.client("s3vectors")
    vectors.create_vector_bucket(vectorBucketName="plain")
    own = {"sseType": "aws:kms", "kmsKeyArn": KEY}
    arn = vectors.create_vector_bucket(vectorBucketName="kept", encryptionConfiguration=own)["vectorBucketArn"]
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3vectors:QueryVectors", "Resource": "*"}
    vectors.put_vector_bucket_policy(vectorBucketArn=arn, policy=json.dumps({"Statement": [statement]}))
    rows = collect(acme.endpoint_url, s3vectors.vector_buckets).rows
    buckets = {row.name: (row.sse_type, row.kms_key_arn) for row in of(rows, VectorBucket)}
    assert buckets == {"plain": ("AES256", ""), "kept": ("aws:kms", KEY)}
    configured = {row.arn.rsplit("/", 1)[-1]: row.configured for row in of(rows, VectorBucketPolicy)}
    assert configured == {"plain": False, "kept": True}
    (row,) = of(rows, VectorBucketPolicyStatement)
    assert (row.arn, row.effect, row.principals) == (arn, "Allow", ("*",))


def knowledge_base(acme: Acme, cluster: str) -> None:
    acme.client("bedrock-agent").create_knowledge_base(
        name=cluster.rsplit(":", 1)[-1], roleArn=ROLE,
        knowledgeBaseConfiguration={"type": "VECTOR", "vectorKnowledgeBaseConfiguration": {"embeddingModelArn": EMBEDDING}},
        storageConfiguration={
            "type": "RDS",
            "rdsConfiguration": {
                "resourceArn": cluster, "credentialsSecretArn": SECRET, "databaseName": "d", "tableName": "t",
                "fieldMapping": {"primaryKeyField": "p", "vectorField": "v", "textField": "t", "metadataField": "m"},
            },
        },
    )  # fmt: skip


def test_of_databases_only_those_of_knowledge_bases_are_read(acme: Acme) -> None:
    rds = acme.client("rds")
    for name, public in (("vectors", True), ("shop", False)):
        engine = {"DBClusterIdentifier": name, "Engine": "aurora-postgresql"}
        rds.create_db_cluster(**engine, MasterUsername="postgres", ManageMasterUserPassword=True)
        rds.create_db_instance(
            **engine, DBInstanceIdentifier=f"{name}-1", DBInstanceClass="db.r6g.large", PubliclyAccessible=public
        )
    assert "rds:DescribeDBInstances" not in {
        call for call, _, _, _ in collect(acme.endpoint_url, bedrock_knowledge_bases.knowledge_bases).entries
    }
    here = f"arn:aws:rds:us-east-1:{ACCOUNT}:cluster:vectors"
    for cluster in (here, "arn:aws:rds:us-east-1:999988887777:cluster:theirs"):
        knowledge_base(acme, cluster)
    journal = collect(acme.endpoint_url, bedrock_knowledge_bases.knowledge_bases)
    assert journal.read("rds:DescribeDBInstances").outcome == "ok"
    found = of(journal.rows, DBInstance)
    assert [(row.name, row.cluster_arn, row.publicly_accessible) for row in found] == [("vectors-1", here, True)]


def test_permissions_are_those_of_the_services() -> None:
    """https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonopensearchserverless.html"""
    kinds = (SecurityPolicyRule, AccessPolicyRule, VectorBucket, VectorBucketPolicy)
    assert actions_for(call for kind in kinds for call in table_of(kind).calls) == (
        "aoss:GetAccessPolicy",
        "aoss:GetSecurityPolicy",
        "aoss:ListAccessPolicies",
        "aoss:ListCollections",
        "aoss:ListSecurityPolicies",
        "s3vectors:GetVectorBucket",
        "s3vectors:GetVectorBucketPolicy",
        "s3vectors:ListVectorBuckets",
    )
