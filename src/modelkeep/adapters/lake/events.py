"""The lake in DuckDB: one view for each log table; and records of a source as a table without a lake.

For those who search events:

- `open_lake(folder, since=..., until=..., after=...)`: a connection with a view for every table of `core.logs.log_tables()`, typed and
  empty where the lake has nothing. `since` and `until` leave out files without events of that time (rows of other times may remain:
  filter by `"at"`); `after` leaves only files with events of batches after that one (`last_batch(folder)` tells the newest), for searches
  that go on where the last one ended.
- `open_records({table: records})`: the same for records (bytes of one JSON object each) that are in no lake.
- `load_records(connection, table, records, into=...)`: a temporary table of records in a connection of yours; returns what was refused.

`at` is a keyword of DuckDB: write `"at"` in SQL.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from modelkeep.adapters.lake.database import UTC, connect, literal
from modelkeep.adapters.lake.ledger import FILE, Ledger
from modelkeep.adapters.lake.records import Refused, load
from modelkeep.adapters.lake.schema import empty, fingerprint
from modelkeep.core.logs import log_tables
from modelkeep.core.logs.lake import LakeFile
from modelkeep.core.logs.tables import LogTable


def open_lake(
    folder: Path,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    after: int = 0,
    connection: duckdb.DuckDBPyConnection | None = None,
) -> duckdb.DuckDBPyConnection:
    """Views over the lake in a folder (see the module), in a connection of their own or in the one that is given; all empty where there is
    no lake. A connection of its own reaches no file outside of the folder and no network.

    Raises WorkspaceError or IntegrityError for a ledger that cannot be read.
    """
    folder = folder.resolve()
    opened = connection
    if opened is None:
        opened = connect()
        opened.execute(f"SET allowed_directories = [{literal(folder)}]")
        opened.execute("SET enable_external_access = false")
    files = lake_files(folder, since=since, until=until, after=after)
    for name, table in log_tables().items():
        view(opened, table, [file for file in files if file.table == name], folder)
    return opened


def lake_files(
    folder: Path,
    *,
    table: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    after: int = 0,
) -> Sequence[LakeFile]:
    """The lake's files as `open_lake` chooses them; none where there is no lake."""
    if not (folder / FILE).exists():
        return ()
    ledger = Ledger(folder)
    try:
        return ledger.files(table=table, since=since, until=until, after=after)
    finally:
        ledger.close()


def last_batch(folder: Path) -> int:
    """The newest batch of the lake in a folder, 0 for none."""
    if not (folder / FILE).exists():
        return 0
    ledger = Ledger(folder)
    try:
        return ledger.last_batch()
    finally:
        ledger.close()


def view(
    connection: duckdb.DuckDBPyConnection,
    table: LogTable,
    files: Sequence[LakeFile],
    folder: Path,
    name: str | None = None,
) -> None:
    """A view, with the table's name or another, over some files of the lake."""
    connection.execute(f'CREATE OR REPLACE VIEW "{name or table.name}" AS {query(table, files, folder)}')


def query(table: LogTable, files: Sequence[LakeFile], folder: Path) -> str:
    """The rows of some files. Columns that files of an older version lack are NULL."""
    if not files:
        return empty(table)
    paths = ", ".join(literal(file.path(folder)) for file in files)
    if {file.schema for file in files} == {fingerprint(table)}:
        return f"SELECT * FROM read_parquet([{paths}], hive_partitioning=false)"
    names = ", ".join(f'"{column.name}"' for column in table.all)
    older = f"SELECT * FROM read_parquet([{paths}], union_by_name=true, hive_partitioning=false)"
    return f"SELECT {names} FROM ({empty(table)} UNION ALL BY NAME {older})"


@dataclass(frozen=True, slots=True)
class Opened:
    """Records as tables, and what could not be read of them, by table and position from 0."""

    connection: duckdb.DuckDBPyConnection
    refused: Mapping[str, Sequence[Refused]]


def open_records(records: Mapping[str, Iterable[bytes]]) -> Opened:
    """A connection with every log table, filled with these records; it reaches no file and no network."""
    connection = connect()
    refused = {}
    for name, table in log_tables().items():
        if name in records:
            refused[name] = load_records(connection, name, records[name])
        else:
            view(connection, table, (), Path())
    connection.execute("SET enable_external_access = false")
    return Opened(connection, refused)


def load_records(
    connection: duckdb.DuckDBPyConnection, table: str, records: Iterable[bytes], *, into: str | None = None
) -> Sequence[Refused]:
    """Make a temporary table, named as the log table or otherwise, of records: the source's own JSON objects as bytes, one each.

    Returns those that are no records of the source. Duplicate ids are dropped.
    """
    connection.execute(UTC)
    with tempfile.TemporaryDirectory(prefix="modelkeep-") as folder:
        return load(connection, log_tables()[table], records, Path(folder), into or table).refused
