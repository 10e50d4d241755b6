"""Rows of any query: names that others chose neither run in a spreadsheet nor steer the terminal."""

from __future__ import annotations

import json

import duckdb
import pytest

from modelkeep.adapters.export.rows import FORMATS, write_rows


def rows_in(name: str, capsys: pytest.CaptureFixture[str]) -> str:
    result = duckdb.connect().execute("SELECT '=1+1' AS a, chr(27) || '[31m' AS b, NULL AS c, -5 AS d")
    write_rows(["a", "b", "c", "d"], result, name)
    return capsys.readouterr().out


def test_csv(capsys: pytest.CaptureFixture[str]) -> None:
    assert rows_in("csv", capsys) == "a,b,c,d\n'=1+1,\x1b[31m,,-5\n"


def test_table(capsys: pytest.CaptureFixture[str]) -> None:
    text = rows_in("table", capsys)
    assert "<U+001B>[31m" in text
    assert "\x1b" not in text


@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_json(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(rows_in(name, capsys))
    row = found[0] if name == "json" else found
    assert row == {"a": "=1+1", "b": "\x1b[31m", "c": None, "d": -5}


def test_formats() -> None:
    assert set(FORMATS) == {"table", "json", "jsonl", "csv"}
