"""What an incremental scan says about itself, and that a CloudTrail that cannot be asked is no gap."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.unit.estates import Estate

from modelkeep.app.findings import coverage, exit_code
from modelkeep.core.coverage import SAVES_CALLS, Basis
from modelkeep.core.exits import EXIT_CLEAN, EXIT_INCOMPLETE

FOUND = [{"verdict": "PASS"}]
DENIED = {"call": SAVES_CALLS, "outcome": "denied", "code": "AccessDeniedException", "basis": "always"}


def kept(resource: str, basis: str, at: str = "2026-11-20T08:00:00", snapshot: str = "S1") -> dict[str, str]:
    return {"call": "s3:GetBucketPolicy", "resource": resource, "basis": basis, "kept_from": snapshot, "at": at}


def test_a_scan_that_was_to_read_everything_says_nothing() -> None:
    assert coverage(Estate(findings=FOUND).connection()).reuse is None


def test_kept_and_made_are_counted_with_their_proofs_and_ages() -> None:
    reads = [
        kept("a", "cloudtrail"), kept("b", "listed", "2026-11-18T08:00:00", "S0"),
        {"basis": "always"}, {"basis": "changed", "resource": "c"}, {"basis": "unproven", "resource": "d"},
    ]  # fmt: skip
    found = coverage(Estate(findings=FOUND, reads=reads).connection()).reuse
    assert found is not None
    assert (found.kept, found.made, found.snapshots) == (2, 3, ("S0", "S1"))
    assert found.oldest == datetime(2026, 11, 18, 8, tzinfo=UTC)
    assert found.bases[Basis.CHANGED] == 1
    assert "3 calls made, 2 answers kept from 2 snapshots, the oldest of 2026-11-18 08:00 UTC." in found.told
    assert "1 call made again for want of CloudTrail's events" in found.told
    assert "may not have been told yet" in found.told


def test_nothing_kept_promises_nothing() -> None:
    found = coverage(Estate(findings=FOUND, reads=[{"basis": "always"}]).connection()).reuse
    assert found is not None
    assert found.told == "1 call made, 0 answers kept."


def test_a_denied_lookup_is_told_and_leaves_no_gap() -> None:
    connection = Estate(findings=FOUND, reads=[{"basis": "always"}, DENIED]).connection()
    found = coverage(connection)
    assert found.complete
    assert exit_code(connection) == EXIT_CLEAN
    assert found.reuse is not None
    assert "CloudTrail did not tell what changed in 111122223333 us-east-1 (AccessDeniedException)." in found.reuse.told


def test_any_other_denied_call_stays_a_gap() -> None:
    connection = Estate(
        findings=FOUND, reads=[{"basis": "always"}, {**DENIED, "call": "cloudtrail:DescribeTrails"}]
    ).connection()
    assert not coverage(connection).complete
    assert exit_code(connection) == EXIT_INCOMPLETE
