"""What `--since` names, and what counts since then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.unit.adapters.export.test_first_seen import FIRST, LATER, NOW
from tests.unit.estates import Estate, FakeSnapshot, denied, finding_row

from modelkeep.adapters.store.workspace import FolderWorkspace
from modelkeep.app.diff import diff
from modelkeep.app.findings import exit_code
from modelkeep.app.since import opened_severities, snapshot_of, time_of
from modelkeep.core.comparison import ChangeKind, Comparison
from modelkeep.core.errors import UsageError
from modelkeep.core.finding import Finding
from modelkeep.core.suppression import Suppression
from modelkeep.core.verdict import Severity
from modelkeep.ports import Manifest


class Shelf(FolderWorkspace):
    """Snapshots of three days, newest first."""

    def __init__(self) -> None:
        super().__init__(Path("nowhere"))

    def snapshots(self) -> Sequence[Manifest]:
        """See `ports.Workspace`."""
        return [
            replace(Estate().manifest(f"202611{day:02}T080000Z"), started=datetime(2026, 11, day, 8, tzinfo=UTC))
            for day in (20, 10, 1)
        ]

    def snapshot(self, name: str = "latest") -> Any:
        """See `ports.Workspace`."""
        return FakeSnapshot(Estate(), name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2026-11-30", "20261120T080000Z"),
        ("2026-11-20", "20261120T080000Z"),
        ("2026-11-19", "20261110T080000Z"),
        ("2026-11-01", "20261101T080000Z"),
        ("latest", "latest"),
        ("20261110", "20261110"),
    ],
)
def test_a_day_is_the_newest_snapshot_on_it_or_before(name: str, expected: str) -> None:
    assert snapshot_of(Shelf(), name).manifest.id == expected


@pytest.mark.parametrize(
    ("name", "message"), [("2026-10-31", "2026-10-31 or before"), ("2026-02-30", "no day 2026-02-30")]
)
def test_a_day_that_names_nothing_is_a_usage_error(name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        snapshot_of(Shelf(), name)


def test_the_time_of_a_snapshot_is_that_of_its_last_read() -> None:
    assert time_of(Estate().snapshot()) == datetime(2026, 11, 21, 10, tzinfo=UTC)


def scan(
    verdict: str, *, at: str = NOW, severity: str = "high", reads: Sequence[dict[str, Any]] = (), **history: Any
) -> Estate:
    """A scan with one finding, and what its history says of it; no verdict gives none."""
    row = finding_row(verdict=verdict or "PASS", severity=severity)
    notebook = {"arn": row["resource"], "source_table": "sagemaker_notebook_instance"}
    kept = {"history": [{"id": row["id"], "state": "", **history}]} if history else {}
    return Estate(
        findings=[row] if verdict else [], reads=[{"at": at}, *reads], kept=kept, controls={"SM-NB-01": "0"}, resources=[notebook],
    )  # fmt: skip


def compare(before: Estate, after: Estate) -> Comparison:
    return diff(before.snapshot("20261005T080000Z"), after.snapshot("20261121T100000Z"))


FAIL_NOW: dict[str, Any] = {"first_seen": FIRST, "opened": NOW}
SINCE_FIRST: dict[str, Any] = {"first_seen": FIRST, "opened": FIRST}


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (scan("FAIL", at=LATER), scan("FAIL", **SINCE_FIRST), ChangeKind.STILL_OPEN),
        (scan("FAIL", at=LATER), scan("FAIL", **FAIL_NOW), ChangeKind.REOPENED),
        (scan("PASS", at=LATER), scan("FAIL", **FAIL_NOW), ChangeKind.REOPENED),
        (scan("", at=LATER), scan("FAIL", **FAIL_NOW), ChangeKind.REOPENED),
        (scan("PASS", at=LATER), scan("FAIL", first_seen=NOW, opened=NOW), ChangeKind.FAILED),
        (scan("", at=LATER), scan("FAIL", first_seen=NOW, opened=NOW), ChangeKind.NEW),
        (scan("UNKNOWN", at=LATER), scan("FAIL", **SINCE_FIRST), ChangeKind.STILL_OPEN),
        (scan("", at=LATER), scan("FAIL", **SINCE_FIRST), ChangeKind.STILL_OPEN),
        (scan("PASS", at=LATER), scan("FAIL", **SINCE_FIRST), ChangeKind.FAILED),
        (scan("PASS", at=LATER), scan("FAIL"), ChangeKind.FAILED),
    ],
)
def test_the_history_tells_new_from_reopened_from_open_all_along(
    before: Estate, after: Estate, kind: ChangeKind
) -> None:
    (change,) = compare(before, after).changes
    assert change.kind is kind


def test_a_history_says_nothing_about_a_comparison_backwards() -> None:
    younger, older = scan("", at=NOW), scan("FAIL", at=LATER, **SINCE_FIRST)
    comparison = diff(younger.snapshot("20261121T100000Z"), older.snapshot("20261005T080000Z"))
    assert comparison.counts == {ChangeKind.NEW: 1}


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (scan("FAIL", at=LATER), scan("FAIL", **SINCE_FIRST), 0),
        (scan("FAIL", at=LATER), scan("FAIL", **FAIL_NOW), 13),
        (scan("", at=LATER), scan("FAIL", severity="critical", first_seen=NOW, opened=NOW), 14),
        (scan("FAIL", at=LATER), scan("UNKNOWN", **SINCE_FIRST, unknown_since=NOW), 4),
        (scan("FAIL", at=LATER), scan("FAIL", reads=[denied()], **SINCE_FIRST), 4),
        (scan("FAIL", at=LATER), scan("PASS"), 0),
        (scan("FAIL", at=LATER), scan(""), 3),
    ],
)
def test_the_exit_code_counts_what_is_new_or_reopened(before: Estate, after: Estate, code: int) -> None:
    assert exit_code(after.connection(), opened_severities(compare(before, after))) == code


def test_what_somebody_lives_with_does_not_count() -> None:
    comparison = compare(scan("PASS", at=LATER), scan("FAIL", first_seen=NOW, opened=NOW))
    assert opened_severities(comparison) == {Severity.HIGH}
    (change,) = comparison.changes
    found = change.after
    assert isinstance(found, Finding)
    accepted = replace(found, suppressed=Suppression(id="s", reason="known", expires=date(2027, 1, 1), origin="x"))
    assert opened_severities(replace(comparison, changes=(replace(change, after=accepted),))) == frozenset()
