"""The analysis of access within a scan: the table `access`, for what the chosen controls ask about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from typing import Any

import duckdb

from modelkeep.app.access import SnapshotEstate
from modelkeep.core.analyses import ANALYSES
from modelkeep.core.arn import GLOBAL
from modelkeep.core.control import Control
from modelkeep.core.coverage import Outcome, Read
from modelkeep.core.tables import Row
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.asked import access_rows
from modelkeep.engines.access.building import DETAILS, build
from modelkeep.engines.posture.schema import insert_rows

ENGINE = "engine:access"
"""What stands in the coverage for this analysis."""
_ANALYSED = 'SELECT DISTINCT account FROM "read" WHERE call = ?'
_BATCH = 5_000


def analyse_access(
    connection: duckdb.DuckDBPyConnection,
    controls: Sequence[Control],
    table: ActionTable,
    accounts: Iterable[str],
    now: datetime,
) -> tuple[Read, ...]:
    """Fill `access` for these accounts; returns what is to stand in the coverage, one read for each account.

    The estate has its lineage. An account whose users and roles were not read is not analysed, for the reason that its read failed;
    what else was not read makes decisions unknown.
    """
    estate = SnapshotEstate(connection)
    world = build(table, estate)
    reads: list[Read] = []
    for account in sorted(accounts):
        subject = ANALYSES[ENGINE].subject
        if account in world.accounts:
            reads.append(Read(call=ENGINE, account=account, region=GLOBAL, outcome=Outcome.OK, at=now))
        else:
            message = f"{subject} ({DETAILS}: {estate.why_not(DETAILS, account, '')})"
            reads.append(
                Read(call=ENGINE, account=account, region=GLOBAL, outcome=Outcome.NOT_ANALYSED, message=message, at=now)
            )
    done = {str(row[0]) for row in connection.execute(_ANALYSED, [ENGINE]).fetchall()}
    rows = (row for row in access_rows(world, questions_of(connection, controls)) if row.account not in done)
    while batch := tuple(islice(rows, _BATCH)):
        insert_rows(connection, "access", [_columns(row) for row in batch])
    insert_rows(connection, "read", [_columns(read) for read in reads])
    return tuple(reads)


def questions_of(connection: duckdb.DuckDBPyConnection, controls: Iterable[Control]) -> tuple[tuple[str, str], ...]:
    """The pairs of action and resource that controls ask about, in order, each once."""
    asked = sorted({(action, sql) for control in controls for action, sql in control.asks.items()})
    found: dict[tuple[str, str], None] = {}
    for action, sql in asked:
        rows = connection.execute(f"SELECT DISTINCT arn FROM ({sql}\n) WHERE arn <> '' ORDER BY arn").fetchall()
        found.update(dict.fromkeys((action, str(arn)) for (arn,) in rows))
    return tuple(found)


def _columns(row: Row | Read) -> Mapping[str, Any]:
    return asdict(row)
