"""The use case `detect` over a lake that was looked at before: what was found stands, what is new is added.

The kept alerts are those that one look at everything would give: an alert that a late event disproves is gone, one that it completes is
there, under the same id. What began before the first event that there was to look at (pruned since) stays as it was, and what is no
longer found because the estate is known differently: it was true of the estate that was.

Each rule set keeps its own alerts. They go with the rule when it has left its set; not when it could not be compiled, or a file of the
set not be read, and not when other sets are looked with.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from modelkeep.app.detect import Detected, Engine, detect
from modelkeep.core.logs.alert import Alert
from modelkeep.engines.logs.sigma.program import CompiledRule, Program


class KeepingEngine(Engine, Protocol):
    """An engine that looks at what is new alone, and keeps what came of it."""

    def kept(self) -> Sequence[Alert]:
        """The alerts of earlier looks."""

    def replaced(self, rule: CompiledRule) -> tuple[datetime, datetime] | None:
        """The start of the first window whose alerts are found again if they still hold (never, where what is known of the estate is not
        what it was), and the first event that there was to look at; None for a rule that nothing new concerns. After `rows`."""

    def keep(self, alerts: Iterable[Alert], removed: Collection[str]) -> None:
        """Keep these alerts, without the ids that are removed, and what was looked at: all or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAlerts:
    """What came of a look: `detected` holds all alerts, of earlier looks too; `new` are the ids of those that were not there before."""

    detected: Detected
    new: frozenset[str]


def detect_kept(
    engine: KeepingEngine,
    program: Program,
    models: Mapping[str, tuple[str, ...]],
) -> KeptAlerts:
    """Evaluate what is new and keep it."""
    detected = detect(engine, program, models)
    kept = {each.id: each for each in engine.kept()}
    found = {each.id: _fuller(each, kept.get(each.id), _first(engine, program, each)) for each in detected.alerts}
    rules = {each.name: each for each in program.rules}
    left = _left(kept.values(), program)
    removed = {each.id for each in kept.values() if each.id not in found and _is_disproved(each, engine, rules, left)}
    engine.keep([each for each in found.values() if kept.get(each.id) != each], removed)
    every = {**{id_: each for id_, each in kept.items() if id_ not in removed}, **found}
    alerts = tuple(sorted(every.values(), key=lambda each: (each.severity.rank, each.first, each.rule, each.id)))
    return KeptAlerts(detected=replace(detected, alerts=alerts), new=frozenset(found.keys() - kept.keys()))


def merged(found: Sequence[KeptAlerts]) -> KeptAlerts:
    """What came of the looks of several rule sets as one. GuardDuty's alerts are in each of them."""
    alerts = {each.id: each for one in found for each in one.detected.alerts}
    detected = Detected(
        alerts=tuple(sorted(alerts.values(), key=lambda each: (each.severity.rank, each.first, each.rule, each.id))),
        rules=tuple(each for one in found for each in one.detected.rules),
        troubles=tuple(each for one in found for each in one.detected.troubles),
        counts={name: count for one in found for name, count in one.detected.counts.items()},
        learning=tuple(each for one in found for each in one.detected.learning),
    )
    return KeptAlerts(detected=detected, new=frozenset().union(*(each.new for each in found)))


def _left(kept: Iterable[Alert], program: Program) -> frozenset[str]:
    """The rules of kept alerts that are no longer in their set; none while a file is unread that may hold them."""
    if any(each.unread for each in program.troubles):
        return frozenset()
    asked = {each.name for each in program.rules} | {each.rule for each in program.troubles}
    return frozenset(each.rule for each in kept) - asked


def _first(engine: KeepingEngine, program: Program, alert: Alert) -> datetime | None:
    """The first event that there was to look at for an alert's rule."""
    rule = next((each for each in program.rules if each.name == alert.rule), None)
    told = engine.replaced(rule) if rule else None
    return told[1] if told else None


def _fuller(found: Alert, kept: Alert | None, first: datetime | None) -> Alert:
    """The alert as it was kept, where some of its events are no longer there to look at."""
    if kept is not None and first is not None and kept.first < first and kept.count > found.count:
        return kept
    return found


def _is_disproved(
    alert: Alert, engine: KeepingEngine, rules: Mapping[str, CompiledRule], left: Collection[str]
) -> bool:
    """Whether a kept alert, which was not found again, was looked for with all that it rests on; or is of a rule that has left."""
    if alert.rule.startswith("GD-"):
        return False
    rule = rules.get(alert.rule)
    if rule is None:
        return alert.rule in left
    told = engine.replaced(rule)
    if told is None:
        return False
    window, first = told
    return alert.version != rule.version or (alert.window_start >= window and alert.first >= first)
