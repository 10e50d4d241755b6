"""Findings of a snapshot: chosen, streamed, summed up into an exit code; and the coverage that they rest on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any

import duckdb

from modelkeep.app.gaps import remedy
from modelkeep.app.reuse import reuse
from modelkeep.app.suppressions import suppressions
from modelkeep.core.analyses import PREFIX
from modelkeep.core.arn import GLOBAL
from modelkeep.core.control import Control
from modelkeep.core.coverage import KNOWN, SAVES_CALLS, Outcome
from modelkeep.core.errors import UsageError
from modelkeep.core.exits import EXIT_CLEAN, EXIT_INCOMPLETE, EXIT_NOTHING, EXIT_OPEN
from modelkeep.core.finding import Finding, State
from modelkeep.core.report import Coverage, Gap, ServiceReads
from modelkeep.core.suppression import Suppression
from modelkeep.core.verdict import Practice, Severity, Verdict

_BATCH = 500
_KNOWN = ", ".join(f"'{outcome.value}'" for outcome in sorted(KNOWN))
_FAILED = f"outcome NOT IN ({_KNOWN}, '{Outcome.NOT_ANALYSED.value}') AND call <> '{SAVES_CALLS}'"
_SEVERITIES = "[" + ", ".join(f"'{severity.value}'" for severity in Severity) + "]"
_COLUMNS = (
    "f.id, f.control, f.title, f.practice, f.severity, f.verdict, f.resource, f.name, f.kind, f.account, f.region, "
    "f.reason, f.call, f.code"
)
MARKED = "(SELECT j.*, s.suppression FROM finding j LEFT JOIN suppressed_finding s ON s.finding = j.id AND j.verdict <> 'PASS')"
"""The findings, each with the id of the suppression that covers it, or NULL."""
NOBODY, NOT_KNOWN = "none", "unknown"
"""What `Filter.owners` calls resources that nobody owns, and those whose owner is in tags that were not read."""
_OWNED = (
    f"((o.owner IS NULL AND o.arn IS NOT NULL AND list_contains(?, '{NOT_KNOWN}')) "
    f"OR (coalesce(o.owner, '') = '' AND (o.arn IS NULL OR o.owner IS NOT NULL) AND list_contains(?, '{NOBODY}')) "
    "OR list_has_any(list_append(string_split(lower(o.owner), ', '), lower(o.owner)), ?))"
)
_SINCE = "CASE f.verdict WHEN 'FAIL' THEN h.opened WHEN 'UNKNOWN' THEN h.unknown_since ELSE h.closed END"
"""When a finding's present verdict began; NULL where no history tells."""
_UNLISTED = "(f.resource LIKE '%/*' AND f.resource NOT LIKE 'arn:%')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which findings are wanted; an empty field means all. `models` are names or ARNs, `resource` a part of ARN or name.

    A choice by model keeps what could not be listed in the model's account and region: it may belong to the model. `owners` are
    names, whatever their case, NOBODY or NOT_KNOWN. `suppressed` keeps only what is suppressed, or only what is not. `new_since` keeps what
    was opened or reopened, became unknown or was fixed after that time.
    """

    practices: frozenset[Practice] = frozenset()
    severities: frozenset[Severity] = frozenset()
    verdicts: frozenset[Verdict] = frozenset()
    models: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    resource: str = ""
    owners: tuple[str, ...] = ()
    suppressed: bool | None = None
    new_since: datetime | None = None

    @property
    def told(self) -> str:
        """The filter in words; empty when it lets everything through."""
        parts: list[tuple[str, Sequence[str]]] = [
            ("practice", sorted(self.practices)),
            ("severity", [severity for severity in Severity if severity in self.severities]),
            ("verdict", sorted(self.verdicts)),
            ("model", self.models),
            ("account", self.accounts),
            ("region", self.regions),
            ("control", self.controls),
            ("resource containing", [self.resource] if self.resource else []),
            ("owner", self.owners),
            ("suppressed", [] if self.suppressed is None else ["only" if self.suppressed else "left out"]),
            ("new since", [f"{self.new_since:%Y-%m-%d %H:%M} UTC"] if self.new_since else []),
        ]
        return "; ".join(f"{name} {', '.join(values)}" for name, values in parts if values)


EVERYTHING = Filter()


def findings(
    connection: duckdb.DuckDBPyConnection, chosen: Filter = EVERYTHING, controls: Iterable[Control] = ()
) -> Iterator[Finding]:
    """The findings that a filter lets through, by severity, practice, control and resource.

    They stream over a cursor of their own: the connection stays free. `controls` are those that a filter may name besides
    those of the snapshot. Raises UsageError, before the first finding, for a model, account, region or control that the
    snapshot does not know: a typing error must not look like "no finding".
    """
    _check(connection, chosen, controls)
    where, parameters = _condition(connection, chosen)
    return _stream(connection.cursor(), where, parameters)


def _stream(cursor: duckdb.DuckDBPyConnection, where: str, parameters: Sequence[Any]) -> Iterator[Finding]:
    at = latest_read(cursor)
    decided = {use.suppression.id: use.suppression for use in suppressions(cursor)}
    try:
        cursor.execute(
            f"SELECT {_COLUMNS}, m.models, CASE WHEN o.arn IS NULL THEN '' ELSE o.owner END, f.suppression, "
            f"h.first_seen, {_SINCE}, h.state, p.file, p.line, p.address FROM {MARKED} f LEFT JOIN history h ON h.id = f.id "
            f"LEFT JOIN finding_place p ON p.arn = f.id "
            f"LEFT JOIN resource_owner o ON o.arn = f.resource "
            f"LEFT JOIN (SELECT arn, list(DISTINCT model ORDER BY model) AS models FROM model_resource GROUP BY arn) m "
            f"ON m.arn = f.resource WHERE {where} "
            f"ORDER BY list_position({_SEVERITIES}, f.severity), f.practice, f.control, f.resource",
            list(parameters),
        )
        while rows := cursor.fetchmany(_BATCH):
            for row in rows:
                yield _finding(row, at, decided)
    finally:
        cursor.close()


def _finding(row: Sequence[Any], at: datetime, decided: Mapping[str, Suppression]) -> Finding:
    return Finding(
        id=row[0], control=row[1], title=row[2], practice=Practice(row[3]), severity=Severity(row[4]),
        verdict=Verdict(row[5]), resource=row[6], name=row[7], kind=row[8], account=row[9], region=row[10],
        reason=row[11] or "", call=row[12] or "", code=row[13] or "", models=tuple(row[14] or ()), at=at,
        owner=row[15], suppressed=decided[row[16]] if row[16] else None, first_seen=_utc(row[17]), since=_utc(row[18]),
        state=State(row[19] or ""), file=row[20] or "", line=row[21] or 0, address=row[22] or "",
    )  # fmt: skip


def latest_read(connection: duckdb.DuckDBPyConnection) -> datetime:
    """When the last read of the snapshot ended, in UTC: the time at which its findings hold."""
    row = connection.execute('SELECT max("at") FROM "read"').fetchone()
    latest: datetime = row[0] if row and row[0] else datetime.fromtimestamp(0, UTC)
    return latest.replace(tzinfo=UTC)


def _utc(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at else None


def _condition(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> tuple[str, list[Any]]:
    conditions, parameters = ["true"], list[Any]()
    for column, values in (
        ("practice", sorted(chosen.practices)),
        ("severity", sorted(chosen.severities)),
        ("verdict", sorted(chosen.verdicts)),
        ("account", chosen.accounts),
        ("region", chosen.regions),
        ("control", chosen.controls),
    ):
        if values:
            conditions.append(f"list_contains(?, f.{column})")
            parameters.append([str(value) for value in values])
    if chosen.models:
        arns = [arn for name in chosen.models for arn in model_arns(connection, name)]
        conditions.append(
            f"(f.resource IN (SELECT arn FROM model_resource WHERE list_contains(?, model)) OR ({_UNLISTED} AND EXISTS "
            f"(SELECT 1 FROM model o WHERE list_contains(?, o.arn) AND o.account = f.account "
            f"AND f.region IN (o.region, '{GLOBAL}'))))"
        )
        parameters += [arns, arns]
    if chosen.resource:
        conditions.append("(contains(lower(f.resource), lower(?)) OR contains(lower(f.name), lower(?)))")
        parameters += [chosen.resource, chosen.resource]
    if chosen.owners:
        conditions.append(_OWNED)
        parameters += [[owner.lower() for owner in chosen.owners]] * 3
    if chosen.suppressed is not None:
        conditions.append(f"f.suppression IS {'NOT ' if chosen.suppressed else ''}NULL")
    if chosen.new_since is not None:
        conditions.append(f"{_SINCE} > ?")
        parameters.append(chosen.new_since.astimezone(UTC).replace(tzinfo=None))
    return " AND ".join(conditions), parameters


def model_arns(connection: duckdb.DuckDBPyConnection, name: str) -> tuple[str, ...]:
    """The ARNs of the models of this name, or the model of this ARN. Raises UsageError when there is none."""
    found = connection.execute("SELECT DISTINCT arn FROM model WHERE arn = ? OR name = ? ORDER BY arn", [name, name])
    arns = tuple(str(row[0]) for row in found.fetchall())
    if not arns:
        known = [str(row[0]) for row in connection.execute("SELECT DISTINCT name FROM model ORDER BY 1").fetchall()]
        raise unknown("model", name, known)
    return arns


def _check(connection: duckdb.DuckDBPyConnection, chosen: Filter, controls: Iterable[Control]) -> None:
    if chosen.accounts:
        _known(connection, "account", chosen.accounts, ())
    if chosen.regions:
        _known(connection, "region", chosen.regions, (GLOBAL,))
    if chosen.controls:
        _known(connection, "control", chosen.controls, [control.id for control in controls])
    if chosen.owners:
        _known_owners(connection, chosen.owners)
    if chosen.new_since is not None and not _number(connection, "SELECT count(*) FROM trend"):
        raise UsageError(
            "the snapshot does not tell since when its findings are open",
            remedy="An older Modelkeep wrote it. Scan again, or compare snapshots with `modelkeep diff`.",
        )


def _known_owners(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> None:
    rows = connection.execute("SELECT DISTINCT owner FROM resource_owner WHERE owner <> '' ORDER BY owner").fetchall()
    known = sorted({name for (owner,) in rows for name in (owner, *owner.split(", "))})
    lower = {name.lower() for name in (*known, NOBODY, NOT_KNOWN)}
    for name in names:
        if name.lower() not in lower:
            raise unknown("owner", name, [*known, NOBODY, NOT_KNOWN])


def _known(connection: duckdb.DuckDBPyConnection, column: str, names: Iterable[str], more: Iterable[str]) -> None:
    known = {str(row[0]) for row in connection.execute(f"SELECT DISTINCT {column} FROM finding").fetchall()}
    if column != "control":
        known |= {str(row[0]) for row in connection.execute(f'SELECT DISTINCT {column} FROM "read"').fetchall()}
    known |= set(more)
    for name in names:
        if name not in known:
            raise unknown(column, name, sorted(known))


def unknown(what: str, name: str, known: Sequence[str]) -> UsageError:
    """The error for a name that the snapshot does not know; says what there is."""
    close = get_close_matches(name, known, 3)
    if not known:
        remedy = f"The snapshot holds no {what}."
    elif close:
        remedy = f"Did you mean {' or '.join(close)}?"
    else:
        more = f" and {len(known) - 20} more" if len(known) > 20 else ""
        remedy = f"The snapshot holds {', '.join(known[:20])}{more}."
    return UsageError(f"the snapshot knows no {what} {name!r}", remedy=remedy)


def exit_code(connection: duckdb.DuckDBPyConnection, opened: Collection[Severity] | None = None) -> int:
    """What a snapshot means for a script.

    11 to 14: an open finding, low to critical, whatever else. 4: something is UNKNOWN or was not read; an analysis that was not
    made counts where a verdict rests on it, which is then UNKNOWN. 3: no control found
    anything to judge. 0: all of it was judged and passed, findings of severity info aside.

    With `opened`, findings of these severities count as open instead of all that are.

    What is suppressed counts for none of these. A read that failed counts for 4 whatever is suppressed: nobody knows what it
    would have shown.
    """
    failed = f"SELECT DISTINCT severity FROM {MARKED} WHERE verdict = 'FAIL' AND suppression IS NULL"
    if opened is None:
        opened = {Severity(row[0]) for row in connection.execute(failed).fetchall()}
    for severity, code in EXIT_OPEN.items():
        if severity in opened:
            return code
    gaps = _number(connection, f'SELECT count(*) FROM "read" WHERE {_FAILED}')
    unknown = f"SELECT count(*) FROM {MARKED} WHERE verdict NOT IN ('PASS', 'FAIL') AND suppression IS NULL"
    if gaps or _number(connection, unknown):
        return EXIT_INCOMPLETE
    return EXIT_CLEAN if _number(connection, "SELECT count(*) FROM finding") else EXIT_NOTHING


def coverage(connection: duckdb.DuckDBPyConnection) -> Coverage:
    """What the snapshot read and what it could not read."""
    counted: dict[tuple[str, str, str], dict[Outcome, int]] = {}
    for service, account, region, outcome, count in connection.execute(
        "SELECT split_part(call, ':', 1) AS service, account, region, outcome, count(*) "
        f"FROM \"read\" WHERE NOT starts_with(call, '{PREFIX}') AND call <> '{SAVES_CALLS}' "
        "GROUP BY ALL ORDER BY service, account, region, outcome"
    ).fetchall():
        counted.setdefault((service, account, region), {})[Outcome(outcome)] = int(count)
    return Coverage(
        reads=tuple(
            ServiceReads(service=service, account=account, region=region, outcomes=outcomes)
            for (service, account, region), outcomes in counted.items()
        ),
        gaps=gaps(connection),
        not_analysed=not_analysed(connection),
        reuse=reuse(connection),
        unknown=_number(connection, "SELECT count(*) FROM finding WHERE verdict = 'UNKNOWN'"),
        unknown_suppressed=_number(
            connection, f"SELECT count(*) FROM {MARKED} WHERE verdict = 'UNKNOWN' AND suppression IS NOT NULL"
        ),
    )


def gaps(connection: duckdb.DuckDBPyConnection, *, account: str = "", region: str = "") -> tuple[Gap, ...]:
    """The failed reads by call and code, those that leave most verdicts unknown first.

    With `account` and `region`: those that bear on resources there, the account's global services included.
    """
    where = _FAILED
    parameters: Mapping[str, str] = {}
    if account:
        where += " AND account = $account AND region IN ($region, $global)"
        parameters = {"account": account, "region": region, "global": GLOBAL}
    return _gaps(connection, where, parameters)


def not_analysed(connection: duckdb.DuckDBPyConnection) -> tuple[Gap, ...]:
    """The analyses that were not made and leave verdicts unknown."""
    found = _gaps(connection, f"outcome = '{Outcome.NOT_ANALYSED.value}'", {})
    return tuple(gap for gap in found if gap.unknown)


def _gaps(connection: duckdb.DuckDBPyConnection, where: str, parameters: Mapping[str, str]) -> tuple[Gap, ...]:
    rows = connection.execute(
        f"""
        SELECT g.*, coalesce(u.unknown, 0) AS unknown FROM (
            SELECT call, outcome, code, min(message) AS message, list(DISTINCT account ORDER BY account) AS accounts,
                   list(DISTINCT region ORDER BY region) AS regions, count(*) AS reads
            FROM "read" WHERE {where} GROUP BY call, outcome, code
        ) g LEFT JOIN (
            SELECT call, code, count(*) AS unknown FROM finding WHERE verdict = 'UNKNOWN' GROUP BY call, code
        ) u ON u.call = g.call AND u.code = g.code
        ORDER BY unknown DESC, g.call, g.code, g.outcome
        """,
        parameters,
    ).fetchall()
    return tuple(
        Gap(
            call=call, outcome=Outcome(outcome), code=code or "", message=message or "", accounts=tuple(accounts),
            regions=tuple(regions), reads=int(reads), unknown=int(count),
            remedy=remedy(call, Outcome(outcome), code or ""),
        )
        for call, outcome, code, message, accounts, regions, reads, count in rows
    )  # fmt: skip


def _number(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])
