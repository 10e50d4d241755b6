"""Conditions, in three values: true, false, and not known from the file."""

from __future__ import annotations

from typing import Protocol

from modelkeep.adapters.iac.cloudformation.functions import Resolver
from modelkeep.adapters.iac.cloudformation.nodes import Call, Mapping, Node
from modelkeep.adapters.iac.cloudformation.values import same
from modelkeep.adapters.iac.resource import Unknown


class Conditional(Resolver, Protocol):
    """What conditions ask of the template that they stand in."""

    def condition(self, name: str, line: int) -> bool | Unknown:
        """Whether a condition with a name holds."""


def truth(scope: Conditional, node: Node, line: int) -> bool | Unknown:
    """Whether an expression of conditions holds."""
    if isinstance(node, Mapping) and len(node) == 1 and "Condition" in node:
        node = Call("Condition", node["Condition"], node.lines["Condition"])
    if isinstance(node, Unknown):
        return node
    if not isinstance(node, Call):
        return scope.wrong(line, "a condition is made of Fn::Equals, Fn::And, Fn::Or, Fn::Not and Condition")
    argument = node.argument
    if node.name == "Condition" and isinstance(argument, str):
        return scope.condition(argument, node.line)
    if node.name == "Fn::Equals" and isinstance(argument, list) and len(argument) == 2:
        return same(scope.value(argument[0], node.line), scope.value(argument[1], node.line))
    if node.name in ("Fn::And", "Fn::Or") and isinstance(argument, list) and argument:
        return _combined([truth(scope, each, node.line) for each in argument], node.name == "Fn::Or")
    if node.name == "Fn::Not" and isinstance(argument, list) and len(argument) == 1:
        found = truth(scope, argument[0], node.line)
        return found if isinstance(found, Unknown) else not found
    return scope.wrong(node.line, f"{node.name} is not written as a condition takes it")


def _combined(parts: list[bool | Unknown], decisive: bool) -> bool | Unknown:
    """And and Or: one part that decides is enough, whatever the others are."""
    if any(each is decisive for each in parts):
        return decisive
    return next((each for each in parts if isinstance(each, Unknown)), not decisive)
