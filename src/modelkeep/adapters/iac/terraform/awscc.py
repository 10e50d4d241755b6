"""Types of the provider `awscc`, which is made from CloudFormation's own schemas: each type and property has its name in snake case
(https://registry.terraform.io/providers/hashicorp/awscc/latest/docs)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import msgspec

from modelkeep.adapters.iac.forms import identity_of
from modelkeep.adapters.iac.terraform.mapping import Converted, Names, pascal_case

_DOCUMENT = 2
"""In `awscc.json`, a property of which the schema says no more than that it is an object: the provider has its JSON as text."""
_WORDS = {each: each.capitalize() for each in ("CloudFormation", "CloudFront", "CloudWatch", "FSx")}
_BREAKS = re.compile(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Za-z])|(?<=[A-Z])(?=[A-Z][a-z])")


def attribute_name(name: str) -> str:
    """`S3OutputPath` as `s3_output_path`, `CidrIpv6` as `cidr_ipv_6`, `VPCEndpoint` as `vpc_endpoint`."""
    for word, one in _WORDS.items():
        name = name.replace(word, one)
    return _BREAKS.sub("_", name).lower()


def type_name(cfn_type: str) -> str:
    """`AWS::EC2::VPCEndpoint` as `awscc_ec2_vpc_endpoint`."""
    _, service, resource = cfn_type.split("::")
    return f"awscc_{service.lower()}_{attribute_name(resource)}"


def conversions() -> Iterator[Converted]:
    """A mapping for each type of which this version knows the properties."""
    for cfn_type, tree in _trees().items():
        renames: dict[str, str | None] = {}
        documents: set[str] = set()
        for path, name, inner in _properties(tree, ""):
            attribute = path.rsplit(".", 1)[-1]
            if pascal_case(attribute) != name:
                renames[path] = name
            if inner == _DOCUMENT:
                documents.add(path)
        identity = identity_of(cfn_type)
        gives = {attribute_name(each): each for each in (identity.attributes if identity else ())}
        yield Converted(
            tf_type=type_name(cfn_type),
            cfn_type=cfn_type,
            renames=renames,
            documents=frozenset(documents),
            gives={"id": "ref", **gives},
            computed=frozenset({"*"}),
            empty_is_unset=False,
        )


def names() -> Mapping[str, Names]:
    """The attributes of those types, as `mapping.names` gives them."""
    return {type_name(cfn_type): _named(tree) for cfn_type, tree in _trees().items()}


@cache
def _trees() -> Mapping[str, Any]:
    text = resources.files("modelkeep.adapters.iac.terraform").joinpath("awscc.json").read_bytes()
    return MappingProxyType(msgspec.json.decode(text))


def _properties(tree: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str, Any]]:
    """Every property: its dotted path in Terraform, its name in CloudFormation and what it is."""
    for name, inner in tree.items():
        path = f"{prefix}{attribute_name(name)}"
        yield path, name, inner
        block = inner[0] if isinstance(inner, list) else inner
        if isinstance(block, Mapping):
            yield from _properties(block, f"{path}.")


def _named(tree: Any) -> Names:
    if isinstance(tree, Mapping):
        return {attribute_name(name): _named(inner) for name, inner in tree.items()}
    if isinstance(tree, list):
        return [_named(tree[0])]
    return 0 if tree == _DOCUMENT else tree
