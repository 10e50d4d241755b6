"""Files as they are listed for a signature: hidden ones too, links told, and nothing followed that could be somebody else's."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from modelkeep.adapters.signing.files import LocalPlace
from modelkeep.core.errors import UsageError
from modelkeep.core.signatures import SINGLE, Entry, FileDigest
from modelkeep.engines.artifacts.sources import UnreadableError


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    (folder / "__pycache__").mkdir(parents=True)
    (folder / "__pycache__" / "m.pyc").write_bytes(b"code")
    (folder / ".hidden").write_bytes(b"h")
    (folder / "w.bin").write_bytes(b"weights")
    return folder


def entries(folder: Path) -> dict[str, Entry]:
    return {each.name: each for each in LocalPlace(str(folder)).entries()}


def test_every_file_is_listed(model: Path) -> None:
    assert [*entries(model)] == [".hidden", "w.bin", "__pycache__/m.pyc"]
    (single,) = LocalPlace(str(model / "w.bin")).entries()
    assert (single.name, single.size) == (SINGLE, 7)
    with pytest.raises(UsageError, match="no such file"):
        LocalPlace(str(model / "absent")).entries()


def test_the_name_is_that_of_the_folder_however_it_is_named(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(model)
    assert {LocalPlace(each).name for each in (str(model), f"{model}/", ".", "../model/__pycache__/..")} == {"model"}


def test_links_are_told_and_links_to_folders_are_trouble(model: Path, tmp_path: Path) -> None:
    (model / "link").symlink_to(model / "w.bin")
    (model / "nothing").symlink_to(tmp_path / "absent")
    (model / "folder").symlink_to(tmp_path)
    os.mkfifo(model / "pipe")
    found = entries(model)
    assert (found["link"].is_link, found["link"].trouble, found["link"].size) == (True, "", 7)
    assert found["nothing"].trouble == "a link to nothing"
    assert found["folder"].trouble == "a link to a folder"
    assert found["pipe"].trouble == "no regular file"
    assert not any(name.startswith("folder/") for name in found)


def test_the_place_itself_may_be_a_link(model: Path, tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to(model)
    (tmp_path / "current.bin").symlink_to(model / "w.bin")
    assert not any(each.is_link or each.trouble for each in LocalPlace(str(tmp_path / "current")).entries())
    place = LocalPlace(str(tmp_path / "current.bin"))
    (told,) = place.digested(place.entries())
    assert told[1] == FileDigest(SINGLE, hashlib.sha256(b"weights").hexdigest(), 7)


def test_names_that_are_not_utf8_are_trouble(model: Path) -> None:
    try:
        (model / os.fsdecode(b"\xff.bin")).write_bytes(b"")
    except OSError:
        pytest.skip("this file system takes UTF-8 only")
    assert any("UTF-8" in each.trouble for each in LocalPlace(str(model)).entries())


def test_a_link_that_takes_the_place_of_a_file_is_not_read(model: Path) -> None:
    place = LocalPlace(str(model))
    before = place.entries()
    (model / "w.bin").unlink()
    (model / "w.bin").symlink_to(model / ".hidden")
    told = {entry.name: found for entry, found in place.digested(before)}
    assert isinstance(told["w.bin"], UnreadableError)
    assert isinstance(told[".hidden"], FileDigest)
    assert place.entries() != before


def test_a_file_that_is_written_over_in_place_has_another_tag(model: Path) -> None:
    before = entries(model)["w.bin"]
    told = (model / "w.bin").stat()
    (model / "w.bin").write_bytes(b"wEights")
    os.utime(model / "w.bin", ns=(told.st_atime_ns, told.st_mtime_ns))
    assert entries(model)["w.bin"].tag != before.tag
