"""The estate's schema in DuckDB, derived from the declared tables, and rows put into it by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb

from modelkeep.core.kinds import tables
from modelkeep.core.tables import Column

READ_COLUMNS = (
    Column("call", "VARCHAR"),
    Column("account", "VARCHAR"),
    Column("region", "VARCHAR"),
    Column("resource", "VARCHAR"),
    Column("outcome", "VARCHAR"),
    Column("code", "VARCHAR"),
    Column("message", "VARCHAR"),
    Column("at", "TIMESTAMP"),
    Column("basis", "VARCHAR"),
    Column("kept_from", "VARCHAR"),
)


def columns_of(name: str) -> tuple[Column, ...]:
    """The columns of a declared table, or of `read`."""
    return READ_COLUMNS if name == "read" else tables()[name].columns


def create_tables(connection: duckdb.DuckDBPyConnection, names: Iterable[str] | None = None) -> None:
    """Create the named tables, or every declared table and `read`."""
    chosen = (*tables(), "read") if names is None else names
    connection.execute("".join(f'CREATE TABLE "{name}" ({_definitions(columns_of(name))});' for name in chosen))


def insert_rows(connection: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows given as mappings; columns left out are NULL, structs are given whole.

    Raises ValueError for a column that the table lacks.
    """
    given = {column for row in rows for column in row}
    for column in given - {column.name for column in columns_of(name)}:
        raise ValueError(f"table {name} has no column {column!r}")
    columns = [column for column in columns_of(name) if column.name in given or not given]
    connection.execute(
        f'INSERT INTO "{name}" BY NAME SELECT unnest(CAST(?::JSON AS STRUCT({_definitions(columns)})[]), max_depth := 2)',
        [json.dumps([{column.name: row.get(column.name) for column in columns} for row in rows], default=str)],
    )


def create_filled(
    connection: duckdb.DuckDBPyConnection, name: str, definitions: str, rows: Sequence[Sequence[object]]
) -> None:
    """Create or replace a temporary table of these columns and rows.

    The rows are one parameter: DuckDB takes as long for one row of parameters as for a hundred of this.
    """
    names = [each.split()[0] for each in definitions.split(", ")]
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS "
        f"SELECT unnest(CAST(?::JSON AS STRUCT({definitions})[]), max_depth := 2)",
        [json.dumps([dict(zip(names, row, strict=True)) for row in rows])],
    )


def _definitions(columns: Sequence[Column]) -> str:
    return ", ".join(f'"{column.name}" {column.sql_type}' for column in columns)
