"""Plans as `terraform show -json` writes them, made small."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from modelkeep.adapters.iac.resource import Deployment, Reading
from modelkeep.adapters.iac.terraform.reader import read_terraform

DEPLOYMENT = Deployment("000000000000", "unknown-1")
ROLE_ARN = "arn:aws:iam::000000000000:role/train"
KNOWN_AFTER_APPLY = object()
"""Stands in `values` for what exists after the plan only."""


def resource(
    address: str, values: Mapping[str, Any], *, refers: Mapping[str, Sequence[str]] | None = None, **more: Any
) -> dict[str, Any]:
    """One planned resource with its configuration: attributes in `refers` are expressions, other known ones constants."""
    bare = address.rsplit(".module.", 1)[-1]
    inner = bare.split(".", 2)[2] if bare.startswith("module.") else bare
    tf_type, name = inner.split("[")[0].split(".")[:2]
    unknown = {key: True for key, value in values.items() if value is KNOWN_AFTER_APPLY}
    known = {key: value for key, value in values.items() if key not in unknown}
    expressions: dict[str, Any] = {key: {"constant_value": value} for key, value in known.items()}
    expressions.update({key: {"references": list(texts)} for key, texts in (refers or {}).items()})
    return {
        "planned": {"address": address, "mode": "managed", "type": tf_type, "name": name, "values": known, **more},
        "change": {"address": address, "mode": "managed", "change": {"actions": ["create"], "after_unknown": unknown}},
        "configuration": {"mode": "managed", "type": tf_type, "name": name, "expressions": expressions},
    }


def plan(*resources: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A plan of resources in the root module."""
    configured = {
        json.dumps([r["configuration"][key] for key in ("type", "name")]): r["configuration"] for r in resources
    }
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": [each["planned"] for each in resources]}},
        "resource_changes": [each["change"] for each in resources],
        "configuration": {
            "provider_config": {"aws": {"name": "aws", "expressions": {"region": {"constant_value": "eu-west-1"}}}},
            "root_module": {"resources": list(configured.values())},
        },
        **more,
    }


def read(content: Any, path: str = "plan.json") -> Reading:
    """What the reader says of a plan, given as JSON or as bytes."""
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    return read_terraform(Path(path), path, deployment=DEPLOYMENT, content=text)


def properties(reading: Reading) -> dict[str, Any]:
    """By address, the properties of what is declared; there must be no trouble."""
    assert not reading.troubles, reading.troubles
    return {each.place.address: each.properties for each in reading.resources}
