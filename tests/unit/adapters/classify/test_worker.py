"""What the process that classifies answers: here without a process."""

from __future__ import annotations

import ctypes
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from modelkeep.adapters.artifacts.files import FileSource, listed
from modelkeep.adapters.classify import worker
from modelkeep.adapters.classify.worker import Answer, Setup, begin
from modelkeep.catalogue.identifiers import built_in_identifiers, load_identifiers
from modelkeep.core.artifacts import Artifact
from modelkeep.engines.artifacts.sources import UnreadableError

ADDRESS = "zoe.lovelace@analytical.org"
IDENTIFIERS = load_identifiers((), built_in_identifiers() / "personal" / "email.toml")
SETUP = Setup(IDENTIFIERS, full=True, sample=4096, seed=0, key=b"0123456789abcdef", memory=1 << 30, engine="re")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(ctypes, "CDLL", lambda _: None)  # this process is to outlive its parent
    (tmp_path / "a.txt").write_text(f"mail {ADDRESS}\n")
    return tmp_path


def answer(setup: Setup, artifact: Artifact) -> Answer:
    return begin(setup)(artifact)


def elsewhere(folder: Path) -> Setup:
    return msgspec.structs.replace(SETUP, folder=str(folder))


def test_a_setup_does_not_tell_its_key_and_reaches_the_process_whole() -> None:
    assert "0123456789abcdef" not in f"{SETUP!r} {SETUP}"
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(SETUP), type=Setup) == SETUP


def test_on_another_machine_the_same_file_is_known_by_its_relative_path(folder: Path) -> None:
    (here,) = listed("a.txt")
    (finding,) = answer(elsewhere(folder), here).classified.findings
    assert (finding.identifier, finding.place) == ("email", ("a.txt",))


@pytest.mark.parametrize("absolute", [False, True])
def test_a_file_that_is_another_one_there_is_not_taken_for_it(absolute: bool, folder: Path) -> None:
    (here,) = listed(str(folder / "a.txt") if absolute else "a.txt")
    (folder / "a.txt").write_text("nothing\n")
    told = answer(elsewhere(folder), here).classified
    assert told.data_class is None
    assert "another file" in told.gaps[0].reason


def test_a_folder_that_is_not_seen_is_not_replaced_by_another(folder: Path) -> None:
    (here,) = listed("a.txt")
    told = answer(elsewhere(folder / "gone"), here).classified
    assert told.data_class is None
    assert "gone is not seen" in told.gaps[0].reason


class Overwritten(FileSource):
    """An object that S3 no longer has as it was listed; once it is asked for as it is now, it can be read."""

    def __init__(self, artifact: Artifact) -> None:
        super().__init__("a.txt")
        self._artifact = artifact

    def read(self, offset: int, length: int) -> bytes:
        """S3 refuses."""
        if self._artifact.tag == "old":
            raise UnreadableError("it was overwritten since it was listed: run it again")
        return super().read(offset, length)

    def anew(self) -> Artifact | None:
        """With another ETag."""
        return replace(self._artifact, tag="new") if self._artifact.tag == "old" else None


@pytest.mark.parametrize(("anew", "tag", "found"), [(True, "new", 1), (False, "old", 0)])
def test_an_overwritten_object_is_read_as_it_is_where_that_is_wanted(
    anew: bool, tag: str, found: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "open_artifact", lambda artifact, way: Overwritten(artifact))
    setup = msgspec.structs.replace(SETUP, anew=anew)
    told = answer(setup, Artifact("s3://acme/a.txt", (Path("a.txt")).stat().st_size, "old")).classified
    assert (told.tag, len(told.findings), bool(told.gaps)) == (tag, found, not found)
