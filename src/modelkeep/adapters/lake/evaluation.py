"""What was evaluated of a lake, in its ledger: how far each log table was looked at, which files hold what came of it, and the alerts.

Files are written first; one transaction lists them with the alerts and the newest batch. So a process that is killed has done nothing or
everything, and a file that nothing lists is nothing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import msgspec
import sqlalchemy as sql
from sqlalchemy.engine import Connection

from modelkeep.adapters.lake.ledger import FILE, transaction
from modelkeep.adapters.store.state import connect, sqlite_url
from modelkeep.core.errors import IntegrityError, LakeInUseError
from modelkeep.core.logs.alert import Alert

_METADATA = sql.MetaData()
_TABLES = sql.Table(
    "evaluated_table",
    _METADATA,
    sql.Column("table", sql.Text, primary_key=True),
    sql.Column("fingerprint", sql.Text, nullable=False),
    sql.Column("batch", sql.Integer, nullable=False),
    sql.Column("first", sql.BigInteger, nullable=False),
    sql.Column("last", sql.BigInteger, nullable=False),
    sql.Column("run", sql.Integer, nullable=False),
)
_FILES = sql.Table(
    "evaluated_file",
    _METADATA,
    sql.Column("name", sql.Text, primary_key=True),
    sql.Column("table", sql.Text, nullable=False),
    sql.Column("what", sql.Text, nullable=False),
)
_ALERTS = sql.Table(
    "alert",
    _METADATA,
    sql.Column("id", sql.Text, primary_key=True),
    sql.Column("told", sql.LargeBinary, nullable=False),
)


_COLUMNS = {
    "id": "VARCHAR", "rule": "VARCHAR", "version": "INTEGER", "title": "VARCHAR", "severity": "VARCHAR", "entity": "VARCHAR[]",
    "window_start": "TIMESTAMP", "window_end": "TIMESTAMP", "count": "BIGINT", "events": "VARCHAR[]", "techniques": "VARCHAR[]",
    "models": "VARCHAR[]", "account": "VARCHAR", "region": "VARCHAR", "first": "TIMESTAMP", "last": "TIMESTAMP", "reason": "VARCHAR",
}  # fmt: skip


def alerts_table(folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table `alerts` of what `detect` has kept in the lake of a folder; empty where there is nothing."""
    ledger = EvaluationLedger(folder)
    try:
        told = msgspec.json.encode(ledger.alerts()).decode()
    finally:
        ledger.close()
    shape = json.dumps([_COLUMNS])
    columns = ", ".join(f'a."{name}" AS "{name}"' for name in _COLUMNS)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE alerts AS SELECT {columns} FROM (SELECT unnest(from_json(?::JSON, '{shape}')) AS a)",
        [told],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """How far a log table was looked at by rules of a fingerprint: its batches up to `batch`, with events from `first` to `last`
    (microseconds since 1970). `files` are paths in the lake by what they hold: hits, since, terms."""

    table: str
    fingerprint: str
    batch: int
    first: int
    last: int
    files: Mapping[str, tuple[str, ...]]


class EvaluationLedger:
    """The part of a lake's ledger that tells what was evaluated. Raises WorkspaceError where it cannot be used."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._engine = connect(sqlite_url(self._path))
        with self._transaction(writes=True) as connection:
            _METADATA.create_all(connection)

    def read(self) -> tuple[int, Mapping[str, Evaluated]]:
        """The number of the last run, 0 for none, and what was evaluated by log table."""
        with self._transaction() as connection:
            rows = connection.execute(sql.select(_TABLES)).mappings().all()
            files = connection.execute(sql.select(_FILES).order_by(_FILES.c.name)).mappings().all()
        found = {
            row["table"]: Evaluated(
                table=row["table"], fingerprint=row["fingerprint"], batch=row["batch"], first=row["first"], last=row["last"],
                files={
                    what: tuple(each["name"] for each in files if (each["table"], each["what"]) == (row["table"], what))
                    for what in ("hits", "since", "terms")
                },
            )
            for row in rows
        }  # fmt: skip
        return max((row["run"] for row in rows), default=0), found

    def alerts(self) -> Sequence[Alert]:
        """All alerts that are kept. Raises IntegrityError for what is none."""
        with self._transaction() as connection:
            rows = connection.execute(sql.select(_ALERTS.c.told).order_by(_ALERTS.c.id)).scalars().all()
        try:
            return [msgspec.json.decode(row, type=Alert) for row in rows]
        except msgspec.DecodeError as error:
            raise IntegrityError(f"{self._path}: {error}", remedy="Run `modelkeep detect --all`.") from error

    def commit(
        self, before: int, tables: Iterable[Evaluated], alerts: Iterable[Alert], removed: Collection[str]
    ) -> None:
        """Replace what was known of these tables and alerts, all or nothing. Raises LakeInUseError where another run ended after
        `before`."""
        with self._transaction(writes=True) as connection:
            if (connection.execute(sql.select(sql.func.max(_TABLES.c.run))).scalar() or 0) != before:
                raise LakeInUseError("another `modelkeep detect` has evaluated the lake in the meantime")
            for each in tables:
                for listed in (_TABLES, _FILES):
                    connection.execute(sql.delete(listed).where(listed.c.table == each.table))
                connection.execute(
                    sql.insert(_TABLES).values(
                        table=each.table, fingerprint=each.fingerprint, batch=each.batch, first=each.first, last=each.last,
                        run=before + 1,
                    )
                )  # fmt: skip
                for what, names in each.files.items():
                    for name in names:
                        connection.execute(sql.insert(_FILES).values(name=name, table=each.table, what=what))
            changed = {each.id: msgspec.json.encode(each) for each in alerts}
            for id_ in (*removed, *changed):
                connection.execute(sql.delete(_ALERTS).where(_ALERTS.c.id == id_))
            if changed:
                connection.execute(sql.insert(_ALERTS), [{"id": id_, "told": told} for id_, told in changed.items()])

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _transaction(self, *, writes: bool = False) -> AbstractContextManager[Connection]:
        return transaction(self._engine, self._path, writes=writes)
