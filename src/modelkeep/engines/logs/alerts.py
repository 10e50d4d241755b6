"""Alerts from the rows that a program's queries give, the same whatever engine gave them and in whatever order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from modelkeep.core.logs.alert import MOST_EVENTS, Alert, alert_id
from modelkeep.core.words import plural
from modelkeep.engines.logs.sigma.program import CompiledRule

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Row:
    """One event of an alert, as the queries give it. `window` and `at` are microseconds since 1970."""

    rule: str
    entity: tuple[str, ...]
    window: int
    at: int
    event: str
    account: str
    region: str


@dataclass(slots=True)
class _Gathered:
    """An alert in the making: it keeps the first events, and counts all."""

    count: int = 0
    first: int = 0
    last: int = 0
    events: list[tuple[int, str]] = field(default_factory=list)
    accounts: set[str] = field(default_factory=set)
    regions: set[str] = field(default_factory=set)

    def add(self, row: Row) -> None:
        self.first = min(self.first, row.at) if self.count else row.at
        self.last = max(self.last, row.at)
        self.count += 1
        self.accounts.add(row.account or "")
        self.regions.add(row.region or "")
        self.events.append((row.at, row.event))
        if len(self.events) >= 2 * MOST_EVENTS:
            self.events = sorted(self.events)[:MOST_EVENTS]


def build(rules: Iterable[CompiledRule], rows: Iterable[Row]) -> Iterator[Alert]:
    """The alerts, by first event, rule and id. The rows of one event and alert come once."""
    known: Mapping[str, CompiledRule] = {each.name: each for each in rules}
    gathered: dict[tuple[str, tuple[str, ...], int], _Gathered] = {}
    for row in rows:
        gathered.setdefault((row.rule, row.entity, row.window), _Gathered()).add(row)
    alerts = [_alert(known[name], entity, window, found) for (name, entity, window), found in gathered.items()]
    yield from sorted(alerts, key=lambda each: (each.first, each.rule, each.id))


def _alert(rule: CompiledRule, entity: tuple[str, ...], window: int, found: _Gathered) -> Alert:
    start = at(window)
    return Alert(
        id=alert_id(rule.name, rule.version, entity, start),
        rule=rule.name,
        version=rule.version,
        title=rule.title,
        severity=rule.severity,
        entity=entity,
        window_start=start,
        window_end=start + timedelta(seconds=rule.window),
        count=found.count,
        events=tuple(event for _, event in sorted(found.events)[:MOST_EVENTS]),
        techniques=rule.techniques,
        account=found.accounts.pop() if len(found.accounts) == 1 else "",
        region=found.regions.pop() if len(found.regions) == 1 else "",
        first=at(found.first),
        last=at(found.last),
        reason=_reason(rule, entity, found),
    )


def at(micros: int) -> datetime:
    """Microseconds since 1970 as a time in UTC without a zone."""
    return _EPOCH + timedelta(microseconds=micros)


def _reason(rule: CompiledRule, entity: tuple[str, ...], found: _Gathered) -> str:
    whom = ", ".join(each or "nobody known" for each in entity)
    times = f"{at(found.first):%Y-%m-%d %H:%M:%S} UTC"
    if found.last != found.first:
        times += f" to {at(found.last):%Y-%m-%d %H:%M:%S} UTC"
    return f"{plural(found.count, 'event')} of {whom}, {times}"
