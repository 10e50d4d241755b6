"""What `awscc.json` holds, from CloudFormation's own schemas.

Run as a module, `python -m tests.unit.adapters.iac.terraform.awscc_schemas`, it writes the file anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from cfnlint.schema import ResourceNotFoundError  # type: ignore[import-untyped]  # it has no annotations
from tests.unit.adapters.iac.test_forms import schema_of

from modelkeep.adapters.iac.forms import types
from modelkeep.adapters.iac.terraform import awscc

ADDED = frozenset({"AWS::KMS::ReplicaKey"})
"""Types that forms read beside those that have one."""
LACKING = frozenset({"AWS::Bedrock::Flow", "AWS::SageMaker::ModelCard"})
"""Types that the provider leaves out, because it has no words for their schemas (internal/provider/all_schemas.hcl there)."""


def trees() -> dict[str, Any]:
    """By CloudFormation type, the properties as `awscc.py` reads them."""
    found = {}
    for cfn_type in sorted({*types(), *ADDED} - LACKING):
        try:
            schema = schema_of(cfn_type)
        except ResourceNotFoundError:
            continue
        found[cfn_type] = _properties(schema, schema, ())
    return found


def _properties(schema: Mapping[str, Any], node: Mapping[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    return {name: _node(schema, each, path) for name, each in sorted(node["properties"].items())}


def _node(schema: Mapping[str, Any], node: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    reference = node.get("$ref", "")
    if reference in path:
        return 0  # a type within itself, which the provider has not
    if reference:
        return _node(schema, schema["definitions"][reference.rsplit("/", 1)[-1]], (*path, reference))
    types = node.get("type", "object")
    if node.get("properties"):
        return _properties(schema, node, path)
    if types == "array" or "items" in node:
        inner = _node(schema, node.get("items", {}), path)
        return [inner] if isinstance(inner, dict) else 1
    if node.get("patternProperties") or isinstance(node.get("additionalProperties"), dict):
        return 0
    choices = [_node(schema, each, path) for each in (*node.get("oneOf", ()), *node.get("anyOf", ()))]
    merged = {name: inner for each in choices if isinstance(each, dict) for name, inner in each.items()}
    if merged:
        return merged
    return 2 if "object" in types else 0


if __name__ == "__main__":
    target = Path(awscc.__file__).with_name("awscc.json")
    lines = (f'"{name}":{msgspec.json.encode(tree).decode()}' for name, tree in trees().items())
    target.write_text("{\n" + ",\n".join(lines) + "\n}\n")
