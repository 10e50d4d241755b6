"""Records straight into Parquet: DuckDB reads the lines and writes the file in one go, so that no row is held in memory.

What came of it is looked at afterwards, in the file. Where a record is none, nothing of the file is used, and `records` tells which it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from modelkeep.adapters.lake.database import literal
from modelkeep.adapters.lake.parquet import group_size, listed, write_partitions, write_rows
from modelkeep.adapters.lake.records import Spool
from modelkeep.adapters.lake.schema import LARGEST, rows
from modelkeep.core.logs.lake import LakeFile
from modelkeep.core.logs.tables import LogTable

_LOOKED_AT = (
    'SELECT account, region, "day", count(*), min("at"), max("at"), count("at"), count(event_id), count(DISTINCT event_id)'
    " FROM {source} GROUP BY ALL ORDER BY ALL"
)
_FIRST = (
    "SELECT file_row_number FROM read_parquet({file}, file_row_number=true)"
    ' QUALIFY row_number() OVER (PARTITION BY account, region, "day", event_id ORDER BY origin, "at") = 1'
)
_Found = tuple[str, str, date, int, datetime, datetime, int, int, int]


@dataclass(frozen=True, slots=True)
class Direct:
    """Staged files, and how many duplicates were left out of them."""

    files: Sequence[LakeFile]
    duplicates: int


def write_spools(
    connection: duckdb.DuckDBPyConnection, table: LogTable, spools: Sequence[Spool], staging: Path, start: str, batch: int
) -> Direct | None:  # fmt: skip
    """Stage the records of files with one a line; None where one of them is no sound row."""
    path = staging / f"{start}.parquet"
    found = _written(connection, table, spools, path)
    if found is None:
        path.unlink(missing_ok=True)
        return None
    duplicates = sum(each[3] - each[8] for each in found)
    if len(found) == 1 and not duplicates:
        path = path.rename(staging / f"{start}-0000.parquet")
        return Direct([listed(table, found[0][:6], found[0][3], path, batch)], 0)
    source = f"read_parquet({literal(path)})"
    if duplicates:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE kept AS {_FIRST.format(file=literal(path))}")
        numbered = f"read_parquet({literal(path)}, file_row_number=true)"
        source = f"(SELECT * EXCLUDE file_row_number FROM {numbered} SEMI JOIN kept USING (file_row_number))"
    files = write_partitions(connection, source, table, staging, start, batch)
    connection.execute("DROP TABLE IF EXISTS kept")
    path.unlink()
    return Direct(files, duplicates)


def _written(
    connection: duckdb.DuckDBPyConnection, table: LogTable, spools: Sequence[Spool], path: Path
) -> Sequence[_Found] | None:
    """What a file of all records holds, by partition; None where one of them is no sound row."""
    longest = max(spool.longest for spool in spools)
    if longest > LARGEST:
        return None
    lines = sum(spool.lines for spool in spools)
    query = rows(table, [spool.path for spool in spools], longest)
    try:
        write_rows(connection, query, path, group_size(table, sum(spool.size for spool in spools), lines))
    except (duckdb.DataError, duckdb.InvalidInputException):
        return None
    found: list[_Found] = connection.execute(_LOOKED_AT.format(source=f"read_parquet({literal(path)})")).fetchall()
    sound = all(count == times == ids for _, _, _, count, _, _, times, ids, _ in found)
    return found if sound and sum(each[3] for each in found) == lines else None
