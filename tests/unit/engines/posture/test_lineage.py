"""What becomes AI-relevant, and because of what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pytest
from tests.fakes.blank import blank_estate

from modelkeep.core.control import Relation
from modelkeep.engines.posture.lineage import derive
from modelkeep.engines.posture.schema import insert_rows


@pytest.fixture
def estate() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = blank_estate(macros=False)
    yield connection
    connection.close()


def edges(kind: str, *pairs: tuple[str, str]) -> Relation:
    sql = " UNION ALL ".join(f"SELECT '{src}' AS src, '{dst}' AS dst" for src, dst in pairs)
    return Relation(kind=kind, doc="", sql=sql, tables=frozenset(), path=Path(), sql_line=1)


def relevant(estate: duckdb.DuckDBPyConnection, relations: Sequence[Relation]) -> dict[str, str]:
    derive(estate, relations)
    return dict(estate.execute("SELECT arn, because FROM ai_relevant").fetchall())


def test_what_a_model_needs_is_relevant_because_of_it(estate: duckdb.DuckDBPyConnection) -> None:
    insert_rows(estate, "sagemaker_notebook_instance", [{"arn": "notebook"}])
    found = relevant(estate, [edges("in_network", ("notebook", "subnet"), ("subnet", "vpc"))])
    assert found == {"notebook": "notebook", "subnet": "notebook", "vpc": "notebook"}


def test_a_front_is_relevant_but_not_what_else_it_serves(estate: duckdb.DuckDBPyConnection) -> None:
    insert_rows(estate, "sagemaker_notebook_instance", [{"arn": "model"}])
    found = relevant(estate, [edges("invokes", ("api", "model"), ("api", "shop"), ("proxy", "api"))])
    assert set(found) == {"model", "api", "proxy"}


def test_a_marked_resource_is_relevant_by_itself_and_makes_no_edge(estate: duckdb.DuckDBPyConnection) -> None:
    found = relevant(estate, [edges("is_ai", ("host", "host")), edges("in_network", ("host", "subnet"))])
    assert found == {"host": "host", "subnet": "host"}
    assert estate.execute("SELECT DISTINCT kind FROM relation").fetchall() == [("in_network",)]


def test_a_marked_resource_of_an_ai_kind_is_there_once(estate: duckdb.DuckDBPyConnection) -> None:
    insert_rows(estate, "sagemaker_notebook_instance", [{"arn": "notebook"}])
    derive(estate, [edges("is_ai", ("notebook", "notebook"))])
    assert estate.execute("SELECT count(*) FROM ai_relevant WHERE arn = 'notebook'").fetchone() == (1,)
