"""The analysis of paths within a scan: the table `escalation`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import islice

import duckdb

from modelkeep.app.access import SnapshotEstate
from modelkeep.core.analyses import ANALYSES
from modelkeep.core.arn import GLOBAL
from modelkeep.core.coverage import Outcome, Read
from modelkeep.core.escalation import Technique
from modelkeep.core.tables import table_of
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.building import DETAILS, build
from modelkeep.engines.access.paths.gathering import ROWS
from modelkeep.engines.access.paths.network import escalations
from modelkeep.engines.posture.schema import insert_rows

PATHS_ENGINE = "engine:paths"
"""What stands in the coverage for this analysis."""
_BATCH = 5_000


def path_tables() -> frozenset[str]:
    """The tables that facts about paths are taken from, besides those of a world."""
    return frozenset(table_of(row).name for row in ROWS)


def analyse_escalations(
    connection: duckdb.DuckDBPyConnection,
    techniques: Sequence[Technique],
    table: ActionTable,
    accounts: Iterable[str],
    now: datetime,
) -> tuple[Read, ...]:
    """Fill `escalation` for these accounts; returns what is to stand in the coverage, one read for each account.

    The estate has its lineage. An account whose users and roles were not read is not analysed, for the reason that its read failed;
    what else was not read makes ways unknown.
    """
    estate = SnapshotEstate(connection)
    world = build(table, estate)
    wanted = set(accounts)
    rows = (row for row in escalations(world, estate, techniques) if row.account in wanted)
    while batch := tuple(islice(rows, _BATCH)):
        insert_rows(connection, "escalation", [asdict(row) for row in batch])
    reads = tuple(_read(account, account in world.accounts, estate, now) for account in sorted(wanted))
    insert_rows(connection, "read", [asdict(read) for read in reads])
    return reads


def _read(account: str, is_known: bool, estate: SnapshotEstate, now: datetime) -> Read:
    if is_known:
        return Read(call=PATHS_ENGINE, account=account, region=GLOBAL, outcome=Outcome.OK, at=now)
    message = f"{ANALYSES[PATHS_ENGINE].subject} ({DETAILS}: {estate.why_not(DETAILS, account, '')})"
    return Read(
        call=PATHS_ENGINE, account=account, region=GLOBAL, outcome=Outcome.NOT_ANALYSED, message=message, at=now
    )
