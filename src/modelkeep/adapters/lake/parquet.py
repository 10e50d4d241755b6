"""A table of events as Parquet files, one or more for each account, region and day."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote

import duckdb

from modelkeep.adapters.lake.database import literal, settle
from modelkeep.adapters.lake.schema import fingerprint
from modelkeep.core.logs.lake import LakeFile
from modelkeep.core.logs.tables import LogTable

FORMAT = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1"
NOTHING = "__HIVE_DEFAULT_PARTITION__"
"""How Hive, Spark and Athena name the partition of what has no value."""
_APART = 4
"""Partitions that are written one after the other, from the table in memory; more are written in one pass."""
_LONGEST = 64
_GROUP = 2_048
"""Rows of a group are a multiple of this."""
_GROUP_BYTES = 24 << 20
WIDE, _GROUP_BYTES_OF_WIDE = 55, 4 << 20
"""The same for tables of so many columns: DuckDB sets memory aside for each of them."""
Partition = tuple[str, str, date, int, datetime, datetime]


def partition_folder(table: str, account: str, region: str, day: date) -> str:
    """The folder of a partition in the lake. Values come out of logs, so none of them can name another folder."""
    return f"{table}/account={_safe(account)}/region={_safe(region)}/day={day.isoformat()}"


def _safe(value: str) -> str:
    text = quote(value, safe="").replace(".", "%2E").replace("~", "%7E")
    if len(text) > _LONGEST:
        return f"{text[: _LONGEST // 2]}~{hashlib.sha256(value.encode()).hexdigest()[:16]}"
    return text or NOTHING


def write_partitions(
    connection: duckdb.DuckDBPyConnection, source: str, table: LogTable, staging: Path, start: str, batch: int
) -> list[LakeFile]:
    """Write a table of a connection, or what stands for one in a query, into the folder `staging`, each file's name beginning with
    `start`."""
    partitions: list[Partition] = connection.execute(
        f'SELECT account, region, "day", count(*), min("at"), max("at") FROM {source} GROUP BY ALL ORDER BY ALL'
    ).fetchall()
    if len(partitions) > _APART:
        return list(_in_one_pass(connection, source, table, staging, start, batch, partitions))
    return [
        _alone(connection, source, table, staging, f"{start}-{number:04}.parquet", batch, each, len(partitions) == 1)
        for number, each in enumerate(partitions)
    ]


def _alone(
    connection: duckdb.DuckDBPyConnection, source: str, table: LogTable, staging: Path, name: str, batch: int,
    partition: Partition, is_all: bool,
) -> LakeFile:  # fmt: skip
    account, region, day, *_ = partition
    path = staging / name
    query = f"SELECT * FROM {source}"
    if not is_all:
        query += (
            f" WHERE account = {literal(account)} AND region = {literal(region)} AND \"day\" = DATE '{day.isoformat()}'"
        )
    connection.execute(f"COPY ({query}) TO {literal(path)} ({FORMAT})")
    return listed(table, partition, partition[3], path, batch)


def _in_one_pass(
    connection: duckdb.DuckDBPyConnection, source: str, table: LogTable, staging: Path, start: str, batch: int,
    partitions: list[Partition],
) -> Iterator[LakeFile]:  # fmt: skip
    folder = staging / f"work-{start}"
    shutil.rmtree(folder, ignore_errors=True)
    by_key = {(each[0], each[1], each[2].isoformat()): each for each in partitions}
    options = f'{FORMAT}, PARTITION_BY (account, region, "day"), WRITE_PARTITION_COLUMNS true, RETURN_STATS true'
    written = connection.execute(f"COPY (SELECT * FROM {source}) TO {literal(folder)} ({options})")
    names = [column[0] for column in written.description or ()]
    for number, row in enumerate(written.fetchall()):
        stats = dict(zip(names, row, strict=True))
        keys = stats["partition_keys"]
        partition = by_key[(_key(keys["account"]), _key(keys["region"]), _key(keys["day"]))]
        path = staging / f"{start}-{number:04}.parquet"
        Path(stats["filename"]).rename(path)
        yield listed(table, partition, stats["count"], path, batch)
    shutil.rmtree(folder)


def _key(value: object) -> str:
    return "" if value is None else str(value)


def listed(table: LogTable, partition: Partition, rows: int, path: Path, batch: int) -> LakeFile:
    """A staged file of a partition, on disk for good."""
    account, region, day, _, first, last = partition
    settle(path)
    return LakeFile(
        table=table.name, account=account, region=region, day=day, rows=rows, bytes=path.stat().st_size, first=first, last=last,
        name=f"{partition_folder(table.name, account, region, day)}/{path.name}", batch=batch, schema=fingerprint(table),
    )  # fmt: skip


def group_size(table: LogTable, size: int, rows: int) -> str:
    """COPY's option for row groups of a bounded size, for so many rows of so many bytes of JSON."""
    bound = _GROUP_BYTES_OF_WIDE if len(table.all) >= WIDE else _GROUP_BYTES
    count = min(bound * rows // max(size, 1), 10 * _GROUP) // _GROUP * _GROUP
    return f"ROW_GROUP_SIZE {max(count, _GROUP)}"


def write_rows(connection: duckdb.DuckDBPyConnection, rows: str, path: Path, *options: str) -> None:
    """Write the rows of a query as one Parquet file that lasts. `options` are COPY's."""
    connection.execute(f"COPY ({rows}) TO {literal(path)} ({', '.join((FORMAT, *options))})")
    settle(path)
