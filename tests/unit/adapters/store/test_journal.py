"""The journal: what survives a kill, and what is asked again."""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from modelkeep.adapters.store.journal import FileJournal
from modelkeep.core.coverage import Outcome, Read
from modelkeep.core.errors import IntegrityError, WorkspaceError
from modelkeep.core.kinds.sagemaker import NotebookInstance

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def read(resource: str, outcome: Outcome = Outcome.OK) -> Read:
    return Read(call="sagemaker:X", account="1", region="r", resource=resource, outcome=outcome, at=NOW)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


def test_rows_and_plain_values_come_back_as_they_were(path: Path) -> None:
    row = NotebookInstance(arn="a", name="n", tags={"k": "v"}, security_groups=("sg-1",), collected_at=NOW)
    journal = FileJournal(path)
    journal.record(read("x"), [row, ("arn", "name"), "text"])
    journal.close()
    again = FileJournal(path)
    recorded = again.recall(read("x").key)
    assert recorded is not None
    assert recorded.values == (row, ("arn", "name"), "text")
    again.close()


@pytest.mark.parametrize("cut", [1, 2, 10, 40])
def test_a_torn_last_line_is_cut_off_and_the_rest_kept(path: Path, cut: int) -> None:
    journal = FileJournal(path)
    journal.record(read("first"), ["1"])
    journal.record(read("second"), ["2"])
    journal.close()
    path.write_bytes(path.read_bytes()[:-cut])
    again = FileJournal(path)
    assert again.recall(read("first").key) is not None
    assert again.recall(read("second").key) is None
    again.record(read("second"), ["2"])
    assert [line.read.resource for line in again.lines()] == ["first", "second"]
    again.close()


@pytest.mark.parametrize(
    ("outcome", "kept"),
    [
        (Outcome.OK, True),
        (Outcome.ABSENT, True),
        (Outcome.DENIED, True),
        (Outcome.THROTTLED, False),
        (Outcome.ERROR, False),
    ],
)
def test_only_lasting_outcomes_are_recalled(path: Path, outcome: Outcome, kept: bool) -> None:
    journal = FileJournal(path)
    journal.record(read("x", outcome), [])
    assert (journal.recall(read("x").key) is not None) == kept
    journal.close()


def test_the_last_line_of_a_call_counts(path: Path) -> None:
    journal = FileJournal(path)
    journal.record(read("x", Outcome.ERROR), [])
    journal.record(read("x"), ["better"])
    assert [line.read.outcome for line in journal.lines()] == [Outcome.OK]
    journal.close()


def test_a_damaged_line_is_an_integrity_error(path: Path) -> None:
    path.write_bytes(b"not json\n")
    with pytest.raises(IntegrityError, match="damaged at byte 0"):
        FileJournal(path)


def test_a_full_disk_is_a_workspace_error_with_the_way_on(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: int, content: bytes, offset: int) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    journal = FileJournal(path)
    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(WorkspaceError, match="No space left") as caught:
        journal.record(read("x"), ["y"])
    assert "--resume" in caught.value.remedy
    journal.close()
