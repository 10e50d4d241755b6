"""The estate in DuckDB: schema from the declared tables, rows from a journal, Parquet in and out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import duckdb
import msgspec

from modelkeep.adapters.lake.database import literal
from modelkeep.adapters.store.journal import Line
from modelkeep.core.kinds import tables
from modelkeep.core.tables import Role
from modelkeep.engines.posture.evaluate import load_macros
from modelkeep.engines.posture.history import KEPT
from modelkeep.engines.posture.parallel import WORKERS, execute_all
from modelkeep.engines.posture.schema import columns_of, create_tables
from modelkeep.engines.posture.tags import TAGGED, WITH_BULK

MEMORY_LIMIT = "300MB"
IN_MEMORY_ROWS = 20_000
"""An estate of more rows is loaded into a file, where DuckDB compresses it and needs to hold only what it works on."""
READ = "read"
TAGS_FROM = (TAGGED, READ)
"""The tables from which kinds get the tags that were read in bulk."""


def connect(database: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A fresh database, in memory or in a file, that neither loads extensions nor reaches the network."""
    return duckdb.connect(
        database or ":memory:",
        config={
            "memory_limit": MEMORY_LIMIT,
            "threads": WORKERS,
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
    gives way to the row that the describe call gave, and tags that were read in bulk are put on their resources.
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
        for name in TAGS_FROM:
            out(name)
        written = sorted(open_files)
    counts: dict[str, int] = {}
    connection = connect()
    try:
        for name in sorted(written, key=lambda name: name not in TAGS_FROM):
            target = folder / f"{name}.parquet"
            counts[name] = _to_parquet(connection, spool / f"{name}.jsonl", name, target)
            (spool / f"{name}.jsonl").unlink()
            if name in TAGS_FROM:
                _view(connection, name, target)
    finally:
        connection.close()
    spool.rmdir()
    return counts


def _to_parquet(connection: duckdb.DuckDBPyConnection, source: Path, name: str, target: Path) -> int:
    declared = tables().get(name)
    columns = columns_of(name)
    types = "{" + ", ".join(f"'{column.name}': '{column.sql_type}'" for column in columns) + "}"
    rows = f"read_json({literal(source)}, format='newline_delimited', columns={types})"
    select = f"SELECT * FROM {rows}"
    if declared is not None and declared.role is Role.KIND:
        select = f"SELECT * REPLACE ({WITH_BULK} AS tags) FROM {rows} r"
        filled = " + ".join(f'("{column.name}" IS NOT NULL)::INT' for column in columns)
        select += f" QUALIFY row_number() OVER (PARTITION BY arn ORDER BY {filled} DESC) = 1"
    copied = connection.execute(f"COPY ({select}) TO {literal(target)} (FORMAT parquet, COMPRESSION zstd)").fetchone()
    assert copied is not None
    return int(copied[0])


def open_tables(
    folder: Path, names: Iterable[str], *, load: bool = False, also: Sequence[Path] = ()
) -> duckdb.DuckDBPyConnection:
    """An estate over a snapshot's Parquet files, with macros: declared tables without a file are empty.

    `load` reads them into a database of their own, which pays when all controls are to be judged: in memory, or where they are
    many in a file beside the folder, which is the caller's to remove. Columns that a snapshot of an older version
    lacks are NULL: unread, so their controls are UNKNOWN. SQL that runs on the connection, a person's controls included,
    reaches no file outside of the folder, and of the folders in `also`, and no network.
    """
    folder = folder.resolve()
    present = set(names)
    database = folder.with_name(f"{folder.name}.duckdb") if load and _rows(folder) > IN_MEMORY_ROWS else None
    if database:
        database.unlink(missing_ok=True)
    connection = connect(database)
    reached = ", ".join(literal(each.resolve()) for each in (folder, *also))
    connection.execute(f"SET allowed_directories = [{reached}]")
    connection.execute("SET enable_external_access = false")
    declared = {*tables(), READ}
    create_tables(connection, sorted(declared if load else declared - present))
    stored = _stored_columns(connection, [folder / f"{name}.parquet" for name in sorted(present & declared)])
    filled = {Path(file).stem: _as_declared(Path(file), columns) for file, columns in stored.items()}
    if load:
        inserts = {name: (f'INSERT INTO "{name}" BY NAME {query}', ()) for name, query in filled.items()}
        for error in execute_all(connection, inserts).values():
            raise error
    else:
        for name, query in filled.items():
            connection.execute(f'CREATE VIEW "{name}" AS {query}')
    for name in sorted(present - declared):
        _view(connection, name, folder / f"{name}.parquet")
    for name, definitions in KEPT.items():
        if name not in present:
            connection.execute(f'CREATE TABLE "{name}" ({definitions})')
    load_macros(connection)
    if database:
        connection.execute("CHECKPOINT")
    return connection


def _rows(folder: Path) -> int:
    """How many rows the folder's files hold."""
    with connect() as connection:
        found = connection.execute(
            f"SELECT sum(num_rows) FROM parquet_file_metadata({literal(folder / '*.parquet')})"
        ).fetchone()
    return int(found[0] or 0) if found else 0


def _view(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    connection.execute(f'CREATE VIEW "{name}" AS SELECT * FROM read_parquet({literal(path)})')


def _stored_columns(connection: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> dict[str, set[str]]:
    """The names of the columns that each file has, asked of all files at once; raises duckdb.Error for one that is no such file."""
    listed = ", ".join(literal(file) for file in files)
    nodes = connection.execute(
        f"SELECT file_name, name, coalesce(num_children, 0) FROM parquet_schema([{listed}]) ORDER BY file_name, column_id"
    ).fetchall() if files else []  # fmt: skip
    found: dict[str, set[str]] = {}
    within: list[int] = []
    """How many nodes are still to come on each level of the tree that the file's schema is."""
    for file, name, children in nodes:
        if file not in found:
            found[file], within = set(), [children]
            continue
        while not within[-1]:
            within.pop()
        within[-1] -= 1
        if len(within) == 1:
            found[file].add(name)
        if children:
            within.append(children)
    return found


def _as_declared(path: Path, stored: Collection[str]) -> str:
    """A query for a file's rows with the columns that its table has today, of which these are stored."""
    columns = ", ".join(
        f'"{column.name}"' if column.name in stored else f'NULL::{column.sql_type} AS "{column.name}"'
        for column in columns_of(path.stem)
    )
    return f"SELECT {columns} FROM read_parquet({literal(path)})"
