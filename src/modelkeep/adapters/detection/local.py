"""Rules evaluated by DuckDB, in this process."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import duckdb

from modelkeep.engines.logs.alerts import Row
from modelkeep.engines.logs.detecting import prepare, rows
from modelkeep.engines.logs.sigma.program import Program


class DuckDbEngine:
    """Fulfils `app.detect.Engine` over a connection with a relation for each log table (`adapters.lake.events`)."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def counts(self, tables: Collection[str]) -> Mapping[str, int]:
        """See Engine."""
        return {each: int(self.select(f"SELECT count(*) FROM {each}")[0][0]) for each in tables}

    def prepare(self, program: Program) -> None:
        """See Engine."""
        prepare(self._connection, program)

    def rows(self, program: Program) -> Iterator[Row]:
        """See Engine."""
        return rows(self._connection, program)

    def select(self, sql: str) -> Sequence[tuple[Any, ...]]:
        """See Engine."""
        return self._connection.execute(sql).fetchall()

    def close(self) -> None:
        """See Engine."""
        self._connection.close()
