"""What an event shows to have been used: the actions that authorised the call, on which resources.

A call is authorised by the action of its operation's name, but for the exceptions that the action table and the facts on events
know. Its resources are the ARNs that the record holds and that are of the action's types; else those that the types' ARN templates
make of the request's parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from modelkeep.core.event_facts import DerivedArn, EventFacts
from modelkeep.core.trail import TrailEvent
from modelkeep.engines.access.actions import Action, ActionTable, ResourceType

_SUFFIX = ".amazonaws.com"
_DATE = re.compile(r"_?\d{4}_?\d{2}_?\d{2}(v\d+)?\Z")
_PLACEHOLDER = re.compile(r"\$\{([^}]*)\}")
_SPECIAL = re.compile(r"[*?$]")
_POLICY = ".statement."
_LIMIT = 100
"""ARNs of one type in one event, from all combinations of its parameters."""


@dataclass(frozen=True, slots=True)
class Call:
    """An action on a resource. `resource` is a pattern: characters of the event that mean something in patterns are `?` in it.
    `is_exact`: the event names the resource; otherwise it may be any of its type, or anything for `*`.
    """

    action: str
    resource: str
    region: str
    service: str
    """The service that the event is from, as a service principal."""
    via: str = ""
    """The service through which the principal called, '' for none; AWS does not always say which one."""
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class Use:
    """An event and the calls that it shows; none for one that could not be brought to actions, and `problem` says why."""

    event: TrailEvent
    calls: tuple[Call, ...] = ()
    problem: str = ""


def service_of(event: TrailEvent, facts: EventFacts) -> str:
    """The IAM prefix of the service that the event is from."""
    name = event.source.removesuffix(_SUFFIX).removesuffix(".amazonaws")
    return facts.sources.get(name, name)


def use_of(event: TrailEvent, table: ActionTable, facts: EventFacts) -> Use:
    """What an event shows to have been used."""
    service = service_of(event, facts)
    if not table.knows_service(service):
        return Use(event, problem=f"the action table of {table.date} knows no service {service}")
    actions = _actions(service, event.name, table, facts)
    if not actions:
        return Use(event, problem=f"the action table of {table.date} knows no action for {service}:{event.name}")
    reader = _Reader(event, service, table, facts)
    return Use(event, tuple(dict.fromkeys(call for action in actions for call in reader.calls(action))))


def _actions(service: str, name: str, table: ActionTable, facts: EventFacts) -> tuple[Action, ...]:
    names = [name]
    if service in facts.dated_services:
        names.append(_DATE.sub("", name))
    for each in names:
        operation = f"{service}:{each}"
        others = facts.operations.get(operation.lower())
        if others is not None:
            return tuple(action for action in map(table.action, others) if action is not None)
        found = table.actions_of_operation(operation)
        if found:
            return found
    return ()


class _Reader:
    """One event, asked for the resources of its actions."""

    def __init__(self, event: TrailEvent, service: str, table: ActionTable, facts: EventFacts) -> None:
        self._event = event
        self._service = service
        self._table = table
        self._facts = facts
        self._partition = _partition(event)
        self._texts: dict[str, list[str]] = {}
        for name, value in event.parameters:
            self._texts.setdefault(name.lower(), []).append(value)
        self._told = tuple(dict.fromkeys((*_arns(event), *self._derived())))

    def calls(self, action: Action) -> Iterator[Call]:
        """The action on each resource that is named. A type that is required and not named counts with all of its resources."""
        if action.wildcard_only:
            yield self._call(action, "*", is_exact=True)
            return
        named: dict[str, None] = {}
        missing: list[str] = []
        for use in action.resource_types:
            kind = self._table.resource_type(action.service, use.name)
            found = self._of_type(action, kind) if kind is not None else ()
            named |= dict.fromkeys(found)
            if not found and use.required:
                missing += [self._any(template) for template in kind.arn_templates] if kind is not None else ["*"]
        for arn in named:
            yield self._call(action, arn, is_exact=True)
        for pattern in missing if missing or named else ["*"]:
            yield self._call(action, pattern, is_exact=False)

    def _call(self, action: Action, resource: str, *, is_exact: bool) -> Call:
        event = self._event
        return Call(action.name, resource, event.region, event.source, event.invoked_by, is_exact)

    def _of_type(self, action: Action, kind: ResourceType) -> tuple[str, ...]:
        told = tuple(arn for arn in self._told if kind in self._table.resource_types_of(action, arn))
        if told:
            return told
        made = dict.fromkeys(arn for template in kind.arn_templates for arn in self._made(template))
        return tuple(arn for arn in made if kind in self._table.resource_types_of(action, arn))

    def _made(self, template: str) -> list[str]:
        """The template with the request's parameters in it; nothing where one is missing, or where it asks for none."""
        found = [self._filled(template)]
        names = _PLACEHOLDER.findall(found[0])
        if not names:
            return []
        for name in names:
            values = self._values(name)
            found = [arn.replace(f"${{{name}}}", value, 1) for arn in found for value in values][:_LIMIT]
        return found

    def _values(self, placeholder: str) -> list[str]:
        lower = placeholder.lower()
        names = (lower, *self._facts.placeholders.get(lower, ()))
        values = [value for name in names for value in self._texts.get(name, ()) if _is_name(value)]
        if self._service in self._facts.lower_case_services:
            values = [value.lower() for value in values]
        return [plain(value) for value in values]

    def _filled(self, template: str) -> str:
        """The template with what every ARN has: partition, region and account."""
        event = self._event
        known = {"Partition": self._partition, "Region": event.region, "Account": event.account}
        return _PLACEHOLDER.sub(lambda found: known.get(found[1], found[0]) or "*", template)

    def _any(self, template: str) -> str:
        return _PLACEHOLDER.sub("*", self._filled(template))

    def _derived(self) -> Iterator[str]:
        for each in self._facts.derived:
            if each.service == self._service:
                yield from self._derived_by(each)

    def _derived_by(self, rule: DerivedArn) -> Iterator[str]:
        event = self._event
        for value in self._texts.get(rule.parameter.lower(), ()):
            found = rule.match.fullmatch(value)
            if found is None:
                continue
            groups = [plain(group or "") for group in (found[0], *found.groups())]
            for arn in rule.arns:
                yield arn.format(*groups, partition=self._partition, region=event.region, account=event.account)


def plain(text: str) -> str:
    """A pattern that fits a text and holds no characters of the text that would mean something else in a policy."""
    return _SPECIAL.sub("?", text)


def _arns(event: TrailEvent) -> Iterator[str]:
    """The ARNs of a record, but those in policies that it holds."""
    yield from map(plain, event.resources)
    for name, value in (*event.parameters, *event.answers):
        if value.startswith("arn:") and _POLICY not in f"{name.lower()}.":
            yield plain(value)


def _partition(event: TrailEvent) -> str:
    parts = (event.caller or event.principal).split(":")
    return parts[1] if len(parts) > 1 and parts[0] == "arn" else "aws"


def _is_name(value: str) -> bool:
    """Whether a parameter holds a name: ARNs stand for themselves, aliases for something else."""
    return bool(value) and not value.startswith(("arn:", "alias/"))


def used_roles(event: TrailEvent) -> Iterable[str]:
    """The roles that a request hands to the service: parameters that are the ARN of a role."""
    return dict.fromkeys(
        value for _, value in event.parameters if value.startswith("arn:") and ":iam::" in value and ":role/" in value
    )
