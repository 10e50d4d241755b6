"""Histories carried over real snapshots: deleted, damaged, old and resumed ones; and the trend that they make."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from modelkeep.adapters.store.workspace import FolderWorkspace
from modelkeep.app.findings import Filter, findings
from modelkeep.app.history import trend
from modelkeep.app.scan import ScanRequest, scan
from modelkeep.bootstrap import open_estate
from modelkeep.core.arn import GLOBAL, account_arn
from modelkeep.core.control import Control
from modelkeep.core.coverage import Outcome, Read
from modelkeep.core.digests import file_digest
from modelkeep.core.errors import InterruptedScanError, UsageError
from modelkeep.core.finding import Finding, State
from modelkeep.core.kinds.account import Account
from modelkeep.core.verdict import Practice, Severity
from modelkeep.engines.posture.history import KEPT
from modelkeep.ports import Journal, Manifest, Progress, Silent

ACCOUNT = "111122223333"
FIRST = datetime(2026, 11, 1, 8, tzinfo=UTC)
CONTROL = Control(
    id="X-1", title="Accounts are named well", severity=Severity.LOW, practice=Practice.ACCESS, why="", fix="",
    subject="scope_account", sql="SELECT arn AS resource, name = 'good' AS passed, name AS reason FROM scope_account",
    maps={}, tables=frozenset({"scope_account"}), path=Path("X-1.sql"), sql_line=1,
)  # fmt: skip


class Told(Silent):
    """A Progress that remembers what it is told."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def message(self, text: str) -> None:
        """See `ports.Progress`."""
        self.messages.append(text)


class Named:
    """A source of one account with a name; it may be interrupted after it was read."""

    def __init__(self, name: str, at: datetime, *, interrupted: bool = False) -> None:
        self.name, self.at, self.interrupted = name, at, interrupted

    def collect(self, wanted: frozenset[str], journal: Journal, progress: Progress) -> None:
        """See `ports.Source`."""
        row = Account(arn=account_arn(ACCOUNT, "aws"), account=ACCOUNT, region=GLOBAL, name=self.name)
        read = Read(call="sts:GetCallerIdentity", account=ACCOUNT, region=GLOBAL, outcome=Outcome.OK, at=self.at)
        if journal.recall(read.key) is None:
            journal.record(read, [row])
        if self.interrupted:
            raise KeyboardInterrupt


class Days:
    """A workspace in which one scan a day is made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = FolderWorkspace(folder)
        self.progress = Told()

    def scan(self, number: int, name: str, *, interrupted: bool = False, resume: bool = False) -> Manifest:
        at = FIRST + timedelta(days=number - 1)
        request = ScanRequest(controls=(CONTROL,), relations=(), parameters={}, resume=resume)
        return scan(
            request, Named(name, at, interrupted=interrupted), self.workspace, open_estate, self.progress, lambda: at
        )

    def opened(self) -> duckdb.DuckDBPyConnection:
        return self.workspace.snapshot().open()

    def finding(self) -> Finding:
        (found,) = findings(self.opened())
        return found

    def dates(self) -> tuple[State, int | None, int | None]:
        """State, and the days of first seen and since."""
        found = self.finding()
        return found.state, _day(found.first_seen), _day(found.since)

    def snapshots(self) -> list[Path]:
        return sorted(path for path in (self.folder / "snapshots").iterdir())


def _day(at: datetime | None) -> int | None:
    return at.day if at else None


@pytest.fixture
def days(tmp_path: Path) -> Days:
    return Days(tmp_path)


@pytest.mark.slow
def test_dates_outlive_the_snapshots_that_they_come_from(days: Days) -> None:
    days.scan(1, "bad")
    assert days.dates() == (State.NEW, 1, 1)
    days.scan(2, "bad")
    shutil.rmtree(days.snapshots()[0])
    days.scan(3, "bad")
    assert days.dates() == (State.STILL_OPEN, 1, 1)
    days.scan(4, "good")
    assert days.dates() == (State.FIXED, 1, 4)
    for old in days.snapshots()[:-1]:
        shutil.rmtree(old)
    days.scan(5, "bad")
    assert days.dates() == (State.REOPENED, 1, 5)
    assert [point.snapshot[6:8] for point in trend(days.opened()).points] == ["01", "02", "03", "04", "05"]


def test_a_snapshot_holds_nothing_that_was_lent(days: Days) -> None:
    days.scan(1, "bad")
    days.scan(2, "bad")
    assert [path for path in days.snapshots()[1].iterdir() if path.is_dir()] == []


def test_a_resumed_scan_gives_the_same(days: Days, tmp_path: Path) -> None:
    days.scan(1, "bad")
    days.scan(2, "good")
    with pytest.raises(InterruptedScanError):
        days.scan(3, "bad", interrupted=True)
    days.scan(3, "bad", resume=True)
    other = Days(tmp_path / "other")
    for number, name in enumerate(("bad", "good", "bad"), start=1):
        other.scan(number, name)
    for name in KEPT:
        rows = [each.opened().execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for each in (days, other)]
        assert rows[0] == rows[1]
    assert days.dates() == (State.REOPENED, 1, 3)


def test_a_run_that_is_resumed_late_goes_on_from_what_was_before_it(days: Days) -> None:
    days.scan(1, "bad")
    with pytest.raises(InterruptedScanError):
        days.scan(2, "bad", interrupted=True)
    days.scan(3, "good")
    resumed = days.scan(2, "bad", resume=True)
    (found,) = findings(days.workspace.snapshot(resumed.id).open())
    assert (found.state, _day(found.first_seen)) == (State.STILL_OPEN, 1)
    assert days.dates()[0] is State.FIXED


def as_old(folder: Path) -> None:
    """Make a snapshot one of a version that kept no history."""
    path = folder / "manifest.json"
    stored = json.loads(path.read_bytes())
    for name in KEPT:
        (folder / f"{name}.parquet").unlink()
        del stored["manifest"]["tables"][name], stored["manifest"]["files"][f"{name}.parquet"]
    path.write_text(json.dumps(stored))


def test_a_snapshot_of_an_older_version_opens_and_begins_the_history(days: Days) -> None:
    days.scan(1, "bad")
    as_old(days.snapshots()[0])
    assert days.dates() == (State.UNTRACKED, None, None)
    assert trend(days.opened()).points == ()
    days.scan(2, "bad")
    assert days.dates() == (State.STILL_OPEN, 1, 1)
    first, second = trend(days.opened()).points
    assert (first.tally.failed, first.new, second.new, second.before) == (1, None, 0, first.snapshot)
    assert first.scope == second.scope


def test_a_damaged_snapshot_is_passed_over_and_that_is_said(days: Days) -> None:
    days.scan(1, "bad")
    days.scan(2, "good")
    (days.snapshots()[1] / "history.parquet").write_bytes(b"not what the scan wrote")
    days.scan(3, "bad")
    assert days.dates() == (State.STILL_OPEN, 1, 1)
    assert [each for each in days.progress.messages if "not carried on from 20261102" in each]


def test_a_history_that_cannot_be_read_is_passed_over_too(days: Days) -> None:
    days.scan(1, "bad")
    folder = days.snapshots()[0]
    (folder / "trend.parquet").write_bytes(b"no parquet")
    path = folder / "manifest.json"
    stored = json.loads(path.read_bytes())
    stored["manifest"]["files"]["trend.parquet"] = file_digest(folder / "trend.parquet")
    path.write_text(json.dumps(stored))
    days.scan(2, "bad")
    assert days.dates() == (State.NEW, 2, 2)
    assert [each for each in days.progress.messages if "its history cannot be read" in each]


def test_only_what_is_new_since_a_time(days: Days) -> None:
    days.scan(1, "bad")
    days.scan(2, "bad")
    opened = days.opened()
    assert len(list(findings(opened, Filter(new_since=FIRST - timedelta(hours=1))))) == 1
    chosen = Filter(new_since=FIRST)
    assert list(findings(opened, chosen)) == []
    assert chosen.told == "new since 2026-11-01 08:00 UTC"


def test_new_since_asks_a_history(days: Days) -> None:
    days.scan(1, "bad")
    as_old(days.snapshots()[0])
    with pytest.raises(UsageError, match="does not tell since when"):
        list(findings(days.opened(), Filter(new_since=FIRST)))


def test_the_trend_tells_what_can_be_compared(days: Days) -> None:
    days.scan(1, "bad")
    days.scan(2, "good")
    found = trend(days.opened())
    assert [point.tally.by_severity for point in found.points] == [{Severity.LOW: 1}, {}]
    assert (found.points[1].fixed, found.points[1].new, found.left_out) == (1, 0, 0)
    assert found.before is found.points[0]
