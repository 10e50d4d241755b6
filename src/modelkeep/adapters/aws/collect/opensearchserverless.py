"""OpenSearch Serverless: collections, and where there are any, who reaches them and who may read what is in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
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
        for sort in _SORTS:
            await _policies(aws, sort)


@dataclass(frozen=True, slots=True)
class _Sort:
    """One of the sorts of policy that are alike: how its calls, its replies and its rows are called."""

    noun: str
    kind: str
    listed: str
    described: str
    summaries: str
    detail: str
    policy: type[SecurityPolicy | AccessPolicy]
    rule: type[SecurityPolicyRule | AccessPolicyRule]
    parse: Callable[[str, Mapping[str, Any]], Iterator[Row]]


async def _policies(aws: Reader, sort: _Sort) -> None:
    async def visit(name: str) -> None:
        arn = f"arn:{aws.partition}:aoss:{aws.region}:{aws.account}:{sort.noun}/{sort.kind}/{name}"
        stub: tuple[Row, ...] = (sort.policy(arn=arn, name=name, tags={}),)

        def parse(reply: Reply) -> tuple[Row, ...]:
            detail = reply[sort.detail]
            policy = sort.policy(arn=arn, name=name, tags={}, policy_version=detail["policyVersion"])
            rules = _rules(detail["policy"], lambda block: sort.parse(arn, block), sort.rule(arn=arn))
            return (policy, *rules)

        await aws.get(f"{_SERVICE}:{sort.described}", arn, parse, unread=stub, type=sort.kind, name=name)

    found = await aws.list(f"{_SERVICE}:{sort.listed}", sort.summaries, lambda item: str(item["name"]), type=sort.kind)
    await aws.each(found, visit)


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


_SORTS = (
    _Sort(
        noun="security-policy", kind="network", listed="ListSecurityPolicies", described="GetSecurityPolicy",
        summaries="securityPolicySummaries", detail="securityPolicyDetail", policy=SecurityPolicy, rule=SecurityPolicyRule,
        parse=_network_rules,
    ),
    _Sort(
        noun="access-policy", kind="data", listed="ListAccessPolicies", described="GetAccessPolicy",
        summaries="accessPolicySummaries", detail="accessPolicyDetail", policy=AccessPolicy, rule=AccessPolicyRule,
        parse=_data_rules,
    ),
)  # fmt: skip
