"""Vector stores in production: the handbook's collection, and a vector bucket of release notes. Insecure: open to all."""

from __future__ import annotations

import json
from typing import Any

from modelkeep.lab.seed import PRODUCTION, REGION, Acme, seeds
from modelkeep.lab.seed.kms import key_arn
from modelkeep.lab.seed.names import DATA_KEY_ALIAS, HANDBOOK_COLLECTION

_BUCKET = "acme-release-notes"
_ROLE = "assistant-kb"
_EMBEDDING = f"arn:aws:bedrock:{REGION}::foundation-model/amazon.titan-embed-text-v2:0"


def collection_arn(acme: Acme, name: str) -> str:
    """The ARN of a collection in this account and region."""
    filters = {"name": name}
    (found,) = acme.client("opensearchserverless").list_collections(collectionFilters=filters)["collectionSummaries"]
    return str(found["arn"])


@seeds(order=54)
def handbook_store(acme: Acme) -> None:
    """The collection with its policies. Insecure: a second network policy opens all collections, everybody may do everything."""
    production = acme.within(PRODUCTION)
    name = HANDBOOK_COLLECTION
    role = production.arn("iam", f"role/{_ROLE}", regional=False)
    key: dict[str, Any] = {"AWSOwnedKey": True}
    if acme.hardened:
        key = {"AWSOwnedKey": False, "KmsARN": key_arn(production, DATA_KEY_ALIAS)}
    _policy(production, name, "encryption", {"Rules": [_rule("collection", f"collection/{name}")], **key})
    private = {"AllowFromPublic": False, "SourceServices": ["bedrock.amazonaws.com"]}
    _policy(production, name, "network", [{"Rules": [_rule("collection", f"collection/{name}")], **private}])
    grants = [
        _rule("index", f"index/{name}/{name}", "aoss:DescribeIndex", "aoss:ReadDocument", "aoss:WriteDocument"),
    ]
    _policy(production, name, "data", [{"Rules": grants, "Principal": [role]}])
    if not acme.hardened:
        everything = [_rule("collection", "collection/*"), _rule("dashboard", "collection/*")]
        _policy(production, "try-out", "network", [{"Rules": everything, "AllowFromPublic": True}])
        grants = [_rule("collection", "collection/*", "aoss:*"), _rule("index", "index/*/*", "aoss:*")]
        everybody = production.arn("iam", "root", regional=False)
        _policy(production, "try-out", "data", [{"Rules": grants, "Principal": [everybody]}])
    production.client("opensearchserverless").create_collection(name=name, type="VECTORSEARCH")


@seeds(order=57)
def release_notes(acme: Acme) -> None:
    """A knowledge base in a vector bucket. Insecure: everybody may query it."""
    production = acme.within(PRODUCTION)
    vectors = production.client("s3vectors")
    key: dict[str, Any] = {}
    if acme.hardened:
        key["encryptionConfiguration"] = {"sseType": "aws:kms", "kmsKeyArn": key_arn(production, DATA_KEY_ALIAS)}
    vectors.create_vector_bucket(vectorBucketName=_BUCKET, **key)
    arn = production.arn("s3vectors", f"bucket/{_BUCKET}")
    role = production.arn("iam", f"role/{_ROLE}", regional=False)
    statement = {
        "Effect": "Allow", "Principal": {"AWS": role} if acme.hardened else "*",
        "Action": ["s3vectors:GetVectors", "s3vectors:QueryVectors"], "Resource": f"{arn}/index/release-notes",
    }  # fmt: skip
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    vectors.put_vector_bucket_policy(vectorBucketArn=arn, policy=policy)
    production.client("bedrock-agent").create_knowledge_base(
        name="release-notes", roleArn=role,
        knowledgeBaseConfiguration={
            "type": "VECTOR", "vectorKnowledgeBaseConfiguration": {"embeddingModelArn": _EMBEDDING},
        },
        storageConfiguration={
            "type": "S3_VECTORS", "s3VectorsConfiguration": {"indexArn": f"{arn}/index/release-notes"},
        },
    )  # fmt: skip


def _rule(resource_type: str, resource: str, *permissions: str) -> dict[str, Any]:
    granted = {"Permission": list(permissions)} if permissions else {}
    return {"ResourceType": resource_type, "Resource": [resource], **granted}


def _policy(acme: Acme, name: str, policy_type: str, document: Any) -> None:
    serverless = acme.client("opensearchserverless")
    create = serverless.create_access_policy if policy_type == "data" else serverless.create_security_policy
    create(name=name, type=policy_type, policy=json.dumps(document))
