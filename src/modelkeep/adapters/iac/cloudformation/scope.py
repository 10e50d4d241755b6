"""One template with its parameters: what names, conditions and functions in it come to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from modelkeep.adapters.iac.cloudformation.conditions import truth
from modelkeep.adapters.iac.cloudformation.functions import function
from modelkeep.adapters.iac.cloudformation.loops import Loops
from modelkeep.adapters.iac.cloudformation.nodes import Call, Listing, Node
from modelkeep.adapters.iac.cloudformation.nodes import Mapping as Nodes
from modelkeep.adapters.iac.cloudformation.parameters import parameter_value
from modelkeep.adapters.iac.cloudformation.template import Run, Template
from modelkeep.adapters.iac.cloudformation.values import NOTHING, Nothing, plainly, pseudo_parameters
from modelkeep.adapters.iac.forms import identity_of
from modelkeep.adapters.iac.naming import attribute, reference
from modelkeep.adapters.iac.resource import Unknown, Value, unknowns

T = TypeVar("T")
STACK = "AWS::CloudFormation::Stack"
APPLICATION = "AWS::Serverless::Application"


class Scope:
    """A template with its parameters. `prefix` leads to its resources' labels; `given` are parameters that somebody sets.

    `child` gives the scope of a nested stack, by its logical id.
    """

    def __init__(
        self,
        run: Run,
        template: Template,
        given: Mapping[str, Callable[[], Value]],
        child: Callable[[Scope, str], Scope | Unknown],
        prefix: str = "",
    ) -> None:
        self.run = run
        self.template = template
        self.prefix = prefix
        self.edges: dict[str, dict[str, int]] = {}
        self._given = given
        self._child = child
        self._pseudo = pseudo_parameters(run.deployment)
        self._memo: dict[tuple[str, str], Any] = {}
        self._attributes: dict[tuple[str, str], Value] = {}
        self._current = ""
        self._loops = Loops(self.value, self.wrong, run.spend)
        self._unroll = template.loops
        self.conditions, self.resources, self.outputs = template.conditions, template.resources, template.outputs
        self.resources_open: Unknown | None = None
        self._outputs_open: Unknown | None = None
        if template.loops:
            self._unroll_sections()

    def _unroll_sections(self) -> None:
        template = self.template
        self.conditions, _ = self._loops.unrolled(template.conditions)
        self.resources, self.resources_open = self._loops.unrolled(template.resources)
        self.outputs, self._outputs_open = self._loops.unrolled(template.outputs)

    # Values

    def value(self, node: Node, line: int, path: str = "", lines: dict[str, int] | None = None) -> Value:
        """A resolved node; `lines` gets the lines of what is inside, by path."""
        kind = type(node)
        if kind is Nodes:
            return self._mapping(node, path, lines)
        if kind is Listing:
            return self._listing(node, path, lines)
        if kind is not Call:
            return node
        self.run.spend(1)
        if node.name == "Fn::If":
            return self._if(node, path, lines)
        found = function(node.name)(self, node)
        return found if lines is None else plainly(found)

    def _mapping(self, node: Nodes, path: str, lines: dict[str, int] | None) -> Value:
        self.run.spend(len(node) + 1)
        if "Fn::Transform" in node:
            return self.value(Call("Fn::Transform", node["Fn::Transform"], node.line), node.line)
        if self._unroll:
            node, unknown = self._loops.unrolled(node)
            if unknown:
                return unknown
        found: dict[str, Value] = {}
        places = node.lines
        for key, child in node.items():
            line = places[key]
            inner = f"{path}.{key}" if path else key
            if lines is not None:
                lines[inner] = line
            if type(child) in _CONTAINERS:
                child = self.value(child, line, inner, lines)
                if child is NOTHING:
                    continue
            found[key] = child
        return found

    def _listing(self, node: Listing, path: str, lines: dict[str, int] | None) -> list[Value]:
        self.run.spend(len(node) + 1)
        found: list[Value] = []
        for child, line in zip(node, node.lines, strict=True):
            inner = f"{path}.{len(found)}" if path else str(len(found))
            if lines is not None:
                lines[inner] = line
            if type(child) in _CONTAINERS:
                child = self.value(child, line, inner, lines)
                if child is NOTHING:
                    continue
            found.append(child)
        return found

    def _if(self, call: Call, path: str, lines: dict[str, int] | None) -> Value:
        argument = call.argument
        if not isinstance(argument, list) or len(argument) != 3:
            return self.wrong(call.line, "Fn::If takes a condition and two values")
        name = argument[0]
        holds = self.condition(name, call.line) if isinstance(name, str) else truth(self, name, call.line)
        if isinstance(holds, bool):
            return self.value(argument[1 if holds else 2], call.line, path, lines)
        one, other = (self.value(each, call.line, path, lines) for each in argument[1:])
        return one if one == other and not any(unknowns([one, other])) else holds

    # Names

    def reference(self, name: str, line: int) -> Value:
        """What Ref gives."""
        if name in self.template.parameters:
            return self.parameter(name, line)
        if name in self._pseudo:
            return self._pseudo[name]
        if name not in self.resources:
            return self._unresolved(name, line)
        cfn_type = self._referred(name, line)
        if isinstance(cfn_type, Unknown):
            return cfn_type
        if ("ref", name) not in self._memo:
            given = self._name(name, cfn_type, line)
            if _circular(given):
                return given
            self._memo["ref", name] = reference(cfn_type, self.prefix + name, given, self.run.deployment)
        return self._memo["ref", name]

    def attribute(self, name: str, wanted: str, line: int) -> Value:
        """What Fn::GetAtt gives."""
        if name not in self.resources:
            return self._unresolved(name, line, resource=True)
        cfn_type = self._referred(name, line)
        if isinstance(cfn_type, Unknown):
            return cfn_type
        if cfn_type in (STACK, APPLICATION) and wanted.startswith("Outputs."):
            inner = self.child(name)
            return inner if isinstance(inner, Unknown) else inner.output(wanted.removeprefix("Outputs."), self, line)
        key = (wanted, name)
        if key not in self._attributes:
            given = self._name(name, cfn_type, line)
            if _circular(given):
                return given
            self._attributes[key] = attribute(cfn_type, self.prefix + name, given, self.run.deployment, wanted)
        return self._attributes[key]

    def depends(self, name: str, line: int) -> None:
        """Note that the resource that is worked out needs another one."""
        if self._current:
            self.edges.setdefault(self._current, {}).setdefault(name, line)

    def _referred(self, name: str, line: int) -> str | Unknown:
        """The type of a resource that something refers to."""
        self.depends(name, line)
        body = self.resources[name]
        cfn_type = body.get("Type") if isinstance(body, Nodes) else None
        if not isinstance(cfn_type, str):
            return Unknown(f"{name} has no type")
        if self.existence(name) is False:
            message = f"{name} is referred to, and it is not created: its condition {body['Condition']} does not hold"
            return self.wrong(line, message, "Refer to it within Fn::If.")
        return cfn_type

    def _name(self, name: str, cfn_type: str, line: int) -> Value:
        """The value of a resource's name property."""
        identity = identity_of(cfn_type)
        if identity is None or not identity.name:
            return None
        node: Node = self.resources[name].get("Properties")
        for step in identity.name.split("."):
            node = node.get(step) if isinstance(node, Nodes) else None
        if type(node) not in _CONTAINERS:
            return node

        def resolved() -> Value:
            with self.within(name):
                return self.value(node, line)

        found = self._once("name", name, resolved, line)
        return None if isinstance(found, Nothing) else found

    def parameter(self, name: str, line: int) -> Value:
        """A parameter's value."""
        return self._once("parameter", name, lambda: parameter_value(self, name, self._given.get(name)), line)

    def output(self, name: str, outer: Scope, line: int) -> Value:
        """An output, for the stack around this one."""
        body = self.outputs.get(name)
        if not isinstance(body, Nodes) or "Value" not in body:
            if self.template.rewritten or self._outputs_open:
                return Unknown(f"the nested stack's output {name} comes from a transform")
            return outer.missing(line, f"{self.template.shown} has no output", name, self.outputs)
        at = body.lines["Value"]
        return self._once("output", name, lambda: self.value(body["Value"], at), at)

    def imported(self, name: str) -> Value:
        """What another stack exports."""
        return self.run.exports.get(name, Unknown("another stack exports it"))

    def exports(self) -> Iterator[tuple[str, Value]]:
        """The names and values that the stack exports; names that are not known are left out."""
        for body in self.outputs.values():
            export = body.get("Export") if isinstance(body, Nodes) else None
            if not isinstance(export, Nodes) or "Name" not in export or "Value" not in body:
                continue
            name, condition = self.value(export["Name"], export.lines["Name"]), body.get("Condition")
            exists = self.condition(condition, body.lines["Condition"]) if isinstance(condition, str) else True
            if isinstance(name, str) and exists is not False:
                value = self.value(body["Value"], body.lines["Value"])
                yield name, exists if isinstance(exists, Unknown) else value

    def child(self, name: str) -> Scope | Unknown:
        """The scope of a nested stack."""
        if ("child", name) not in self._memo:
            self._memo["child", name] = self._child(self, name)
        child: Scope | Unknown = self._memo["child", name]
        return child

    def mapped(self, name: str, line: int) -> Mapping[str, Node] | Unknown:
        """A mapping of the template."""
        found = self.template.mappings.get(name)
        if isinstance(found, Nodes):
            return found
        if name in self.template.mappings or self.template.rewritten:
            return Unknown(f"the mapping {name} is not in the file")
        return self.missing(line, "there is no mapping", name, self.template.mappings)

    # Conditions

    def condition(self, name: str, line: int) -> bool | Unknown:
        """Whether a condition holds."""
        if name not in self.conditions:
            return self.missing(line, "there is no condition", name, self.conditions)
        at = self.conditions.lines[name]
        return self._once("condition", name, lambda: truth(self, self.conditions[name], at), at)

    def existence(self, name: str) -> bool | Unknown:
        """Whether a resource is created."""
        body = self.resources[name]
        condition = body.get("Condition") if isinstance(body, Nodes) else None
        if condition is None:
            return True
        line = body.lines["Condition"]
        if not isinstance(condition, str):
            return self.wrong(line, f"the Condition of {name} is no name of a condition")
        return self.condition(condition, line)

    # Errors

    def wrong(self, line: int, message: str, remedy: str = "") -> Unknown:
        """Complain about a place; the value there is what is returned."""
        return self.run.trouble(self.template.shown, line, message, remedy)

    def missing(self, line: int, what: str, name: str, known: Mapping[str, Node]) -> Unknown:
        """Complain about a name that is not among those that are known."""
        shown = name if len(name) <= 100 else f"{name[:100]}..."
        return self.wrong(line, f"{what} {shown}{self.run.hint(self.template.shown, what, name, known)}")

    def _unresolved(self, name: str, line: int, *, resource: bool = False) -> Unknown:
        if self.template.rewritten or self.resources_open:
            return Unknown(f"{name} comes from a transform or a loop")
        if resource:
            return self.missing(line, "there is no resource", name, self.resources)
        return self.missing(
            line, "there is no parameter or resource", name, {**self.resources, **self.template.parameters}
        )

    @contextmanager
    def within(self, name: str) -> Iterator[None]:
        """While a resource is worked out, what it refers to is noted as what it needs."""
        before, self._current = self._current, name
        try:
            yield
        finally:
            self._current = before

    def _once(self, kind: str, name: str, work_out: Callable[[], T], line: int) -> T | Unknown:
        memo, key = self._memo, (kind, name)
        if key in memo:
            known: T = memo[key]
            return known
        mark = (id(self), kind, name)
        if mark in self.run.open:
            trail = list(self.run.open.values())
            circle = trail[list(self.run.open).index(mark) :]
            shown = " → ".join([*circle[:8], *(["..."] if len(circle) > 8 else []), circle[0]])
            return self.wrong(line, f"{_CIRCLE}{shown}")
        self.run.open[mark] = self.prefix + name
        try:
            found = work_out()
        finally:
            del self.run.open[mark]
        memo[key] = found
        return found


def _circular(value: Value) -> bool:
    """Whether a name leads back to itself; any other name that is not known has a placeholder."""
    return isinstance(value, Unknown) and value.why.startswith(_CIRCLE)


_CIRCLE = "circular reference: "
_CONTAINERS = frozenset({Nodes, Listing, Call})
