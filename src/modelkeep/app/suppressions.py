"""Suppressions held against a snapshot: which findings they cover, and what is wrong with them.

Snapshots are immutable, so this happens whenever one is opened. A verdict that rests on tags which were not read is never
covered by a tag.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

import duckdb

from modelkeep.core.suppression import Suppression, SuppressionState, SuppressionUse, pattern
from modelkeep.core.verdict import Verdict
from modelkeep.core.words import plural


def apply(
    connection: duckdb.DuckDBPyConnection,
    suppressions: Sequence[Suppression],
    *,
    scanned: Collection[str],
    known: Callable[[], Collection[str]],
    today: date,
) -> tuple[SuppressionUse, ...]:
    """Fill `suppression` and `suppressed_finding`; returns what each suppression does.

    `judged_tags` is there already. `scanned` are the controls of the snapshot, `known` gives those of the catalogue. A
    finding that several cover is marked with the one that holds longest.
    """
    connection.execute("DELETE FROM suppression; DELETE FROM suppressed_finding")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE covered (finding VARCHAR, suppression VARCHAR, expires VARCHAR, place INTEGER)"
    )
    uses = []
    for place, each in enumerate(suppressions):
        use = _held(connection, each, scanned, known, today)
        if use.state is SuppressionState.ACTIVE:
            where, parameters = _covers(each)
            connection.execute(
                f"INSERT INTO covered SELECT f.id, ?, ?, ? FROM finding f WHERE {where}",
                [each.id, each.expires.isoformat(), place, *parameters],
            )
        uses.append(use)
    connection.execute(
        "INSERT INTO suppressed_finding BY NAME SELECT f.resource AS arn, f.account, f.region, f.id AS finding, c.suppression "
        "FROM finding f JOIN (SELECT finding, suppression FROM covered "
        "QUALIFY row_number() OVER (PARTITION BY finding ORDER BY expires DESC, place) = 1) c ON c.finding = f.id"
    )
    _keep(connection, uses)
    return tuple(uses)


def _held(
    connection: duckdb.DuckDBPyConnection,
    suppression: Suppression,
    scanned: Collection[str],
    known: Callable[[], Collection[str]],
    today: date,
) -> SuppressionUse:
    where, parameters = _covers(suppression)
    count = _count(connection, f"finding f WHERE {where}", parameters)
    if today > suppression.expires:
        told = (
            f"{suppression.origin}: expired on {suppression.expires.isoformat()} and suppresses nothing any more; "
            f"{plural(count, 'finding')} would be covered. Decide anew, or remove it."
        )
        return SuppressionUse(
            suppression=suppression, state=SuppressionState.EXPIRED, findings=count, warnings=(told,)
        )  # fmt: skip
    ground = _Ground(connection, suppression, frozenset(scanned), known)
    state = SuppressionState.ACTIVE if count else ground.why_nothing()
    warnings = [*ground.unmatched(), *ground.unread()]
    if not warnings and state is SuppressionState.UNUSED:
        warnings = [f"{suppression.origin}: no finding of this scan matches it."]
    if not warnings and state is SuppressionState.FIXED:
        warnings = [f"{suppression.origin}: what it covers passes now. It can be removed."]
    return SuppressionUse(suppression=suppression, state=state, findings=count, warnings=tuple(warnings))


@dataclass(frozen=True, slots=True)
class _Ground:
    """A snapshot, asked why a suppression, or a part of it, matches nothing there."""

    connection: duckdb.DuckDBPyConnection
    suppression: Suppression
    scanned: frozenset[str]
    known: Callable[[], Collection[str]]

    def why_nothing(self) -> SuppressionState:
        """Why it covers nothing."""
        controls = self.suppression.controls
        if controls and not self._any(self.scanned, controls) and self._any(self.known(), controls):
            return SuppressionState.NOT_SCANNED
        where, parameters = _covers(self.suppression, ("PASS",))
        passes = _count(self.connection, f"finding f WHERE {where}", parameters)
        return SuppressionState.FIXED if passes else SuppressionState.UNUSED

    def unmatched(self) -> Iterable[str]:
        """The controls, patterns and tags that there are not, one sentence each."""
        origin = self.suppression.origin
        for each in self.suppression.controls:
            if not self._any(self.scanned, [each]) and not self._any(self.known(), [each]):
                close = get_close_matches(each, sorted({*self.known(), *self.scanned}), 3)
                hint = f"; did you mean {' or '.join(close)}?" if close else "."
                yield f"{origin}: no control is called {each!r}{hint}"
        for each in self.suppression.resources:
            if not _count(
                self.connection,
                "(SELECT resource FROM finding UNION ALL SELECT arn FROM resource_index) r(arn) WHERE regexp_full_match(arn, ?)",
                [pattern([each])],
            ):
                yield f"{origin}: no resource of this scan matches {each!r}."
        for each in self.suppression.tags:
            condition, parameters = _tagged([each])
            if not _count(self.connection, f"judged_tags t WHERE {condition}", parameters):
                yield f"{origin}: no resource that was judged has the tag {each!r}."

    def unread(self) -> Iterable[str]:
        """What a tag may be meant to cover, and does not, because tags were not read."""
        if not self.suppression.tags:
            return
        where, parameters = _covers(self.suppression, tagged=False)
        count = _count(
            self.connection,
            f"finding f WHERE {where} AND f.resource NOT IN (SELECT arn FROM judged_tags WHERE tags IS NOT NULL)",
            parameters,
        )
        if count:
            yield (
                f"{self.suppression.origin}: {plural(count, 'finding')} not suppressed, because it is not known "
                "which tags the resources have."
            )

    def _any(self, controls: Collection[str], globs: Sequence[str]) -> bool:
        found = self.connection.execute(
            "SELECT count(*) FROM (SELECT unnest(?::VARCHAR[]) AS control) WHERE regexp_full_match(control, ?)",
            [list(controls), pattern(globs)],
        ).fetchone()
        return bool(found and found[0])


def _covers(
    suppression: Suppression, verdicts: Sequence[str] = (), *, tagged: bool = True
) -> tuple[str, list[Any]]:  # fmt: skip
    """The condition under which a finding `f` is what a suppression is about, with its parameters."""
    conditions = ["list_contains(?, f.verdict)"]
    parameters: list[Any] = [list(verdicts) or [each.value for each in sorted(suppression.verdicts)]]
    for column, globs in (("control", suppression.controls), ("resource", suppression.resources)):
        if globs:
            conditions.append(f"regexp_full_match(f.{column}, ?)")
            parameters.append(pattern(globs))
    if suppression.tags and tagged:
        condition, more = _tagged(suppression.tags)
        conditions.append(f"f.resource IN (SELECT t.arn FROM judged_tags t WHERE {condition})")
        parameters += more
    return " AND ".join(conditions), parameters


def _tagged(tags: Sequence[str]) -> tuple[str, list[Any]]:
    """The condition under which a row `t` of `judged_tags` has one of the tags. Keys and values count as they are written."""
    conditions, parameters = [], list[Any]()
    for tag in tags:
        key, equals, value = tag.partition("=")
        if equals:
            conditions.append("list_contains(map_entries(t.tags), {'key': ?, 'value': ?})")
            parameters += [key, value]
        else:
            conditions.append("list_contains(map_keys(t.tags), ?)")
            parameters.append(key)
    return f"({' OR '.join(conditions)})", parameters


def _keep(connection: duckdb.DuckDBPyConnection, uses: Iterable[SuppressionUse]) -> None:
    for use in uses:
        each = use.suppression
        connection.execute(
            "INSERT INTO suppression (arn, account, region, controls, resources, tags, verdicts, reason, expires, origin, "
            "decided_by, decided_at, state, findings, warnings) VALUES (?, '', '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                each.id, list(each.controls), list(each.resources), list(each.tags), sorted(each.verdicts), each.reason,
                each.expires.isoformat(), each.origin, each.by, each.at, use.state.value, use.findings, list(use.warnings),
            ],
        )  # fmt: skip


def suppressions(connection: duckdb.DuckDBPyConnection) -> tuple[SuppressionUse, ...]:
    """What `apply` kept: every suppression with what it does."""
    rows = connection.execute(
        "SELECT arn, controls, resources, tags, verdicts, reason, expires, origin, decided_by, decided_at, state, findings, "
        "warnings FROM suppression ORDER BY rowid"
    ).fetchall()
    return tuple(
        SuppressionUse(
            suppression=Suppression(
                id=row[0], controls=tuple(row[1]), resources=tuple(row[2]), tags=tuple(row[3]),
                verdicts=frozenset(Verdict(each) for each in row[4]), reason=row[5], expires=date.fromisoformat(row[6]),
                origin=row[7], by=row[8], at=row[9],
            ),
            state=SuppressionState(row[10]), findings=int(row[11]), warnings=tuple(row[12]),
        )
        for row in rows
    )  # fmt: skip


def _count(connection: duckdb.DuckDBPyConnection, source: str, parameters: Sequence[Any]) -> int:
    row = connection.execute(f"SELECT count(*) FROM {source}", list(parameters)).fetchone()
    assert row is not None
    return int(row[0])
