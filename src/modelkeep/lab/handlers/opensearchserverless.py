"""OpenSearch Serverless; moto 5.2.5 has no data access policies, and its lists leave out keys."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles
from modelkeep.lab.handlers.bedrock import chosen, now, short_id

_SERVICE = "opensearchserverless"
_SUMMARY = ("type", "name", "policyVersion", "description", "createdDate", "lastModifiedDate")


@handles(_SERVICE, "CreateSecurityPolicy")
def create_security_policy(lab: Lab, request: Request) -> Reply:
    """An encryption or network policy."""
    return {"securityPolicyDetail": _create(lab, request)}


@handles(_SERVICE, "ListSecurityPolicies")
def list_security_policies(lab: Lab, request: Request) -> Reply:
    """The policies of a type."""
    return {"securityPolicySummaries": _list(lab, request)}


@handles(_SERVICE, "GetSecurityPolicy")
def get_security_policy(lab: Lab, request: Request) -> Reply:
    """One policy."""
    return {"securityPolicyDetail": _get(lab, request)}


@handles(_SERVICE, "CreateAccessPolicy")
def create_access_policy(lab: Lab, request: Request) -> Reply:
    """A data access policy."""
    return {"accessPolicyDetail": _create(lab, request)}


@handles(_SERVICE, "ListAccessPolicies")
def list_access_policies(lab: Lab, request: Request) -> Reply:
    """The data access policies."""
    return {"accessPolicySummaries": _list(lab, request)}


@handles(_SERVICE, "GetAccessPolicy")
def get_access_policy(lab: Lab, request: Request) -> Reply:
    """One data access policy."""
    return {"accessPolicyDetail": _get(lab, request)}


@handles(_SERVICE, "CreateCollection")
def create_collection(lab: Lab, request: Request) -> Reply:
    """A collection, active at once, under the key that an encryption policy has for its name."""
    given = request.parameters
    collection_id = short_id(request.account, "collection", given["name"], length=20)
    collection = {
        "id": collection_id, "name": given["name"], "type": given.get("type", "TIMESERIES"), "status": "ACTIVE",
        "arn": f"arn:aws:aoss:{request.region}:{request.account}:collection/{collection_id}",
        "kmsKeyArn": _key(lab, request), "createdDate": _millis(), "lastModifiedDate": _millis(),
        **chosen(given, "description", "standbyReplicas"),
    }  # fmt: skip
    lab.collection(request, "collections")[collection_id] = collection
    return {"createCollectionDetail": collection}


@handles(_SERVICE, "ListCollections")
def list_collections(lab: Lab, request: Request) -> Reply:
    """All collections, or the one of a name."""
    name = request.parameters.get("collectionFilters", {}).get("name")
    found = [each for each in lab.collection(request, "collections").values() if name in (None, each["name"])]
    return {"collectionSummaries": [chosen(each, "id", "name", "status", "arn", "kmsKeyArn") for each in found]}


def _create(lab: Lab, request: Request) -> dict[str, Any]:
    given = request.parameters
    policy = {
        "type": given["type"], "name": given["name"], "policyVersion": "MTY2MzY5MTY1MDA3Ml8x",
        "policy": json.loads(given["policy"]), "createdDate": _millis(), "lastModifiedDate": _millis(),
        **chosen(given, "description"),
    }  # fmt: skip
    lab.collection(request, f"{given['type']}_policies")[given["name"]] = policy
    return policy


def _list(lab: Lab, request: Request) -> list[dict[str, Any]]:
    held = lab.collection(request, f"{request.parameters['type']}_policies")
    return [chosen(each, *_SUMMARY) for each in held.values()]


def _get(lab: Lab, request: Request) -> dict[str, Any]:
    held: Mapping[str, dict[str, Any]] = lab.collection(request, f"{request.parameters['type']}_policies")
    name = request.parameters["name"]
    if name not in held:
        raise AwsError("ResourceNotFoundException", f"Policy with name {name} is not found")
    return held[name]


def _key(lab: Lab, request: Request) -> str:
    name = request.parameters["name"]
    for each in lab.collection(request, "encryption_policies").values():
        for rule in each["policy"]["Rules"]:
            for pattern in rule["Resource"]:
                known = pattern.removeprefix("collection/")
                if known == name or (known.endswith("*") and name.startswith(known[:-1])):
                    return str(each["policy"].get("KmsARN", "auto"))
    raise AwsError("ValidationException", f"No matching security policy of encryption type found for {name}.")


def _millis() -> int:
    return int(now().timestamp() * 1000)
