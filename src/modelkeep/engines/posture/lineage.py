"""Lineage: the edges between resources, what is AI-relevant because of them, and what belongs to which model."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import duckdb

from modelkeep.core.control import Relation
from modelkeep.core.kinds import tables
from modelkeep.core.tables import Role
from modelkeep.engines.posture.parallel import execute_all

MODEL_TABLES = (
    "sagemaker_model",
    "bedrock_custom_model",
    "bedrock_imported_model",
    "bedrock_agent",
)
"""What a passport can be asked for."""

CALLERS = ("invokes",)
"""Edges whose source becomes AI-relevant because of its target, not the other way: who stands in front of a model.

What else a front serves has nothing to do with the model.
"""

IS_AI = "is_ai"
"""The edge from a resource to itself that marks it as AI although its kind is not: a GPU host, an API of a model."""


def derive(connection: duckdb.DuckDBPyConnection, relations: Iterable[Relation], filled: Collection[str] = ()) -> None:
    """Fill `relation`, `resource_index`, `ai_relevant`, `model` and `model_resource` from the resource tables. `filled` are those that have
    rows, where that is known: to ask takes longer than a small estate."""
    given = tuple(_with_rows(connection, relations))
    edges = {str(relation.path): (_edges(relation), [relation.kind]) for relation in given if relation.kind != IS_AI}
    for error in execute_all(connection, edges).values():
        raise error
    for relation in given:
        if relation.kind == IS_AI:
            connection.execute(
                f"INSERT INTO ai_relevant (arn, account, region, because) SELECT DISTINCT src, '', '', src "
                f"FROM ({relation.sql}) WHERE src <> '' AND src NOT IN (SELECT arn FROM ai_relevant)"
            )
    index(connection, filled)
    _relevance(connection)
    _models(connection, filled)


def _with_rows(connection: duckdb.DuckDBPyConnection, relations: Iterable[Relation]) -> Iterator[Relation]:
    """Those that can have edges at all: planning a statement over empty tables costs as much as one over full ones."""
    chosen = tuple(relations)
    empty = _tables(connection, "= 0") & tables().keys() if chosen else frozenset[str]()
    return (relation for relation in chosen if not relation.tables or relation.tables - empty)


def _tables(connection: duckdb.DuckDBPyConnection, rows: str) -> frozenset[str]:
    """The tables, views aside, of which the number of rows is so."""
    found = connection.execute(f"SELECT table_name FROM duckdb_tables() WHERE estimated_size {rows}").fetchall()
    return frozenset(name for (name,) in found)


def _edges(relation: Relation) -> str:
    """The statement that draws a relation's edges; its parameter is their kind."""
    return (
        "INSERT INTO relation (arn, account, region, kind, dst) SELECT DISTINCT src, '', '', ?, dst "
        f"FROM ({relation.sql}) WHERE src <> '' AND dst <> ''"
    )


def lineage_tables(relations: Iterable[Relation]) -> frozenset[str]:
    """The tables on which AI-relevance rests."""
    read = {name for relation in relations for name in relation.tables}
    return frozenset(read | {table.name for table in tables().values() if table.inherently_ai})


def index(connection: duckdb.DuckDBPyConnection, names: Iterable[str] = ()) -> None:
    """Fill `resource_index`, one row per ARN, from the kinds among the named tables, or from all that have rows."""
    filled = set(names) or _tables(connection, "> 0")
    kinds = [table for table in tables().values() if table.role is Role.KIND]
    kinds = [table for table in kinds if table.name in filled] or kinds[:1]
    union = " UNION ALL ".join(
        f"SELECT arn, account, region, name, '{table.cfn_type}' AS kind, '{table.name}' AS source_table, "
        f'{str(table.inherently_ai).lower()} AS is_ai FROM "{table.name}"'
        for table in kinds
    )
    connection.execute(
        f"CREATE OR REPLACE TABLE resource_index AS SELECT arn, any_value(account) AS account, any_value(region) AS region, "
        f"any_value(name) AS name, any_value(kind) AS kind, any_value(source_table) AS source_table, bool_or(is_ai) AS is_ai "
        f"FROM ({union}) GROUP BY arn"
    )


def _relevance(connection: duckdb.DuckDBPyConnection) -> None:
    callers = ", ".join(f"'{kind}'" for kind in CALLERS)
    connection.execute(
        "INSERT INTO ai_relevant (arn, account, region, because) "
        "SELECT DISTINCT arn, account, region, arn FROM resource_index WHERE is_ai AND arn NOT IN (SELECT arn FROM ai_relevant)"
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE spread AS SELECT arn AS src, dst FROM relation WHERE kind NOT IN ({callers}) "
        f"UNION SELECT dst, arn FROM relation WHERE kind IN ({callers})"
    )
    _spread(
        connection,
        "INSERT INTO ai_relevant (arn, account, region, because) "
        "SELECT s.dst, '', '', min(a.because) FROM ai_relevant a JOIN spread s ON s.src = a.arn "
        "WHERE s.dst NOT IN (SELECT arn FROM ai_relevant) GROUP BY s.dst",
    )


def _models(connection: duckdb.DuckDBPyConnection, filled: Collection[str] = ()) -> None:
    present = [name for name in MODEL_TABLES if name in tables() and (not filled or name in filled)]
    for name in present:
        connection.execute(
            f"INSERT INTO model (arn, account, region, name, kind) "
            f"SELECT DISTINCT arn, account, region, name, '{tables()[name].cfn_type}' FROM \"{name}\""
        )
    connection.execute(
        "INSERT INTO model_resource (arn, account, region, model, distance) SELECT arn, account, region, arn, 0 FROM model"
    )
    distance = 0
    while True:
        before = _count(connection, "model_resource")
        connection.execute(
            "INSERT INTO model_resource (arn, account, region, model, distance) "
            "SELECT DISTINCT r.dst, '', '', m.model, ? FROM model_resource m JOIN relation r ON r.arn = m.arn "
            "WHERE m.distance = ? AND NOT EXISTS "
            "(SELECT 1 FROM model_resource o WHERE o.model = m.model AND o.arn = r.dst)",
            [distance + 1, distance],
        )
        distance += 1
        if _count(connection, "model_resource") == before:
            return


def _spread(connection: duckdb.DuckDBPyConnection, insert: str) -> None:
    """Repeat an insertion into `ai_relevant` until it adds nothing."""
    before = -1
    while (now := _count(connection, "ai_relevant")) != before:
        before = now
        connection.execute(insert)


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()
    assert row is not None
    return int(row[0])
