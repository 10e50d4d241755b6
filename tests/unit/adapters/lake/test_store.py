"""The lake keeps each object and each event once, and its files are what the ledger says."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.unit.adapters.lake.lakes import NOW, event_ids, fill, make, write_events
from tests.unit.adapters.logs.samples import BEDROCK, CAPTURE, CAPTURE_KEY, FLOW, FLOW_HEADER, cloudtrail, encoded

from modelkeep.adapters.lake.events import last_batch, open_lake
from modelkeep.adapters.lake.ledger import Ledger
from modelkeep.adapters.lake.parquet import partition_folder
from modelkeep.adapters.lake.store import FolderLake
from modelkeep.adapters.logs.files import FileObjects
from modelkeep.core.errors import WorkspaceError
from modelkeep.core.logs.lake import Work


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    return tmp_path / "lake"


def _files(lake: Path) -> list[Path]:
    return sorted(path for path in lake.rglob("*.parquet") if ".staging" not in path.parts)


def test_what_was_read_is_there_once_and_read_once(tmp_path: Path, lake: Path) -> None:
    ids = write_events(tmp_path / "in", files=4, each=5, days=2)
    first = fill(tmp_path / "in", lake, batch_bytes=600)
    assert (first.objects, first.events, first.duplicates, first.is_whole) == (4, 20, 0, True)
    assert event_ids(lake) == sorted(ids)
    second = fill(tmp_path / "in", lake)
    assert (second.objects, second.known, second.events) == (0, 4, 0)
    places = {path.relative_to(lake).parent.as_posix() for path in _files(lake)}
    assert places == {
        partition_folder("cloudtrail", "111122223333", region, date(2026, 11, day))
        for region in ("eu-west-1", "us-east-1") for day in (1, 2)
    }  # fmt: skip


def test_events_that_are_delivered_again_are_dropped(tmp_path: Path, lake: Path) -> None:
    write_events(tmp_path / "in", files=2, each=6)
    fill(tmp_path / "in", lake)
    again = tmp_path / "again"
    again.mkdir()
    old, new = json.loads(gzip.decompress((tmp_path / "in/0000.json.gz").read_bytes()))["Records"], cloudtrail("new")
    (again / "twice.json").write_bytes(encoded({"Records": [*old, new, new]}))
    summary = fill(again, lake)
    assert (summary.events, summary.duplicates) == (1, 7)
    assert len(event_ids(lake)) == len(set(event_ids(lake))) == 13


def test_events_that_are_twice_in_two_files_of_a_batch_are_dropped(tmp_path: Path, lake: Path) -> None:
    """A batch becomes several files of a partition where it is large."""
    parts = []
    with FolderLake(lake) as opened:
        for number, ids in enumerate((("1", "2"), ("2", "3"), ("1", "3")), 1):
            source = tmp_path / f"{number}.json"
            source.write_bytes(encoded({"Records": [cloudtrail(each) for each in ids]}))
            objects = tuple(FileObjects().listed(str(source)))
            parts.append(make(lake).convert(Work(batch=number, origin=number, objects=objects)))
        files = [file for part in parts for file in part.files]
        committed = opened.commit(replace(parts[0], objects=[], files=files), NOW)
    assert (committed.duplicates, sum(file.rows for file in committed.files)) == (3, 3)
    assert event_ids(lake) == ["1", "2", "3"]


def test_events_that_are_twice_in_many_partitions_of_a_batch_are_dropped(tmp_path: Path, lake: Path) -> None:
    ids = write_events(tmp_path / "in", files=3, each=6, days=3)
    again = (tmp_path / "in/0001.json.gz").read_bytes() + gzip.compress(b"\n")
    (tmp_path / "in/again.json.gz").write_bytes(again)
    summary = fill(tmp_path / "in", lake)
    assert (summary.events, summary.duplicates, summary.quarantined) == (18, 6, 0)
    assert event_ids(lake) == sorted(ids)
    assert len(_files(lake)) == 6
    assert not list((lake / ".staging").iterdir())


def test_a_file_that_grows_is_read_again_and_only_what_is_new_is_kept(tmp_path: Path, lake: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.jsonl").write_bytes(encoded(cloudtrail("1")) + b"\n")
    fill(source, lake)
    (source / "a.jsonl").write_bytes(encoded(cloudtrail("1")) + b"\n" + encoded(cloudtrail("2")) + b"\n")
    summary = fill(source, lake)
    assert (summary.objects, summary.events, summary.duplicates) == (1, 1, 1)
    assert event_ids(lake) == ["1", "2"]


def test_what_cannot_be_read_is_in_the_quarantine_and_never_forgotten(tmp_path: Path, lake: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.jsonl").write_bytes(
        encoded(cloudtrail("1")) + b"\n{broken\n" + encoded(cloudtrail("2", eventTime="x")) + b"\n"
    )
    (source / "b.json.gz").write_bytes(b"\x1f\x8bnothing")
    summary = fill(source, lake)
    assert (summary.events, summary.quarantined, summary.is_whole) == (1, 3, False)
    (file,) = (lake / "quarantine").iterdir()
    entries = [json.loads(line) for line in file.read_text().splitlines()]
    assert [(Path(each["object"]).name, each["place"]) for each in entries] == [
        ("a.jsonl", "line 2"), ("b.json.gz", ""), ("a.jsonl", "line 3"),
    ]  # fmt: skip
    assert file.stat().st_mode & 0o077 == 0
    again = fill(source, lake)
    assert (again.known, again.troubled, again.is_whole) == (2, 2, False)


def test_a_batch_with_what_is_no_record_is_sorted_out_piece_by_piece(tmp_path: Path, lake: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for name in ("a", "b"):
        events = [cloudtrail(f"{name}{number}") for number in range(9)]
        events[5]["eventTime"] = "x"
        (source / f"{name}.json").write_bytes(encoded({"Records": events}))
    converter = replace(make(lake), piece=1)
    with FolderLake(lake) as opened:
        outcome = converter.convert(Work(batch=1, origin=1, objects=tuple(FileObjects().listed(str(source)))))
        opened.commit(outcome, NOW)
    assert event_ids(lake) == sorted(f"{name}{number}" for name in ("a", "b") for number in range(9) if number != 5)
    assert [(each.events, each.quarantined) for each in outcome.objects] == [(8, 1), (8, 1)]
    (file,) = (lake / "quarantine").iterdir()
    entries = [json.loads(line) for line in file.read_text().splitlines()]
    assert [(Path(each["object"]).name, each["place"]) for each in entries] == [
        ("a.json", "record 6"),
        ("b.json", "record 6"),
    ]
    assert all(json.loads(each["raw"])["eventTime"] == "x" for each in entries)


def test_thousands_of_rows_of_a_table_of_many_columns_fit_into_memory(tmp_path: Path, lake: Path) -> None:
    """DuckDB sets memory aside for each column of a vector of 2,048 rows."""
    asked = {"messages": [{"role": "user", "content": [{"text": "What is a model? " * 100}]}]}
    record = encoded({**BEDROCK, "input": {"inputContentType": "application/json", "inputBodyJson": asked}})
    lines = [record.replace(b'"b1"', b'"b%d"' % number) for number in range(2_100)]
    (tmp_path / "in.jsonl").write_bytes(b"\n".join(lines))
    summary = fill(tmp_path / "in.jsonl", lake)
    assert (summary.events, summary.quarantined) == (2_100, 0)


def test_the_place_of_an_object_tells_what_its_records_do_not(tmp_path: Path, lake: Path) -> None:
    capture = tmp_path / "in" / CAPTURE_KEY
    flows = tmp_path / "in/AWSLogs/999988887777/vpcflowlogs/eu-west-1/2026/11/01/flows.log"
    for path, content in ((capture, encoded(CAPTURE)), (flows, f"{FLOW_HEADER}\n{FLOW}\n".encode())):
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    fill(tmp_path / "in", lake)
    connection = open_lake(lake)
    assert connection.execute("SELECT endpoint, variant FROM sagemaker_capture").fetchall() == [
        ("fraud-endpoint", "AllTraffic")
    ]
    assert connection.execute("SELECT account, region FROM vpc_flow").fetchall() == [("111122223333", "eu-west-1")]


def test_small_files_become_one_with_the_same_events(tmp_path: Path, lake: Path) -> None:
    ids = write_events(tmp_path / "in", files=10, each=4)
    fill(tmp_path / "in", lake, batch_bytes=600, compact=False)
    many, newest = len(_files(lake)), last_batch(lake)
    with FolderLake(lake) as opened:
        assert opened.compact() == (many, 2)
        assert opened.compact() == (0, 0)
    assert len(_files(lake)) == 2
    assert event_ids(lake) == sorted(ids)
    ledger = Ledger(lake)
    assert max(file.batch for file in ledger.files()) == newest
    ledger.close()


def test_whole_days_are_pruned_and_not_read_again(tmp_path: Path, lake: Path) -> None:
    write_events(tmp_path / "in", files=4, each=5, days=4)
    fill(tmp_path / "in", lake)
    with FolderLake(lake) as opened:
        assert opened.prune(datetime(2026, 11, 3, 23, tzinfo=UTC))[1] == 10
    assert len(event_ids(lake)) == 10
    assert fill(tmp_path / "in", lake).known == 4
    assert len(event_ids(lake)) == 10


def test_files_of_other_times_and_of_known_batches_are_left_out(tmp_path: Path, lake: Path) -> None:
    write_events(tmp_path / "in", files=4, each=5, days=4)
    fill(tmp_path / "in", lake, batch_bytes=600, compact=False)
    day = open_lake(lake, since=datetime(2026, 11, 2, tzinfo=UTC), until=datetime(2026, 11, 3, tzinfo=UTC)).execute(
        'SELECT DISTINCT "day" FROM cloudtrail'
    )
    assert [str(row[0]) for row in day.fetchall()] == ["2026-11-02"]
    newest = open_lake(lake, after=last_batch(lake) - 1).execute("SELECT count(*) FROM cloudtrail").fetchone()
    assert newest is not None
    assert 0 < newest[0] < 20


def test_a_lake_that_is_not_there_has_every_table_and_no_row(lake: Path) -> None:
    connection = open_lake(lake)
    assert connection.execute("SELECT count(*) FROM bedrock_invocation").fetchone() == (0,)


def test_one_process_writes_at_a_time(lake: Path) -> None:
    with FolderLake(lake), pytest.raises(WorkspaceError, match="another process"):
        FolderLake(lake)
    FolderLake(lake).close()


def test_a_file_that_somebody_removed_is_told(tmp_path: Path, lake: Path) -> None:
    write_events(tmp_path / "in", files=1, each=2)
    fill(tmp_path / "in", lake)
    _files(lake)[0].unlink()
    with pytest.raises(WorkspaceError, match="is missing"):
        FolderLake(lake)


@pytest.mark.parametrize("region", ["..", "../../../etc", "", "a/b", "x" * 500, "é\u0000"])
def test_no_value_of_a_log_names_another_folder(region: str, lake: Path) -> None:
    folder = lake / partition_folder("cloudtrail", region, region, date(2026, 11, 1))
    assert folder.resolve().is_relative_to(lake.resolve())
    assert len(folder.relative_to(lake).parts) == 4
    assert all(len(part) < 100 for part in folder.parts)
