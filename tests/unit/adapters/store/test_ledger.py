"""The ledger's file: durable, exclusive, and honest when it is damaged."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from tests.contract.test_push_ledger import HERE, sent

from modelkeep.adapters.store.ledger import FileLedger
from modelkeep.core.errors import IntegrityError, WorkspaceError


def file(folder: Path) -> Path:
    return folder / "pushed" / "securityhub.db"


def test_it_is_there_again_when_opened_again(tmp_path: Path) -> None:
    with FileLedger(tmp_path, "securityhub") as ledger:
        ledger.record([sent("a")], [])
    with FileLedger(tmp_path, "securityhub") as ledger:
        assert ledger.sent(HERE, "a") == sent("a")


def test_a_killed_process_leaves_whole_batches(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "from tests.contract.test_push_ledger import sent\n"
        "from modelkeep.adapters.store.ledger import FileLedger\n"
        f"ledger = FileLedger(Path({str(tmp_path)!r}), 'securityhub').__enter__()\n"
        "ledger.record([sent('a'), sent('b')], [])\n"
        "ledger._database.execute('BEGIN IMMEDIATE')\n"
        "ledger._database.execute(\"DELETE FROM sent WHERE id = 'a'\")\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    run = subprocess.run([sys.executable, "-c", script], check=False, cwd=Path(__file__).parents[4], env=os.environ)
    assert run.returncode == -signal.SIGKILL
    with FileLedger(tmp_path, "securityhub") as ledger:
        assert sorted(each.id for each in ledger.entries()) == ["a", "b"]


def test_a_batch_that_fails_leaves_nothing_of_itself(tmp_path: Path) -> None:
    with FileLedger(tmp_path, "securityhub") as ledger:
        with pytest.raises(IntegrityError):
            ledger.record([sent("a"), sent("b", digest=None)], [])  # type: ignore[arg-type]  # the fault
        assert list(ledger.entries()) == []
        ledger.record([sent("c")], [])
        assert [each.id for each in ledger.entries()] == ["c"]


def test_two_pushes_do_not_share_a_workspace(tmp_path: Path) -> None:
    with FileLedger(tmp_path, "securityhub"):
        with pytest.raises(WorkspaceError, match="another push") as caught, FileLedger(tmp_path, "securityhub"):
            pass
        assert "Wait" in caught.value.remedy
    with FileLedger(tmp_path, "securityhub"):
        pass


def test_reading_leaves_no_trace(tmp_path: Path) -> None:
    with FileLedger(tmp_path, "securityhub", reading=True) as ledger:
        assert list(ledger.entries()) == []
    assert list(tmp_path.iterdir()) == []
    with FileLedger(tmp_path, "securityhub") as ledger:
        ledger.record([sent("a")], [])
        with FileLedger(tmp_path, "securityhub", reading=True) as reading:
            assert [each.id for each in reading.entries()] == ["a"]


@pytest.mark.parametrize("damage", ["no database", "no finding", "newer"])
def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path, damage: str) -> None:
    with FileLedger(tmp_path, "securityhub") as ledger:
        ledger.record([sent("a")], [])
    if damage == "no database":
        file(tmp_path).write_bytes(b"no database at all" * 100)
    else:
        with sqlite3.connect(file(tmp_path)) as database:
            database.execute("UPDATE sent SET finding = '{'" if damage == "no finding" else "PRAGMA user_version = 99")
        database.close()
    with pytest.raises(IntegrityError) as caught, FileLedger(tmp_path, "securityhub") as ledger:
        ledger.sent(HERE, "a")
    assert str(file(tmp_path)) in str(caught.value)
    assert ("Upgrade" if damage == "newer" else "Delete the file") in caught.value.remedy


def test_a_workspace_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "pushed").write_text("a file where the folder goes")
    with pytest.raises(WorkspaceError), FileLedger(tmp_path, "securityhub"):
        pass
