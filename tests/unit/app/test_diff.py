"""What changed between two snapshots; above all, that nothing unscanned is ever called fixed."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.estates import ACCOUNT, Estate, bucket_arn, denied, unlisted

from modelkeep.app.diff import diff
from modelkeep.core.comparison import Change, ChangeKind, Comparison

ARN = "arn:aws:sagemaker:us-east-1:111122223333:notebook-instance/nb"
OTHER = "222233334444"
NOTEBOOK = {"arn": ARN, "name": "nb", "source_table": "sagemaker_notebook_instance"}


def estate(*findings: dict[str, Any], gone: bool = False, **given: Any) -> Estate:
    values: dict[str, Any] = {"controls": {"SM-NB-01": "0"}, "resources": [] if gone else [NOTEBOOK], **given}
    return Estate(findings=findings, **values)


def compare(before: Estate, after: Estate) -> Comparison:
    return diff(before.snapshot("20261120T000000Z"), after.snapshot("20261121T000000Z"))


def only(comparison: Comparison) -> Change:
    (change,) = comparison.changes
    return change


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("FAIL", "FAIL", ChangeKind.STILL_OPEN),
        ("FAIL", "PASS", ChangeKind.FIXED),
        ("FAIL", "UNKNOWN", ChangeKind.NEWLY_UNKNOWN),
        ("PASS", "FAIL", ChangeKind.FAILED),
        ("PASS", "UNKNOWN", ChangeKind.NEWLY_UNKNOWN),
        ("UNKNOWN", "FAIL", ChangeKind.FAILED),
        ("UNKNOWN", "PASS", ChangeKind.CLARIFIED),
        ("UNKNOWN", "UNKNOWN", ChangeKind.STILL_UNKNOWN),
    ],
)
def test_verdict_before_and_after(before: str, after: str, kind: ChangeKind) -> None:
    change = only(compare(estate({"verdict": before}), estate({"verdict": after})))
    assert change.kind is kind
    assert not change.control_changed


def test_pass_twice_is_only_counted() -> None:
    found = compare(estate({"verdict": "PASS"}), estate({"verdict": "PASS"}))
    assert (found.changes, found.passed) == ((), 1)


@pytest.mark.parametrize(
    ("after", "kind", "note"),
    [
        (estate(gone=True), ChangeKind.GONE, "no longer exists"),
        (estate(), ChangeKind.NO_LONGER_APPLIES, "nothing to say"),
        (estate(gone=True, accounts=(OTHER,)), ChangeKind.NOT_SCANNED, "account was not scanned"),
        (estate(gone=True, regions=("eu-west-1",)), ChangeKind.NOT_SCANNED, "region was not scanned"),
        (estate(gone=True, controls={"B-1": "0"}), ChangeKind.NOT_SCANNED, "not part of the scan"),
        (estate(unlisted("sagemaker_notebook_instance"), gone=True), ChangeKind.NOT_SCANNED, "could not be listed"),
        (estate(gone=True, reads=[denied("sagemaker:ListNotebookInstances")]), ChangeKind.NOT_SCANNED, "could not be listed"),
        (estate(gone=True, reads=[denied("s3:ListBuckets")]), ChangeKind.GONE, "no longer exists"),
    ],
)  # fmt: skip
def test_a_finding_that_is_not_there_any_more(after: Estate, kind: ChangeKind, note: str) -> None:
    comparison = compare(estate({"verdict": "FAIL"}), after)
    change = next(each for each in comparison.changes if each.after is None)
    assert change.kind is kind
    assert note in change.note
    assert not comparison.of(ChangeKind.FIXED)


def test_narrowing_to_ai_resources_fixes_nothing() -> None:
    change = only(compare(estate({"verdict": "FAIL"}, everything=True), estate()))
    assert change.kind is ChangeKind.NOT_SCANNED


def test_a_resource_of_no_known_account_is_not_gone_while_anything_is_unlisted() -> None:
    bucket = {"resource": bucket_arn("foreign"), "account": "", "region": ""}
    elsewhere = unlisted("sagemaker_notebook_instance", account=OTHER)
    comparison = compare(estate(bucket, gone=True), estate(elsewhere, accounts=(ACCOUNT, OTHER), gone=True))
    assert next(each for each in comparison.changes if each.after is None).kind is ChangeKind.NOT_SCANNED


def test_what_could_not_be_listed_and_now_is() -> None:
    assert only(compare(estate(unlisted(), gone=True), estate(gone=True))).kind is ChangeKind.CLARIFIED


@pytest.mark.parametrize(
    ("before", "note"),
    [
        (estate(gone=True), "the resource is new"),
        (estate(), "did not apply"),
        (estate(gone=True, accounts=(OTHER,)), "account was not scanned"),
        (estate(gone=True, controls={"B-1": "0"}), "not part of the scan"),
        (estate(unlisted("sagemaker_notebook_instance"), gone=True), "could not be listed earlier"),
    ],
)
def test_a_finding_that_was_not_there_before(before: Estate, note: str) -> None:
    change = next(each for each in compare(before, estate({"verdict": "FAIL"})).changes if each.before is None)
    assert change.kind is ChangeKind.NEW
    assert note in change.note


def test_changed_controls_and_scope_are_told() -> None:
    before = estate({"verdict": "FAIL"}, accounts=(ACCOUNT, OTHER), controls={"SM-NB-01": "0", "OLD-1": "0"})
    after = estate({"verdict": "PASS"}, controls={"SM-NB-01": "1", "NEW-1": "0"})
    comparison = compare(before, after)
    assert only(comparison).control_changed
    scope = comparison.scope
    assert (scope.controls_changed, scope.controls_added, scope.controls_dropped) == (
        ("SM-NB-01",),
        ("NEW-1",),
        ("OLD-1",),
    )
    assert scope.accounts_dropped == (OTHER,)
    assert scope.narrower


def test_changes_come_worst_first_and_counted() -> None:
    after = estate(
        {"severity": "low"}, {"severity": "critical", "control": "B-1"}, {"verdict": "UNKNOWN", "control": "C-1"}
    )
    comparison = compare(estate(gone=True), after)
    assert [each.finding.severity.value for each in comparison.of(ChangeKind.NEW)] == ["critical", "low"]
    assert comparison.counts == {ChangeKind.NEW: 2, ChangeKind.NEWLY_UNKNOWN: 1}
