"""The analysis of components within a scan: the tables `component_scan`, `component`, `component_use` and `vulnerability`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import ClassVar

import duckdb

from modelkeep.app.unlisted import unlisted
from modelkeep.app.vulnerabilities import Tools, examine
from modelkeep.core.analyses import ANALYSES
from modelkeep.core.arn import GLOBAL, parse_arn
from modelkeep.core.artifacts import Gap
from modelkeep.core.components import Composition
from modelkeep.core.control import Relation
from modelkeep.core.coverage import Outcome, Read
from modelkeep.core.examined import Examined, Subject, Use
from modelkeep.core.kinds import tables
from modelkeep.core.kinds.analyses import ComponentRow, ComponentScan, ComponentUse, VulnerabilityRow
from modelkeep.core.tables import Row
from modelkeep.core.vulnerabilities import Checked, Match, Standing
from modelkeep.engines.posture.schema import insert_rows
from modelkeep.engines.vulnerabilities.matching import UNNAMED
from modelkeep.ports import Progress

COMPONENTS_ENGINE = "engine:components"
"""What stands in the coverage for this analysis."""
TABLES = ("component_scan", "component", "component_use", "vulnerability")
_BATCH = 5_000
_TOLD = 10
"""How often it is told how far the analysis is."""
_SUFFIX = {"aws-cn": "amazonaws.com.cn"}
_REGISTRY = ":repository/"


@dataclass(frozen=True, slots=True)
class ComponentAnalysis:
    """The analysis of components, as a scan takes it; `part` says which model is built from what."""

    engine: ClassVar[str] = COMPONENTS_ENGINE
    tables: ClassVar[tuple[str, ...]] = TABLES
    tools: Callable[[], AbstractContextManager[Tools]]
    part: Relation

    def analyse(
        self, connection: duckdb.DuckDBPyConnection, accounts: Sequence[str], now: datetime, progress: Progress
    ) -> tuple[Read, ...]:
        """See `scan.Analyser`."""
        with self.tools() as tools:
            return analyse_components(connection, self.part, tools, accounts, now, progress)


def built_from(
    connection: duckdb.DuckDBPyConnection, part: Relation, model: str | None = None
) -> tuple[tuple[Subject, ...], tuple[ComponentUse, ...]]:
    """What the models of an estate are built from, or one model (its ARN), each thing once; and the uses of which that was not read."""
    rows = connection.execute(
        f"""
        SELECT src, dst, runner, coalesce(r.account, ''), coalesce(r.region, '')
        FROM ({part.sql}) LEFT JOIN resource_index r ON r.arn = src WHERE ?::VARCHAR IS NULL OR src = ? ORDER BY ALL
        """,
        [model, model],
    ).fetchall()
    found: dict[str, Subject] = {}
    lost: list[ComponentUse] = []
    for user, arn, runner, account, region in rows:
        if arn is None:
            lost.append(ComponentUse(arn="", account=account, region=region, model=user, runner=runner))
            continue
        known = found.get(arn) or Subject(arn=arn, place=place_of(arn), account=account, region=region)
        found[arn] = replace(known, uses=(*known.uses, Use(user, runner, account, region)))
    # What goes by a tag comes first: it may turn out to be what another model names by its digest.
    return tuple(sorted(found.values(), key=lambda each: ("@" in each.arn, each.arn))), tuple(lost)


def unread(
    connection: duckdb.DuckDBPyConnection, part: Relation, lost: Iterable[ComponentUse], *, every: bool
) -> tuple[Examined, ...]:
    """What cannot be looked into because the snapshot does not tell what it is: uses that were not read, and for `every` model the lists
    that failed, each as a thing with a gap."""
    told = [(each.runner or each.model or "", "what it is built from was not read") for each in lost]
    if every:
        failed = {f"account {account}": why for account, why in unlisted(connection, part).items()}
        told += [(name, f"what models are built from was not read: {why}") for name, why in failed.items()]
        told += [
            (call, "what models are built from was not asked: scan with --vulnerabilities")
            for call in _unasked(connection, part)
        ]
    return tuple(
        Examined(
            subject=Subject(arn=name, place=name),
            composition=Composition(subject=name, gaps=(Gap((name,), why),)),
            checked=(),
            looked_up=True,
        )
        for name, why in told
    )  # fmt: skip


def place_of(arn: str) -> str:
    """Where what the tables name so can be read: `s3://...`, the name of an image, a function's own ARN."""
    if arn.startswith("arn:aws:s3:::"):
        return f"s3://{arn.removeprefix('arn:aws:s3:::')}"
    parts = parse_arn(arn)
    if parts is None or parts.service != "ecr":
        return arn
    name = arn.partition(_REGISTRY)[2]
    return f"{parts.account}.dkr.ecr.{parts.region}.{_SUFFIX.get(parts.partition, 'amazonaws.com')}/{name}"


def each_once(subjects: Iterable[Subject], tools: Tools, tell: Callable[[Subject], None]) -> Iterator[Examined]:
    """Look into each thing, and once into an image that some name by a tag and others by its digest; its ARN has the digest then."""
    subjects = tuple(subjects)
    pinned = {each.arn: each for each in subjects if "@" in each.arn}
    done: set[str] = set()
    for subject in subjects:
        if subject.arn in done:
            continue
        tell(subject)
        for examined in examine((subject,), tools):
            arn = _by_digest(subject.arn, examined.composition.digest)
            same = pinned.get(arn) if arn != subject.arn else None
            uses = (*subject.uses, *(same.uses if same else ()))
            if arn in done:
                continue
            done.add(arn)
            yield replace(examined, subject=replace(subject, arn=arn, uses=uses))


def analyse_components(
    connection: duckdb.DuckDBPyConnection,
    part: Relation,
    tools: Tools,
    accounts: Sequence[str],
    now: datetime,
    progress: Progress,
) -> tuple[Read, ...]:
    """Look into what the models of these accounts are built from; returns what is to stand in the coverage, one read for each account.

    The estate has its lineage. What cannot be read leaves its row incomplete, with the reason. Where a list was not read on which it
    rests what belongs to a model, the account is not analysed: what was found stands, and nothing passes.
    """
    wanted = set(accounts)
    subjects, lost = built_from(connection, part)
    mine = tuple(each for each in subjects if any(use.account in wanted for use in each.uses))
    uses: list[ComponentUse] = [each for each in lost if each.account in wanted]
    data_at = tools.lookup.oldest if tools.lookup else None
    number = 0

    def tell(subject: Subject) -> None:
        nonlocal number
        if number * _TOLD // len(mine) != (number - 1) * _TOLD // len(mine):
            progress.message(f"Reading what models are built from: {number:,} of {len(mine):,}, {subject.place}")
        number += 1

    for examined in each_once(mine, tools, tell):
        subject = examined.subject
        _insert(connection, "component_scan", (scan_row(examined, data_at, now),))
        _insert(connection, "component", (_component(examined, each) for each in examined.checked))
        _insert(connection, "vulnerability", (_vulnerability(examined, each) for each in examined.matches))
        uses.extend(
            ComponentUse(arn=subject.arn, account=each.account, region=each.region, model=each.model, runner=each.runner)
            for each in subject.uses
        )  # fmt: skip
    _insert(connection, "component_use", uses)
    failed = unlisted(connection, part)
    reads = tuple(_read(account, failed.get(account, ""), now) for account in sorted(wanted))
    insert_rows(connection, "read", [asdict(each) for each in reads])
    return reads


def scan_row(examined: Examined, data_at: datetime | None, now: datetime) -> ComponentScan:
    """The row of one thing."""
    composition = examined.composition
    return ComponentScan(
        arn=examined.subject.arn,
        account=examined.subject.account,
        region=examined.subject.region,
        subject=composition.subject,
        complete=composition.complete,
        reason=examined.reason,
        digest=composition.digest or None,
        created_at=composition.created,
        distribution=composition.distribution,
        components=len(composition.components),
        no_data=examined.standings[Standing.NO_DATA] if examined.looked_up else None,
        unnamed=sum(each.reason == UNNAMED for each in examined.checked) if examined.looked_up else None,
        looked_at=now,
        data_at=data_at,
        scanner=examined.scanner,
    )


def _component(examined: Examined, checked: Checked) -> ComponentRow:
    component = checked.component
    return ComponentRow(
        arn=examined.subject.arn,
        account=examined.subject.account,
        region=examined.subject.region,
        type=component.type.value,
        name=component.name,
        version=component.version,
        evidence=component.evidence.value,
        requirement=component.constraint,
        distribution=component.distribution,
        architecture=component.architecture,
        place=" > ".join(component.place[1:] or component.place),
        layer=component.layer,
        licences=component.licences,
        standing=checked.standing.value if examined.looked_up or checked.matches else None,
        reason=checked.reason,
    )


def _vulnerability(examined: Examined, match: Match) -> VulnerabilityRow:
    vulnerability, component = match.vulnerability, match.component
    return VulnerabilityRow(
        arn=examined.subject.arn,
        account=examined.subject.account,
        region=examined.subject.region,
        vulnerability=vulnerability.cve,
        aliases=tuple(each for each in vulnerability.names if each != vulnerability.cve),
        type=component.type.value,
        package=component.name,
        version=component.version,
        fixed_version=match.fixed[0] if match.fixed else "",
        severity=vulnerability.severity.value if vulnerability.severity else "",
        score=vulnerability.score,
        exploited=vulnerability.exploited,
        epss=vulnerability.epss,
        published_at=vulnerability.published,
        sources=match.sources,
        open=match.open,
        statement=stated(match),
        place=" > ".join(component.place[1:] or component.place),
    )


def stated(match: Match) -> str:
    """What VEX says of it, in one line; '' for nothing."""
    statement = match.statement
    if statement is None:
        return ""
    why = statement.justification or statement.impact
    return f"{statement.status.value}{f': {why}' if why else ''}{f' ({statement.by})' if statement.by else ''}"


def _by_digest(arn: str, digest: str) -> str:
    """The ARN of an image of ECR that goes by a tag, with the digest to which that led."""
    if not digest or _REGISTRY not in arn or "@" in arn:
        return arn
    return f"{arn.rpartition(':')[0]}@{digest}"


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Row]) -> None:
    batch: list[Mapping[str, object]] = []
    for row in rows:
        batch.append(asdict(row))
        if len(batch) == _BATCH:
            insert_rows(connection, table, batch)
            batch = []
    if batch:
        insert_rows(connection, table, batch)


def _unasked(connection: duckdb.DuckDBPyConnection, part: Relation) -> Sequence[str]:
    """The lists on which it rests what models are built from, and that no scan asked for."""
    declared = tables()
    lists = {declared[name].calls[0] for name in part.tables if declared[name].calls}
    asked = {str(row[0]) for row in connection.execute('SELECT DISTINCT call FROM "read"').fetchall()}
    return sorted(lists - asked)


def _read(account: str, unlisted: str, now: datetime) -> Read:
    if not unlisted:
        return Read(call=COMPONENTS_ENGINE, account=account, region=GLOBAL, outcome=Outcome.OK, at=now)
    message = f"{ANALYSES[COMPONENTS_ENGINE].subject} ({unlisted})"
    return Read(
        call=COMPONENTS_ENGINE, account=account, region=GLOBAL, outcome=Outcome.NOT_ANALYSED, message=message, at=now
    )
