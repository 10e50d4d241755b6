"""What is told of one file is bounded, and noise hides nothing."""

from __future__ import annotations

from collections.abc import Iterator

from modelkeep.core.artifact_policy import Policy
from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.limits import Limits
from modelkeep.engines.artifacts.looking import MOST_GAPS, MOST_ISSUES, Budget, Look
from modelkeep.engines.artifacts.sources import UnreadableError

NOISE = Rule(id="noise", title="", severity=Severity.LOW, fix="")
BAD = Rule(id="bad", title="", severity=Severity.CRITICAL, fix="")


def fresh(limits: Limits | None = None) -> Look:
    return Look(("file",), Policy(), Budget(limits or Limits(), lambda source, look: None))


def test_noise_does_not_push_a_worse_issue_out() -> None:
    look = fresh()
    for n in range(MOST_ISSUES + 10):
        look.found(NOISE, f"{n}")
    look.found(BAD, "late")
    look.found(BAD, "late")
    assert len(look.budget.issues) == MOST_ISSUES
    assert [issue.message for issue in look.budget.issues if issue.rule == "bad"] == ["late"]
    assert [gap.reason for gap in look.budget.gaps] == ["more than 1,000 issues: the mildest are not told"]


def test_gaps_are_bounded_and_told_once() -> None:
    look = fresh()
    for n in range(3 * MOST_GAPS):
        look.inside(f"{n % (2 * MOST_GAPS)}").gap("unread")
    assert len(look.budget.gaps) == MOST_GAPS + 1
    assert list(look.budget.gaps)[-1].place == ("file",)


def test_what_is_spooled_is_read_from_memory_and_from_disk_alike() -> None:
    chunks = [bytes([n]) * 100 for n in range(10)]
    for memory in (50, 5_000):
        source = fresh(Limits(memory=memory)).spooled(chunks)
        assert (source.size, source.read(95, 10), source.read(950, 500)) == (1_000, b"\0" * 5 + b"\1" * 5, b"\t" * 50)


def test_what_breaks_off_is_kept_and_told() -> None:
    def some() -> Iterator[bytes]:
        yield b"first"
        raise UnreadableError("broken")

    look = fresh()
    assert look.spooled(some()).read(0, 10) == b"first"
    assert [gap.reason for gap in look.budget.gaps] == ["only the first 5 bytes are decompressed: broken"]
