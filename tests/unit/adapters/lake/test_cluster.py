"""Batches are read once whatever a cluster does to them. On Spark itself: tests/contract/test_ingest_engines.py."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from tests.unit.adapters.lake.lakes import NOW, event_ids, fill, make, rows, write_events

from modelkeep import __version__
from modelkeep.adapters.lake.cluster import (
    JOBS,
    Answer,
    ClusterWorkers,
    Order,
    Refusal,
    attempt_of,
    carry_out,
    job_size,
    mark_of,
)
from modelkeep.adapters.lake.store import FolderLake
from modelkeep.adapters.logs.files import FileObjects
from modelkeep.app.logs_ingest import Summary, ingest
from modelkeep.core.errors import ModelkeepError, WorkspaceError
from modelkeep.core.logs.lake import STAGING, Outcome, Work

BATCH = 600
"""Packed bytes of a batch: each file of these tests is one."""


@dataclass
class HereCluster:
    """A cluster that is this process. `before` is done to each order, and may say what is answered instead."""

    before: Callable[[Order, int], Answer | None] = lambda order, number: None
    numbers: Iterator[int] = field(default_factory=count)
    jobs: list[int] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    _one: threading.Lock = field(default_factory=threading.Lock)

    def processors(self) -> int:
        return 12

    def answers(self, orders: Sequence[Order]) -> Sequence[Answer]:
        with self._one:
            self.jobs.append(len(orders))
            return [self._answer(order) for order in orders]

    def _answer(self, order: Order) -> Answer:
        number = next(self.numbers)
        return self.before(order, number) or carry_out(order, number)

    def cancel(self) -> None:
        self.told.append("cancelled")

    def close(self) -> None:
        self.told.append("closed")


def on_cluster(source: Path, lake: Path, cluster: HereCluster) -> Summary:
    """Ingest a folder by way of a cluster."""
    workers = ClusterWorkers(lake, partial(make, lake), lambda: cluster)
    with FolderLake(lake) as opened:
        return ingest(
            FileObjects().listed(str(source)), opened, workers.convert, now=lambda: NOW, batch_bytes=BATCH, compact=False,
        )  # fmt: skip


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("in")
    write_events(folder, files=3, each=2)
    # The same events once more, and what is no log.
    (folder / "again.json.gz").write_bytes((folder / "0001.json.gz").read_bytes())
    (folder / "broken.jsonl").write_bytes(b'{"eventVersion": "1.11", "eventID": broken\n')
    return folder


@pytest.fixture(scope="module")
def alone(source: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Summary, dict[str, list[str]]]:
    """What one process makes of the source."""
    lake = tmp_path_factory.mktemp("lake")
    summary = fill(source, lake, batch_bytes=BATCH, compact=False)
    assert (summary.events, summary.duplicates, summary.quarantined) == (6, 2, 1)
    return summary, rows(lake)


@pytest.mark.parametrize(("processors", "size"), [(1, 1), (8, 1), (9, 2), (64, 8), (1000, 125)])
def test_jobs_grow_with_the_cluster(processors: int, size: int) -> None:
    assert job_size(processors) == size
    assert size * JOBS >= 2 * processors


def test_attempts_of_one_batch_share_no_file(tmp_path: Path, source: Path) -> None:
    lake, objects = tmp_path / "lake", tuple(FileObjects().listed(str(source)))
    names = []
    for number in (3, 31):
        work = Work(batch=1, origin=1, objects=objects, attempt=attempt_of("r", number))
        outcome = make(lake).convert(work)
        names.append({file.staged(lake).name for file in outcome.files})
        assert all(name.startswith(f"00000001-r-{number}") for name in names[-1])
    assert len(names[0]) == 3, "two regions and the quarantine"
    assert not names[0] & names[1]
    assert {path.name for path in (lake / STAGING).iterdir()} == names[0] | names[1]


def test_a_cluster_makes_the_lake_that_one_process_makes(
    tmp_path: Path, source: Path, alone: tuple[Summary, dict[str, list[str]]]
) -> None:
    cluster, lake = HereCluster(), tmp_path / "lake"
    assert on_cluster(source, lake, cluster) == alone[0]
    assert rows(lake) == alone[1]
    assert sum(cluster.jobs) == 5
    assert max(cluster.jobs) == 2
    assert cluster.told == ["cancelled", "closed"]
    again = on_cluster(source, lake, HereCluster())
    assert (again.objects, again.events, again.known) == (0, 0, 5)


def test_what_another_attempt_staged_is_neither_listed_nor_kept(
    tmp_path: Path, source: Path, alone: tuple[Summary, dict[str, list[str]]]
) -> None:
    """The first attempt staged its files and was lost, and so its batch is read again; the loser of a race is the same."""
    lake = tmp_path / "lake"
    lost: list[Path] = []

    def read_twice(order: Order, number: int) -> None:
        outcome = carry_out(order, 1000 + number)
        assert isinstance(outcome, Outcome)
        lost.extend(file.staged(lake) for file in outcome.files)

    assert on_cluster(source, lake, HereCluster(read_twice)) == alone[0]
    assert lost
    assert all(path.exists() for path in lost)
    FolderLake(lake).close()
    assert not any(path.exists() for path in lost)
    assert rows(lake) == alone[1]


def test_batches_before_one_that_fails_are_kept_and_none_after(tmp_path: Path, source: Path) -> None:
    lake = tmp_path / "lake"

    def fail(order: Order, _: int) -> None:
        if order.work.batch == 3:
            raise ModelkeepError("Spark failed: ValueError")

    cluster = HereCluster(fail)
    with pytest.raises(ModelkeepError, match="ValueError"):
        on_cluster(source, lake, cluster)
    assert cluster.told == ["cancelled", "closed"]
    assert event_ids(lake) == [f"{file}-{number}" for file in range(2) for number in range(2)]
    assert on_cluster(source, lake, HereCluster()).events == 2
    assert len(event_ids(lake)) == 6


def test_nothing_is_started_for_nothing(tmp_path: Path) -> None:
    def start() -> HereCluster:
        raise AssertionError("nobody asked for it")

    assert list(ClusterWorkers(tmp_path, partial(make, tmp_path), start).convert(())) == []


@pytest.mark.parametrize(
    ("version", "run", "told", "remedy"),
    [(__version__, "other", "is not seen from here", "--workspace"), ("99", "r", "99 is asked for", "same version")],
    ids=["no lake", "version"],
)
def test_a_machine_that_cannot_read_says_why(tmp_path: Path, version: str, run: str, told: str, remedy: str) -> None:
    (tmp_path / STAGING).mkdir()
    (tmp_path / STAGING / mark_of("r")).touch()
    work = Work(batch=1, origin=1, objects=())
    answer = carry_out(Order(run=run, folder=tmp_path, version=version, make=partial(make, tmp_path), work=work), 1)
    assert isinstance(answer, Refusal)
    assert told in answer.message
    assert remedy in answer.remedy


def test_a_refusal_ends_the_ingest(tmp_path: Path, source: Path) -> None:
    cluster = HereCluster(lambda order, number: Refusal("m1: it is full", "Free space."))
    with pytest.raises(ModelkeepError, match="m1: it is full") as caught:
        on_cluster(source, tmp_path / "lake", cluster)
    assert caught.value.remedy == "Free space."


def test_files_that_are_not_seen_here_are_never_listed(tmp_path: Path, source: Path) -> None:
    """A lake at the same path of each machine's own disk."""
    lake = tmp_path / "lake"

    def elsewhere(order: Order, number: int) -> Answer:
        outcome = carry_out(order, number)
        assert isinstance(outcome, Outcome)
        outcome.files[0].staged(lake).unlink()
        return outcome

    with pytest.raises(WorkspaceError, match="No such file") as caught:
        on_cluster(source, lake, HereCluster(elsewhere))
    assert "every machine" in caught.value.remedy
    assert event_ids(lake) == []


def test_a_source_that_one_machine_does_not_see_is_told_with_the_machine(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.json").touch()

    def gone(order: Order, _: int) -> None:
        Path(order.work.objects[0].key).unlink()

    summary = on_cluster(tmp_path / "in", tmp_path / "lake", HereCluster(gone))
    assert summary.failed == 1
    assert "No such file or directory (on " in summary.unread[0][1]
