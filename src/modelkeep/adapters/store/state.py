"""The state store: what people decide and change, in SQLite beside the snapshots or in PostgreSQL by URL.

Migrations run by themselves when the store is first used, under a lock, so that two commands that start together do not both
run them. Nothing is ever deleted: a suppression that is removed keeps its row, with who removed it and when.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sql
from sqlalchemy import event, exc
from sqlalchemy.engine import Connection, Engine, make_url

from modelkeep.core.errors import ConfigError, MissingExtraError, StateError, UsageError
from modelkeep.core.suppression import Suppression, suppression

HEAD = "0001"
"""The newest migration in `migrations/versions`."""
ORIGIN = "state store"
WAIT = 30.0
"""Seconds to wait for another command that writes."""
_LOCK = 0x6D6F64656C6B6565
_MIGRATIONS = Path(__file__).parent / "migrations"
_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgresql+psycopg": "postgresql+psycopg"}

METADATA = sql.MetaData()
SUPPRESSIONS = sql.Table(
    "suppression",
    METADATA,
    sql.Column("entry", sql.Integer, primary_key=True),
    sql.Column("id", sql.String(64), nullable=False),
    sql.Column("covers", sql.JSON, nullable=False),
    sql.Column("reason", sql.Text, nullable=False),
    sql.Column("expires", sql.Date, nullable=False),
    sql.Column("decided_by", sql.Text, nullable=False),
    sql.Column("decided_at", sql.DateTime(timezone=True), nullable=False),
    sql.Column("removed_by", sql.Text),
    sql.Column("removed_at", sql.DateTime(timezone=True)),
    sql.Index(
        "suppression_in_force",
        "id",
        unique=True,
        sqlite_where=sql.text("removed_at IS NULL"),
        postgresql_where=sql.text("removed_at IS NULL"),
    ),
)
_IN_FORCE = SUPPRESSIONS.c.removed_at.is_(None)


def sqlite_url(path: Path) -> str:
    """The URL of a SQLite file."""
    return sql.URL.create("sqlite", database=str(path)).render_as_string()


def connect(url: str) -> Engine:
    """An engine for a URL; nothing is opened yet. Raises ConfigError or MissingExtraError."""
    try:
        parsed = make_url(url)
    except (exc.ArgumentError, ValueError) as error:
        raise ConfigError("state_url is no database URL", remedy="Write postgresql://user@host/database.") from error
    if parsed.drivername not in _DRIVERS:
        raise ConfigError(
            f"state_url: {parsed.drivername!r} is no database that Modelkeep knows",
            remedy="Use postgresql:// or sqlite://.",
        )
    try:
        engine = sql.create_engine(parsed.set(drivername=_DRIVERS[parsed.drivername]), poolclass=sql.NullPool)
    except ModuleNotFoundError as error:
        raise MissingExtraError("PostgreSQL needs the driver psycopg", extra="postgres") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _leave_transactions_alone)
        event.listen(engine, "begin", _begin)
    return engine


def _leave_transactions_alone(connection: Any, _: object) -> None:
    """Python's sqlite3 would commit before a migration's statements; SQLAlchemy begins transactions itself."""
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {int(WAIT * 1000)}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


@dataclass(slots=True)
class SqlSuppressions:
    """A `ports.SuppressionStore` in a database."""

    engine: Engine
    _ready: bool = False

    @classmethod
    def at(cls, url: str) -> SqlSuppressions:
        """The store at a URL. Raises ConfigError or MissingExtraError."""
        return cls(connect(url))

    def all(self) -> Sequence[Suppression]:
        """See `ports.Suppressions`."""
        with self._transaction() as connection:
            rows = connection.execute(sql.select(SUPPRESSIONS).where(_IN_FORCE).order_by(SUPPRESSIONS.c.entry)).all()
        return [_suppression(row) for row in rows]

    def add(self, suppression: Suppression, *, by: str, at: datetime) -> Suppression:
        """See `ports.SuppressionStore`."""
        kept = replace(suppression, origin=f"{ORIGIN} {suppression.id}", by=by, at=at)
        row = {
            "id": kept.id, "covers": _covers(kept), "reason": kept.reason, "expires": kept.expires,
            "decided_by": by, "decided_at": at,
        }  # fmt: skip
        try:
            with self._transaction(writes=True) as connection:
                connection.execute(sql.insert(SUPPRESSIONS).values(row))
        except exc.IntegrityError as error:
            raise UsageError(
                f"{kept.id} suppresses the same already", remedy=f"Remove it first: modelkeep suppress remove {kept.id}"
            ) from error
        return kept

    def remove(self, suppression_id: str, *, by: str, at: datetime) -> Suppression:
        """See `ports.SuppressionStore`."""
        chosen = SUPPRESSIONS.c.id == suppression_id
        with self._transaction(writes=True) as connection:
            row = connection.execute(sql.select(SUPPRESSIONS).where(chosen, _IN_FORCE)).one_or_none()
            if row is not None:
                change = sql.update(SUPPRESSIONS).where(SUPPRESSIONS.c.entry == row.entry)
                connection.execute(change.values(removed_by=by, removed_at=at))
        if row is None:
            raise UsageError(
                f"the state store holds no suppression {suppression_id!r}",
                remedy="`modelkeep suppress list` shows all.",
            )
        return _suppression(row)

    @contextmanager
    def _transaction(self, *, writes: bool = False) -> Iterator[Connection]:
        try:
            self._migrate()
            with self.engine.execution_options(writes=writes).begin() as connection:
                yield connection
        except exc.IntegrityError:
            raise
        except (exc.SQLAlchemyError, OSError) as error:
            raise self._failed(error) from error

    def _migrate(self) -> None:
        """Bring the tables to HEAD, unless they are there."""
        if self._ready:
            return
        with self.engine.connect() as connection:
            version = _version(connection)
        if version != HEAD:
            with self.engine.execution_options(writes=True).begin() as connection:
                if connection.dialect.name == "postgresql":
                    connection.execute(sql.select(sql.func.pg_advisory_xact_lock(_LOCK)))
                upgrade(connection)
        self._ready = True

    def _failed(self, error: Exception) -> StateError:
        """What the database said, without the password of its URL."""
        cause = getattr(error, "orig", None) or error
        lines = str(cause).strip().splitlines() or [type(cause).__name__]
        password = self.engine.url.password
        said = lines[0].replace(str(password), "***") if password else lines[0]
        return StateError(f"state store {self.engine.url.render_as_string(hide_password=True)}: {said}")


def _version(connection: Connection) -> str:
    """The migration that the database is at, '' for one without tables."""
    if not sql.inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(sql.text("SELECT version_num FROM alembic_version")).scalar() or "")


def upgrade(connection: Connection) -> None:
    """Run the migrations that the database lacks, in the connection's transaction. Raises StateError for a newer database."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StateError(
            "the state store was written by a newer Modelkeep", remedy="Upgrade Modelkeep."
        ) from error  # fmt: skip


def _covers(kept: Suppression) -> dict[str, list[str]]:
    return {
        "control": list(kept.controls), "resource": list(kept.resources), "tag": list(kept.tags),
        "status": sorted(verdict.value.lower() for verdict in kept.verdicts),
    }  # fmt: skip


def _suppression(row: Any) -> Suppression:
    """A row as a suppression. Raises StateError for one that somebody wrote by hand and that says nothing."""
    said = {key: value for key, value in row.covers.items() if value}
    at = row.decided_at if row.decided_at.tzinfo else row.decided_at.replace(tzinfo=UTC)
    try:
        found = suppression(
            {**said, "reason": row.reason, "expires": row.expires}, origin=f"{ORIGIN} {row.id}", id=row.id
        )  # fmt: skip
    except ValueError as error:
        raise StateError(f"state store: suppression {row.id}: {error}", remedy="Correct or remove its row.") from error
    return replace(found, by=row.decided_by, at=at.astimezone(UTC))
