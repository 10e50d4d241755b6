"""Sealed tables: what is put into them, and the ways in which they are opened."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from modelkeep.adapters.lake import estate
from modelkeep.adapters.store.journal import FileJournal
from modelkeep.core.coverage import Outcome, Read
from modelkeep.core.kinds.sagemaker import NotebookInstance
from modelkeep.core.kinds.tagging import Tagged
from modelkeep.engines.posture.tags import CALL

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LIST = "sagemaker:ListNotebookInstances"


def read(call: str, outcome: Outcome = Outcome.OK) -> Read:
    return Read(call=call, account="1", region="r", outcome=outcome, at=NOW)


def notebook(arn: str, **columns: Any) -> NotebookInstance:
    return NotebookInstance(arn=arn, account="1", region="r", name=arn, collected_at=NOW, **columns)


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    journal = FileJournal(tmp_path / "journal.jsonl")
    journal.record(read(CALL), [Tagged(arn="a", account="1", region="r", tags={"Owner": "ana"})])
    journal.record(read(LIST), [notebook("a"), notebook("b"), notebook("c", tags={"Its": "own"})])
    journal.record(read("sagemaker:DescribeNotebookInstance"), [notebook("a", role_arn="role")])
    estate.seal(journal.lines(), tmp_path / "sealed")
    journal.close()
    return tmp_path / "sealed"


def notebooks(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    with connection:
        return connection.execute("SELECT arn, role_arn, tags FROM sagemaker_notebook_instance ORDER BY arn").fetchall()


def test_the_fullest_row_is_kept_and_tags_are_put_on_it(sealed: Path) -> None:
    found = notebooks(estate.open_tables(sealed, [path.stem for path in sealed.iterdir()]))
    assert found == [("a", "role", {"Owner": "ana"}), ("b", None, {}), ("c", None, {"Its": "own"})]


def test_tags_stay_unread_where_they_could_not_be_listed(tmp_path: Path) -> None:
    journal = FileJournal(tmp_path / "journal.jsonl")
    journal.record(read(CALL, Outcome.DENIED), [])
    journal.record(read(LIST), [notebook("a")])
    estate.seal(journal.lines(), tmp_path / "sealed")
    journal.close()
    assert notebooks(estate.open_tables(tmp_path / "sealed", ["sagemaker_notebook_instance"])) == [("a", None, None)]


@pytest.mark.parametrize("rows", [0, 1_000_000], ids=["in a file", "in memory"])
def test_a_loaded_estate_is_the_same_wherever_it_lies(sealed: Path, monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    monkeypatch.setattr(estate, "IN_MEMORY_ROWS", rows)
    names = [path.stem for path in sealed.iterdir()]
    for _ in range(2):
        loaded = estate.open_tables(sealed, names, load=True)
        assert sealed.with_name("sealed.duckdb").exists() is (rows == 0)
        assert notebooks(loaded) == notebooks(estate.open_tables(sealed, names))


def test_a_column_that_an_older_snapshot_lacks_is_unread(tmp_path: Path) -> None:
    target = tmp_path / "sagemaker_notebook_instance.parquet"
    duckdb.execute(f"COPY (SELECT 'a' AS arn, 'gone' AS no_longer_declared) TO '{target}' (FORMAT parquet)")
    for load in (False, True):
        assert notebooks(estate.open_tables(tmp_path, [target.stem], load=load)) == [("a", None, None)]


@pytest.mark.parametrize("load", [False, True])
def test_sql_reaches_no_other_file(sealed: Path, tmp_path: Path, load: bool) -> None:
    (tmp_path / "secret.json").write_text(json.dumps({"key": "value"}))
    connection = estate.open_tables(sealed, ["sagemaker_notebook_instance"], load=load)
    with connection, pytest.raises(duckdb.PermissionException):
        connection.execute(f"SELECT * FROM read_json('{tmp_path / 'secret.json'}')")
