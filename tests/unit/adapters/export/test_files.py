"""A file appears whole or not at all."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from modelkeep.adapters.export.files import write_text, written
from modelkeep.core.errors import WorkspaceError


def test_a_file_is_written(tmp_path: Path) -> None:
    write_text("text\n", tmp_path / "out.txt")
    assert (tmp_path / "out.txt").read_text() == "text\n"
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]


def test_what_was_there_stays_when_writing_fails(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    target.write_text("old")

    def break_off() -> None:
        with written(target) as file:
            file.write("new")
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        break_off()
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link.txt").symlink_to(tmp_path / "real" / "out.txt")
    write_text("text", tmp_path / "link.txt")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real" / "out.txt").read_text() == "text"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    received: list[str] = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_text()))
    reader.start()
    write_text("text", pipe)
    reader.join(10)
    assert received == ["text"]
    assert pipe.is_fifo()


@pytest.mark.parametrize("place", ["missing/out.txt", "."])
def test_what_cannot_be_written_is_an_error_with_a_remedy(tmp_path: Path, place: str) -> None:
    with pytest.raises(WorkspaceError) as caught:
        write_text("text", tmp_path / place)
    assert "--output" in caught.value.remedy
