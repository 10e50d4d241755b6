"""What a template's text becomes before anything is resolved: mappings and lists that know their lines, and calls of functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Node = Any
"""str, int, float, bool, None, `Unknown`, `Mapping`, `Listing` or `Call`."""


class Mapping(dict[str, Node]):
    """A mapping with its own line and those of its keys, all from 1."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        self.line = line
        self.lines: dict[str, int] = {}


class Listing(list[Node]):
    """A list with its own line and those of its elements, all from 1."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        self.line = line
        self.lines: list[int] = []


@dataclass(frozen=True, slots=True)
class Call:
    """An intrinsic function, short or long: `name` is `Ref`, `Condition` or `Fn::...`."""

    name: str
    argument: Node
    line: int


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something wrong at a line that leaves the rest of a file readable."""

    line: int
    message: str
    remedy: str = ""


class UnreadableError(Exception):
    """A text that is no YAML or JSON at all; the message does not quote it, as it may hold secrets."""

    def __init__(self, message: str, line: int, column: int = 0) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def line_of(node: Node, otherwise: int) -> int:
    """The line of a node, if it knows one."""
    return node.line if isinstance(node, Mapping | Listing | Call) else otherwise
