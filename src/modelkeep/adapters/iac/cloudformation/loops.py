"""Fn::ForEach: a fragment, once for each element of a collection.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
"""

from __future__ import annotations

import re
from collections.abc import Callable

from modelkeep.adapters.iac.cloudformation.nodes import Call, Listing, Mapping, Node
from modelkeep.adapters.iac.cloudformation.values import text_of
from modelkeep.adapters.iac.resource import Unknown, Value

LOOP = "Fn::ForEach::"
_NO_NAME = re.compile(r"[^A-Za-z0-9]")


class Loops:
    """Unrolls the loops of a template. `value` resolves a collection, `wrong` notes what cannot be unrolled, `spend` counts."""

    def __init__(
        self, value: Callable[[Node, int], Value], wrong: Callable[[int, str], Unknown], spend: Callable[[int], None]
    ) -> None:
        self._value = value
        self._wrong = wrong
        self._spend = spend

    def unrolled(self, node: Mapping) -> tuple[Mapping, Unknown | None]:
        """A mapping without loops, and why some of it is not known."""
        if not any(key.startswith(LOOP) for key in node):
            return node, None
        found, unknown = Mapping(node.line), None
        for key, child in node.items():
            if key.startswith(LOOP):
                unknown = self._loop(child, node.lines[key], found) or unknown
            else:
                found[key], found.lines[key] = child, node.lines[key]
        return found, unknown

    def _loop(self, loop: Node, line: int, found: Mapping) -> Unknown | None:
        if not isinstance(loop, list) or len(loop) != 3 or not isinstance(loop[0], str) or type(loop[2]) is not Mapping:
            return self._wrong(line, "Fn::ForEach takes an identifier, a collection and a mapping")
        identifier, collection, fragment = loop
        values = self._value(collection, line)
        if isinstance(values, Unknown):
            return self._wrong(line, f"what Fn::ForEach goes over is not known: {values.why}")
        texts = [text_of(each) for each in values] if isinstance(values, list) else [None]
        unknown: Unknown | None = None
        for text in texts:
            if text is None:
                unknown = self._wrong(line, "Fn::ForEach goes over texts, and not all of these are known")
                continue
            inner, open_end = self.unrolled(self._filled(fragment, identifier, text))
            unknown = open_end or unknown
            for key, child in inner.items():
                found[key], found.lines[key] = child, inner.lines[key]
        return unknown

    def _filled(self, node: Node, identifier: str, text: str) -> Node:
        """A copy in which the identifier is replaced."""
        self._spend(1)
        if isinstance(node, str):
            return _replaced(node, identifier, text)
        if type(node) is Mapping:
            mapping = Mapping(node.line)
            for key, child in node.items():
                name = _replaced(key, identifier, text)
                mapping[name], mapping.lines[name] = self._filled(child, identifier, text), node.lines[key]
            return mapping
        if type(node) is Listing:
            listing = Listing(node.line)
            listing += [self._filled(each, identifier, text) for each in node]
            listing.lines = node.lines
            return listing
        if isinstance(node, Call):
            if node.name == "Ref" and node.argument == identifier:
                return text
            return Call(node.name, self._filled(node.argument, identifier, text), node.line)
        return node


def _replaced(text: str, identifier: str, value: str) -> str:
    if "{" not in text:
        return text
    return text.replace(f"${{{identifier}}}", value).replace(f"&{{{identifier}}}", _NO_NAME.sub("", value))
