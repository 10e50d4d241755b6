"""Folders of CloudTrail files, and what an ingest of them leaves."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from tests.unit.adapters.logs.samples import cloudtrail, encoded

from modelkeep.adapters.lake.convert import Converter
from modelkeep.adapters.lake.events import lake_files, open_lake
from modelkeep.adapters.lake.store import FolderLake
from modelkeep.adapters.lake.workers import Workers
from modelkeep.adapters.logs.files import FileObjects
from modelkeep.app.logs_ingest import Summary, ingest
from modelkeep.core.logs import log_tables

NOW = datetime(2026, 11, 21, tzinfo=UTC)
START = datetime(2026, 11, 1, tzinfo=UTC)


def write_events(folder: Path, *, files: int, each: int, days: int = 1) -> set[str]:
    """Gzipped files of events in order of time, over some days and two regions; returns the ids of all events."""
    folder.mkdir(parents=True, exist_ok=True)
    ids = set()
    for file in range(files):
        events = []
        for number in range(each):
            position = file * each + number
            at = START + timedelta(days=position * days / (files * each))
            event_id = f"{file}-{number}"
            ids.add(event_id)
            region = ("eu-west-1", "us-east-1")[position % 2]
            events.append(cloudtrail(event_id, eventTime=f"{at:%Y-%m-%dT%H:%M:%SZ}", awsRegion=region))
        (folder / f"{file:04}.json.gz").write_bytes(gzip.compress(encoded({"Records": events}), 1))
    return ids


def make(lake: Path) -> Converter:
    """A converter for files."""
    return Converter(lake, {"": FileObjects()})


def fill(source: Path, lake: Path, *, batch_bytes: int = 8 << 20, compact: bool = True) -> Summary:
    """Ingest a folder in this process."""
    with FolderLake(lake) as opened:
        return ingest(
            FileObjects().listed(str(source)), opened, Workers(partial(make, lake), 1).convert, now=lambda: NOW,
            batch_bytes=batch_bytes, compact=compact,
        )  # fmt: skip


def event_ids(lake: Path) -> list[str]:
    """The ids of all events in a lake, in order."""
    connection = open_lake(lake)
    try:
        return [row[0] for row in connection.execute("SELECT event_id FROM cloudtrail ORDER BY 1").fetchall()]
    finally:
        connection.close()


def rows(lake: Path, without: str = "") -> dict[str, list[str]]:
    """Every row of a lake as text, with all of its columns, or without one, by table and in order: equal for lakes that are."""
    some = f"(SELECT * EXCLUDE ({without}) FROM {{}})" if without else "{}"
    names = {file.table for file in lake_files(lake)} & set(log_tables())
    connection = open_lake(lake)
    try:
        found = {
            name: connection.execute(f"SELECT t::VARCHAR FROM {some.format(name)} t ORDER BY 1").fetchall()
            for name in names
        }
    finally:
        connection.close()
    return {name: [row[0] for row in every] for name, every in found.items() if every}
