"""The lake's ledger: which objects were read, and which files hold their events. It is the truth about the lake.

Objects and files are listed together in one transaction, so that an object counts as read exactly when its events are in the lake.
A listed file lies in place or, where a process ended between the transaction and the renaming, still in its staging folder.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sql
from sqlalchemy import exc
from sqlalchemy.engine import Connection, Engine

from modelkeep.adapters.store.state import connect, sqlite_url
from modelkeep.core.errors import IntegrityError, WorkspaceError
from modelkeep.core.logs.lake import QUARANTINE, Committed, LakeFile, TableCount
from modelkeep.core.logs.objects import KnownObject, LogObject

FILE = "ledger.db"
VERSION = 1

_METADATA = sql.MetaData()
_VERSIONS = sql.Table("lake_version", _METADATA, sql.Column("version", sql.Integer, primary_key=True))
_BATCHES = sql.Table(
    "batch",
    _METADATA,
    sql.Column("id", sql.Integer, primary_key=True),
    sql.Column("committed_at", sql.DateTime, nullable=False),
    sql.Column("events", sql.BigInteger, nullable=False),
    sql.Column("duplicates", sql.BigInteger, nullable=False),
    sql.Column("quarantined", sql.BigInteger, nullable=False),
)
_OBJECTS = sql.Table(
    "object",
    _METADATA,
    sql.Column("id", sql.BigInteger().with_variant(sql.Integer, "sqlite"), primary_key=True),
    sql.Column("container", sql.Text, nullable=False),
    sql.Column("key", sql.Text, nullable=False),
    sql.Column("tag", sql.Text, nullable=False),
    sql.Column("size", sql.BigInteger, nullable=False),
    sql.Column("batch", sql.Integer, nullable=False),
    sql.Column("events", sql.BigInteger, nullable=False),
    sql.Column("quarantined", sql.BigInteger, nullable=False),
    sql.UniqueConstraint("container", "key", "tag"),
)
_FILES = sql.Table(
    "file",
    _METADATA,
    sql.Column("id", sql.Integer, primary_key=True),
    sql.Column("table", sql.Text, nullable=False),
    sql.Column("account", sql.Text, nullable=False),
    sql.Column("region", sql.Text, nullable=False),
    sql.Column("day", sql.Date),
    sql.Column("name", sql.Text, nullable=False, unique=True),
    sql.Column("rows", sql.BigInteger, nullable=False),
    sql.Column("bytes", sql.BigInteger, nullable=False),
    sql.Column("first", sql.DateTime),
    sql.Column("last", sql.DateTime),
    sql.Column("batch", sql.Integer, nullable=False),
    sql.Column("schema", sql.Text, nullable=False),
    sql.Index("file_partition", "table", "account", "region", "day"),
)


class Ledger:
    """The ledger of the lake in a folder. Raises WorkspaceError where it cannot be opened, IntegrityError for one of a newer version."""

    def __init__(self, folder: Path, *, writes: bool = False) -> None:
        self.folder = folder
        path = folder / FILE
        if writes:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise WorkspaceError(f"{folder}: {error.strerror}") from error
        elif not path.exists():
            raise WorkspaceError(f"{folder} holds no lake", remedy="Fill one first: modelkeep logs ingest SOURCE.")
        self._engine = connect(sqlite_url(path))
        self._prepare()

    def _prepare(self) -> None:
        with self._transaction(writes=True) as connection:
            _METADATA.create_all(connection)
            found = connection.execute(sql.select(_VERSIONS.c.version)).scalar()
            if found is None:
                connection.execute(sql.insert(_VERSIONS).values(version=VERSION))
            elif found > VERSION:
                raise IntegrityError(
                    f"{self.folder}: the lake was written by a newer Modelkeep", remedy="Upgrade Modelkeep."
                )

    def known(self, objects: Iterable[LogObject]) -> dict[tuple[str, str, str], KnownObject]:
        """Those of the objects that were read, by container, key and tag."""
        wanted: dict[str, list[str]] = {}
        for each in objects:
            wanted.setdefault(each.container, []).append(each.key)
        found = {}
        with self._transaction() as connection:
            for container, keys in wanted.items():
                for start in range(0, len(keys), 500):
                    query = sql.select(_OBJECTS).where(
                        _OBJECTS.c.container == container, _OBJECTS.c.key.in_(keys[start : start + 500])
                    )
                    for row in connection.execute(query).mappings():
                        known = KnownObject(**{name: row[name] for name in KnownObject.__slots__ if name in row})
                        found[(known.container, known.key, known.tag)] = known
        return found

    def next_ids(self) -> tuple[int, int]:
        """The ids of the next batch and the next object."""
        with self._transaction() as connection:
            batch = connection.execute(sql.select(sql.func.max(_BATCHES.c.id))).scalar() or 0
            origin = connection.execute(sql.select(sql.func.max(_OBJECTS.c.id))).scalar() or 0
        return batch + 1, origin + 1

    def commit(self, batch: Committed, now: datetime) -> None:
        """List objects and files, all or none of them."""
        row = {
            "id": batch.id, "committed_at": now.astimezone(UTC).replace(tzinfo=None), "duplicates": batch.duplicates,
            "events": sum(file.rows for file in batch.files if file.table != QUARANTINE),
            "quarantined": sum(each.quarantined for each in batch.objects),
        }  # fmt: skip
        with self._transaction(writes=True) as connection:
            connection.execute(sql.insert(_BATCHES).values(row))
            if batch.objects:
                connection.execute(
                    sql.insert(_OBJECTS), [{**asdict(each), "batch": batch.id} for each in batch.objects]
                )
            if batch.files:
                connection.execute(sql.insert(_FILES), [asdict(file) for file in batch.files])

    def replace(self, old: Collection[LakeFile], new: Collection[LakeFile]) -> None:
        """List other files with the same events, or with fewer where events are pruned."""
        with self._transaction(writes=True) as connection:
            names = [file.name for file in old]
            for start in range(0, len(names), 500):
                connection.execute(sql.delete(_FILES).where(_FILES.c.name.in_(names[start : start + 500])))
            if new:
                connection.execute(sql.insert(_FILES), [asdict(file) for file in new])

    def files(
        self,
        *,
        table: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        after: int = 0,
    ) -> list[LakeFile]:
        """The listed files, of a table, that may hold events from `since` to before `until`, or of batches after `after`."""
        query = sql.select(_FILES).order_by(_FILES.c.table, _FILES.c.day, _FILES.c.id)
        if table is not None:
            query = query.where(_FILES.c.table == table)
        if since is not None:
            query = query.where(_FILES.c.last >= _naive(since))
        if until is not None:
            query = query.where(_FILES.c.first < _naive(until))
        if after:
            query = query.where(_FILES.c.batch > after)
        with self._transaction() as connection:
            rows = connection.execute(query).mappings().all()
        return [LakeFile(**{name: row[name] for name in LakeFile.__slots__}) for row in rows]

    def last_batch(self) -> int:
        """The newest batch, 0 for none."""
        return self.next_ids()[0] - 1

    def counts(self) -> list[TableCount]:
        """What each table holds."""
        column = _FILES.c
        query = (
            sql.select(
                column.table, sql.func.count(), sql.func.sum(column.rows), sql.func.sum(column.bytes),
                sql.func.min(column.first), sql.func.max(column.last),
            )
            .where(column.table != QUARANTINE)
            .group_by(column.table)
            .order_by(column.table)
        )  # fmt: skip
        with self._transaction() as connection:
            return [TableCount(*row) for row in connection.execute(query)]

    def totals(self) -> tuple[int, int, int]:
        """Objects read, records in the quarantine, and duplicates that were dropped."""
        with self._transaction() as connection:
            objects = connection.execute(sql.select(sql.func.count()).select_from(_OBJECTS)).scalar() or 0
            query = sql.select(sql.func.sum(_BATCHES.c.quarantined), sql.func.sum(_BATCHES.c.duplicates))
            quarantined, duplicates = connection.execute(query).one()
        return objects, quarantined or 0, duplicates or 0

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _transaction(self, *, writes: bool = False) -> AbstractContextManager[Connection]:
        return transaction(self._engine, self.folder / FILE, writes=writes)


@contextmanager
def transaction(engine: Engine, path: Path, *, writes: bool = False) -> Iterator[Connection]:
    """One transaction on the ledger in a file. Raises WorkspaceError where it fails."""
    try:
        with engine.connect().execution_options(writes=writes) as connection, connection.begin():
            yield connection
    except exc.SQLAlchemyError as error:
        raise WorkspaceError(f"{path}: {getattr(error, 'orig', None) or error}") from error


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def day_after(day: date) -> datetime:
    """The moment at which a day has ended."""
    return datetime(day.year, day.month, day.day) + timedelta(days=1)  # noqa: DTZ001  # as the ledger keeps times: UTC, naive
