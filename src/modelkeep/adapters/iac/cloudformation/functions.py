"""CloudFormation's intrinsic functions.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html

A function gets values that may be unknown, wholly or in part, and gives Unknown where its result rests on what is not known. What
no deployment could resolve is a complaint at the line of the call, and Unknown.
"""

from __future__ import annotations

import base64
import ipaddress
import json
import re
from collections.abc import Callable, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Protocol

from modelkeep.adapters.iac.cloudformation.nodes import Call, Node
from modelkeep.adapters.iac.cloudformation.scalars import unresolved
from modelkeep.adapters.iac.cloudformation.values import Assumed, joined, text_of, unknown_in
from modelkeep.adapters.iac.resource import Unknown, Value


class Resolver(Protocol):
    """What functions ask of the template that they stand in."""

    def value(self, node: Node, line: int) -> Value:
        """A resolved node."""

    def reference(self, name: str, line: int) -> Value:
        """What Ref gives."""

    def attribute(self, name: str, wanted: str, line: int) -> Value:
        """What Fn::GetAtt gives."""

    def mapped(self, name: str, line: int) -> Mapping[str, Node] | Unknown:
        """A mapping of the template, by its name."""

    def imported(self, name: str) -> Value:
        """What another stack exports under a name."""

    def wrong(self, line: int, message: str, remedy: str = "") -> Unknown:
        """Complain about a place; the value there is what is returned."""

    def missing(self, line: int, what: str, name: str, known: Mapping[str, Node]) -> Unknown:
        """Complain about a name that is not among those that are known, with those that it resembles."""


def _arguments(resolver: Resolver, call: Call, fewest: int, most: int) -> list[Node] | Unknown:
    argument = call.argument
    if isinstance(argument, list) and fewest <= len(argument) <= most:
        return list(argument)
    count = f"{fewest}" if fewest == most else f"{fewest} to {most}"
    return resolver.wrong(call.line, f"{call.name} takes a list of {count} elements")


def _list(resolver: Resolver, call: Call, node: Node) -> list[Value] | Unknown:
    found = resolver.value(node, call.line)
    if isinstance(found, list | Unknown):
        return found
    return resolver.wrong(call.line, f"{call.name} takes a list of values")


def ref(resolver: Resolver, call: Call) -> Value:
    """Ref."""
    name = call.argument
    if not isinstance(name, str):
        return name if isinstance(name, Unknown) else resolver.wrong(call.line, "Ref takes a name")
    return resolver.reference(name, call.line)


def get_att(resolver: Resolver, call: Call) -> Value:
    """Fn::GetAtt, as `Resource.Attribute` or as a list of both."""
    argument = call.argument
    if isinstance(argument, str) and "." in argument:
        name, _, wanted = argument.partition(".")
        return resolver.attribute(name, wanted, call.line)
    if isinstance(argument, list) and len(argument) >= 2:
        parts = [resolver.value(each, call.line) for each in argument]
        if unknown := unknown_in(parts):
            return unknown
        texts = [text_of(each) or "" for each in parts]
        return resolver.attribute(texts[0], ".".join(texts[1:]), call.line)
    return resolver.wrong(call.line, "Fn::GetAtt takes a resource and one of its attributes")


_VARIABLE = re.compile(r"\$\{\s*(!?)([^${}]*?)\s*\}")


def sub(resolver: Resolver, call: Call) -> Value:
    """Fn::Sub, with or without variables of its own."""
    argument = call.argument
    variables: Mapping[str, Node] = {}
    if isinstance(argument, list) and len(argument) == 2 and isinstance(argument[1], Mapping):
        argument, variables = argument
    if isinstance(argument, Call):
        argument = resolver.value(argument, call.line)
    if isinstance(argument, Unknown):
        return argument
    if not isinstance(argument, str):
        return resolver.wrong(call.line, "Fn::Sub takes a text, or a list of a text and a mapping of variables")
    parts: list[str] = []
    unknown, at = None, 0
    for found in _VARIABLE.finditer(argument):
        parts.append(argument[at : found.start()])
        at = found.end()
        value = f"${{{found[2]}}}" if found[1] else _variable(resolver, found[2], variables, call.line)
        text = text_of(value)
        if isinstance(value, Unknown):
            unknown = unknown or value
        elif text is None:
            unknown = resolver.wrong(call.line, f"Fn::Sub puts {found[2]} into a text, and it is none")
        else:
            parts.append(text)
    parts.append(argument[at:])
    return unknown or _deployed(joined("", parts))


def _variable(resolver: Resolver, name: str, variables: Mapping[str, Node], line: int) -> Value:
    if name in variables:
        return resolver.value(variables[name], line)
    resource, dot, wanted = name.partition(".")
    return resolver.attribute(resource, wanted, line) if dot else resolver.reference(name, line)


def _deployed(text: str | Unknown) -> str | Unknown:
    """A text that was put together may be a dynamic reference, too."""
    return unresolved(text) if isinstance(text, str) else text


def join(resolver: Resolver, call: Call) -> Value:
    """Fn::Join."""
    arguments = _arguments(resolver, call, 2, 2)
    if isinstance(arguments, Unknown):
        return arguments
    delimiter, values = resolver.value(arguments[0], call.line), _list(resolver, call, arguments[1])
    if isinstance(values, Unknown):
        return values
    if unknown := unknown_in([delimiter, values]):
        return unknown
    texts = [text_of(each) for each in values]
    if None in texts or not isinstance(delimiter, str):
        return resolver.wrong(call.line, "Fn::Join takes a delimiter and a list of texts")
    return _deployed(joined(delimiter, [each for each in texts if each is not None]))


def split(resolver: Resolver, call: Call) -> Value:
    """Fn::Split."""
    arguments = _arguments(resolver, call, 2, 2)
    if isinstance(arguments, Unknown):
        return arguments
    delimiter, text = (resolver.value(each, call.line) for each in arguments)
    if unknown := unknown_in([delimiter, text]):
        return unknown
    if not isinstance(text, str) or not isinstance(delimiter, str) or not delimiter:
        return resolver.wrong(call.line, "Fn::Split takes a delimiter and a text")
    parts = text.split(delimiter)
    return [Assumed(each) for each in parts] if isinstance(text, Assumed) else parts


def select(resolver: Resolver, call: Call) -> Value:
    """Fn::Select."""
    arguments = _arguments(resolver, call, 2, 2)
    if isinstance(arguments, Unknown):
        return arguments
    index, values = resolver.value(arguments[0], call.line), _list(resolver, call, arguments[1])
    if isinstance(values, Unknown):
        return values
    if isinstance(index, Unknown):
        return index
    position = text_of(index) or ""
    if not (position.isascii() and position.isdigit() and len(position) < 6 and int(position) < len(values)):
        return resolver.wrong(call.line, "Fn::Select takes a position, from 0, that the list has")
    return values[int(position)]


def find_in_map(resolver: Resolver, call: Call) -> Value:
    """Fn::FindInMap. Where a key is not known, all values that it can lead to are compared."""
    arguments = _arguments(resolver, call, 3, 4)
    if isinstance(arguments, Unknown):
        return arguments
    name, first, second = (resolver.value(each, call.line) for each in arguments[:3])
    if isinstance(name, Unknown):
        return name
    otherwise: list[Value] = []
    if len(arguments) == 4 and isinstance(arguments[3], Mapping) and "DefaultValue" in arguments[3]:
        otherwise = [resolver.value(arguments[3]["DefaultValue"], call.line)]
    table = resolver.mapped(text_of(name) or "", call.line)
    if isinstance(table, Unknown):
        return table
    rows = _found(resolver, call, table, first, otherwise)
    if isinstance(rows, Unknown):
        return rows
    candidates = list(otherwise) if _open(first) or _open(second) or not rows else []
    for row in rows:
        if not isinstance(row, Mapping):
            return resolver.wrong(call.line, "Fn::FindInMap finds no mapping under its first key")
        columns = _found(resolver, call, row, second, otherwise or ([None] if _open(first) else []))
        if isinstance(columns, Unknown):
            return columns
        candidates += [resolver.value(each, call.line) for each in columns] or otherwise
    return _agreed(candidates, first, second)


def _open(key: Value) -> bool:
    return isinstance(key, Unknown | Assumed)


def _found(
    resolver: Resolver, call: Call, table: Mapping[str, Node], key: Value, otherwise: list[Value]
) -> list[Node] | Unknown:
    """What a key can lead to in a mapping."""
    if _open(key):
        return list(table.values())
    name = text_of(key) or ""
    if name in table:
        return [table[name]]
    return [] if otherwise else resolver.missing(call.line, "Fn::FindInMap finds no key", name, table)


def _agreed(candidates: list[Value], *keys: Value) -> Value:
    first = candidates[0] if candidates else None
    if candidates and all(each == first for each in candidates):
        return first
    unknown = next((each for each in keys if isinstance(each, Unknown)), None)
    return unknown or Unknown("the account and region are not known")


def base64_text(resolver: Resolver, call: Call) -> Value:
    """Fn::Base64."""
    found = resolver.value(call.argument, call.line)
    if unknown := unknown_in(found):
        return unknown
    text = text_of(found)
    if text is None:
        return resolver.wrong(call.line, "Fn::Base64 takes a text")
    return base64.b64encode(text.encode("utf-8", "replace")).decode()


def cidr(resolver: Resolver, call: Call) -> Value:
    """Fn::Cidr: as many blocks of a network as asked for."""
    arguments = _arguments(resolver, call, 2, 3)
    if isinstance(arguments, Unknown):
        return arguments
    values = [resolver.value(each, call.line) for each in arguments]
    if unknown := unknown_in(values):
        return unknown
    try:
        network = ipaddress.ip_network(text_of(values[0]) or "")
        count = int(text_of(values[1]) or "")
        bits = int(text_of(values[2]) or "") if len(values) == 3 else 32 - network.prefixlen
        if not 1 <= count <= 256:
            return resolver.wrong(call.line, "Fn::Cidr gives 1 to 256 blocks")
        blocks = list(islice(network.subnets(new_prefix=network.max_prefixlen - bits), count))
    except ValueError:
        return resolver.wrong(call.line, "Fn::Cidr takes a network, a number of blocks, and the bits of their hosts")
    if len(blocks) < count:
        return resolver.wrong(
            call.line, f"Fn::Cidr finds {len(blocks)} blocks of that size in the network, not {count}"
        )
    return [str(each) for each in blocks]


def length(resolver: Resolver, call: Call) -> Value:
    """Fn::Length."""
    values = _list(resolver, call, call.argument)
    return values if isinstance(values, Unknown) else len(values)


def to_json_string(resolver: Resolver, call: Call) -> Value:
    """Fn::ToJsonString."""
    found = resolver.value(call.argument, call.line)
    if unknown := unknown_in(found):
        return unknown
    if not isinstance(found, dict | list):
        return resolver.wrong(call.line, "Fn::ToJsonString takes a mapping or a list")
    return joined("", [json.dumps(found, separators=(",", ":"), ensure_ascii=False)])


def transform(resolver: Resolver, call: Call) -> Value:
    """Fn::Transform: a macro, AWS::Include among them."""
    argument = call.argument
    name = argument.get("Name") if isinstance(argument, Mapping) else None
    macro = name if isinstance(name, str) else "a macro"
    resolver.wrong(
        call.line, f"{macro} is not read: what it puts here is not known", "Put what it includes into the template."
    )
    return Unknown(f"{macro} puts it there when it is deployed")


def import_value(resolver: Resolver, call: Call) -> Value:
    """Fn::ImportValue: what another stack exports under a name."""
    name = resolver.value(call.argument, call.line)
    return resolver.imported(name) if isinstance(name, str) else Unknown("another stack exports it")


def _later(why: str) -> Callable[[Resolver, Call], Value]:
    def unknown(_: Resolver, __: Call) -> Value:
        return Unknown(why)

    return unknown


def _condition_only(resolver: Resolver, call: Call) -> Value:
    return resolver.wrong(call.line, f"{call.name} stands where no condition can")


FUNCTIONS: Mapping[str, Callable[[Resolver, Call], Value]] = MappingProxyType(
    {
        "Ref": ref,
        "Fn::GetAtt": get_att,
        "Fn::Sub": sub,
        "Fn::Join": join,
        "Fn::Split": split,
        "Fn::Select": select,
        "Fn::FindInMap": find_in_map,
        "Fn::Base64": base64_text,
        "Fn::Cidr": cidr,
        "Fn::Length": length,
        "Fn::ToJsonString": to_json_string,
        "Fn::Transform": transform,
        "Fn::ImportValue": import_value,
        "Fn::GetStackOutput": _later("another stack gives it"),
        "Fn::GetAZs": _later("the availability zones depend on the account"),
    }
)
"""All that give a value; Fn::If and the functions of conditions are the template's own business."""


def function(name: str) -> Callable[[Resolver, Call], Value]:
    """A function by its name; one of conditions complains where a value is asked for."""
    return FUNCTIONS.get(name, _condition_only)
