"""Databases with every declared table, for many tests: copied, as DuckDB takes five times as long to parse what declares them."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

import duckdb

from modelkeep.engines.posture.evaluate import load_macros
from modelkeep.engines.posture.schema import create_tables


def blank_estate(*, macros: bool = True) -> duckdb.DuckDBPyConnection:
    """A database of its own, in memory: what `create_tables` and `load_macros` make of an empty one."""
    connection = duckdb.connect(":memory:", config={"threads": 1})
    connection.execute(
        f"ATTACH '{_template(macros=macros)}' AS template (READ_ONLY); "
        "COPY FROM DATABASE template TO memory (SCHEMA); DETACH template"
    )
    return connection


@cache
def _template(*, macros: bool) -> Path:
    """The file that is copied, which is removed when the process ends."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with duckdb.connect(folder / "blank.duckdb", config={"threads": 1}) as connection:
        create_tables(connection)
        if macros:
            load_macros(connection)
    return folder / "blank.duckdb"
