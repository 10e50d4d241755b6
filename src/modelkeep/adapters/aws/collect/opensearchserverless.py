"""OpenSearch Serverless: collections, and where there are any, who reaches them and who may read what is in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.opensearchserverless import (
    AccessPolicy,
    AccessPolicyRule,
    Collection,
    SecurityPolicy,
    SecurityPolicyRule,
)
from modelkeep.core.tables import Row

_SERVICE = "opensearchserverless"
_OF_NETWORK = frozenset({"Description", "Rules", "AllowFromPublic", "SourceVPCEs", "SourceServices"})
_OF_DATA = frozenset({"Description", "Rules", "Principal"})
_OF_RULE = frozenset({"ResourceType", "Resource", "Permission"})


@collector(Collection, SecurityPolicy, SecurityPolicyRule, AccessPolicy, AccessPolicyRule)
async def collections(aws: Reader) -> None:
    """ListCollections; where there are any, all network and data access policies of the region."""
    found = await aws.list(f"{_SERVICE}:ListCollections", "collectionSummaries", _collection)
    if found:
        await _network_policies(aws)
        await _access_policies(aws)


async def _network_policies(aws: Reader) -> None:
    async def visit(name: str) -> None:
        arn = f"arn:{aws.partition}:aoss:{aws.region}:{aws.account}:security-policy/network/{name}"
        stub: tuple[Row, ...] = (SecurityPolicy(arn=arn, name=name, tags={}),)

        def parse(reply: Reply) -> tuple[Row, ...]:
            detail = reply["securityPolicyDetail"]
            policy = SecurityPolicy(arn=arn, name=name, tags={}, policy_version=detail["policyVersion"])
            unclear = SecurityPolicyRule(arn=arn)
            return (policy, *_rules(detail["policy"], lambda block: _network_rules(arn, block), unclear))

        await aws.get(
            f"{_SERVICE}:GetSecurityPolicy",
            arn,
            parse,
            unread=stub,
            type="network",
            name=name,
        )

    listed = await aws.list(
        f"{_SERVICE}:ListSecurityPolicies",
        "securityPolicySummaries",
        lambda item: str(item["name"]),
        type="network",
    )
    await aws.each(listed, visit)


async def _access_policies(aws: Reader) -> None:
    async def visit(name: str) -> None:
        arn = f"arn:{aws.partition}:aoss:{aws.region}:{aws.account}:access-policy/data/{name}"
        stub: tuple[Row, ...] = (AccessPolicy(arn=arn, name=name, tags={}),)

        def parse(reply: Reply) -> tuple[Row, ...]:
            detail = reply["accessPolicyDetail"]
            policy = AccessPolicy(arn=arn, name=name, tags={}, policy_version=detail["policyVersion"])
            unclear = AccessPolicyRule(arn=arn)
            return (policy, *_rules(detail["policy"], lambda block: _data_rules(arn, block), unclear))

        await aws.get(
            f"{_SERVICE}:GetAccessPolicy",
            arn,
            parse,
            unread=stub,
            type="data",
            name=name,
        )

    listed = await aws.list(
        f"{_SERVICE}:ListAccessPolicies", "accessPolicySummaries", lambda item: str(item["name"]), type="data"
    )
    await aws.each(listed, visit)


def _collection(item: Reply) -> Collection:
    key = item.get("kmsKeyArn")
    return Collection(
        arn=item["arn"],
        name=item["name"],
        status=item["status"],
        kms_key_arn=key if key is None or key.startswith("arn:") else "",
    )


def _rules(document: Any, parse: Callable[[Mapping[str, Any]], Iterator[Row]], unclear: Row) -> Iterator[Row]:
    """The rules of a policy: a list of blocks. A block that is not understood may say anything: one row without values."""
    if not isinstance(document, list):
        yield unclear
        return
    for block in document:
        try:
            yield from tuple(parse(block))
        except (KeyError, TypeError, ValueError, AttributeError):
            yield unclear


def _network_rules(arn: str, block: Mapping[str, Any]) -> Iterator[Row]:
    public = block.get("AllowFromPublic")
    if not block.keys() <= _OF_NETWORK or not isinstance(public, bool):
        raise ValueError("not a block of a network policy")
    for rule in _listed(block):
        yield SecurityPolicyRule(
            arn=arn,
            resource_type=_text(rule["ResourceType"]),
            resources=_texts(rule["Resource"]),
            allow_from_public=public,
            source_vpces=_texts(block.get("SourceVPCEs", [])),
            source_services=_texts(block.get("SourceServices", [])),
        )


def _data_rules(arn: str, block: Mapping[str, Any]) -> Iterator[Row]:
    if not block.keys() <= _OF_DATA:
        raise ValueError("not a block of a data access policy")
    for rule in _listed(block):
        yield AccessPolicyRule(
            arn=arn,
            resource_type=_text(rule["ResourceType"]),
            resources=_texts(rule["Resource"]),
            permissions=_texts(rule["Permission"]),
            principals=_texts(block["Principal"]),
        )


def _listed(block: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for rule in block["Rules"]:
        if not rule.keys() <= _OF_RULE:
            raise ValueError("not a rule")
        yield rule


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return tuple(_text(each) for each in value)
