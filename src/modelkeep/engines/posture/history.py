"""What a scan carries on from the scan before: when each finding was first seen and opened, and the points of the trend.

Both are tables of the snapshot, derived from those of the snapshot before and from the new findings alone. So the dates outlive
the snapshots that they come from.

- A finding is *opened* by a FAIL and *closed* only by a PASS, or where `absence` shows that it is gone or no longer applies.
  UNKNOWN and what was not scanned close nothing. A FAIL after that is *reopened*; `first_seen` stays what it was.
- `history` has a row for every finding that ever was FAIL, and for each that is UNKNOWN. What is closed and has no resource
  any more is forgotten after `FORGOTTEN_AFTER`.
- `trend` has rows for each scan by practice and severity. Scans of the same `scope` asked the same controls about the same
  accounts and regions; only those may be compared. `catalogue` tells whether a control's own file changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import duckdb

from modelkeep.core.comparison import ChangeKind
from modelkeep.core.finding import State
from modelkeep.core.verdict import Practice, Severity
from modelkeep.engines.posture.absence import look_for_missing

HISTORY = "history"
TREND = "trend"
HISTORY_COLUMNS = (
    "id VARCHAR, control VARCHAR, practice VARCHAR, severity VARCHAR, resource VARCHAR, account VARCHAR, region VARCHAR, "
    "source_table VARCHAR, everything BOOLEAN, digest VARCHAR, control_changed BOOLEAN, state VARCHAR, first_seen TIMESTAMP, "
    "opened TIMESTAMP, closed TIMESTAMP, last_fixed TIMESTAMP, reopened BIGINT, unknown_since TIMESTAMP, last_seen TIMESTAMP"
)
TREND_COLUMNS = (
    "snapshot VARCHAR, before VARCHAR, taken TIMESTAMP, profile VARCHAR, scope VARCHAR, catalogue VARCHAR, practice VARCHAR, "
    "severity VARCHAR, failed BIGINT, unknown BIGINT, passed BIGINT, new BIGINT, reopened BIGINT, fixed BIGINT, gone BIGINT"
)
KEPT: Mapping[str, str] = {HISTORY: HISTORY_COLUMNS, TREND: TREND_COLUMNS}
"""The tables that a snapshot keeps for the next, and their columns. Snapshots of older versions have none."""
SOURCES = ("finding", "resource_index", "read")
"""The tables from which the history of a snapshot without one is begun."""
FORGOTTEN_AFTER = "400 DAYS"
MOST_POINTS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One scan in time. `at` is when the last of it was read; `controls` maps ids to digests."""

    snapshot: str
    at: datetime
    profile: str
    accounts: Sequence[str]
    regions: Sequence[str]
    everything: bool
    controls: Mapping[str, str]

    @property
    def scope(self) -> str:
        """What was asked about what: the same text for scans that may be compared."""
        return _digest([sorted(self.accounts), sorted(self.regions), self.everything, sorted(self.controls)])

    @property
    def catalogue(self) -> str:
        """The controls as they were written."""
        return _digest(sorted(self.controls.items()))


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    """A history without a past."""
    for name, columns in KEPT.items():
        connection.execute(f'CREATE OR REPLACE TABLE "{name}" ({columns})')


def recall(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """The history of a snapshot, from the files that it lent."""
    for name, columns in KEPT.items():
        names = ", ".join(f'"{column.split()[0]}"' for column in columns.split(", "))
        connection.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT {names} FROM {_file(folder, name)}')


def reconstruct(connection: duckdb.DuckDBPyConnection, folder: Path, point: Point) -> None:
    """The history of a snapshot that was written before there was one, begun from the findings that it lent."""
    begin(connection)
    for name in SOURCES:
        connection.execute(f"CREATE OR REPLACE TEMP VIEW earlier_{name} AS SELECT * FROM {_file(folder, name)}")
    row = connection.execute('SELECT max("at") FROM earlier_read').fetchone()
    known = Point(
        snapshot=point.snapshot, at=row[0] if row and row[0] else point.at, profile=point.profile, accounts=point.accounts,
        regions=point.regions, everything=point.everything, controls=point.controls,
    )  # fmt: skip
    connection.execute("CREATE OR REPLACE TEMP TABLE absence (id VARCHAR, kind VARCHAR)")
    _advance(connection, known, before="", of="earlier_")
    for name in SOURCES:
        connection.execute(f"DROP VIEW earlier_{name}")


def advance(connection: duckdb.DuckDBPyConnection, point: Point, *, before: str) -> None:
    """Carry `history` and `trend`, which are those of the snapshot `before` ('' for none), on to a scan that was judged."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE missing AS SELECT id, control, resource, account, region, source_table, everything "
        "FROM history WHERE id NOT IN (SELECT id FROM finding)"
    )
    look_for_missing(connection, point.controls, everything=point.everything)
    _advance(connection, point, before=before)


def _advance(connection: duckdb.DuckDBPyConnection, point: Point, *, before: str, of: str = "") -> None:
    """The step itself, over the tables `finding` and `resource_index`, or those of that prefix."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE judged AS "
        "SELECT unnest(CAST(?::JSON AS STRUCT(control VARCHAR, digest VARCHAR)[]), max_depth := 2)",
        [json.dumps([{"control": control, "digest": digest} for control, digest in point.controls.items()])],
    )
    connection.execute(
        _STEP.format(finding=f"{of}finding", index=f"{of}resource_index"),
        {"at": point.at, "everything": point.everything},
    )
    connection.execute("DROP TABLE history")
    connection.execute("ALTER TABLE next_history RENAME TO history")
    connection.execute(
        _POINT.format(finding=f"{of}finding"),
        {
            "snapshot": point.snapshot, "before": before, "at": point.at, "profile": point.profile, "scope": point.scope,
            "catalogue": point.catalogue, "practices": [each.value for each in Practice],
            "severities": [each.value for each in Severity],
        },
    )  # fmt: skip
    connection.execute(
        "DELETE FROM trend WHERE snapshot NOT IN "
        f"(SELECT snapshot FROM trend GROUP BY snapshot ORDER BY max(taken) DESC, snapshot DESC LIMIT {MOST_POINTS})"
    )


def _digest(value: object) -> str:
    return sha256(json.dumps(value).encode()).hexdigest()


def _file(folder: Path, name: str) -> str:
    return "read_parquet('{}')".format(str(folder / f"{name}.parquet").replace("'", "''"))


_CLOSING = f"'{ChangeKind.GONE}', '{ChangeKind.NO_LONGER_APPLIES}'"
_STEP = f"""
CREATE OR REPLACE TABLE next_history AS
WITH present AS (
    SELECT DISTINCT ON (f.id) f.*, i.source_table, j.digest
    FROM {{finding}} f LEFT JOIN {{index}} i ON i.arn = f.resource LEFT JOIN judged j ON j.control = f.control
    WHERE f.verdict <> 'PASS' OR f.id IN (SELECT id FROM history)
), paired AS (
    SELECT coalesce(f.id, p.id) AS id, coalesce(f.control, p.control) AS control,
        coalesce(f.practice, p.practice) AS practice, coalesce(f.severity, p.severity) AS severity,
        coalesce(f.resource, p.resource) AS resource, coalesce(f.account, p.account) AS account,
        coalesce(f.region, p.region) AS region,
        CASE WHEN f.id IS NULL THEN p.source_table ELSE coalesce(f.source_table, '') END AS source_table,
        CASE WHEN f.id IS NULL THEN p.everything ELSE $everything END AS everything,
        coalesce(f.digest, p.digest, '') AS digest,
        f.id IS NOT NULL AND coalesce(p.digest <> f.digest, false) AS control_changed,
        coalesce(f.verdict, '') AS verdict, a.kind AS absence, p.first_seen AS seen, p.opened AS was_opened,
        p.closed AS was_closed, p.last_fixed AS was_fixed, coalesce(p.reopened, 0) AS was_reopened,
        p.unknown_since AS was_unknown, p.last_seen AS was_last_seen,
        p.first_seen IS NOT NULL AND p.closed IS NULL AS was_open
    FROM history p FULL JOIN present f ON f.id = p.id LEFT JOIN absence a ON a.id = p.id
), stepped AS (
    SELECT *,
        CASE WHEN verdict = 'FAIL' THEN
                 CASE WHEN was_open THEN '{State.STILL_OPEN}' WHEN seen IS NOT NULL THEN '{State.REOPENED}'
                      ELSE '{State.NEW}' END
             WHEN verdict = 'UNKNOWN' THEN
                 CASE WHEN was_unknown IS NULL THEN '{State.NEWLY_UNKNOWN}' ELSE '{State.STILL_UNKNOWN}' END
             WHEN verdict = 'PASS' THEN '{State.FIXED}' ELSE absence END AS state,
        CASE WHEN verdict = 'FAIL' THEN coalesce(seen, $at) ELSE seen END AS first_seen,
        CASE WHEN verdict = 'FAIL' AND NOT was_open THEN $at ELSE was_opened END AS opened,
        CASE WHEN verdict = 'FAIL' THEN NULL
             WHEN was_open AND (verdict = 'PASS' OR (verdict = '' AND absence IN ({_CLOSING}))) THEN $at
             ELSE was_closed END AS closed,
        CASE WHEN verdict = 'PASS' AND was_open THEN $at ELSE was_fixed END AS last_fixed,
        was_reopened + (verdict = 'FAIL' AND seen IS NOT NULL AND NOT was_open)::BIGINT AS reopened,
        CASE WHEN verdict = 'UNKNOWN' THEN coalesce(was_unknown, $at)
             WHEN verdict = '' AND absence = '{ChangeKind.NOT_SCANNED}' THEN was_unknown END AS unknown_since,
        CASE WHEN verdict = 'FAIL' THEN $at ELSE was_last_seen END AS last_seen
    FROM paired
)
SELECT id, control, practice, severity, resource, account, region, source_table, everything, digest, control_changed, state,
    first_seen::TIMESTAMP AS first_seen, opened::TIMESTAMP AS opened, closed::TIMESTAMP AS closed,
    last_fixed::TIMESTAMP AS last_fixed, reopened, unknown_since::TIMESTAMP AS unknown_since, last_seen::TIMESTAMP AS last_seen
FROM stepped
WHERE (first_seen IS NOT NULL OR unknown_since IS NOT NULL)
    AND NOT (verdict = '' AND coalesce(closed < $at::TIMESTAMP - INTERVAL {FORGOTTEN_AFTER}, false))
"""
_POINT = """
INSERT INTO trend BY NAME
WITH cell AS (
    SELECT unnest($practices::VARCHAR[]) AS practice, s.severity FROM (SELECT unnest($severities::VARCHAR[]) AS severity) s
), found AS (
    SELECT practice, severity, count(*) FILTER (verdict = 'FAIL') AS failed, count(*) FILTER (verdict = 'UNKNOWN') AS unknown,
        count(*) FILTER (verdict = 'PASS') AS passed FROM {finding} GROUP BY ALL
), moved AS (
    SELECT practice, severity, count(*) FILTER (state = 'new') AS new, count(*) FILTER (state = 'reopened') AS reopened,
        count(*) FILTER (state = 'fixed' AND closed = $at::TIMESTAMP) AS fixed,
        count(*) FILTER (state IN ('gone', 'no longer applies') AND closed = $at::TIMESTAMP) AS gone
    FROM history GROUP BY ALL
)
SELECT $snapshot AS snapshot, $before AS before, $at::TIMESTAMP AS taken, $profile AS profile, $scope AS scope,
    $catalogue AS catalogue, practice, severity, coalesce(failed, 0) AS failed, coalesce(unknown, 0) AS unknown,
    coalesce(passed, 0) AS passed,
    CASE WHEN $before <> '' THEN coalesce(new, 0) END AS new, CASE WHEN $before <> '' THEN coalesce(reopened, 0) END AS reopened,
    CASE WHEN $before <> '' THEN coalesce(fixed, 0) END AS fixed, CASE WHEN $before <> '' THEN coalesce(gone, 0) END AS gone
FROM cell LEFT JOIN found USING (practice, severity) LEFT JOIN moved USING (practice, severity)
"""
