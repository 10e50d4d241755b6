"""The workspace: runs, snapshots, locks, and what is wrong with them."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from modelkeep.adapters.store.workspace import FolderWorkspace
from modelkeep.core.coverage import Outcome, Read
from modelkeep.core.digests import file_digest
from modelkeep.core.errors import IntegrityError, UsageError, WorkspaceError
from modelkeep.core.kinds.sagemaker import NotebookInstance
from modelkeep.ports import Manifest

NOW = datetime(2026, 1, 1, tzinfo=UTC)
READ = Read(call="sagemaker:ListNotebookInstances", account="1", region="r", outcome=Outcome.OK, at=NOW)


def publish(workspace: FolderWorkspace, now: datetime = NOW) -> Path:
    run = workspace.begin({}, now=now)
    run.journal.record(READ, [NotebookInstance(arn="a", account="1", region="r", name="n", collected_at=NOW)])
    folder = run.seal()
    files = sorted(folder.glob("*.parquet"))
    return run.publish(
        Manifest(
            id=run.id, started=now, finished=now, tool_version="0", accounts=("1",), regions=("r",), everything=False,
            controls={}, tables={path.stem: 1 for path in files}, files={path.name: file_digest(path) for path in files},
            reads={}, verdicts={},
        )
    )  # fmt: skip


def test_a_published_run_is_a_snapshot_and_no_run(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    publish(workspace)
    connection = workspace.snapshot().open()
    assert connection.execute("SELECT arn FROM sagemaker_notebook_instance").fetchall() == [("a",)]
    connection.close()
    with pytest.raises(UsageError, match="no interrupted scan"):
        workspace.resume({})


def test_a_workspace_that_is_thrown_away_keeps_no_journals(tmp_path: Path) -> None:
    folder = publish(FolderWorkspace(tmp_path / "kept"))
    assert (folder / "journal.jsonl.gz").exists()
    passing = FolderWorkspace(tmp_path / "passing", keeps_journals=False)
    assert not (publish(passing) / "journal.jsonl.gz").exists()
    passing.snapshot().open().close()
    again = passing.begin({}, now=NOW, oldest=timedelta(days=7))
    assert again.reads_all_because
    again.abandon()


def test_snapshots_are_named_by_id_prefix_latest_and_previous(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    first, second = publish(workspace).name, publish(workspace, NOW + timedelta(days=1)).name
    assert [manifest.id for manifest in workspace.snapshots()] == [second, first]
    assert workspace.snapshot("latest").manifest.id == second
    assert workspace.snapshot("previous").manifest.id == first
    assert workspace.snapshot("20260101").manifest.id == first
    for name in ("2026", "nothing"):
        with pytest.raises(UsageError):
            workspace.snapshot(name)


def test_scans_begun_in_the_same_second_get_names_of_their_own(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    assert publish(workspace).name != publish(workspace).name


def test_an_empty_workspace_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no snapshot") as caught:
        FolderWorkspace(tmp_path).snapshot()
    assert "modelkeep scan" in caught.value.remedy


def test_a_second_scan_in_another_process_is_refused(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    run = workspace.begin({}, now=NOW)
    program = (
        "import sys; from datetime import *; from pathlib import Path;"
        "from modelkeep.adapters.store.workspace import FolderWorkspace;"
        "FolderWorkspace(Path(sys.argv[1])).begin({}, now=datetime(2026, 1, 1, tzinfo=UTC))"
    )
    second = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=False)
    assert "another scan" in second.stderr
    assert second.returncode != 0
    run.abandon()


def test_an_interrupted_run_is_resumed_with_what_it_read(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    run = workspace.begin({"regions": ("r",)}, now=NOW)
    run.journal.record(READ, ["value"])
    run.abandon()
    again = workspace.resume({"regions": ["r"]})
    assert again.id == run.id
    assert again.journal.recall(READ.key) is not None
    again.abandon()


def test_a_run_is_not_resumed_with_other_parameters(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    workspace.begin({"regions": ["a"]}, now=NOW).abandon()
    with pytest.raises(UsageError, match="another regions"):
        workspace.resume({"regions": ["b"]})


@pytest.mark.parametrize("damage", ["flip", "remove"])
def test_a_corrupt_snapshot_is_not_opened(tmp_path: Path, damage: str) -> None:
    workspace = FolderWorkspace(tmp_path)
    path = publish(workspace) / "sagemaker_notebook_instance.parquet"
    if damage == "remove":
        path.unlink()
    else:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 0xFF
        path.write_bytes(content)
    with pytest.raises(IntegrityError, match="not the one that the scan wrote"):
        workspace.snapshot().open()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{}", "not a Modelkeep snapshot"),
        ("nonsense", "not a Modelkeep snapshot"),
        (None, "not finished or is damaged"),
    ],
)
def test_foreign_folders_are_named_and_left_out(tmp_path: Path, content: str | None, message: str) -> None:
    workspace = FolderWorkspace(tmp_path)
    publish(workspace)
    foreign = tmp_path / "snapshots" / "20270101T000000Z"
    foreign.mkdir()
    if content is not None:
        (foreign / "manifest.json").write_text(content)
    assert len(workspace.snapshots()) == 1
    ((folder, reason),) = workspace.broken_snapshots()
    assert folder == foreign
    assert message in reason
    with pytest.raises(IntegrityError, match=message):
        workspace.snapshot()


def test_a_snapshot_of_a_newer_format_asks_for_an_upgrade(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    path = publish(workspace) / "manifest.json"
    stored = json.loads(path.read_text())
    path.write_text(json.dumps({**stored, "format_version": 99}))
    with pytest.raises(IntegrityError, match="newer Modelkeep") as caught:
        workspace.snapshot()
    assert "Upgrade" in caught.value.remedy


def test_a_workspace_that_cannot_be_made_is_an_error_with_remedy(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    with pytest.raises(WorkspaceError) as caught:
        FolderWorkspace(in_the_way / "workspace").begin({}, now=NOW)
    assert "--workspace" in caught.value.remedy
