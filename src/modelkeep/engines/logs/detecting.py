"""A program run on DuckDB: over relations that are named like the log tables."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from modelkeep.engines.logs.alerts import Row
from modelkeep.engines.logs.sigma.program import CompiledRule, Program

_FETCHED = 10_000


def prepare(connection: duckdb.DuckDBPyConnection, program: Program) -> None:
    """Make the relations that the rules' queries read: the hits of every table, and since when groups are known."""
    for name, sql in program.scans.items():
        connection.execute(f"CREATE OR REPLACE TEMP TABLE hit_{name} AS {sql}")
    for each in program.since:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {each.name} AS {each.sql}")


def without_state(connection: duckdb.DuckDBPyConnection, rule: CompiledRule) -> None:
    """Make the relation of what earlier runs knew, empty."""
    if rule.terms is not None:
        term = "VARCHAR[]" if rule.terms.kind == "lost_terms" else "VARCHAR"
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {rule.state} (k VARCHAR, o {term}, t BIGINT, b BIGINT, v DOUBLE)"
        )


def rows(connection: duckdb.DuckDBPyConnection, program: Program) -> Iterator[Row]:
    """The rows of every rule's alerts, where everything is evaluated at once."""
    for rule in program.rules:
        without_state(connection, rule)
        yield from rows_of(connection, rule)


def rows_of(connection: duckdb.DuckDBPyConnection, rule: CompiledRule, since: int = 0) -> Iterator[Row]:
    """The rows of a rule's alerts whose windows begin at or after `since`, in microseconds since 1970. The relations that the
    rule reads are there, that of its state included."""
    cursor = connection.execute(
        f"SELECT rule, entity, w, t, event_id, coalesce(account, ''), coalesce(region, '') FROM ({rule.sql}) AS found WHERE w >= {since}"
    )
    while found := cursor.fetchmany(_FETCHED):
        for name, entity, window, at, event, account, region in found:
            yield Row(name, tuple(entity), window, at, event, account, region)
