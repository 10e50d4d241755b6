"""Many small statements on one database, two at a time: planning them is what costs time, and DuckDB plans on one core."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import duckdb

WORKERS = 2
"""Threads of the database: two for one statement, or one each for two."""


def execute_all(
    connection: duckdb.DuckDBPyConnection, statements: Mapping[str, tuple[str, Sequence[object]]]
) -> Mapping[str, duckdb.Error]:
    """Execute statements that do not depend on each other; returns the errors of those that failed, by their names.

    Each statement comes with its parameters. Temporary tables of the connection are not seen.
    """
    names = iter(statements)

    def work(on: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, duckdb.Error]]:
        for name in names:
            sql, parameters = statements[name]
            try:
                on.execute(sql, list(parameters))
            except duckdb.Error as error:
                yield name, error

    def share() -> list[tuple[str, duckdb.Error]]:
        with connection.cursor() as cursor:
            return list(work(cursor))

    if len(statements) < WORKERS:
        return dict(work(connection))
    connection.execute("SET threads = 1")
    try:
        with ThreadPoolExecutor(WORKERS) as pool:
            shares = [pool.submit(share) for _ in range(WORKERS)]
            return {name: error for each in shares for name, error in each.result()}
    finally:
        connection.execute(f"SET threads = {WORKERS}")
