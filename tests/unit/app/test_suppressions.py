"""Suppressions cover what they are about and nothing else; what is wrong with them is said; nothing unread looks clean."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest
from tests.unit.estates import Estate, bucket_arn, denied, unlisted

from modelkeep.app.findings import Filter, coverage, exit_code, findings
from modelkeep.app.owners import read_tags
from modelkeep.app.summary import summarise
from modelkeep.app.suppressions import apply, suppressions
from modelkeep.core.suppression import Suppression, SuppressionState, SuppressionUse, suppression
from modelkeep.core.verdict import Verdict
from modelkeep.engines.posture.schema import insert_rows

TODAY = date(2026, 11, 21)
DEV, PROD, DARK = bucket_arn("dev-1"), bucket_arn("prod"), bucket_arn("dark")
KNOWN = ("S3-01", "S3-02", "SM-01", "SM-77")


def estate(**given: Any) -> Estate:
    rows = [
        {"control": "S3-01", "severity": "critical", "resource": DEV},
        {"control": "S3-01", "severity": "critical", "resource": PROD},
        {"control": "S3-01", "severity": "critical", "resource": DARK, "verdict": "UNKNOWN"},
        {"control": "S3-02", "severity": "low", "resource": DEV},
        {"control": "S3-02", "severity": "low", "resource": PROD, "verdict": "PASS"},
    ]
    buckets = [{"arn": arn, "source_table": "s3_bucket", "kind": "AWS::S3::Bucket"} for arn in (DEV, PROD, DARK)]
    return Estate(**{"findings": rows, "resources": buckets, "kinds": ["s3_bucket", "data_class"], **given})


def opened(
    *decided: Suppression, of: Estate | None = None, today: date = TODAY
) -> tuple[Any, tuple[SuppressionUse, ...]]:
    connection = (of or estate()).connection()
    insert_rows(
        connection,
        "s3_bucket",
        [
            {"arn": DEV, "tags": {"env": "dev", "Owner": "ml"}},
            {"arn": PROD, "tags": {"env": "prod"}},
            {"arn": DARK},
        ],
    )
    read_tags(connection)
    scanned = frozenset(row[0] for row in connection.execute("SELECT DISTINCT control FROM finding").fetchall())
    return connection, apply(connection, decided, scanned=scanned, known=lambda: KNOWN, today=today)


def decided(origin: str = "modelkeep.toml:1", **given: Any) -> Suppression:
    return suppression({"reason": "we know", "expires": date(2027, 1, 31), **given}, origin=origin, id=origin)


def covered(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    return {(each.control, each.resource) for each in findings(connection) if each.suppressed}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"control": "S3-02"}, {("S3-02", DEV)}),
        ({"control": "S3-*"}, {("S3-01", DEV), ("S3-01", PROD), ("S3-01", DARK), ("S3-02", DEV)}),
        ({"control": ["S3-02", "SM-01"]}, {("S3-02", DEV)}),
        ({"resource": "arn:aws:s3:::dev-*"}, {("S3-01", DEV), ("S3-02", DEV)}),
        ({"control": "S3-01", "resource": "arn:aws:s3:::dev-*"}, {("S3-01", DEV)}),
        ({"control": "S3-01", "status": "fail"}, {("S3-01", DEV), ("S3-01", PROD)}),
        ({"control": "S3-01", "status": "unknown"}, {("S3-01", DARK)}),
        ({"tag": "env"}, {("S3-01", DEV), ("S3-01", PROD), ("S3-02", DEV)}),
        ({"tag": "env=dev"}, {("S3-01", DEV), ("S3-02", DEV)}),
        ({"tag": ["env=dev", "env=prod"], "control": "S3-01"}, {("S3-01", DEV), ("S3-01", PROD)}),
        ({"tag": "env=DEV"}, set()),
        ({"tag": "owner"}, set()),
    ],
)
def test_a_suppression_covers_what_matches_all_that_it_says(given: dict[str, Any], expected: set[Any]) -> None:
    connection, _ = opened(decided(**given))
    assert covered(connection) == expected


def test_what_passes_is_never_suppressed() -> None:
    connection, _ = opened(decided(resource="*"))
    assert {each.verdict for each in findings(connection) if each.suppressed} == {Verdict.FAIL, Verdict.UNKNOWN}


def test_tags_that_were_not_read_suppress_nothing_and_that_is_said() -> None:
    connection, (use,) = opened(decided(tag="env"))
    assert ("S3-01", DARK) not in covered(connection)
    assert use.findings == 3
    assert any("1 finding not suppressed, because it is not known which tags" in told for told in use.warnings)


def test_the_last_day_still_counts_and_the_next_does_not() -> None:
    connection, (use,) = opened(decided(control="S3-02"), today=date(2027, 1, 31))
    assert (use.state, covered(connection)) == (SuppressionState.ACTIVE, {("S3-02", DEV)})
    connection, (use,) = opened(decided(control="S3-02"), today=date(2027, 2, 1))
    assert (use.state, use.findings, covered(connection)) == (SuppressionState.EXPIRED, 1, set())
    (told,) = use.warnings
    assert told.startswith("modelkeep.toml:1: expired on 2027-01-31 and suppresses nothing any more; 1 finding would")


@pytest.mark.parametrize(
    ("given", "state", "said"),
    [
        ({"control": "S3-1"}, SuppressionState.UNUSED, "no control is called 'S3-1'; did you mean S3-01"),
        ({"control": ["S3-02", "ZZ-9"]}, SuppressionState.ACTIVE, "no control is called 'ZZ-9'"),
        ({"resource": "arn:aws:s3:::gone-*"}, SuppressionState.UNUSED, "no resource of this scan matches"),
        ({"tag": "colour"}, SuppressionState.UNUSED, "no resource that was judged has the tag 'colour'"),
        ({"control": "S3-02", "resource": DARK}, SuppressionState.UNUSED, "no finding of this scan matches it"),
        ({"control": "S3-02", "resource": PROD}, SuppressionState.FIXED, "passes now. It can be removed"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(given: dict[str, Any], state: SuppressionState, said: str) -> None:
    _, (use,) = opened(decided(**given))
    assert use.state is state
    assert any(told.startswith("modelkeep.toml:1: ") and said in told for told in use.warnings)


def test_a_control_that_was_not_part_of_the_scan_is_no_mistake() -> None:
    _, (use,) = opened(decided(control="SM-77"))
    assert (use.state, use.warnings) == (SuppressionState.NOT_SCANNED, ())


def test_of_several_the_one_that_holds_longest_marks_a_finding() -> None:
    later = decided("b:2", control="S3-02", expires=date(2028, 1, 1))
    connection, uses = opened(decided("a:1", resource=DEV), later, decided("c:3", control="S3-*"))
    (found,) = [each for each in findings(connection, Filter(controls=("S3-02",))) if each.suppressed]
    assert found.suppressed == later
    assert [use.findings for use in uses] == [2, 1, 4]


def test_what_was_applied_can_be_read_back() -> None:
    connection, uses = opened(decided("b:12", tag="env=dev"), decided("b:2", control="ZZ-*", status="unknown"))
    assert suppressions(connection) == uses


def test_suppressed_findings_are_counted_apart() -> None:
    connection, _ = opened(decided(control="S3-01"))
    total = summarise(connection).total
    assert (total.failed, total.unknown, total.passed) == (1, 0, 1)
    assert (total.suppressed_failed, total.suppressed_unknown, total.judged) == (2, 1, 5)
    assert {severity.value: count for severity, count in total.by_severity.items()} == {"low": 1}


def test_a_choice_with_or_without_what_is_suppressed() -> None:
    connection, _ = opened(decided(control="S3-01"))
    assert len(list(findings(connection, Filter(suppressed=True)))) == 3
    assert [each.control for each in findings(connection, Filter(suppressed=False))] == ["S3-02", "S3-02"]
    assert Filter(suppressed=False).told == "suppressed left out"


@pytest.mark.parametrize(
    ("given", "reads", "code"),
    [
        ({"control": "S3-01", "status": "fail"}, [{}], 11),
        ({"resource": "arn:aws:s3:::*", "status": "fail"}, [{}], 4),
        ({"resource": "arn:aws:s3:::*"}, [{}], 0),
        ({"resource": "arn:aws:s3:::*"}, [{}, denied()], 4),
        ({"resource": "arn:aws:s3:::*"}, [{}, denied("engine:access", outcome="not-analysed")], 0),
        ({"resource": "arn:aws:s3:::*", "expires": date(2026, 1, 1)}, [{}], 14),
    ],
)
def test_exit_code(given: dict[str, Any], reads: list[dict[str, Any]], code: int) -> None:
    connection, _ = opened(decided(**given), of=estate(reads=reads))
    assert exit_code(connection) == code


def test_a_gap_that_is_accepted_is_still_a_gap() -> None:
    dark = [unlisted(control="SM-01", severity="high")]
    connection, _ = opened(decided(control="SM-01"), of=estate(findings=dark, reads=[{}, denied()]))
    found = coverage(connection)
    assert (found.unknown, found.unknown_suppressed, found.complete) == (1, 1, False)
    assert [gap.unknown for gap in found.gaps] == [1]
    assert exit_code(connection) == 4
