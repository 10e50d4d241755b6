"""What is remembered: exactly this thing, exactly this engine, and nothing that cannot be read any more."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from modelkeep.adapters.kept import Kept, is_settled, source_digest
from modelkeep.core.artifacts import Artifact, Gap
from modelkeep.core.errors import WorkspaceError

TOLD = Gap(("a",), "why")


def test_a_thing_is_remembered_until_it_or_the_engine_changes(tmp_path: Path) -> None:
    path = tmp_path / "new" / "kept.db"
    with Kept(path, "1") as kept:
        kept.keep("name", "version", TOLD)
        assert kept.find("name", "version", Gap) == TOLD
        assert kept.find("name", "other", Gap) is None
        assert kept.find("other", "version", Gap) is None
    with Kept(path, "2") as kept:
        assert kept.find("name", "version", Gap) is None
        kept.keep("name", "version", TOLD)
        assert kept.find("name", "version", Gap) == TOLD


@pytest.mark.parametrize(
    "stored", [b"no zlib", b"\x78\x9c\x03\x00\x00\x00\x00\x01"], ids=["damaged", "of another form"]
)
def test_what_cannot_be_read_any_more_is_not_known(tmp_path: Path, stored: bytes) -> None:
    with Kept(tmp_path / "kept.db", "1") as kept:
        kept.keep("name", "version", TOLD)
        with closing(sqlite3.connect(tmp_path / "kept.db")) as database, database:
            database.execute("UPDATE kept SET told = ?", [stored])
        assert kept.find("name", "version", Gap) is None


def test_a_damaged_file_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "kept.db").write_bytes(b"no database" * 100)
    with pytest.raises(WorkspaceError) as caught:
        Kept(tmp_path / "kept.db", "1")
    assert "Delete the file" in caught.value.remedy


def test_only_objects_with_an_etag_are_settled() -> None:
    assert is_settled(Artifact("s3://acme/a", 1, "tag"))
    assert not is_settled(Artifact("s3://acme/a", 1, ""))
    assert not is_settled(Artifact("/a", 1, "tag"))


def test_the_digest_changes_with_the_source() -> None:
    assert source_digest("core/data.py") == source_digest("core/data.py")
    assert source_digest("core/data.py") != source_digest("core/data.py", "core/artifacts.py")
