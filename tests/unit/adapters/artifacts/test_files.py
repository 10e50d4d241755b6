"""Model files on this machine: what is listed, and that reading stays within the file."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from modelkeep.adapters.artifacts.files import FileSource, listed
from modelkeep.core.errors import UsageError
from modelkeep.engines.artifacts.sources import UnreadableError


def test_a_folder_is_walked_with_what_is_hidden(tmp_path: Path) -> None:
    for name in (".hidden.pkl", "b/model.pt", "a.bin", ".git/objects/pack", "b/__pycache__/x.pyc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"1")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    assert [Path(each.place).name for each in listed(str(tmp_path))] == [".hidden.pkl", "a.bin", "gone", "model.pt"]


@pytest.mark.parametrize("name", ["nothing", "empty"])
def test_what_is_not_there_is_said(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError):
        list(listed(str(tmp_path / name)))


def test_a_file_is_read_at_offsets_and_its_change_noticed(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(b"0123456789")
    with closing(FileSource(str(path))) as source:
        assert (source.size, source.read(3, 4), source.read(8, 100), source.read(20, 1)) == (10, b"3456", b"89", b"")
        assert not source.has_changed
        path.write_bytes(b"0123456789+")
        assert source.has_changed


def test_what_cannot_be_opened_says_why(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="No such file"):
        FileSource(str(tmp_path / "gone"))
