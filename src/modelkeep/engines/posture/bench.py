"""One estate, in memory, for many: filled with a case's rows, judged, and emptied for the next."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import duckdb

from modelkeep.core.control import Control
from modelkeep.core.kinds import tables
from modelkeep.core.tables import Role
from modelkeep.core.verdict import Verdict
from modelkeep.engines.posture.evaluate import evaluate, load_macros
from modelkeep.engines.posture.lineage import derive, index
from modelkeep.engines.posture.schema import create_tables, insert_rows

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""An estate: tables with their rows."""

_ANSWERS = {
    "answer_with_uses": "resource VARCHAR, passed BOOLEAN, reason VARCHAR, uses VARCHAR[]",
    "answer_alone": "resource VARCHAR, passed BOOLEAN, reason VARCHAR",
}
"""The tables for what a control's SQL answers: the first that it fits is taken."""


def told_apart(rows: Rows) -> tuple[str, str]:
    """What makes an estate another one: its resources, then its reads."""
    resources = {name: rows[name] for name in sorted(rows) if rows[name] and name != "read"}
    return json.dumps(resources, default=str), json.dumps(rows.get("read", ()), default=str)


class Bench:
    """An estate that is filled and emptied for one case after the other.

    Resources lie in a database of their own, in which no table is made or dropped: so what DuckDB planned of a control holds for
    the next estate too. It does not optimise, which takes longer than it saves over a few rows.
    """

    def __init__(self) -> None:
        self._connection = duckdb.connect(":memory:", config={"threads": 1})
        create_tables(self._connection, ["read"])
        self._connection.execute("ATTACH ':memory:' AS resources; SET search_path = 'resources,memory'")
        create_tables(self._connection, tables())
        load_macros(self._connection)
        for name, columns in _ANSWERS.items():
            self._connection.execute(f"CREATE TABLE {name} ({columns})")
        self._connection.execute("SET search_path = 'memory,resources'; PRAGMA disable_optimizer")
        self._used: set[str] = set()
        self._held: dict[str, str] = {}
        """The rows of the tables that are filled, as text, so that what the next estate has too stays."""
        self._indexed: dict[str, str] | None = None
        """Those of them that are in `resource_index`."""
        self._asked: Control | None = None
        self._table: str = ""
        """Where the answer of the control that is asked goes; nowhere if it asks for reads itself, by a macro or not, or fails."""
        self._filled = ""
        self._answer: Control | None = None

    def close(self) -> None:
        """Release the database."""
        self._connection.close()

    def verdicts(self, control: Control, rows: Rows) -> dict[str, Verdict]:
        """The verdict on each resource, over an estate of just these rows."""
        resources, _ = told_apart(rows)
        if self._asked is not control:
            self._asked, self._table, self._filled = control, self._planned(control), ""
        if self._filled != resources:
            self._fill(control, {name: each for name, each in rows.items() if name != "read"})
            self._answer = self._answered(control)
            self._filled = resources
        self._empty(["read"])
        if rows.get("read"):
            insert_rows(self._connection, "read", rows["read"])
        evaluate(self._connection, [self._answer or control], frozenset(), everything=True)
        found = self._connection.execute("SELECT resource, verdict FROM finding").fetchall()
        return {str(resource): Verdict(verdict) for resource, verdict in found}

    def _fill(self, control: Control, rows: Rows) -> None:
        """Put other resources in the place of those that are there."""
        declared = tables()
        derived = {name for name in control.tables if declared[name].role is Role.DERIVED}
        every = {name for name, table in declared.items() if table.role is Role.DERIVED} if derived else set()
        wanted = {name: json.dumps(each, default=str) for name, each in rows.items() if each}
        kept = {name for name, text in wanted.items() if self._held.get(name) == text} - every
        self._empty((self._used | every) - kept)
        self._used = {*rows, *derived}
        self._held = {name: text for name, text in wanted.items() if declared[name].role is not Role.DERIVED}
        for name in wanted.keys() - kept:
            insert_rows(self._connection, name, rows[name])
        kinds = {name: text for name, text in self._held.items() if declared[name].role is Role.KIND}
        if derived:
            derive(self._connection, (), wanted)
        elif kinds != self._indexed:
            index(self._connection, rows)
        self._indexed = None if derived else kinds

    def _planned(self, control: Control) -> str:
        """Plan what fills a table with the control's answer; returns the table."""
        self._connection.execute('DROP TABLE "read"')
        try:
            for name, columns in _ANSWERS.items():
                wanted = ", ".join(each.split()[0] for each in columns.split(", "))
                try:
                    self._connection.execute(
                        f"PREPARE answer AS INSERT INTO {name} SELECT {wanted} FROM ({control.sql}\n)"
                    )
                except duckdb.Error:
                    continue
                return name
            return ""
        finally:
            create_tables(self._connection, ["read"])

    def _answered(self, control: Control) -> Control | None:
        """The control over its answer to the resources that are there, kept for the estates that differ in their reads alone.

        None for one of which nothing is planned, or that fails.
        """
        if not self._table:
            return None
        try:
            self._connection.execute(f"DELETE FROM {self._table}; EXECUTE answer")
        except duckdb.Error:
            return None
        return replace(control, sql=f"SELECT * FROM {self._table}")

    def _empty(self, names: Iterable[str]) -> None:
        self._connection.execute(";".join(f'DELETE FROM "{name}"' for name in sorted(names)) or "SELECT 1")
