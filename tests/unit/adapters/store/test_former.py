"""Which snapshot answers are kept from, and that a changed, foreign or old one serves for none."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from tests.unit.adapters.store.test_workspace import publish as publish_empty

from modelkeep.adapters.store import kept
from modelkeep.adapters.store.workspace import FolderWorkspace
from modelkeep.core.coverage import Outcome, Read
from modelkeep.core.digests import file_digest
from modelkeep.core.errors import IntegrityError
from modelkeep.core.kinds.sagemaker import NotebookInstance
from modelkeep.ports import Manifest, OpenRun

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WEEK = timedelta(days=7)
SCOPE = {"profile": None, "endpoint": ""}
ARN = "arn:aws:sagemaker:r:1:notebook-instance/n"
READ = Read(
    call="sagemaker:DescribeNotebookInstance", account="1", region="r", resource=ARN, outcome=Outcome.OK, at=NOW
)  # fmt: skip


def publish(folder: Path, scope: Mapping[str, Any] = SCOPE, now: datetime = NOW) -> Path:
    run = FolderWorkspace(folder).begin({}, now=now, scope=scope)
    run.journal.record(READ, [NotebookInstance(arn=ARN, account="1", region="r", name="n")], "v1")
    run.seal()
    return run.publish(
        Manifest(
            id=run.id, started=now, finished=now, tool_version="0", accounts=("1",), regions=("r",), everything=False,
            controls={}, tables={}, files={}, reads={}, verdicts={},
        )
    )  # fmt: skip


def begin(folder: Path, scope: Mapping[str, Any] = SCOPE, now: datetime = NOW + timedelta(days=1)) -> OpenRun:
    return FolderWorkspace(folder).begin({}, now=now, scope=scope, oldest=WEEK)


def test_the_answers_of_the_latest_snapshot_are_there_with_their_versions(tmp_path: Path) -> None:
    publish(tmp_path, now=NOW - timedelta(days=1))
    latest = publish(tmp_path)
    run = begin(tmp_path)
    former = run.journal.former
    assert former is not None
    assert (former.snapshot, former.started, former.oldest) == (latest.name, NOW, WEEK)
    assert former.resources == {("1", "r"): 1}
    found = run.journal.earlier(READ.key)
    assert found is not None
    assert (found.read, found.version, found.values[0].name) == (READ, "v1", "n")
    assert run.journal.recall(READ.key) is None
    assert run.reads_all_because == ""
    run.abandon()


def test_a_scan_that_is_to_read_everything_has_no_former(tmp_path: Path) -> None:
    publish(tmp_path)
    run = FolderWorkspace(tmp_path).begin({}, now=NOW, scope=SCOPE)
    assert (run.journal.former, run.reads_all_because) == (None, "")
    run.abandon()


def reason(folder: Path, **given: Any) -> str:
    run = begin(folder, **given)
    assert run.journal.former is None
    assert run.journal.earlier(READ.key) is None
    run.abandon()
    return run.reads_all_because


def test_without_a_snapshot_it_says_so(tmp_path: Path) -> None:
    assert reason(tmp_path) == "there is no earlier snapshot"


def test_a_snapshot_of_another_scope_serves_for_nothing(tmp_path: Path) -> None:
    publish(tmp_path)
    assert "with another endpoint" in reason(tmp_path, scope={**SCOPE, "endpoint": "http://lab"})


def test_a_snapshot_that_is_too_old_serves_for_nothing(tmp_path: Path) -> None:
    publish(tmp_path)
    assert "too old" in reason(tmp_path, now=NOW + WEEK + timedelta(seconds=1))


@pytest.mark.parametrize("other", [{"tool_version": "0.0.1"}, {"tables": "0"}])
def test_a_snapshot_that_other_code_reads_serves_for_nothing(tmp_path: Path, other: dict[str, str]) -> None:
    snapshot = publish(tmp_path)
    mine = kept.header("S2", NOW, SCOPE)
    digest = file_digest(snapshot / kept.NAME)
    assert kept.unpack(snapshot, digest, mine, tmp_path / "lines", not_before=NOW).snapshot == snapshot.name
    with pytest.raises(kept.NotUsableError, match="read other columns"):
        kept.unpack(snapshot, digest, replace(mine, **other), tmp_path / "lines", not_before=NOW)


def test_a_journal_that_was_changed_serves_for_nothing(tmp_path: Path) -> None:
    path = publish(tmp_path) / kept.NAME
    lines = gzip.decompress(path.read_bytes()).replace(b'"n"', b'"x"')
    path.write_bytes(gzip.compress(lines))
    assert "not the one that the scan wrote" in reason(tmp_path)
    path.unlink()
    assert "missing" in reason(tmp_path)


def test_an_older_snapshot_serves_where_the_latest_does_not(tmp_path: Path) -> None:
    first = publish(tmp_path)
    (publish(tmp_path, now=NOW + timedelta(hours=1)) / kept.NAME).unlink()
    run = begin(tmp_path)
    assert run.journal.former is not None
    assert run.journal.former.snapshot == first.name
    run.abandon()


def test_an_interrupted_scan_goes_on_with_the_same_answers(tmp_path: Path) -> None:
    publish(tmp_path)
    run = begin(tmp_path)
    run.abandon()
    publish(tmp_path, now=NOW + timedelta(hours=2))
    resumed = FolderWorkspace(tmp_path).resume({})
    assert resumed.journal.former == run.journal.former
    assert resumed.journal.earlier(READ.key) is not None
    resumed.abandon()


def test_a_damaged_choice_is_an_error_and_frees_the_workspace(tmp_path: Path) -> None:
    publish(tmp_path)
    begin(tmp_path).abandon()
    (choice,) = tmp_path.glob("runs/*/former.json")
    choice.write_bytes(b"{")
    with pytest.raises(IntegrityError, match="damaged"):
        FolderWorkspace(tmp_path).resume({})
    publish_empty(FolderWorkspace(tmp_path))
