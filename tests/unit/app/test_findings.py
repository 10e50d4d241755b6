"""Findings are streamed, chosen and turned into an exit code; coverage names every gap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from tests.unit.estates import Estate, bucket_arn, control, denied, model_arn, unlisted

from modelkeep.app.findings import Filter, coverage, exit_code, findings
from modelkeep.core.coverage import Outcome
from modelkeep.core.errors import UsageError
from modelkeep.core.verdict import Practice, Severity, Verdict

FRAUD, CHAT = model_arn("fraud"), model_arn("chat")
DATA = bucket_arn("data")


def estate() -> Estate:
    return Estate(
        findings=[
            {"control": "S3-01", "severity": "low", "practice": "encryption-at-rest", "resource": DATA, "name": "data"},
            {"control": "SM-01", "severity": "critical", "practice": "access", "resource": FRAUD, "name": "fraud"},
            {"control": "SM-01", "severity": "critical", "practice": "access", "resource": CHAT, "verdict": "PASS"},
            {"control": "SM-02", "severity": "high", "practice": "network", "resource": FRAUD, "verdict": "UNKNOWN"},
            unlisted(control="SM-03", severity="medium", practice="governance"),
        ],
        models=[{"arn": FRAUD, "name": "fraud"}, {"arn": CHAT, "name": "chat"}],
        edges=[(FRAUD, "stored_in", DATA), (CHAT, "stored_in", DATA)],
    )


def chosen(**fields: Any) -> list[tuple[str, str]]:
    connection = estate().connection()
    return [(each.control, each.resource) for each in findings(connection, Filter(**fields))]


def test_findings_come_worst_first_with_the_models_that_they_concern() -> None:
    found = list(findings(estate().connection()))
    assert [(each.severity.value, each.control) for each in found] == [
        ("critical", "SM-01"), ("critical", "SM-01"), ("high", "SM-02"), ("medium", "SM-03"), ("low", "S3-01"),
    ]  # fmt: skip
    assert found[-1].models == (CHAT, FRAUD)
    assert found[3].models == ()
    assert found[3].unlisted
    assert not found[0].unlisted


def test_the_connection_stays_free_while_findings_stream() -> None:
    connection = estate().connection()
    seen = 0
    for _ in findings(connection):
        connection.execute("SELECT 1").fetchall()
        seen += 1
    assert seen == 5


@pytest.mark.parametrize(
    ("fields", "controls"),
    [
        ({"practices": frozenset({Practice.ACCESS})}, ["SM-01", "SM-01"]),
        ({"severities": frozenset({Severity.LOW, Severity.HIGH})}, ["SM-02", "S3-01"]),
        ({"verdicts": frozenset({Verdict.UNKNOWN})}, ["SM-02", "SM-03"]),
        ({"controls": ("SM-02",)}, ["SM-02"]),
        ({"resource": "DAT"}, ["S3-01"]),
        ({"accounts": ("111122223333",), "regions": ("us-east-1",)}, ["SM-01", "SM-01", "SM-02", "SM-03", "S3-01"]),
    ],
)
def test_filter_by(fields: dict[str, Any], controls: list[str]) -> None:
    assert [control for control, _ in chosen(**fields)] == controls


@pytest.mark.parametrize("name", ["chat", CHAT])
def test_filter_by_model_keeps_what_could_not_be_listed_near_it(name: str) -> None:
    assert [control for control, _ in chosen(models=(name,))] == ["SM-01", "SM-03", "S3-01"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"models": ("fraudd",)}, "Did you mean fraud"),
        ({"accounts": ("999999999999",)}, "111122223333"),
        ({"regions": ("us-east-2",)}, "us-east-1"),
        ({"controls": ("XX-99",)}, "SM-01"),
    ],
)
def test_a_name_that_the_snapshot_does_not_know_is_an_error_at_once(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        findings(estate().connection(), Filter(**fields))
    assert said in caught.value.remedy


def test_a_control_of_the_catalogue_without_findings_is_no_error() -> None:
    assert not list(findings(estate().connection(), Filter(controls=("SM-99",)), [control("SM-99")]))


def test_filter_tells_itself() -> None:
    assert Filter().told == ""
    told = Filter(severities=frozenset({Severity.LOW, Severity.CRITICAL}), models=("fraud",)).told
    assert told == "severity critical, low; model fraud"


@pytest.mark.parametrize(
    ("rows", "reads", "code"),
    [
        ([{"verdict": "PASS"}], [{}], 0),
        ([{"verdict": "FAIL", "severity": "info"}], [{}], 0),
        ([{"verdict": "FAIL", "severity": "info"}], [denied()], 4),
        ([], [{}], 3),
        ([], [denied()], 4),
        ([{"verdict": "UNKNOWN"}], [{}], 4),
        ([{"verdict": "PASS"}], [{}, denied()], 4),
        ([{"verdict": "PASS"}], [{}, denied(outcome="throttled")], 4),
        ([{"verdict": "PASS"}], [{}, denied(outcome="error")], 4),
        ([{"verdict": "PASS"}], [{}, denied("engine:access", outcome="not-analysed")], 0),
        ([{"verdict": "UNKNOWN"}], [{}, denied("engine:access", outcome="not-analysed")], 4),
        ([{"verdict": "PASS"}], [{}, denied("engine:access", outcome="error")], 4),
        ([{"verdict": "PASS"}], [denied(outcome="absent"), denied(outcome="unsupported")], 0),
        ([{"severity": "low"}], [{}], 11),
        ([{"severity": "medium"}, {"severity": "low", "control": "B-1"}], [{}], 12),
        ([{"severity": "high"}], [denied()], 13),
        ([{"severity": "critical"}, {"verdict": "UNKNOWN", "control": "B-1"}], [{}], 14),
        ([{"severity": "critical", "verdict": "PASS"}, {"severity": "low", "control": "B-1"}], [{}], 11),
    ],
)
def test_exit_code(rows: Sequence[dict[str, Any]], reads: Sequence[dict[str, Any]], code: int) -> None:
    assert exit_code(Estate(findings=rows, reads=reads).connection()) == code


def test_what_was_not_analysed_is_no_read_that_failed() -> None:
    """It is told where a verdict rests on it, apart from what AWS refused."""
    gap = {"call": "engine:access", "code": ""}
    missing = [
        denied(each, outcome="not-analysed", code="", region="global") for each in ("engine:access", "engine:logs")
    ]
    estate = Estate(findings=[{"verdict": "UNKNOWN", **gap}], reads=[{}, *missing])
    found = coverage(estate.connection())
    assert (found.asked, found.failed, found.gaps, found.complete) == (1, 0, (), False)
    assert [(each.call, each.unknown) for each in found.not_analysed] == [("engine:access", 1)]
    assert {each.service for each in found.reads} == {"sagemaker"}


def test_coverage_counts_reads_and_groups_gaps_by_call_and_code() -> None:
    gap = {"call": "iam:GetRolePolicy", "code": "AccessDenied"}
    found = coverage(
        Estate(
            findings=[{"verdict": "UNKNOWN", **gap}, {"verdict": "UNKNOWN", "control": "B-1"}],
            reads=[
                {},
                {"call": "sagemaker:DescribeModel", "outcome": "absent"},
                denied(**gap, resource="a"),
                denied(**gap, resource="b", region="eu-west-1"),
                denied("s3:GetBucketPolicy", outcome="throttled", code="SlowDown", account="222233334444"),
            ],
        ).connection()
    )
    assert [(each.call, each.reads, each.regions, each.unknown) for each in found.gaps] == [
        ("iam:GetRolePolicy", 2, ("eu-west-1", "us-east-1"), 1),
        ("s3:GetBucketPolicy", 1, ("us-east-1",), 0),
    ]
    assert found.gaps[1].outcome is Outcome.THROTTLED
    assert (found.asked, found.failed, found.unknown, found.complete) == (5, 3, 2, False)
    sagemaker = next(each for each in found.reads if each.service == "sagemaker")
    assert sagemaker.outcomes == {Outcome.OK: 1, Outcome.ABSENT: 1}


def test_coverage_of_nothing_is_not_complete() -> None:
    assert not coverage(Estate(reads=()).connection()).complete
    assert coverage(Estate(findings=[{"verdict": "PASS"}]).connection()).complete
