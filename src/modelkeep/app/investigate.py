"""The use case `investigate`: who is behind an entity or an alert, and what was done, from every log of the lake."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from modelkeep.core.errors import UsageError
from modelkeep.core.exits import EXIT_CLEAN, EXIT_INCOMPLETE
from modelkeep.core.logs.alert import Alert
from modelkeep.core.logs.investigation import (
    Chain,
    Group,
    Investigation,
    Issue,
    LogCoverage,
    OriginKind,
    Subject,
    SubjectKind,
)
from modelkeep.core.words import plural
from modelkeep.engines.logs.investigation.chain import MOST_HOPS, chains
from modelkeep.engines.logs.investigation.subjects import model_of, subject_of
from modelkeep.engines.logs.investigation.timeline import firsts, summarise
from modelkeep.ports import EventHistory

CONTEXT = timedelta(hours=1)
"""What is shown before the first and after the last event of an alert."""
_NAMES = 5

Open = Callable[[datetime | None, datetime | None], EventHistory]
"""Opens the events from a time to before another, UTC; None: no bound."""


def investigate(
    open_history: Open,
    asked: str,
    *,
    alerts: Sequence[Alert],
    models: Mapping[str, Sequence[str]] | None,
    since: datetime | None = None,
    until: datetime | None = None,
    context: timedelta = CONTEXT,
    notes: Sequence[str] = (),
) -> Investigation:
    """Investigate an entity or an alert. `models` are the models whose lineage holds a resource, by ARN; None where no snapshot tells.

    Raises UsageError for an alert that the logs do not raise.
    """
    subject = subject_of(asked, models or {})
    bounds = (_naive(since), _naive(until))
    if subject.kind is SubjectKind.ALERT:
        alert = _alert(asked, alerts)
        subject = replace(subject, events=alert.events)
        # An event of the same microsecond as the bound belongs to the range.
        bounds = (bounds[0] or alert.first - context, bounds[1] or alert.last + context + timedelta(microseconds=1))
    history = open_history(*bounds)
    try:
        if not history.gather(subject) and subject.kind is SubjectKind.NAME:
            subject = model_of(asked, models or {})
            history.gather(subject)
        added = _add(history, subject)
        hit = history.mark(alerts)
        groups = history.groups()
        found = _chains(history)
        coverage = history.coverage()
    finally:
        history.close()
    return Investigation(
        asked=asked, subject=subject, since=bounds[0], until=bounds[1], chains=found, summary=summarise(groups),
        firsts=firsts(groups), alerts=tuple(each for each in alerts if each.id in hit), groups=tuple(groups), coverage=coverage,
        notes=(*_limits(subject, groups, coverage, with_models=models is not None), *added, *notes),
    )  # fmt: skip


def exit_code(found: Investigation) -> int:
    """4 where nothing was found, where the lake lacks days or records of the range, or where it is unknown who is behind it; else 0."""
    unknown = any(each.origin.kind is OriginKind.UNKNOWN for each in found.chains)
    return EXIT_CLEAN if found.groups and found.coverage.complete and not unknown else EXIT_INCOMPLETE


def _add(history: EventHistory, subject: Subject) -> Sequence[str]:
    """Gather what belongs to a subject's events, and tell of it."""
    if subject.kind is SubjectKind.ALERT:
        history.surround()
        return ()
    if subject.kind is SubjectKind.MODEL:
        return ()
    added = history.follow()
    return (f"{plural(added, 'event')} with credentials that were obtained in this way.",) if added else ()


def _alert(asked: str, alerts: Sequence[Alert]) -> Alert:
    for each in alerts:
        if each.id == asked:
            return each
    raise UsageError(
        f"the logs in the lake raise no alert {asked}",
        remedy="`modelkeep detect` lists the alerts. Give the same --rules and --known: ids follow rule, entity and window.",
    )


def _chains(history: EventHistory) -> tuple[Chain, ...]:
    """Resolve every identity that acted: one question to the lake for each step back."""
    used = history.used()
    issued: dict[str, Issue] = {}
    asked: set[str] = set()
    wanted = {each.identity.key for each in used}
    for _ in range(MOST_HOPS):
        wanted -= asked | {""}
        if not wanted:
            break
        asked |= wanted
        found = history.issued(wanted)
        issued.update(found)
        wanted = {issue.caller.key for issue in found.values()}
    return chains(used, issued)


def _limits(subject: Subject, groups: Sequence[Group], coverage: LogCoverage, *, with_models: bool) -> Sequence[str]:
    """What limits the answer."""
    told = []
    if not groups:
        told.append("Nothing of it is in what the lake has. That does not say that nothing happened.")
    if subject.kind is SubjectKind.MODEL and not subject.arns:
        known = "the snapshot has no such model" if with_models else "there is no snapshot (modelkeep scan)"
        told.append(f"Looked for by its name only: {known}, so its lineage is unknown.")
    lanes = sorted({each.lane for each in groups if each.relation == "by" and each.source == "cloudtrail"})
    if subject.kind is SubjectKind.NAME and len(lanes) > 1:
        more = f" and {len(lanes) - _NAMES} more" if len(lanes) > _NAMES else ""
        told.append(f"The name stands for {len(lanes)} principals: {', '.join(lanes[:_NAMES])}{more}.")
    if not coverage.data_events:
        told.append(
            "There are no data events of CloudTrail: reading objects and invoking endpoints leave no trace here."
        )
    if coverage.quarantined:
        told.append(
            f"{plural(coverage.quarantined, 'record')} of the lake's logs could not be read; any may belong here."
        )
    return told


def _naive(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment and moment.tzinfo else moment
