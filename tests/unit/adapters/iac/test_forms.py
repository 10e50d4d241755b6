"""Forms name what exists: properties of CloudFormation's own resource schemas, columns of the estate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER  # type: ignore[import-untyped]  # it has no annotations

from modelkeep.adapters.iac.forms import Attachment, Facet, Form, Part, Policies, Policy, Section, attachments, forms
from modelkeep.adapters.iac.forms.lenses import First, Followed, Gathered, Lens, Texts
from modelkeep.core.tables import table_of

EVERY: tuple[Form | Attachment, ...] = (*forms().values(), *attachments().values())
OWN = frozenset({"arn", "account", "region", "name", "tags", "source", "collected_at"})


def schema_of(cfn_type: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", cfn_type).schema
    return found


def has(schema: Mapping[str, Any], node: Mapping[str, Any], path: str) -> bool:
    """Whether a dotted path leads somewhere in a schema; lists are entered without a position."""
    for step in path.split(".") if path else ():
        node = _entered(schema, node)
        if step.isdigit():
            continue
        properties = {}
        for each in (node, *node.get("oneOf", ()), *node.get("anyOf", ()), *node.get("allOf", ())):
            properties.update(_entered(schema, each).get("properties", {}))
        if step not in properties:
            return node.get("type") == "object" and not properties  # a document, such as a policy
        node = properties[step]
    return True


def _entered(schema: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in node or node.get("type") == "array" or "items" in node:
        node = schema["definitions"][node["$ref"].rsplit("/", 1)[-1]] if "$ref" in node else node["items"]
    return node


def at(schema: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    node: Mapping[str, Any] = schema
    for step in path.split(".") if path else ():
        node = _entered(schema, node)
        if step not in node.get("properties", {}):
            return {"type": "object"}
        node = node["properties"][step]
    return node


def lens_paths(lens: Lens) -> Iterator[str]:
    if isinstance(lens, First):
        for each in lens.lenses:
            yield from lens_paths(each)
        return
    if isinstance(lens, Followed | Gathered):
        yield from lens_paths(lens.own)
    path = getattr(lens, "path", "")
    if isinstance(lens, Texts) and lens.inside:
        path = f"{path}.{lens.inside}"
    if path:
        yield path


def section_paths(section: Section) -> Iterator[tuple[str, str]]:
    """Each path with the one that leads to the place where it begins."""
    match section:
        case Facet(columns=columns):
            for lens in columns.values():
                yield from (("", path) for path in lens_paths(lens))
        case Part(paths=paths, columns=columns, always=always):
            for start in paths:
                yield "", start
                for lens in {**columns, **always.get(start, {})}.values():
                    yield from ((start, path) for path in lens_paths(lens))
        case Policy(path=path, name=name):
            yield "", path
            yield "", name
        case Policies(path=path, name=name, document=document):
            yield "", path
            yield path, name
            yield path, document


@pytest.mark.parametrize("form", EVERY, ids=lambda form: form.cfn_type)
def test_properties_exist(form: Form | Attachment) -> None:
    schema = schema_of(form.cfn_type)
    paths = [("", form.identity.name)]
    if isinstance(form, Form):
        paths += [("", path) for path in form.only]
        paths += [("", path) for lens in form.columns.values() for path in lens_paths(lens)]
        paths.append(("", form.tags))
    else:
        paths += [("", path) for path in form.target]
    for section in form.sections:
        paths += section_paths(section)
    missing = sorted({f"{start}|{path}" for start, path in paths if not has(schema, at(schema, start), path)})
    assert not missing


@pytest.mark.parametrize("form", EVERY, ids=lambda form: form.cfn_type)
def test_columns_exist(form: Form | Attachment) -> None:
    named: list[tuple[Any, set[str]]] = [(form.row, set(form.columns))] if isinstance(form, Form) else []
    for section in form.sections:
        if isinstance(section, Facet | Part):
            more = {name for each in getattr(section, "always", {}).values() for name in each}
            named.append((section.row, set(section.columns) | more))
    for row, columns in named:
        own = OWN if isinstance(form, Form) and row is form.row else OWN - {"name"}
        assert columns <= {column.name for column in table_of(row).columns} - own


def test_forms_are_of_their_kind() -> None:
    for form in forms().values():
        assert form.cfn_type == table_of(form.row).cfn_type
    for attachment in attachments().values():
        assert attachment.kind in forms()
