"""What a push sends, what it leaves alone, and what it remembers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.fakes.push import MemoryLedger, MemoryReceiver
from tests.unit.estates import ACCOUNT, REGION, Estate, bucket_arn, denied, model_arn, unlisted

from modelkeep.adapters.export.asff import asff
from modelkeep.app.push import BATCH, REFRESH, PushRequest, _batches, content_digest, plan, push
from modelkeep.core.destination import Destination
from modelkeep.core.finding import Finding, finding_id
from modelkeep.core.push import Item, PushReport, Reason, Sent
from modelkeep.core.verdict import Practice, Severity, Verdict

HERE = Destination(ACCOUNT, REGION)
OPEN = PushRequest(verdicts=frozenset({Verdict.FAIL, Verdict.UNKNOWN}))
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
FIRST, SECOND, THIRD = (f"2026-11-{day}T10:00:00" for day in (21, 22, 23))
FRAUD, DATA = model_arn("fraud"), bucket_arn("data")
LISTED = ({"arn": FRAUD, "name": "fraud", "kind": "AWS::SageMaker::Model", "source_table": "sagemaker_model"},)


def render(finding: Finding, place: Destination, *, created: datetime, updated: datetime, gone: bool) -> dict[str, Any]:
    return asff(finding, None, place, created=created, updated=updated, gone=gone)


@dataclass(slots=True)
class Pushing:
    """A ledger and a receiver, and pushes of one snapshot after the other, a day apart."""

    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    receiver: MemoryReceiver = field(default_factory=MemoryReceiver)
    now: datetime = NOON

    def push(self, estate: Estate, request: PushRequest = OPEN, *, after: timedelta = timedelta(days=1)) -> PushReport:
        self.now += after
        return push(request, estate.snapshot(), self.ledger, self.receiver, render, lambda: self.now)

    def status(self, control: str, resource: str) -> tuple[str, str]:
        document = self.receiver.documents[finding_id(control, resource)]
        return document["Compliance"]["Status"], document["RecordState"]


def estate(*findings: Mapping[str, Any], at: str = FIRST, **more: Any) -> Estate:
    more.setdefault("resources", LISTED)
    more.setdefault("reads", [{"at": at}])
    return Estate(findings=findings, **more)


def row(verdict: str = "FAIL", resource: str = FRAUD, control: str = "SM-01", **more: Any) -> dict[str, Any]:
    return {"control": control, "resource": resource, "verdict": verdict, "kind": "AWS::SageMaker::Model", **more}


def test_the_first_push_sends_what_is_open_and_the_second_nothing() -> None:
    pushing = Pushing()
    found = estate(row(), row("UNKNOWN", control="SM-02"), row("PASS", control="SM-03"))
    assert pushing.push(found).total().sent == {Reason.NEW: 2}
    again = pushing.push(found)
    assert (again.total().sent, again.total().unchanged) == ({}, 2)
    assert len(pushing.receiver.batches) == 1


def test_a_scan_later_that_found_the_same_sends_nothing() -> None:
    pushing = Pushing()
    pushing.push(estate(row(), at=FIRST))
    assert pushing.push(estate(row(), at=SECOND)).total().sent == {}


def test_only_what_changed_is_sent_with_its_first_date_and_a_new_one() -> None:
    pushing = Pushing()
    pushing.push(estate(row(), row(control="SM-02")))
    report = pushing.push(estate(row(reason="another reason"), row(control="SM-02"), at=SECOND))
    assert report.total().sent == {Reason.CHANGED: 1}
    document = pushing.receiver.documents[finding_id("SM-01", FRAUD)]
    assert "another reason" in document["Description"]
    assert (document["CreatedAt"], document["UpdatedAt"]) == ("2026-11-22T12:00:00Z", "2026-11-23T12:00:00Z")


def test_passes_are_sent_when_they_are_wanted() -> None:
    pushing = Pushing()
    assert pushing.push(estate(row("PASS")), PushRequest(verdicts=frozenset())).total().sent == {Reason.NEW: 1}
    assert pushing.status("SM-01", FRAUD) == ("PASSED", "ACTIVE")


def test_what_is_fixed_is_sent_as_passed_though_passes_are_not_wanted() -> None:
    pushing = Pushing()
    pushing.push(estate(row()))
    assert pushing.push(estate(row("PASS"), at=SECOND)).total().sent == {Reason.CHANGED: 1}
    assert pushing.status("SM-01", FRAUD) == ("PASSED", "ACTIVE")
    assert pushing.push(estate(row("PASS"), at=THIRD)).total().sent == {}


def test_what_is_unknown_now_is_no_longer_failed_and_not_passed() -> None:
    pushing = Pushing()
    pushing.push(estate(row()))
    pushing.push(estate(row("UNKNOWN", call="sagemaker:DescribeModel", code="AccessDenied"), at=SECOND))
    assert pushing.status("SM-01", FRAUD) == ("NOT_AVAILABLE", "ACTIVE")


def test_what_is_gone_is_archived_once() -> None:
    pushing = Pushing()
    pushing.push(estate(row()))
    nothing = estate(at=SECOND, resources=(), controls={"SM-01": "0"})
    assert pushing.push(nothing).total().sent == {Reason.GONE: 1}
    assert pushing.status("SM-01", FRAUD) == ("FAILED", "ARCHIVED")
    assert pushing.push(nothing).total().sent == {}


def test_a_resource_that_comes_back_is_active_again() -> None:
    pushing = Pushing()
    pushing.push(estate(row()))
    pushing.push(estate(at=SECOND, resources=(), controls={"SM-01": "0"}))
    assert pushing.push(estate(row(), at=THIRD)).total().sent == {Reason.NEW: 1}
    assert pushing.status("SM-01", FRAUD) == ("FAILED", "ACTIVE")


@pytest.mark.parametrize(
    "later",
    [
        estate(at=SECOND, resources=()),
        estate(at=SECOND, resources=(), controls={"SM-01": "0"}, accounts=("444455556666",)),
        estate(at=SECOND, resources=(), controls={"SM-01": "0"}, regions=("eu-west-1",)),
        estate(
            unlisted(control="SM-01"), resources=(), reads=[{"at": SECOND}, denied("sagemaker:ListModels", at=SECOND)]
        ),
        estate(
            controls={"SM-01": "0"}, resources=(), reads=[{"at": SECOND}, denied("sagemaker:ListModels", at=SECOND)]
        ),
    ],
    ids=["another control", "another account", "another region", "not listed", "list denied"],
)
def test_what_was_not_looked_at_is_not_archived(later: Estate) -> None:
    pushing = Pushing()
    pushing.push(estate(row()))
    report = pushing.push(later)
    assert report.not_looked == 1
    assert Reason.GONE not in report.total().sent
    assert pushing.status("SM-01", FRAUD) == ("FAILED", "ACTIVE")


def test_an_earlier_scan_changes_nothing_that_a_later_one_said() -> None:
    pushing = Pushing()
    pushing.push(estate(row(), row(control="SM-02"), at=SECOND))
    report = pushing.push(estate(row("PASS"), at=FIRST, controls={"SM-02": "0"}, resources=()))
    assert (report.newer, report.total().sent) == (2, {})
    assert pushing.status("SM-01", FRAUD) == ("FAILED", "ACTIVE")


def test_a_filter_leaves_other_places_alone() -> None:
    pushing = Pushing()
    other = row(resource=model_arn("m", region="eu-west-1"), region="eu-west-1")
    both = estate(row(), other, regions=(REGION, "eu-west-1"))
    here = PushRequest(verdicts=OPEN.verdicts, regions=frozenset({REGION}))
    assert pushing.push(both, here).total().sent == {Reason.NEW: 1}
    nobody = PushRequest(verdicts=OPEN.verdicts, accounts=frozenset({"444455556666"}))
    gone = estate(at=SECOND, resources=(), controls={"SM-01": "0"}, regions=(REGION, "eu-west-1"))
    assert pushing.push(gone, nobody).total().sent == {}
    assert pushing.push(gone, here).total().sent == {Reason.GONE: 1}


def test_refused_findings_are_counted_and_tried_again() -> None:
    pushing = Pushing()
    found = estate(row(), row(control="SM-02"))
    pushing.receiver.refusing = {finding_id("SM-02", FRAUD)}
    report = pushing.push(found)
    assert (report.total().accepted, report.total().refused) == (1, 1)
    (((place, refusal), count),) = report.refusals.items()
    assert (place, refusal.code, count) == (HERE, "InvalidInput", 1)
    pushing.receiver.refusing = set()
    assert pushing.push(found).total().sent == {Reason.NEW: 1}


def test_a_place_that_is_closed_does_not_stop_the_others() -> None:
    pushing = Pushing()
    other = row(resource=model_arn("m", region="eu-west-1"), region="eu-west-1")
    pushing.receiver.closed = {HERE}
    report = pushing.push(estate(row(), other, regions=(REGION, "eu-west-1")))
    assert report.at(HERE).refused == 1
    assert report.at(Destination(ACCOUNT, "eu-west-1")).accepted == 1


def test_killed_between_batches_it_goes_on_with_the_rest() -> None:
    pushing = Pushing()
    found = estate(*(row(resource=bucket_arn(f"b{each:03}")) for each in range(250)))
    pushing.receiver.lives = 2
    with pytest.raises(KeyboardInterrupt):
        pushing.push(found)
    assert len(pushing.ledger.kept) == 200
    pushing.receiver.lives = 1000
    assert pushing.push(found).total().sent == {Reason.NEW: 50}
    assert len(pushing.receiver.documents) == 250


def test_batches_keep_to_the_limits() -> None:
    pushing = Pushing()
    pushing.push(estate(*(row(resource=bucket_arn(f"b{each:03}")) for each in range(201))))
    assert [len(batch.items) for batch in pushing.receiver.batches] == [BATCH, BATCH, 1]


def test_batches_keep_to_the_size_of_a_request() -> None:
    large = [Item(Reason.NEW, {"Id": str(each), "Text": "x" * 2_000_000}, sent(str(each))) for each in range(5)]
    assert [len(batch.items) for batch in _batches(iter(large))] == [2, 2, 1]


def test_what_stays_open_is_sent_again_before_it_is_forgotten() -> None:
    pushing = Pushing()
    passed = row("PASS", control="SM-02")
    pushing.push(estate(row(), row(control="SM-02")))
    pushing.push(estate(row(), passed, at=SECOND))
    report = pushing.push(estate(row(), passed, at=THIRD), after=REFRESH)
    assert report.total().sent == {Reason.REFRESHED: 1}
    assert pushing.push(estate(row(), passed, at=THIRD)).total().sent == {}


def test_global_findings_stay_where_they_were_sent() -> None:
    pushing = Pushing()
    role = row(resource=f"arn:aws:iam::{ACCOUNT}:role/r", region="global", kind="AWS::IAM::Role")
    pushing.push(estate(role, regions=("eu-west-1",)))
    report = pushing.push(estate({**role, "reason": "other"}, regions=(REGION, "eu-west-1"), at=SECOND))
    assert list(report.places) == [Destination(ACCOUNT, "eu-west-1")]
    assert report.total().sent == {Reason.CHANGED: 1}


def test_a_plan_tells_the_same_and_does_nothing() -> None:
    pushing = Pushing()
    told: list[Item] = []
    found = estate(row(), row(control="SM-02"))
    report = plan(OPEN, found.snapshot(), pushing.ledger, render, lambda: NOON, told.append)
    assert report.total().sent == {Reason.NEW: 2} == pushing.push(found).total().sent
    assert [item.sent.finding.control for item in told] == ["SM-01", "SM-02"]


def test_the_digest_is_of_the_content_and_not_of_its_times() -> None:
    document = {"Id": "1", "Title": "a", "UpdatedAt": "x", "LastObservedAt": "y"}
    assert content_digest(document) == content_digest({**document, "UpdatedAt": "z", "CreatedAt": "c"})
    assert content_digest(document) != content_digest({**document, "Title": "b"})


def sent(name: str) -> Sent:
    found = Finding(
        id=name, control="SM-01", title="t", practice=Practice.ACCESS, severity=Severity.HIGH, verdict=Verdict.FAIL,
        resource=FRAUD, name="", kind="", account=ACCOUNT, region=REGION, reason="", at=NOON,
    )  # fmt: skip
    return Sent(place=HERE, id=name, digest="d", created=NOON, at=NOON, seen=NOON, finding=found)
