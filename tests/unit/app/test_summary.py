"""The summary counts per practice, severity and model."""

from __future__ import annotations

from tests.unit.estates import Estate, bucket_arn, control, model_arn

from modelkeep.app.summary import report_context, summarise
from modelkeep.core.report import ModelClass
from modelkeep.core.verdict import Practice, Severity
from modelkeep.engines.posture.schema import insert_rows

FRAUD, CHAT, IDLE = model_arn("fraud"), model_arn("chat"), model_arn("idle")
DATA = bucket_arn("data")
ESTATE = Estate(
    findings=[
        {"control": "A-1", "severity": "critical", "practice": "access", "resource": FRAUD},
        {"control": "A-2", "severity": "low", "practice": "access", "resource": DATA},
        {"control": "A-3", "severity": "critical", "practice": "access", "resource": CHAT, "verdict": "UNKNOWN"},
        {"control": "A-4", "severity": "critical", "practice": "network", "resource": CHAT, "verdict": "PASS"},
    ],
    models=[{"arn": IDLE, "name": "idle"}, {"arn": CHAT, "name": "chat"}, {"arn": FRAUD, "name": "fraud"}],
    edges=[(FRAUD, "stored_in", DATA), (CHAT, "trained_from", DATA)],
)


def test_practices_and_total() -> None:
    summary = summarise(ESTATE.connection())
    assert (summary.total.failed, summary.total.unknown, summary.total.passed) == (2, 1, 1)
    assert summary.total.by_severity == {Severity.CRITICAL: 1, Severity.LOW: 1}
    access = summary.practices[Practice.ACCESS]
    assert (access.failed, access.unknown, access.passed, access.worst) == (2, 1, 0, Severity.CRITICAL)
    assert list(summary.practices) == list(Practice)
    assert summary.practices[Practice.PATCHING].judged == 0


def test_models_worst_first_and_what_nothing_was_said_about_is_not_judged() -> None:
    models = summarise(ESTATE.connection()).models
    assert [(each.name, each.tally.failed, each.tally.unknown, each.tally.passed) for each in models] == [
        ("fraud", 2, 0, 0), ("chat", 1, 1, 1), ("idle", 0, 0, 0),
    ]  # fmt: skip
    assert models[-1].tally.judged == 0


def test_the_class_of_what_a_model_is_made_of_is_told() -> None:
    connection = ESTATE.connection()
    row = {
        "arn": FRAUD,
        "type": "model",
        "data_class": "restricted",
        "complete": False,
        "reasons": ["trained on it", "more"],
    }
    insert_rows(connection, "data_class", [row, {"arn": CHAT, "type": "data", "data_class": "public"}])
    assert [each.data for each in summarise(connection).models] == [
        ModelClass("restricted", False, "trained on it"),
        None,
        None,
    ]


def test_context_holds_the_controls_that_ran() -> None:
    connection = ESTATE.connection()
    context = report_context(ESTATE.manifest(), connection, [control("A-1"), control("Z-9")], filtered="severity low")
    assert list(context.controls) == ["A-1"]
    assert context.filtered == "severity low"
    assert context.account_names == {"111122223333": "acme-1111"}
