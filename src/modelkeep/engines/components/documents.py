"""JSON, TOML and YAML that tell of packages, parsed to plain values."""

from __future__ import annotations

import json
import tomllib
from typing import Any

from modelkeep.engines.components.found import MalformedError

YAML = 2 << 20
"""Bytes of YAML, which is slow."""


def from_json(content: bytes) -> Any:
    """Plain values; raises MalformedError."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise MalformedError("no JSON") from error


def from_toml(content: bytes) -> dict[str, Any]:
    """Plain values; raises MalformedError."""
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise MalformedError("no TOML") from error


def from_yaml(content: bytes) -> Any:
    """The first document, as mappings, lists and text: `3.10` stays as it is written. Tags and merge keys mean nothing, so that nothing is
    made, and nothing grows. Raises MalformedError."""
    import yaml

    if len(content) > YAML:
        raise MalformedError(f"YAML of more than {YAML >> 20} MiB")
    try:
        return next(
            yaml.load_all(content, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)), None
        )  # plain values only
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise MalformedError("no YAML") from error


def mapping(value: Any) -> dict[str, Any]:
    """The value where it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def tables(value: Any) -> list[dict[str, Any]]:
    """The mappings of a list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def text(value: Any) -> str:
    """The value where it is text, else ''."""
    return value.strip() if isinstance(value, str) else ""
