"""What the recorded events say of one role."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from modelkeep.core.arn import parse_arn
from modelkeep.core.event_facts import EventFacts
from modelkeep.core.trail import TrailEvent, TrailTrouble
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.least.uses import Call, service_of, use_of, used_roles
from modelkeep.engines.access.operators import network

ENOUGH_DAYS = 90
"""A shorter time says little of what is done once in a quarter."""

_PASS_ROLE = "iam:PassRole"  # noqa: S105  # an action
_TELLING = ("aws:sourceip", "aws:sourcevpce")
_SHOWN = 1000
"""Troubles that are kept; all are counted."""


@dataclass(frozen=True, slots=True)
class Circumstance:
    """A call, and those of the request's keys on which the role's policies turn and which events tell."""

    call: Call
    known: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True, eq=False)
class Seen:
    """How often and when something was recorded, and where first. Each is itself: two that say the same are of two things."""

    events: int
    first: datetime
    last: datetime
    place: str

    def again(self, event: TrailEvent) -> None:
        """Count one more event."""
        self.events += 1
        self.first = min(self.first, event.at)
        self.last = max(self.last, event.at)


@dataclass(slots=True)
class Evidence:
    """All that was read, for one role.

    `read` counts all events, `others` those of other principals, `refused` and `silent` those of the role that used no permission:
    refused ones, and what services tell of their own accord. `unmapped` are events of the role that could not be brought to
    actions, by `service:name`. `passed` are roles that were handed to services.
    """

    role: str
    read: int = 0
    repeated: int = 0
    others: int = 0
    refused: int = 0
    silent: int = 0
    used: int = 0
    first: datetime | None = None
    last: datetime | None = None
    calls: dict[Circumstance, Seen] = field(default_factory=dict)
    actions: dict[str, Seen] = field(default_factory=dict)
    unmapped: dict[str, tuple[str, Seen]] = field(default_factory=dict)
    passed: dict[tuple[str, str], Seen] = field(default_factory=dict)
    troubles: list[TrailTrouble] = field(default_factory=list)
    trouble_count: int = 0
    services: set[str] = field(default_factory=set)
    """IAM prefixes of services that anybody's events are from."""
    services_used: set[str] = field(default_factory=set)
    """Those of the role's own events, refused ones included."""
    data_services: set[str] = field(default_factory=set)
    """Those of which there are data events."""

    @property
    def days(self) -> float:
        """The time from the first event of anybody to the last, in days."""
        return (self.last - self.first).total_seconds() / 86400 if self.first and self.last else 0.0


def gather(
    events: Iterable[TrailEvent | TrailTrouble],
    role: str,
    table: ActionTable,
    facts: EventFacts,
    keys: Iterable[str] = (),
) -> Evidence:
    """Read all events once. `keys` are the condition keys, in lower case, on which the role's policies turn."""
    telling = tuple(key for key in _TELLING if key in set(keys))
    found = Evidence(role)
    session = _session_pattern(role)
    ids: set[str] = set()
    for event in events:
        if isinstance(event, TrailTrouble):
            found.trouble_count += 1
            if len(found.troubles) < _SHOWN:
                found.troubles.append(event)
            continue
        found.read += 1
        service = service_of(event, facts)
        found.services.add(service)
        if event.is_data:
            found.data_services.add(service)
        found.first = min(found.first or event.at, event.at)
        found.last = max(found.last or event.at, event.at)
        if event.principal != role and not session.match(event.caller):
            found.others += 1
        elif event.id and event.id in ids:
            found.repeated += 1
        else:
            ids.add(event.id)
            _take(found, event, service, table, facts, telling)
    return found


def _take(
    found: Evidence, event: TrailEvent, service: str, table: ActionTable, facts: EventFacts, telling: tuple[str, ...]
) -> None:
    """Count an event of the role."""
    if not event.is_call:
        found.silent += 1
        return
    found.services_used.add(service)
    if event.error in facts.refused:
        found.refused += 1
        return
    found.used += 1
    use = use_of(event, table, facts)
    if use.problem:
        _, seen = found.unmapped.setdefault(f"{service}:{event.name}", (use.problem, _none(event)))
        seen.again(event)
    known = tuple(_known(event, telling))
    for name in dict.fromkeys(call.action for call in use.calls):
        found.actions.setdefault(name, _none(event)).again(event)
        action = table.action(name)
        if action is not None and _PASS_ROLE in action.dependents:
            for role in used_roles(event):
                found.passed.setdefault((role, event.source), _none(event)).again(event)
    for call in use.calls:
        found.calls.setdefault(Circumstance(call, known), _none(event)).again(event)


def _none(event: TrailEvent) -> Seen:
    return Seen(0, event.at, event.at, event.place)


def _known(event: TrailEvent, telling: tuple[str, ...]) -> Iterable[tuple[str, str]]:
    if "aws:sourceip" in telling and network(event.source_ip) is not None and not event.endpoint:
        yield "aws:sourceip", event.source_ip
    if "aws:sourcevpce" in telling and event.endpoint:
        yield "aws:sourcevpce", event.endpoint


def _session_pattern(role: str) -> re.Pattern[str]:
    """The ARNs of a role's sessions, which lack its path
    (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html)."""
    arn = parse_arn(role)
    if arn is None:
        raise ValueError(f"{role!r} is no ARN")
    name = re.escape(arn.resource.rpartition("/")[2])
    return re.compile(rf"arn:{re.escape(arn.partition)}:sts::{arn.account}:assumed-role/{name}/")
