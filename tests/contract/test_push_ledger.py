"""Every ledger of pushes keeps what it was told, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.fakes.push import MemoryLedger

from modelkeep.adapters.store.ledger import FileLedger
from modelkeep.core.destination import Destination
from modelkeep.core.finding import Finding
from modelkeep.core.push import Sent
from modelkeep.core.verdict import Practice, Severity, Verdict
from modelkeep.ports import PushLedger

HERE, THERE = Destination("111122223333", "us-east-1"), Destination("111122223333", "eu-west-1")
NOW = datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=UTC)


def sent(name: str, place: Destination = HERE, digest: str = "d") -> Sent:
    finding = Finding(
        id=name, control="SM-01", title="Ünlisted", practice=Practice.ACCESS,
        severity=Severity.HIGH, verdict=Verdict.UNKNOWN, resource="arn:aws:s3:::b", name="b", kind="AWS::S3::Bucket",
        account=place.account, region=place.region, reason="why", models=("m",), owner=None, at=NOW,
    )  # fmt: skip
    return Sent(
        place=place, id=name, digest=digest, created=NOW, at=NOW, seen=NOW, finding=finding, source_table="s3_bucket",
        everything=True,
    )  # fmt: skip


@contextmanager
def opened(kind: str, folder: Path) -> Iterator[PushLedger]:
    if kind == "memory":
        yield MemoryLedger()
    else:
        with FileLedger(folder, "securityhub") as ledger:
            yield ledger


@pytest.fixture(params=["memory", "file"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PushLedger]:
    with opened(request.param, tmp_path) as found:
        yield found


def test_what_was_recorded_comes_back_as_it_was(ledger: PushLedger) -> None:
    assert list(ledger.entries()) == []
    ledger.record([sent("a"), sent("b")], [])
    assert sorted(each.id for each in ledger.entries()) == ["a", "b"]
    assert ledger.sent(HERE, "a") == sent("a")


def test_the_last_word_counts(ledger: PushLedger) -> None:
    ledger.record([sent("a")], [])
    ledger.record([sent("a", digest="other")], [])
    assert [each.digest for each in ledger.entries()] == ["other"]


def test_what_is_over_is_forgotten_in_its_place_only(ledger: PushLedger) -> None:
    ledger.record([sent("a"), sent("a", THERE)], [])
    ledger.record([], [(HERE, "a")])
    assert [each.place for each in ledger.entries()] == [THERE]
