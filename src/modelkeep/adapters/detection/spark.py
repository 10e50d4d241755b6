"""Rules evaluated by Spark: on this machine, or on a cluster that sees the lake's files.

The same lake and the same rules give the same alerts as DuckDB does. Workers run no Python: what the rules ask is Spark SQL. Which
files there are is told by the ledger, so that Spark sees what is committed and nothing else.

Every machine of a cluster has to see the lake at the same place. `location` says where that is, if it is not this machine's folder but
a copy of it, in S3 for example.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelkeep.adapters.spark_session import told_failures
from modelkeep.core.logs import log_tables
from modelkeep.core.logs.lake import LakeFile
from modelkeep.core.logs.tables import DATE, NUMBER, TEXT, TIME, TRUTH, WHOLE, LogTable
from modelkeep.engines.logs.alerts import Row
from modelkeep.engines.logs.sigma.program import CompiledRule, Program

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

TOGETHER = 48
"""Rules that are evaluated by one query: each query costs a second or so, however few events there are."""
_TYPES = {
    TEXT: "STRING", TIME: "TIMESTAMP_NTZ", DATE: "DATE", WHOLE: "BIGINT", NUMBER: "DOUBLE", TRUTH: "BOOLEAN", f"{TEXT}[]": "ARRAY<STRING>",
}  # fmt: skip
_REMEDY = "Check that every machine of the cluster sees the lake (spark_lake), and its memory; nothing was changed: run it again."


def lake_paths(files: Sequence[LakeFile], folder: Path, location: str | None = None) -> Mapping[str, Sequence[str]]:
    """By log table, where its files are: in the folder, or in a copy of it at another location."""
    found: dict[str, list[str]] = {}
    for file in files:
        path = f"{location.rstrip('/')}/{file.name}" if location else f"file://{file.path(folder.resolve())}"
        found.setdefault(file.table, []).append(path)
    return found


class SparkEngine:
    """Fulfils `app.detect.Engine` over Parquet files by log table."""

    def __init__(self, session: SparkSession, paths: Mapping[str, Sequence[str]]) -> None:
        self._session = session
        session.conf.set("spark.sql.shuffle.partitions", str(max(2, session.sparkContext.defaultParallelism)))
        with told_failures(_REMEDY):
            for name, table in log_tables().items():
                self._read(table, paths.get(name, ())).createOrReplaceTempView(name)

    def _read(self, table: LogTable, paths: Sequence[str]) -> DataFrame:
        schema = ", ".join(f"`{column.name}` {_TYPES[column.type]}" for column in table.all)
        if not paths:
            return self._session.createDataFrame([], schema)
        # Without this option Spark would take account, region and day from the folders' names, not from the events.
        reader = self._session.read.schema(schema).option("recursiveFileLookup", "true")
        return reader.parquet(*(_literal(each) for each in paths))

    def counts(self, tables: Collection[str]) -> Mapping[str, int]:
        """See Engine."""
        if not tables:
            return {}
        told = self.select(" UNION ALL ".join(f"SELECT '{each}', count(*) FROM {each}" for each in sorted(tables)))
        return {name: int(count) for name, count in told}

    def prepare(self, program: Program) -> None:
        """See Engine. What is kept is kept by the workers: when one is lost, the search fails and has to be run again."""
        for name, sql in program.scans.items():
            self._keep(f"hit_{name}", sql)
        for each in program.since:
            self._keep(each.name, each.sql)

    def _keep(self, name: str, sql: str) -> None:
        # Cut off from its plan: each of a hundred queries would carry the plan of the whole scan along.
        with told_failures(_REMEDY):
            self._session.sql(sql).localCheckpoint(eager=True).createOrReplaceTempView(name)

    def rows(self, program: Program) -> Iterator[Row]:
        """See Engine."""
        every = iter(program.rules)
        while rules := tuple(islice(every, TOGETHER)):
            for rule in rules:
                self._without_state(rule)
            query = " UNION ALL ".join(
                "SELECT rule, entity, w, t, event_id, coalesce(account, '') AS account, coalesce(region, '') AS region "
                f"FROM ({rule.sql}) AS found"
                for rule in rules
            )
            for name, entity, window, at, event, account, region in self.select(query):
                yield Row(name, tuple(entity), window, at, event, account, region)

    def _without_state(self, rule: CompiledRule) -> None:
        """All events are looked at, so that no earlier run needs to be known."""
        if rule.terms is not None:
            term = "ARRAY<STRING>" if rule.terms.kind == "lost_terms" else "STRING"
            schema = f"k STRING, o {term}, t BIGINT, b BIGINT, v DOUBLE"
            self._session.createDataFrame([], schema).createOrReplaceTempView(rule.state)

    def select(self, sql: str) -> Sequence[tuple[Any, ...]]:
        """See Engine."""
        with told_failures(_REMEDY):
            return [tuple(row) for row in self._session.sql(sql).collect()]

    def close(self) -> None:
        """See Engine. The session stops."""
        self._session.stop()


def _literal(path: str) -> str:
    """A path in which what Spark takes for wildcards means itself."""
    return "".join(f"\\{each}" if each in "*?[]{}\\" else each for each in path)
