"""What it means that a scan holds no verdict: the resource is gone, the control no longer applies, or nobody looked.

"Gone" is said only where everything that could have shown the resource was read. Where the control, the account or the region
was not part of the scan, or anything that would list the resource was refused, the finding was *not scanned*: never fixed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

import duckdb

from modelkeep.core.arn import GLOBAL
from modelkeep.core.comparison import ChangeKind
from modelkeep.core.coverage import KNOWN
from modelkeep.core.kinds import tables

MISSING_COLUMNS = "id VARCHAR, control VARCHAR, resource VARCHAR, account VARCHAR, region VARCHAR, source_table VARCHAR, everything BOOLEAN"
_KNOWN = ", ".join(f"'{outcome}'" for outcome in sorted(KNOWN))


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A verdict of one scan that another lacks. `source_table` holds the resource, '' where no table did; `everything` says
    whether the scan that has the verdict judged all resources."""

    id: str
    control: str
    resource: str
    account: str
    region: str
    source_table: str = ""
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Absence:
    """Why a scan lacks a verdict. `unlooked`: the part of the scope that was missing, or ''. `doubtful`: rows of the control may
    be missing there. `present`: the resource itself is known. `kind` and `note` say it all in one."""

    unlooked: str
    doubtful: bool
    present: bool
    kind: ChangeKind
    note: str


def absences(
    connection: duckdb.DuckDBPyConnection, missing: Sequence[Missing], controls: Iterable[str], *, everything: bool
) -> Mapping[str, Absence]:
    """Why each of these findings has no verdict in the scan behind the connection, by id."""
    if not missing:
        return {}
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE missing AS SELECT unnest(CAST(?::JSON AS STRUCT({MISSING_COLUMNS})[]), max_depth := 2)",
        [json.dumps([asdict(each) for each in missing])],
    )
    look_for_missing(connection, controls, everything=everything)
    rows = connection.execute("SELECT id, unlooked, doubtful, present, kind, note FROM absence").fetchall()
    return {
        row[0]: Absence(unlooked=row[1], doubtful=row[2], present=row[3], kind=ChangeKind(row[4]), note=row[5])
        for row in rows
    }


def look_for_missing(connection: duckdb.DuckDBPyConnection, controls: Iterable[str], *, everything: bool) -> None:
    """Fill the table `absence`, one row for each of the table `missing`; `controls` are those that the scan judged.

    The connection holds `finding`, `read`, `resource_index`, `scope_account` and `scope_region` of the scan.
    """
    fills = [(table.name, call) for table in tables().values() for call in table.calls]
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE fills AS SELECT unnest(CAST(?::JSON AS STRUCT(name VARCHAR, call VARCHAR)[]), max_depth := 2)",
        [json.dumps([{"name": name, "call": call} for name, call in fills])],
    )
    connection.execute(_ABSENCE, {"controls": sorted(controls), "everything": everything})


def _near(table: str, key: str) -> str:
    """The joins that find whether a table of places with something unread has one near a missing finding.

    A region is near itself; what is global, or has no region, is near to all of its account.
    """
    return f"""
    LEFT JOIN (SELECT DISTINCT {key}, account, region FROM {table}) {table}_here
        ON {table}_here.{key} = m.{key} AND {table}_here.account = m.account AND {table}_here.region = m.region
    LEFT JOIN (SELECT {key}, account, bool_or(region IN ('{GLOBAL}', '')) AS wide FROM {table} GROUP BY ALL) {table}_there
        ON {table}_there.{key} = m.{key} AND {table}_there.account = m.account
        AND ({table}_there.wide OR m.region = '{GLOBAL}')
    """


_ABSENCE = f"""
CREATE OR REPLACE TEMP TABLE absence AS
WITH unlisted AS (
    SELECT DISTINCT control, account, region FROM finding WHERE resource LIKE '%/*' AND resource NOT LIKE 'arn:%'
), gaps AS (
    SELECT DISTINCT f.name AS source_table, r.account, r.region FROM "read" r JOIN fills f USING (call)
    WHERE r.outcome NOT IN ({_KNOWN}) AND r.resource = ''
), place AS (
    SELECT account, region FROM scope_region UNION SELECT account, '{GLOBAL}' FROM scope_account
), known AS (
    SELECT m.*,
        CASE WHEN NOT list_contains($controls::VARCHAR[], m.control) THEN 'the control was not part of the scan'
             WHEN m.account <> '' AND s.account IS NULL THEN 'the account was not scanned'
             WHEN m.region <> '' AND p.account IS NULL THEN 'the region was not scanned'
             ELSE '' END AS unlooked,
        i.arn IS NOT NULL AS present,
        CASE WHEN m.account = '' THEN m.control IN (SELECT control FROM unlisted)
             ELSE unlisted_here.control IS NOT NULL OR unlisted_there.control IS NOT NULL END AS doubtful,
        gaps_here.account IS NOT NULL OR gaps_there.account IS NOT NULL AS unread,
        m.resource LIKE '%/*' AND m.resource NOT LIKE 'arn:%' AS stands_for_all
    FROM missing m
    LEFT JOIN (SELECT DISTINCT account FROM place) s ON s.account = m.account
    LEFT JOIN place p ON p.account = m.account AND p.region = m.region
    LEFT JOIN (SELECT DISTINCT arn FROM resource_index) i ON i.arn = m.resource
    {_near("unlisted", "control")} {_near("gaps", "source_table")}
), told AS (
    SELECT *, CASE
        WHEN unlooked <> '' THEN ['{ChangeKind.NOT_SCANNED}', unlooked]
        WHEN stands_for_all THEN ['{ChangeKind.CLARIFIED}', 'what could not be listed was listed']
        WHEN present AND everything AND NOT $everything
            THEN ['{ChangeKind.NOT_SCANNED}', 'the earlier scan judged everything, the later only what models depend on']
        WHEN present AND doubtful THEN ['{ChangeKind.NOT_SCANNED}', 'whether the control applies could not be read']
        WHEN present
            THEN ['{ChangeKind.NO_LONGER_APPLIES}', 'the resource is there; the control has nothing to say about it']
        WHEN doubtful OR unread THEN ['{ChangeKind.NOT_SCANNED}', 'resources of its kind could not be listed']
        WHEN source_table = ''
            THEN ['{ChangeKind.NO_LONGER_APPLIES}', 'the resource was named by others only, and is no longer']
        ELSE ['{ChangeKind.GONE}', 'the resource no longer exists'] END AS said
    FROM known
)
SELECT id, unlooked, doubtful, present, said[1] AS kind, said[2] AS note FROM told
"""
