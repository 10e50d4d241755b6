"""A program run on DuckDB: over relations that are named like the log tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import duckdb

from modelkeep.engines.logs.alerts import Row
from modelkeep.engines.logs.sigma.kinds import Look
from modelkeep.engines.logs.sigma.program import CompiledRule, Program

_FETCHED = 10_000
_FLAG = re.compile(r"\bm[0-9]+\b")
"""What the columns of hits are called that tell whether a condition holds."""


def prepare(connection: duckdb.DuckDBPyConnection, program: Program) -> None:
    """Make the relations that the rules' queries read: the hits of every table, and since when groups are known."""
    for name in program.scans:
        look_at(connection, program.looks[name], f"hit_{name}")
    for each in program.since:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {each.name} AS {each.of_kinds or each.sql}")


def look_at(
    connection: duckdb.DuckDBPyConnection, look: Look, view: str, keep: Callable[[str], None] | None = None
) -> None:
    """Make the relations of a log table's kinds (`kind_TABLE`) and of the events at which conditions hold: a view with every field and
    flag, over `found_TABLE` with those that there can be, which is a table in memory, or what `keep` makes of its query."""
    table = look.table
    connection.execute(f"CREATE OR REPLACE TEMP TABLE kind_{table} AS {look.kinds()}")
    names = connection.execute(look.names()).fetchall() if look.name else ()
    tests = look.of_names([name for (name,) in names])
    told = connection.execute(look.possible(tests)).fetchall()[0] if tests else ()
    tests = [each for each, is_possible in zip(tests, told, strict=True) if is_possible]
    if keep is None:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE found_{table} AS {look.hits(tests)}")
    else:
        keep(look.hits(tests))
    columns = [row[0] for row in connection.execute(f"DESCRIBE found_{table}").fetchall()]
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS SELECT *{look.absent(columns)} FROM found_{table}")


def without_state(connection: duckdb.DuckDBPyConnection, rule: CompiledRule) -> None:
    """Make the relation of what earlier runs knew, empty."""
    if rule.terms is not None:
        term = "VARCHAR[]" if rule.terms.kind == "lost_terms" else "VARCHAR"
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {rule.state} (k VARCHAR, o {term}, t BIGINT, b BIGINT, v DOUBLE)"
        )


def rows(connection: duckdb.DuckDBPyConnection, program: Program) -> Iterator[Row]:
    """The rows of every rule's alerts, where everything is evaluated at once. Rules without a hit are not asked."""
    found = {name: found_flags(connection, f"found_{name}") for name in program.scans}
    for rule in program.rules:
        if concerns(rule, found):
            without_state(connection, rule)
            yield from rows_of(connection, rule)


def found_flags(connection: duckdb.DuckDBPyConnection, hits: str) -> frozenset[str]:
    """The flags of conditions that any row of a relation of hits has."""
    columns = [row[0] for row in connection.execute(f"DESCRIBE {hits}").fetchall()]
    flags = [each for each in columns if _FLAG.fullmatch(each)]
    if not flags:
        return frozenset()
    asked = ", ".join(f"coalesce(bool_or({each}), FALSE)" for each in flags)
    found = connection.execute(f"SELECT {asked} FROM {hits}").fetchall()[0]
    return frozenset(flag for flag, is_there in zip(flags, found, strict=False) if is_there)


def concerns(rule: CompiledRule, found: Mapping[str, frozenset[str]]) -> bool:
    """Whether any hit of the rule's tables can be one of the rule's, by the flags that were found."""
    asked = set(_FLAG.findall(rule.sql))
    return any(found[name] & asked for name in rule.tables)


def rows_of(connection: duckdb.DuckDBPyConnection, rule: CompiledRule, since: int = 0) -> Iterator[Row]:
    """The rows of a rule's alerts whose windows begin at or after `since`, in microseconds since 1970. The relations that the
    rule reads are there, that of its state included."""
    cursor = connection.execute(
        f"SELECT rule, entity, w, t, event_id, coalesce(account, ''), coalesce(region, '') FROM ({rule.sql}) AS found WHERE w >= {since}"
    )
    while found := cursor.fetchmany(_FETCHED):
        for name, entity, window, at, event, account, region in found:
            yield Row(name, tuple(entity), window, at, event, account, region)
