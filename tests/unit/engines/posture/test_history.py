"""First-seen dates and the trend over scans: nothing that was not looked at is closed, and what came back is reopened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import duckdb
import pytest
from tests.unit.estates import ACCOUNT, AT, Estate, denied, finding_row, unlisted

from modelkeep.app.history import now_of, point_of
from modelkeep.core.finding import finding_id
from modelkeep.engines.posture.history import HISTORY, TREND, advance, begin

ARN = str(finding_row()["resource"])
ID = finding_id("SM-NB-01", ARN)
NOTEBOOK = {"arn": ARN, "name": "nb", "source_table": "sagemaker_notebook_instance"}
FAIL, PASS, UNKNOWN = ({"verdict": each} for each in ("FAIL", "PASS", "UNKNOWN"))


def day(number: int) -> datetime:
    return datetime.fromisoformat(f"2026-11-{number:02}")


def estate(*findings: dict[str, Any], gone: bool = False, reads: Iterable[dict[str, Any]] = (), **given: Any) -> Estate:
    values: dict[str, Any] = {"controls": {"SM-NB-01": "0"}, "resources": [] if gone else [NOTEBOOK], **given}
    return Estate(findings=findings, reads=[{}, *reads], kinds=(), **values)


def over(*scans: Estate, days: Iterable[int] = range(1, 100)) -> duckdb.DuckDBPyConnection:
    """The last of the scans, one a day, with the history that all of them leave."""
    kept: dict[str, list[tuple[Any, ...]]] = {HISTORY: [], TREND: []}
    before = ""
    for number, scan in zip(days, scans, strict=False):
        connection = scan.connection()
        connection.execute('UPDATE "read" SET "at" = ?', [day(1) + timedelta(days=number - 1)])
        begin(connection)
        for name, rows in kept.items():
            if rows:
                one = f"({', '.join('?' * len(rows[0]))})"
                connection.execute(
                    f"INSERT INTO {name} VALUES {', '.join([one] * len(rows))}", [each for row in rows for each in row]
                )
        manifest = scan.manifest(f"scan-{number:04}")
        advance(connection, point_of(manifest, now_of(connection)), before=before)
        kept = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in kept}
        before = manifest.id
    return connection


def row(connection: duckdb.DuckDBPyConnection, columns: str, of: str = ID) -> tuple[Any, ...] | None:
    return connection.execute(f"SELECT {columns} FROM history WHERE id = ?", [of]).fetchone()


DATES = "state, first_seen, opened, closed, reopened"


@pytest.mark.parametrize(
    ("scans", "expected"),
    [
        ([FAIL], ("new", day(1), day(1), None, 0)),
        ([FAIL, FAIL], ("still open", day(1), day(1), None, 0)),
        ([FAIL, PASS], ("fixed", day(1), day(1), day(2), 0)),
        ([FAIL, PASS, PASS], ("fixed", day(1), day(1), day(2), 0)),
        ([FAIL, PASS, FAIL], ("reopened", day(1), day(3), None, 1)),
        ([FAIL, PASS, FAIL, FAIL], ("still open", day(1), day(3), None, 1)),
        ([FAIL, PASS, FAIL, PASS, FAIL], ("reopened", day(1), day(5), None, 2)),
        ([FAIL, UNKNOWN], ("newly unknown", day(1), day(1), None, 0)),
        ([FAIL, UNKNOWN, FAIL], ("still open", day(1), day(1), None, 0)),
        ([FAIL, PASS, UNKNOWN, FAIL], ("reopened", day(1), day(4), None, 1)),
        ([UNKNOWN, UNKNOWN, FAIL], ("new", day(3), day(3), None, 0)),
        ([PASS, FAIL], ("new", day(2), day(2), None, 0)),
    ],
)
def test_a_finding_over_scans(scans: list[dict[str, Any]], expected: tuple[Any, ...]) -> None:
    assert row(over(*(estate(each) for each in scans)), DATES) == expected


def test_what_never_failed_has_no_history_once_it_is_known() -> None:
    assert row(over(estate(PASS)), DATES) is None
    assert row(over(estate(UNKNOWN), estate(PASS)), DATES) is None
    assert row(over(estate(UNKNOWN), estate(UNKNOWN)), "state, first_seen, unknown_since") == (
        "still unknown",
        None,
        day(1),
    )


@pytest.mark.parametrize(
    "unseen",
    [
        estate(gone=True, accounts=("222233334444",)),
        estate(gone=True, regions=("eu-west-1",)),
        estate(gone=True, controls={"B-1": "0"}),
        estate(unlisted("sagemaker_notebook_instance"), gone=True),
        estate(unlisted("sagemaker_notebook_instance")),
        estate(gone=True, reads=[denied("sagemaker:ListNotebookInstances")]),
        estate(UNKNOWN),
    ],
)  # fmt: skip
def test_what_was_not_looked_at_stays_open_with_its_dates(unseen: Estate) -> None:
    assert row(over(estate(FAIL), unseen), "first_seen, opened, closed, last_fixed") == (day(1), day(1), None, None)
    assert row(over(estate(FAIL), unseen, estate(FAIL)), DATES) == ("still open", day(1), day(1), None, 0)
    cells = over(estate(FAIL), unseen).execute("SELECT sum(fixed), sum(gone) FROM trend WHERE snapshot = 'scan-0002'")
    assert cells.fetchone() == (0, 0)


def test_what_was_judged_among_everything_is_not_closed_by_a_scan_of_less() -> None:
    connection = over(estate(FAIL, everything=True), estate(), estate())
    assert row(connection, DATES) == ("not scanned", day(1), day(1), None, 0)


@pytest.mark.parametrize(("after", "state"), [(estate(gone=True), "gone"), (estate(), "no longer applies")])
def test_what_is_gone_is_closed_but_not_fixed_and_reopens_when_it_is_back(after: Estate, state: str) -> None:
    assert row(over(estate(FAIL), after), f"{DATES}, last_fixed") == (state, day(1), day(1), day(2), 0, None)
    assert row(over(estate(FAIL), after, after), DATES) == (state, day(1), day(1), day(2), 0)
    assert row(over(estate(FAIL), after, estate(FAIL)), DATES) == ("reopened", day(1), day(3), None, 1)


def test_a_control_that_failed_on_the_estate_closes_nothing() -> None:
    broken = unlisted(
        account=ACCOUNT, region="", resource=f"{ACCOUNT}/*/sagemaker_notebook_instance/*", code="ControlFailed"
    )
    assert row(over(estate(FAIL), estate(broken, gone=True)), "state, closed") == ("not scanned", None)


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
def test_what_is_global_is_near_to_every_region(region: str) -> None:
    everywhere: dict[str, Any] = {"regions": ("us-east-1", "eu-west-1"), "gone": True}
    role = {**FAIL, "region": "global"}
    found = over(estate(role, **everywhere), estate(unlisted("iam_role", region=region), **everywhere))
    assert row(found, "state, closed") == ("not scanned", None)
    other = over(estate(FAIL, **everywhere), estate(unlisted("iam_role", region="eu-west-1"), **everywhere))
    assert row(other, "state") == ("no longer applies",)


def test_what_is_gone_is_forgotten_after_a_year_and_what_is_open_never() -> None:
    gone = estate(gone=True)
    assert row(over(estate(FAIL), gone, gone, days=(1, 2, 400)), "state") == ("gone",)
    assert row(over(estate(FAIL), gone, gone, days=(1, 2, 420)), "state") is None
    unseen = estate(gone=True, regions=("eu-west-1",))
    assert row(over(estate(FAIL), unseen, unseen, days=(1, 2, 420)), "first_seen") == (day(1),)


def test_a_changed_control_is_told() -> None:
    again = estate(FAIL, controls={"SM-NB-01": "1"})
    assert row(over(estate(FAIL), estate(FAIL)), "control_changed") == (False,)
    assert row(over(estate(FAIL), again), "control_changed, first_seen") == (True, day(1))
    assert row(over(estate(FAIL), again, again), "control_changed") == (False,)


def test_the_trend_counts_what_moved() -> None:
    other = {"control": "B-1", "practice": "access", "severity": "low"}
    connection = over(
        estate(FAIL, other), estate(PASS, {**other, "verdict": "UNKNOWN"}), estate(FAIL, {**other, "control": "C-1"})
    )
    rows = connection.execute(
        "SELECT sum(failed), sum(unknown), sum(passed), sum(new), sum(reopened), sum(fixed), sum(gone), any_value(before) "
        "FROM trend GROUP BY snapshot ORDER BY snapshot"
    ).fetchall()
    assert rows == [
        (2, 0, 0, None, None, None, None, ""),
        (0, 1, 1, 0, 0, 1, 0, "scan-0001"),
        (2, 0, 0, 1, 1, 0, 0, "scan-0002"),
    ]
    cells = "SELECT practice, severity, failed FROM trend WHERE snapshot = 'scan-0003' AND failed > 0 ORDER BY ALL"
    assert connection.execute(cells).fetchall() == [("access", "low", 1), ("network", "high", 1)]


def test_scans_of_another_scope_are_told_apart() -> None:
    def scopes(*scans: Estate) -> list[tuple[Any, ...]]:
        return over(*scans).execute("SELECT DISTINCT scope, catalogue FROM trend").fetchall()

    assert len(scopes(estate(FAIL), estate(PASS))) == 1
    for other in (
        estate(FAIL, everything=True), estate(FAIL, regions=("us-east-1", "eu-west-1")), estate(FAIL, accounts=("1", ACCOUNT)),
        estate(FAIL, controls={"B-1": "0"}),
    ):  # fmt: skip
        assert len({scope for scope, _ in scopes(estate(FAIL), other)}) == 2
    changed = scopes(estate(FAIL), estate(FAIL, controls={"SM-NB-01": "1"}))
    assert (len({scope for scope, _ in changed}), len(changed)) == (1, 2)


def test_a_scan_without_any_finding_is_a_point_too() -> None:
    assert over(estate()).execute("SELECT count(DISTINCT snapshot), sum(failed) FROM trend").fetchone() == (1, 0)


def test_times_are_those_of_the_last_read() -> None:
    connection = Estate(findings=[FAIL]).connection()
    assert now_of(connection) == datetime.fromisoformat(AT)
