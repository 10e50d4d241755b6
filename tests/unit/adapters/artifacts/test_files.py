"""Model files on this machine: what is listed, and that reading stays within the file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from modelkeep.adapters.artifacts.files import FileSource, listed
from modelkeep.adapters.artifacts.frames import packed
from modelkeep.adapters.artifacts.serving import open_artifact
from modelkeep.core.errors import UsageError
from modelkeep.engines.artifacts.sources import UnreadableError


def test_a_folder_is_walked_with_what_is_hidden(tmp_path: Path) -> None:
    for name in (".hidden.pkl", "b/model.pt", "a.bin", ".git/objects/pack", "b/__pycache__/x.pyc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"1")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    told = [Path(each.place).name for each in listed(str(tmp_path)) if not each.unreadable]
    assert told == [".hidden.pkl", "a.bin", "gone", "model.pt"]


def test_folders_that_are_not_walked_are_told(tmp_path: Path) -> None:
    for name in ("in/a.bin", "in/code/__pycache__/x.pyc", "in/.git/config", "out/b.bin"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"1")
    (tmp_path / "in" / "same").symlink_to(tmp_path / "in" / "code")
    (tmp_path / "in" / "away").symlink_to(tmp_path / "out")
    (tmp_path / "in" / "git").symlink_to(tmp_path / "in" / ".git")
    told = {Path(each.place).name: each.unreadable for each in listed(str(tmp_path / "in")) if each.unreadable}
    assert sorted(told) == ["__pycache__", "away", "git"]
    assert "compiled Python" in told["__pycache__"]
    assert "not followed" in told["away"]
    assert [Path(each.place).name for each in listed(str(tmp_path / "in" / ".git"))] == ["config"]


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


def test_what_has_no_size_of_its_own_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "device").symlink_to("/dev/zero")
    (tmp_path / "kernel").symlink_to("/proc/self/status")
    assert len(list(listed(str(tmp_path)))) == 3
    for name in ("pipe", "device") + (("kernel",) if Path("/proc/self/status").exists() else ()):
        with pytest.raises(UnreadableError, match=r"no file: a pipe|more than the size"):
            FileSource(str(tmp_path / name))
    assert [each.place for each in listed(str(tmp_path / "pipe"))] == [str(tmp_path / "pipe")]


def test_a_name_that_is_no_utf_8_is_told_and_not_read(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff")).write_bytes(b"x")
    except OSError:
        pytest.skip("no such names here")
    (artifact,) = listed(str(tmp_path))
    assert artifact.place == f"{tmp_path}/bad\\xff"
    assert packed(artifact)
    with pytest.raises(UnreadableError, match="no UTF-8"):
        open_artifact(artifact, None)


def test_links_that_lead_nowhere_or_round_are_told_and_folders_end(tmp_path: Path) -> None:
    for name, target in (("around", "around"), ("gone", "nowhere"), ("up", ".")):
        (tmp_path / name).symlink_to(target)
    artifacts = list(listed(str(tmp_path)))
    assert [each.place[-5:] for each in artifacts] == ["round", "/gone"]
    for each in artifacts:
        with pytest.raises(UnreadableError, match="cannot be opened"):
            open_artifact(each, None)


def test_a_folder_that_cannot_be_listed_is_one_thing_that_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "open.txt").write_bytes(b"x")
    (tmp_path / "closed").mkdir()
    walk = os.scandir

    def refusing(path: str) -> Iterator[os.DirEntry[str]]:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return walk(path)

    monkeypatch.setattr(os, "scandir", refusing)
    told = [(each.place.rpartition("/")[2], each.unreadable) for each in listed(str(tmp_path))]
    assert told == [("open.txt", ""), ("closed", "the folder cannot be listed: Permission denied")]
    with pytest.raises(UsageError, match="Permission denied"):
        list(listed(str(tmp_path / "closed")))
