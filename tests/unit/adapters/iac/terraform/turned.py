"""Declared resources turned into the plan that declares them, by the mapping read backwards."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from modelkeep.adapters.iac.forms import identity_of
from modelkeep.adapters.iac.resource import Declared, Unknown, at, unknowns
from modelkeep.adapters.iac.terraform.mapping import Converted, conversions, names

_DEFAULTED = frozenset({("aws_eks_cluster", "vpc_config.public_access_cidrs")})
"""Lists that are not set where they are empty, and then have a default."""
UNREAD_DOCUMENT = Unknown("the case does not say")


class NotInTerraformError(Exception):
    """Terraform has no such type or property."""


def plan_of(resources: Sequence[Declared], provider: str = "") -> bytes:
    """`terraform show -json` of a plan that makes the resources, with the provider `aws` or `awscc`, or with what either has."""
    entries: list[dict[str, Any]] = []
    for position, resource in enumerate(resources):
        entries += _entries(resource, f"r{position}", f"{provider}_" if provider else "")
    changes = [
        {
            "address": each["address"],
            "mode": "managed",
            "change": {"actions": ["create"], "after_unknown": _marks(each["values"])},
        }
        for each in entries
    ]
    for each in entries:
        each["values"] = _known(each["values"])
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": entries}},
        "resource_changes": changes,
    }
    return json.dumps(plan).encode()


def _entries(resource: Declared, name: str, prefix: str) -> list[dict[str, Any]]:
    """The resources of Terraform that make one of CloudFormation's, by the first mapping that can say it."""
    wrong: list[str] = []
    for main in conversions().values():
        if main.cfn_type == resource.cfn_type and not main.into and main.tf_type.startswith(prefix):
            try:
                return _by(main, resource, name)
            except NotInTerraformError as error:
                wrong.append(str(error))
    raise NotInTerraformError("; ".join(wrong) or f"no type for {resource.cfn_type}")


def _by(main: Converted, resource: Declared, label: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    left = json_copy(resource.properties)
    for key, value in (main.adjust({}) if main.adjust else {}).items():
        if left.get(key) == value:
            left.pop(key)
    rules = _rules(left, resource, label) if main.tf_type == "aws_security_group" else []
    elements = _elements(main, left, resource, label)
    values = _block(main, left, names()[main.tf_type], "")
    if main.tf_type == "aws_kms_key" and isinstance(left.get("Origin"), Unknown):
        values["custom_key_store_id"] = left.pop("Origin")
    _add(entries, main, {**values, "id": resource.label}, label)
    entries += [*rules, *elements]
    for extra in _merged(main) if _left(left) else ():
        values = _block(extra, left, names()[extra.tf_type], "")
        if values:
            _add(entries, extra, {**values, **_naming(extra, main, resource)}, label)
    if rest := _left(left):
        raise NotInTerraformError(f"{resource.cfn_type}: {sorted(rest)}")
    return entries


def _elements(main: Converted, left: dict[str, Any], resource: Declared, label: str) -> list[dict[str, Any]]:
    """Resources of which each is one element of a list that the main one cannot say."""
    entries: list[dict[str, Any]] = []
    own = {main.renamed(attribute) for attribute in names()[main.tf_type]}
    for extra in conversions().values():
        listed = left.get(extra.listed)
        if main.tf_type in extra.into.split() and isinstance(listed, list) and extra.listed not in own:
            for number, element in enumerate(left.pop(extra.listed)):
                values = {**_element(extra, element), **_naming(extra, main, resource)}
                _add(entries, extra, values, f"{label}_{number}")
    return entries


def _rules(left: dict[str, Any], resource: Declared, label: str) -> list[dict[str, Any]]:
    """A security group's rules, of which the provider keeps none where nothing is said."""
    entries: list[dict[str, Any]] = []
    everything = [{"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}]
    for cfn_type, default in (("AWS::EC2::SecurityGroupIngress", []), ("AWS::EC2::SecurityGroupEgress", everything)):
        conversion = next(
            each for each in conversions().values() if each.cfn_type == cfn_type and "_vpc_" in each.tf_type
        )
        name = cfn_type.rsplit(":", 1)[-1]
        rules = left.get(name, default)
        if isinstance(rules, list):
            left.pop(name, None)
            for number, rule in enumerate(rules):
                values = _whole(conversion, {**rule, "GroupId": _called(resource)})
                _add(entries, conversion, values, f"{label}_{number}")
    return entries


def _naming(extra: Converted, main: Converted, resource: Declared) -> dict[str, Any]:
    """What says to which resource an additional one belongs."""
    if not extra.together:
        return {extra.by[0]: _called(resource)}
    return {attribute: resource.properties.get(str(main.renamed(attribute))) for attribute in extra.by}


def _called(resource: Declared) -> Any:
    identity = identity_of(resource.cfn_type)
    return (at(resource.properties, identity.name) if identity and identity.name else None) or resource.label


def _element(extra: Converted, element: Any) -> dict[str, Any]:
    """One element of a list: a block, or the value of the attribute that is added as it is."""
    if extra.adjust is None:
        return _whole(extra, element)
    for attribute in names()[extra.tf_type]:
        if extra.adjust({str(extra.renamed(attribute)): "x"}) == {"": "x"}:
            return {attribute: element}
    raise NotInTerraformError(f"{extra.tf_type}: {element!r}")


def _whole(conversion: Converted, element: Any) -> dict[str, Any]:
    left = json_copy(element)
    values = _block(conversion, left, names()[conversion.tf_type], "")
    if rest := _left(left):
        raise NotInTerraformError(f"{conversion.tf_type}: {rest}")
    return values


def _merged(main: Converted) -> Iterable[Converted]:
    return [each for each in conversions().values() if main.tf_type in each.into.split() and not each.listed]


def _add(entries: list[dict[str, Any]], conversion: Converted, values: dict[str, Any], name: str) -> None:
    entries.append({
        "address": f"{conversion.tf_type}.{name}", "mode": "managed", "type": conversion.tf_type, "name": name, "values": values,
    })  # fmt: skip


def _left(tree: Any) -> list[str]:
    """The properties that nothing took."""
    found = []
    for key, value in tree.items():
        if isinstance(value, dict):
            found += [f"{key}.{each}" for each in _left(value)] if value else []
        else:
            found.append(key)
    return found


def _block(conversion: Converted, tree: dict[str, Any], known: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """The attributes of a block; what it takes is removed from `tree`."""
    values: dict[str, Any] = {}
    for attribute, inner in known.items():
        path = f"{prefix}{attribute}"
        target = conversion.renamed(path)
        if target is None or (prefix == "" and attribute in conversion.by):
            continue
        block = inner[0] if isinstance(inner, list) else inner
        if target == "" and isinstance(block, dict):
            if taken := _block(conversion, tree, block, f"{path}."):
                values[attribute] = [taken]
            continue
        value = _taken(tree, target)
        if value is None:
            continue
        values[attribute] = _value(conversion, value, inner, path)
    return values


def _taken(tree: dict[str, Any], path: str) -> Any:
    *before, last = path.split(".")
    for step in before:
        tree = tree.get(step)  # type: ignore[assignment]  # a path may lead nowhere
        if isinstance(tree, Unknown):
            raise NotInTerraformError(f"unknown above {path}")
        if not isinstance(tree, dict):
            return None
    return tree.pop(last, None) if isinstance(tree, dict) else None


def _value(conversion: Converted, value: Any, known: Any, path: str) -> Any:
    block = known[0] if isinstance(known, list) else known
    if isinstance(value, Unknown):
        return value
    if (conversion.tf_type, path) in _DEFAULTED and value == []:
        raise NotInTerraformError(f"{path} that is empty is not set")
    for theirs, ours in conversion.words.get(path, {}).items():
        if ours is not None and ours == value:
            return theirs
    if path in conversion.documents:
        if next(unknowns(value), None):
            raise NotInTerraformError("a text is known as a whole or not at all")
        return json.dumps(value)
    if path == "tags" and isinstance(value, list) and not isinstance(block, dict):
        whole = next(unknowns(value), None) is None
        return {pair["Key"]: pair["Value"] for pair in value} if whole else UNREAD_DOCUMENT
    if not isinstance(block, dict):
        return value
    blocks = _blocks(conversion, value, block, path)
    return blocks[0] if conversion.tf_type.startswith("awscc_") and not isinstance(known, list) else blocks


def _blocks(conversion: Converted, value: Any, block: Any, path: str) -> list[Any]:
    elements = []
    for each in value if isinstance(value, list) else [value]:
        if not isinstance(each, Mapping):
            raise NotInTerraformError(f"{path} is no block: {each!r}")
        left = json_copy(each)
        elements.append(_block(conversion, left, block, f"{path}."))
        if rest := _left(left):
            raise NotInTerraformError(f"{path}: {rest}")
    return elements


def json_copy(tree: Any) -> Any:
    """A copy of which parts can be taken."""
    if isinstance(tree, Mapping):
        return {key: json_copy(value) for key, value in tree.items()}
    return [json_copy(each) for each in tree] if isinstance(tree, list | tuple) else tree


def _marks(tree: Any) -> Any:
    if isinstance(tree, Unknown):
        return True
    if isinstance(tree, Mapping):
        return {key: mark for key, value in tree.items() if (mark := _marks(value))}
    if isinstance(tree, list | tuple):
        return [_marks(each) for each in tree] if any(_marks(each) for each in tree) else []
    return False


def _known(tree: Any) -> Any:
    if isinstance(tree, Mapping):
        return {key: _known(value) for key, value in tree.items() if not isinstance(value, Unknown)}
    if isinstance(tree, list | tuple):
        return [None if isinstance(each, Unknown) else _known(each) for each in tree]
    return tree
