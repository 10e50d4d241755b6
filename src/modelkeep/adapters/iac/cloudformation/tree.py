"""The text of a template becomes nodes.

Nodes are built from the parser's events, not from PyYAML's own tree: half the time, no recursion that a deeply nested file could
exhaust, and aliases stay references, so that a file cannot grow while it is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import yaml

from modelkeep.adapters.iac.cloudformation.json_events import json_events
from modelkeep.adapters.iac.cloudformation.nodes import Call, Complaint, Listing, Mapping, Node, UnreadableError
from modelkeep.adapters.iac.cloudformation.scalars import plain, unresolved
from modelkeep.adapters.iac.resource import Unknown

DEEPEST = 100
"""Levels of nesting that are read; templates in use have at most a third of that."""

_STANDARD = "tag:yaml.org,2002:"
_FUNCTIONS = frozenset(
    {
        "And", "Base64", "Cidr", "Equals", "FindInMap", "GetAtt", "GetAZs", "GetStackOutput", "If", "ImportValue", "Join", "Length", "Not",
        "Or", "Select", "Split", "Sub", "ToJsonString", "Transform",
        # Rules have more, and rules are not read.
        "Contains", "EachMemberEquals", "EachMemberIn", "RefAll", "ValueOf", "ValueOfAll",
    }
)  # fmt: skip
_LONG = frozenset({"Ref", *(f"Fn::{name}" for name in _FUNCTIONS)})
_SHORT = {"!Ref": "Ref", "!Condition": "Condition", **{f"!{name}": f"Fn::{name}" for name in _FUNCTIONS}}
_RESOURCE_DEPTH = 3
"""Properties lie deeper: there a key that is given twice has no value; above, the last counts, as YAML libraries have it."""


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file and what is wrong in it."""

    root: Node
    complaints: tuple[Complaint, ...]
    loops: bool = False
    """Whether there can be loops in it."""


def parse(text: str) -> Document:
    """The nodes of a YAML or JSON text; raises UnreadableError, with the place, for what is neither."""
    builder = _Builder()
    try:
        loader: Any = (yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader)(text)
        try:
            builder.run(loader.get_event)
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        if not text.lstrip().startswith("{"):
            raise _unreadable(error, text) from None
        # JSON in which YAML would stumble: surrogate pairs, long keys. What is wrong in it is better told as JSON, too.
        builder = _Builder()
        builder.run(partial(next, json_events(text), None))
    return Document(builder.root, tuple(builder.complaints), "Fn::ForEach::" in text)


def _unreadable(error: yaml.YAMLError, text: str) -> UnreadableError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        problem = getattr(error, "problem", None) or getattr(error, "context", None) or "it cannot be parsed"
        return UnreadableError(f"it is not YAML: {problem}", mark.line + 1, mark.column + 1)
    position = getattr(error, "position", 0)
    # The C parser counts bytes, the pure one characters.
    before = text.encode()[:position].decode(errors="ignore") if yaml.__with_libyaml__ else text[:position]
    reason = getattr(error, "reason", "it cannot be parsed")
    return UnreadableError(f"it is not YAML: {reason}", before.count("\n") + 1, len(before.rsplit("\n", 1)[-1]) + 1)


class _Frame:
    """A mapping or list that is being read. `key` is the key whose value comes next; `wants_key` says that a key does."""

    __slots__ = ("anchor", "key", "key_line", "merged", "node", "tag", "wants_key")

    def __init__(self, node: Mapping | Listing, tag: str | None, anchor: str | None) -> None:
        self.node = node
        self.tag = tag
        self.anchor = anchor
        self.key = ""
        self.key_line = 0
        self.wants_key = type(node) is Mapping
        self.merged: list[Mapping] | None = None


class _Builder:
    """Puts events together. The outermost frame is no part of the file: the document is its first element."""

    def __init__(self) -> None:
        self.complaints: list[Complaint] = []
        self._outermost = Listing(1)
        self._frame = _Frame(self._outermost, None, None)
        self._outer: list[_Frame] = []
        self._anchors: dict[str, Node] = {}
        self._open: set[str] = set()
        self._documents = 0
        self._handlers: dict[type[Any], Callable[[Any], None]] = {
            yaml.MappingStartEvent: self._start,
            yaml.SequenceStartEvent: self._start,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }

    @property
    def root(self) -> Node:
        """The document; None where the file has none."""
        return self._outermost[0] if self._outermost else None

    def run(self, following: Callable[[], Any]) -> None:
        """Take all events."""
        scalar, handlers, scalar_event = self._scalar, self._handlers, yaml.ScalarEvent
        while (event := following()) is not None:
            kind = type(event)
            if kind is scalar_event:
                scalar(event)
            elif kind in handlers:
                handlers[kind](event)

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            raise UnreadableError("a template is one document, and here a second one starts", event.start_mark.line + 1)

    def _scalar(self, event: Any) -> None:
        line = event.start_mark.line + 1
        frame = self._frame
        text = event.value
        if frame.wants_key:
            frame.key, frame.key_line, frame.wants_key = text, line, False
            if text in frame.node:
                self._twice(text, line)
            return
        tag = event.tag
        value: Node
        if tag is None:
            value = plain(text) if event.implicit[0] else unresolved(text)
        elif tag == "!" or tag == f"{_STANDARD}str":
            value = unresolved(text)
        elif tag.startswith(_STANDARD):
            value = plain(text)
        else:
            value = self._tagged(tag, unresolved(text), line)
        if event.anchor:
            self._anchors[event.anchor] = value
        self._add(value, line)

    def _twice(self, key: str, line: int) -> None:
        places: Any = self._frame.node.lines
        message = f"{key} is given twice, first in line {places[key]}: which of them counts is not known"
        self.complaints.append(Complaint(line, message, "Remove one of them."))

    def _no_key(self, event: Any) -> None:
        """Refuse what is no text where a key belongs."""
        if self._frame.wants_key:
            raise UnreadableError("a key must be a text", event.start_mark.line + 1, event.start_mark.column + 1)

    def _start(self, event: Any) -> None:
        self._no_key(event)
        mark = event.start_mark
        line = mark.line + 1
        if len(self._outer) >= DEEPEST:
            raise UnreadableError(f"it is nested more than {DEEPEST} levels deep", line, mark.column + 1)
        node: Mapping | Listing = Mapping(line) if type(event) is yaml.MappingStartEvent else Listing(line)
        anchor = event.anchor
        if anchor:
            self._open.add(anchor)
        self._outer.append(self._frame)
        self._frame = _Frame(node, event.tag, anchor)

    def _end(self, _: Any) -> None:
        frame = self._frame
        self._frame = self._outer.pop()
        node: Node = frame.node
        line = node.line
        if frame.merged:
            _merge(node, frame.merged)
        if len(node) == 1 and type(node) is Mapping:
            node = self._called(node)
        tag = frame.tag
        if tag is not None and tag != "!" and not tag.startswith(_STANDARD):
            node = self._tagged(tag, node, line)
        if frame.anchor:
            self._open.discard(frame.anchor)
            self._anchors[frame.anchor] = node
        self._add(node, line)

    def _called(self, node: Mapping) -> Node:
        """The call that a mapping with one key is, if it is one."""
        [(name, argument)] = node.items()
        if name in _LONG:
            return Call(name, argument, node.lines[name])
        if name.startswith("Fn::") and not name.startswith("Fn::ForEach::"):
            return self._tagged(name, argument, node.lines[name])
        return node

    def _tagged(self, tag: str, argument: Node, line: int) -> Node:
        if name := _SHORT.get(tag):
            return Call(name, argument, line)
        self.complaints.append(Complaint(line, f"{tag} is no function of CloudFormation that is known here"))
        return Unknown(f"the function {tag} is not known")

    def _alias(self, event: Any) -> None:
        self._no_key(event)
        line, name = event.start_mark.line + 1, event.anchor
        if name in self._open or name not in self._anchors:
            what = "stands inside of what it names" if name in self._open else "names no anchor above it"
            self.complaints.append(Complaint(line, f"the alias *{name} {what}"))
            self._add(Unknown(f"the alias *{name} {what}"), line)
        else:
            self._add(self._anchors[name], line)

    def _add(self, value: Node, line: int) -> None:
        frame = self._frame
        node: Any = frame.node
        if type(node) is Listing:
            node.append(value)
            node.lines.append(line)
            return
        key = frame.key
        frame.wants_key = True
        if key == "<<":
            parts = value if type(value) is Listing else [value]
            if all(type(each) is Mapping for each in parts):
                frame.merged = [*(frame.merged or ()), *parts]
                return
        if key in node and len(self._outer) > _RESOURCE_DEPTH:
            value = Unknown(f"{key} is given twice")
        node[key] = value
        node.lines[key] = frame.key_line


def _merge(node: Mapping, merged: list[Mapping]) -> None:
    """Take over the keys of aliases (`<<: *base`), whose values count where the mapping has none itself."""
    for each in merged:
        for key, value in each.items():
            if key not in node:
                node[key], node.lines[key] = value, each.lines[key]
