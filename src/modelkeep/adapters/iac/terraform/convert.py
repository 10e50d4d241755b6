"""A resource's values in Terraform as properties in CloudFormation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from modelkeep.adapters.iac.resource import Unknown, Value
from modelkeep.adapters.iac.terraform.mapping import Converted, Names, names

_NOTHING: tuple[Value, ...] = ("", [], {})
_OWN = frozenset({"id", "region", "tags_all", "timeouts", "arn"})
"""Attributes that every type has, and that are no settings."""


def properties_of(conversion: Converted, values: Mapping[str, Value]) -> dict[str, Value]:
    """The properties of a resource. What is not set (null, '', no block) is left out."""
    found = _block(conversion, values, names().get(conversion.tf_type, {}), "")
    tags = _tags(values)
    called = conversion.renamed("tags")
    if tags and not isinstance(tags, list) and called is not None:
        found[called] = tags
    return conversion.adjust(found) if conversion.adjust else found


def _block(conversion: Converted, values: Mapping[str, Value], known: Names, prefix: str) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for attribute, value in values.items():
        path = f"{prefix}{attribute}"
        target = conversion.renamed(path)
        if target is None or (not prefix and attribute in _OWN and attribute not in conversion.renames):
            continue
        inner = known.get(attribute) if isinstance(known, Mapping) else None
        converted = _value(conversion, value, inner, path)
        if converted is not None and not (conversion.empty_is_unset and converted in _NOTHING):
            put(found, target, converted)
    return found


def _value(conversion: Converted, value: Value, known: Names, path: str) -> Value:
    if isinstance(value, Unknown) or value is None:
        return value
    if path in conversion.words and isinstance(value, str | bool | int):
        return conversion.words[path].get(value, value)
    if path in conversion.documents:
        return document(value)
    inner = known[0] if isinstance(known, list) else known
    single = path in conversion.single or "*" in conversion.single
    several = (isinstance(known, list) and not single) or path in conversion.several
    if not isinstance(inner, Mapping):
        return value
    if isinstance(value, Mapping):
        block = _block(conversion, value, inner, f"{path}.")
        return [block] if several else block
    if not isinstance(value, Sequence) or isinstance(value, str):
        return value
    blocks = [_block(conversion, e, inner, f"{path}.") if isinstance(e, Mapping) else e for e in value]
    return blocks[0] if len(blocks) == 1 and not several else blocks


def document(value: Value) -> Value:
    """A policy from its text, as far as it is JSON: what it is otherwise is for the reader of policies to say."""
    try:
        return msgspec.json.decode(value) if isinstance(value, str) and value else value
    except (msgspec.DecodeError, RecursionError):
        return value


def put(tree: dict[str, Value], path: str, value: Value) -> None:
    """Put a value at a dotted path; '' is the tree itself. Lists that are there already grow, blocks take up what is added."""
    if path == "":
        if isinstance(value, Mapping):
            for name, each in value.items():
                put(tree, name, each)
        return
    first, _, rest = path.partition(".")
    if rest:
        inner = tree.get(first)
        if not isinstance(inner, dict):
            inner = tree[first] = {}
        put(inner, rest, value)
        return
    before = tree.get(first)
    if isinstance(before, list) and isinstance(value, list):
        tree[first] = [*before, *value]
    elif isinstance(before, dict) and isinstance(value, Mapping):
        for name, each in value.items():
            put(before, name, each)
    else:
        tree[first] = value


def _tags(values: Mapping[str, Any]) -> Value:
    """The tags, with those that the provider puts on everything where the file tells them."""
    every = values.get("tags_all")
    own = values.get("tags")
    return every if isinstance(every, Mapping) and every else own
