"""What was evaluated of a lake, in its ledger: how far each log table was looked at, which files hold what came of it, and the alerts.

Each rule set (`builtin`, or a folder of rules) has its own: what one set's look keeps, another set's neither reads nor replaces.
GuardDuty's alerts are of no set.

Files are written first; one transaction lists them with the alerts and the newest batch. So a process that is killed has done nothing or
everything, and a file that nothing lists is nothing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import sqlalchemy as sql
from sqlalchemy import exc
from sqlalchemy.engine import Connection

from modelkeep.adapters.lake.ledger import FILE
from modelkeep.adapters.store.state import connect, sqlite_url
from modelkeep.core.errors import IntegrityError, LakeInUseError, WorkspaceError
from modelkeep.core.logs.alert import Alert

_METADATA = sql.MetaData()
BUILT_IN = "builtin"
"""The rule set that comes with Modelkeep."""
_GUARDDUTY = "GD-"
"""How the rules of GuardDuty's alerts begin."""
_TABLES = sql.Table(
    "looked_table",
    _METADATA,
    sql.Column("rules", sql.Text, primary_key=True),
    sql.Column("table", sql.Text, primary_key=True),
    sql.Column("fingerprint", sql.Text, nullable=False),
    sql.Column("batch", sql.Integer, nullable=False),
    sql.Column("first", sql.BigInteger, nullable=False),
    sql.Column("last", sql.BigInteger, nullable=False),
    sql.Column("run", sql.Integer, nullable=False),
)
_FILES = sql.Table(
    "looked_file",
    _METADATA,
    sql.Column("name", sql.Text, primary_key=True),
    sql.Column("rules", sql.Text, nullable=False),
    sql.Column("table", sql.Text, nullable=False),
    sql.Column("what", sql.Text, nullable=False),
)
_ALERTS = sql.Table(
    "kept_alert",
    _METADATA,
    sql.Column("rules", sql.Text, primary_key=True),
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
        told = msgspec.json.encode(list({each.id: each for each in ledger.alerts()}.values())).decode()
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
    """The part of a lake's ledger that tells what a rule set evaluated, None for all of them (for reading alone). Raises WorkspaceError
    where it cannot be used."""

    def __init__(self, folder: Path, rules: str | None = None) -> None:
        self._path, self._rules = folder / FILE, rules
        self._engine = connect(sqlite_url(self._path))
        with self._transaction(writes=True) as connection:
            _METADATA.create_all(connection)

    def read(self) -> tuple[int, Mapping[str, Evaluated]]:
        """The number of the last run of any set, 0 for none, and what this one evaluated by log table."""
        mine = sql.select(_TABLES).where(_TABLES.c.rules == self._rules)
        with self._transaction() as connection:
            run = connection.execute(sql.select(sql.func.max(_TABLES.c.run))).scalar() or 0
            rows = connection.execute(mine).mappings().all()
            listed = sql.select(_FILES).where(_FILES.c.rules == self._rules).order_by(_FILES.c.name)
            files = connection.execute(listed).mappings().all()
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
        return run, found

    def files(self) -> frozenset[str]:
        """The paths in the lake of all files that any rule set keeps."""
        with self._transaction() as connection:
            return frozenset(connection.execute(sql.select(_FILES.c.name)).scalars())

    def alerts(self) -> Sequence[Alert]:
        """The alerts that the set keeps, GuardDuty's among them. Raises IntegrityError for what is none."""
        query = sql.select(_ALERTS.c.told).order_by(_ALERTS.c.id, _ALERTS.c.rules)
        if self._rules is not None:
            query = query.where(_ALERTS.c.rules.in_((self._rules, _GUARDDUTY)))
        with self._transaction() as connection:
            rows = connection.execute(query).scalars().all()
        try:
            return [msgspec.json.decode(row, type=Alert) for row in rows]
        except msgspec.DecodeError as error:
            raise IntegrityError(f"{self._path}: {error}", remedy="Run `modelkeep detect --all`.") from error

    def commit(
        self, before: int, tables: Iterable[Evaluated], alerts: Iterable[Alert], removed: Collection[str]
    ) -> None:
        """Replace what the set knew of these tables and alerts, all or nothing. Raises LakeInUseError where another run ended after
        `before`."""
        rules = self._rules
        assert rules is not None  # nobody writes for all sets
        with self._transaction(writes=True) as connection:
            if (connection.execute(sql.select(sql.func.max(_TABLES.c.run))).scalar() or 0) != before:
                raise LakeInUseError("another `modelkeep detect` has evaluated the lake in the meantime")
            for each in tables:
                for listed in (_TABLES, _FILES):
                    connection.execute(sql.delete(listed).where(listed.c.rules == rules, listed.c.table == each.table))
                connection.execute(
                    sql.insert(_TABLES).values(
                        rules=rules, table=each.table, fingerprint=each.fingerprint, batch=each.batch, first=each.first, last=each.last,
                        run=before + 1,
                    )
                )  # fmt: skip
                for what, names in each.files.items():
                    for name in names:
                        row = {"name": name, "rules": rules, "table": each.table, "what": what}
                        connection.execute(sql.insert(_FILES).values(row))
            changed: list[dict[str, Any]] = [
                {"rules": _GUARDDUTY if each.rule.startswith(_GUARDDUTY) else rules, "id": each.id, "told": msgspec.json.encode(each)}
                for each in alerts
            ]  # fmt: skip
            gone = [(rules, each) for each in removed] + [(each["rules"], each["id"]) for each in changed]
            for owner, id_ in gone:
                connection.execute(sql.delete(_ALERTS).where(_ALERTS.c.rules == owner, _ALERTS.c.id == id_))
            if changed:
                connection.execute(sql.insert(_ALERTS), changed)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self, *, writes: bool = False) -> Iterator[Connection]:
        try:
            with self._engine.connect().execution_options(writes=writes) as connection, connection.begin():
                yield connection
        except exc.SQLAlchemyError as error:
            raise WorkspaceError(f"{self._path}: {getattr(error, 'orig', None) or error}") from error
