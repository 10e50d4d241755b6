"""Small files of a partition into larger ones, one behind the other in the order of their first events.

Nothing is sorted, so that memory holds one row group however large the files are.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import duckdb

from modelkeep.adapters.lake.events import query
from modelkeep.adapters.lake.parquet import group_size, write_rows
from modelkeep.adapters.lake.schema import fingerprint
from modelkeep.core.logs import log_tables
from modelkeep.core.logs.lake import QUARANTINE, STAGING, LakeFile

SMALL = 8 << 20
"""Bytes of a file that is not small."""
ROWS = 2_000_000
"""Rows of the largest file that is made."""
_PACKED = 12
"""How many times smaller events are in Parquet, about."""


class Compaction:
    """Makes larger files of the small ones in a lake's folder."""

    def __init__(self, folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self._folder, self._connection = folder, connection

    def planned(
        self, files: Sequence[LakeFile], least: int | None
    ) -> Iterator[tuple[Sequence[LakeFile], Sequence[LakeFile]]]:
        """Files and the staged file that takes their place, for each partition with at least `least` small ones (2 where that is None)."""
        small = [file for file in files if file.bytes < SMALL and file.table != QUARANTINE]
        ordered = sorted(small, key=lambda file: (*map(str, file.partition), str(file.first)))
        for _, members in groupby(ordered, key=lambda file: file.partition):
            for run in _runs(list(members)):
                if len(run) >= (least or 2):
                    yield run, (self._together(run),)

    def _together(self, files: Sequence[LakeFile]) -> LakeFile:
        first = files[0]
        table = log_tables()[first.table]
        name = f"c{uuid.uuid4().hex}.parquet"
        path = self._folder / STAGING / name
        rows = query(table, files, self._folder)
        self._connection.execute("SET preserve_insertion_order = true")
        size, count = sum(file.bytes for file in files) * _PACKED, sum(file.rows for file in files)
        write_rows(self._connection, rows, path, group_size(table, size, count))
        self._connection.execute("SET preserve_insertion_order = false")
        return LakeFile(
            table=first.table, account=first.account, region=first.region, day=first.day,
            name=f"{first.name.rpartition('/')[0]}/{name}", rows=sum(file.rows for file in files), bytes=path.stat().st_size,
            first=min(file.first for file in files if file.first), last=max(file.last for file in files if file.last),
            batch=max(file.batch for file in files), schema=fingerprint(table),
        )  # fmt: skip


def _runs(files: Sequence[LakeFile]) -> Iterator[list[LakeFile]]:
    """Neighbours in time that become one file each."""
    run: list[LakeFile] = []
    for file in files:
        if run and sum(each.rows for each in run) + file.rows > ROWS:
            yield run
            run = []
        run.append(file)
    if run:
        yield run
