"""The estate in DuckDB: schema from the declared tables, rows from a journal, Parquet in and out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import duckdb
import msgspec

from modelkeep.adapters.store.journal import Line
from modelkeep.core.kinds import tables
from modelkeep.core.tables import Role
from modelkeep.engines.posture.evaluate import load_macros
from modelkeep.engines.posture.schema import columns_of, create_tables
from modelkeep.engines.posture.tags import fill_tags

MEMORY_LIMIT = "400MB"


def connect(memory_limit: str = MEMORY_LIMIT) -> duckdb.DuckDBPyConnection:
    """A fresh in-memory database that neither loads extensions nor reaches the network."""
    return duckdb.connect(
        ":memory:",
        config={
            "memory_limit": memory_limit,
            "threads": 2,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": False,
        },
    )


def empty_estate() -> duckdb.DuckDBPyConnection:
    """An estate with every table and macro and no row: what controls are checked against when they are loaded."""
    connection = connect()
    create_tables(connection)
    load_macros(connection)
    return connection


def seal(lines: Iterable[Line], folder: Path) -> Mapping[str, int]:
    """Write the journal's rows as one Parquet file per table into `folder`; returns the rows of each.

    Rows pass through newline-delimited JSON on disk, never through memory as a whole. A stub row that a list call left
    gives way to the row that the describe call gave.
    """
    folder.mkdir(parents=True, exist_ok=True)
    encoder = msgspec.json.Encoder()
    spool = folder / "spool"
    spool.mkdir(exist_ok=True)
    with ExitStack() as files:
        open_files: dict[str, IO[bytes]] = {}

        def out(name: str) -> IO[bytes]:
            if name not in open_files:
                open_files[name] = files.enter_context((spool / f"{name}.jsonl").open("wb"))
            return open_files[name]

        for line in lines:
            out("read").write(encoder.encode(line.read) + b"\n")
            for name, raw in line.values:
                if name:
                    out(name).write(bytes(raw) + b"\n")
        written = sorted(open_files)
    counts: dict[str, int] = {}
    connection = connect()
    try:
        for name in written:
            counts[name] = _to_parquet(connection, spool / f"{name}.jsonl", name, folder / f"{name}.parquet")
            (spool / f"{name}.jsonl").unlink()
    finally:
        connection.close()
    spool.rmdir()
    return counts


def _to_parquet(connection: duckdb.DuckDBPyConnection, source: Path, name: str, target: Path) -> int:
    declared = tables().get(name)
    columns = columns_of(name)
    types = "{" + ", ".join(f"'{column.name}': '{column.sql_type}'" for column in columns) + "}"
    rows = f"read_json('{_quoted(source)}', format='newline_delimited', columns={types})"
    select = f"SELECT * FROM {rows}"
    if declared is not None and declared.role is Role.KIND:
        filled = " + ".join(f'("{column.name}" IS NOT NULL)::INT' for column in columns)
        select += f" QUALIFY row_number() OVER (PARTITION BY arn ORDER BY {filled} DESC) = 1"
    connection.execute(f"COPY ({select}) TO '{_quoted(target)}' (FORMAT parquet, COMPRESSION zstd)")
    found = connection.execute(f"SELECT count(*) FROM read_parquet('{_quoted(target)}')").fetchone()
    assert found is not None
    return int(found[0])


def open_tables(folder: Path, names: Iterable[str]) -> duckdb.DuckDBPyConnection:
    """An estate over a snapshot's Parquet files, with macros and tags: declared tables without a file are empty.

    Columns that a snapshot of an older version lacks are NULL: unread, so their controls are UNKNOWN. SQL that runs on the
    connection, a person's controls included, reaches no file outside of the folder and no network.
    """
    folder = folder.resolve()
    connection = connect()
    connection.execute(f"SET allowed_directories = ['{_quoted(folder)}']")
    connection.execute("SET enable_external_access = false")
    create_tables(connection)
    for name in names:
        path = folder / f"{name}.parquet"
        known = connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = ?", [name]).fetchone()
        if known and known[0]:
            connection.execute(
                f"INSERT INTO \"{name}\" BY NAME SELECT {_shared(connection, name, path)} FROM read_parquet('{_quoted(path)}')"
            )
        else:
            connection.execute(f"CREATE VIEW \"{name}\" AS SELECT * FROM read_parquet('{_quoted(path)}')")
    load_macros(connection)
    fill_tags(connection, names)
    return connection


def _shared(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> str:
    stored = {
        row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM read_parquet('{_quoted(path)}')").fetchall()
    }
    present = [row[0] for row in connection.execute(f'DESCRIBE "{name}"').fetchall() if row[0] in stored]
    return ", ".join(f'"{column}"' for column in present)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
