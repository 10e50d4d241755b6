"""The use case `detect`: rules over events, GuardDuty's findings joined, alerts as findings.

A rule that was not evaluated is never silent: it becomes an UNKNOWN. That is so for what is wrong in a rule, for a placeholder that nobody
knows, for a log source that is not there, and for a rule whose log table holds no event at all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from sqlglot import exp

from modelkeep.app.own_findings import context, covering
from modelkeep.core.control import Control
from modelkeep.core.finding import Finding, finding_id
from modelkeep.core.logs.alert import Alert, alert_id
from modelkeep.core.logs.detection import RuleTrouble
from modelkeep.core.report import ReportContext
from modelkeep.core.suppression import Suppression
from modelkeep.core.verdict import Practice, Severity, Verdict
from modelkeep.engines.logs.alerts import Row, build
from modelkeep.engines.logs.sigma.program import CompiledRule, Program

KIND = "AWS::CloudTrail::Principal"
_GUARDDUTY = """
SELECT event_id, "at", coalesce(account, ''), coalesce(region, ''), type, title, severity, coalesce(arn, finding_id), user_type, user_name,
       coalesce(resource, ''), coalesce(created, "at"), coalesce(api_service, ''), coalesce(account, '')
FROM guardduty WHERE NOT coalesce(archived, FALSE) ORDER BY "at", event_id
"""
_AI = re.compile(r"bedrock|sagemaker", re.IGNORECASE)


class Engine(Protocol):
    """Where rules are evaluated: relations that are named like the log tables, in one dialect of SQL. A program has to be compiled for it.
    All engines give the same rows, in whatever order.
    """

    def counts(self, tables: Collection[str]) -> Mapping[str, int]:
        """How many events each of these log tables holds."""

    def prepare(self, program: Program) -> None:
        """Make the relations that the rules' queries read: the hits of every table, and since when groups are known."""

    def rows(self, program: Program) -> Iterator[Row]:
        """The rows of every rule's alerts, after `prepare`."""

    def select(self, sql: str) -> Sequence[tuple[Any, ...]]:
        """The few rows of a query over log tables and what `prepare` made, times without a zone; names are quoted by `"`."""

    def close(self) -> None:
        """Let go of what the engine holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detected:
    """What came of it. `counts` are the events of each log table that a rule reads; `learning` tells of rules that are still silent."""

    alerts: tuple[Alert, ...]
    rules: tuple[CompiledRule, ...]
    troubles: tuple[RuleTrouble, ...]
    counts: Mapping[str, int]
    learning: tuple[str, ...]


def detect(
    engine: Engine,
    program: Program,
    models: Mapping[str, tuple[str, ...]],
    *,
    since: datetime | None = None,
    guardduty: bool = True,
) -> Detected:
    """Evaluate a program over an engine's log tables. `models` maps ARNs to the models whose lineage holds them; `since` (UTC) leaves
    out alerts whose last event was before."""
    counts = engine.counts({each for rule in program.rules for each in rule.tables})
    seen = tuple(rule for rule in program.rules if all(counts[each] for each in rule.tables))
    unseen = tuple(
        rule.document.trouble(
            f"there are no events of {', '.join(each for each in rule.tables if not counts[each])}", wrong=False
        )
        for rule in program.rules
        if rule not in seen
    )
    chosen = replace(
        program,
        rules=seen,
        scans={name: sql for name, sql in program.scans.items() if counts.get(name)},
        since=tuple(each for each in program.since if counts.get(each.table)),
    )
    engine.prepare(chosen)
    alerts = list(build(seen, engine.rows(chosen)))
    learning = tuple(_learning(engine, chosen))
    if guardduty:
        alerts += _guardduty(engine, models)
    found = (_with_models(each, models) for each in alerts)
    detected = Detected(
        alerts=tuple(sorted(found, key=lambda each: (each.severity.rank, each.first, each.rule, each.id))),
        rules=seen,
        troubles=(*program.troubles, *unseen),
        counts=counts,
        learning=learning,
    )
    return lasting(detected, since)


def lasting(detected: Detected, since: datetime | None) -> Detected:
    """What came of it without the alerts whose last event was before `since` (UTC)."""
    if since is None:
        return detected
    wanted = since.astimezone(UTC).replace(tzinfo=None)
    return replace(detected, alerts=tuple(each for each in detected.alerts if each.last >= wanted))


def _with_models(alert: Alert, models: Mapping[str, tuple[str, ...]]) -> Alert:
    found = {model for each in alert.entity for model in models.get(each, ())}
    return replace(alert, models=tuple(sorted({*alert.models, *found}))) if found else alert


def _learning(engine: Engine, program: Program) -> Iterator[str]:
    """A sentence for each rule that is silent for a group because the group has not been known for long enough."""
    rules = {each.name: (each, each.terms) for each in program.rules if each.terms is not None and each.since}
    newest_event = program.dialect.micros(exp.Max(this=exp.column("at", quoted=True))).sql(program.dialect.name)
    asked = [
        f"SELECT '{name}', count(*), count(*) FILTER (WHERE t + {terms.history * 1_000_000} > n), max(t) FROM {rule.since}, "
        f"(SELECT {newest_event} AS n FROM {rule.tables[0]}) AS newest"
        for name, (rule, terms) in rules.items()
    ]
    told = {row[0]: row[1:] for row in engine.select(" UNION ALL ".join(asked))} if asked else {}
    for name, (_, terms) in rules.items():
        every, young, newest = told[name]
        if young:
            until = datetime.fromtimestamp(newest / 1e6, UTC) + timedelta(seconds=terms.history)
            yield (
                f"{name} still learns what is usual for {young} of {every} ({', '.join(terms.known_by)}) and is silent there "
                f"until {until:%Y-%m-%d}"
            )


def _guardduty(engine: Engine, models: Mapping[str, tuple[str, ...]]) -> Iterator[Alert]:
    """GuardDuty's findings about AI assets: their resource is of a model's lineage, or they are about an AI service."""
    roles = {arn.rpartition("/")[2]: arn for arn in models if ":role/" in arn}
    others = [arn for arn in models if ":role/" not in arn]
    gathered: dict[str, Alert] = {}
    for row in engine.select(_GUARDDUTY):
        event, at, account, region, type_, title, severity, arn, user_type, user_name, resource, created, service, _ = (
            row
        )
        assets = {each for each in others if f'"{each}"' in resource or f'"{each.rpartition(":")[2]}"' in resource}
        if user_name in roles and user_type in ("AssumedRole", "Role"):
            assets.add(roles[user_name])
        if not assets and not _AI.search(f"{type_} {service}"):
            continue
        start = created.replace(hour=0, minute=0, second=0, microsecond=0)
        id_ = alert_id(f"GD-{type_}", 1, (arn,), start)
        earlier = gathered.get(id_)
        gathered[id_] = Alert(
            id=id_, rule=f"GD-{type_}", version=1, title=title or type_, severity=_severity(severity), entity=(arn,),
            window_start=start, window_end=start + timedelta(days=1), count=earlier.count + 1 if earlier else 1,
            events=(*(earlier.events if earlier else ()), event), techniques=(),
            models=tuple(sorted({model for each in assets for model in models[each]})), account=account, region=region,
            first=earlier.first if earlier else at, last=at, reason=f"GuardDuty: {title or type_}",
        )  # fmt: skip
    yield from gathered.values()


def _severity(value: float | None) -> Severity:
    """GuardDuty's bands: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html."""
    bands = ((9, Severity.CRITICAL), (7, Severity.HIGH), (4, Severity.MEDIUM), (1, Severity.LOW))
    return next((severity for least, severity in bands if (value or 0) >= least), Severity.LOW)


def findings_of(detected: Detected, suppressions: Iterable[Suppression], now: datetime) -> tuple[Finding, ...]:
    """The alerts as findings that FAIL, and every rule that was not evaluated as one that is UNKNOWN."""
    active = [each for each in suppressions if each.expires >= now.date()]
    found = [_finding(alert, active) for alert in detected.alerts]
    return (*found, *(_unknown(trouble, active, now) for trouble in detected.troubles))


def _finding(alert: Alert, suppressions: Sequence[Suppression]) -> Finding:
    resource = next(
        (each for each in alert.entity if each.startswith("arn:")),
        ", ".join(filter(None, alert.entity)) or alert.account,
    )
    return Finding(
        id=alert.id, control=alert.rule, title=alert.title, practice=Practice.THREAT_DETECTION, severity=alert.severity,
        verdict=Verdict.FAIL, resource=resource, name=", ".join(filter(None, alert.entity)), kind=KIND, account=alert.account,
        region=alert.region, reason=alert.reason, models=alert.models, at=alert.last.replace(tzinfo=UTC),
        first_seen=alert.first.replace(tzinfo=UTC), suppressed=covering(suppressions, alert.rule, resource, Verdict.FAIL),
    )  # fmt: skip


def _unknown(trouble: RuleTrouble, suppressions: Sequence[Suppression], now: datetime) -> Finding:
    return Finding(
        id=finding_id(trouble.rule, "rule"), control=trouble.rule, title="This rule was not evaluated",
        practice=Practice.THREAT_DETECTION, severity=Severity.INFO, verdict=Verdict.UNKNOWN, resource=trouble.rule, name=trouble.rule,
        kind="", account="", region="", reason=trouble.message, at=now, file=str(trouble.path), line=trouble.line,
        suppressed=covering(suppressions, trouble.rule, trouble.rule, Verdict.UNKNOWN),
    )  # fmt: skip


def controls_of(detected: Detected) -> Mapping[str, Control]:
    """The rules as reports know controls."""
    return {
        rule.name: Control(
            id=rule.name, title=rule.title, severity=rule.severity, practice=Practice.THREAT_DETECTION,
            why=" ".join(str(rule.document.raw.get("description", rule.title)).split()),
            fix="Look at the alert's events; if they are not what the rule's false positives describe, answer the attack.",
            subject="", sql="", maps={"mitre": rule.techniques} if rule.techniques else {},
            references=tuple(map(str, rule.document.raw.get("references") or ())), tables=frozenset(rule.tables),
            path=rule.document.path, sql_line=rule.document.line,
        )
        for rule in detected.rules
    }  # fmt: skip


def context_of(detected: Detected, found: Sequence[Finding], *, now: datetime, version: str) -> ReportContext:
    """What exporters need besides the findings."""
    return context(
        "logs", found, controls_of(detected), Practice.THREAT_DETECTION, read=sum(detected.counts.values()), now=now, version=version
    )  # fmt: skip
