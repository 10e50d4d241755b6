"""Compiled patterns are found again, and whatever is wrong with them is compiled anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelkeep.adapters.classify import databases
from modelkeep.adapters.classify.databases import Databases
from modelkeep.engines.classify.finders import finder

PATTERNS = [rb"\bab\d+\b", rb"\b\d{3}-\d{4}\b"]
TEXT = b"ab12 and 555-1234"
FOUND = [(0, 4, 0), (9, 17, 1)]


def test_what_was_compiled_is_loaded_and_finds_the_same(tmp_path: Path) -> None:
    assert list(finder(PATTERNS, "hyperscan", Databases(tmp_path)).find(TEXT)) == FOUND
    (kept,) = tmp_path.iterdir()
    before = kept.stat().st_mtime_ns, kept.read_bytes()
    assert list(finder(PATTERNS, "hyperscan", Databases(tmp_path)).find(TEXT)) == FOUND
    assert kept.read_bytes() == before[1]
    finder([*PATTERNS, rb"x"], "hyperscan", Databases(tmp_path))
    assert len(list(tmp_path.iterdir())) == 2


def test_what_is_broken_is_compiled_again(tmp_path: Path) -> None:
    finder(PATTERNS, "hyperscan", Databases(tmp_path))
    (kept,) = tmp_path.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    assert list(finder(PATTERNS, "hyperscan", Databases(tmp_path)).find(TEXT)) == FOUND
    assert kept.read_bytes() == whole


def test_what_others_may_write_to_is_not_loaded(tmp_path: Path) -> None:
    store = Databases(tmp_path)
    store.put("key", b"data")
    assert store.get("key") == b"data"
    (tmp_path / "key").chmod(0o666)
    assert store.get("key") is None


def test_the_oldest_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "MOST", 2)
    for name in "abcd":
        Databases(tmp_path).put(name, b"data")
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_that_cannot_be_written_to_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = Databases(tmp_path / "file")
    store.put("key", b"data")
    assert store.get("key") is None
