"""The action table's file is equal for equal facts, and is there whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from modelkeep.adapters.actions.archive import packed, write
from modelkeep.catalogue.actions import ActionFile
from modelkeep.core.errors import WorkspaceError

META = {"date": "2026-10-01", "source": "s", "attribution": [], "services": ["svc"], "rcp": {}}


def test_equal_facts_are_equal_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    first = packed([("meta", META), ("svc", {"b": 1, "a": 2})])
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(2_000_000_000))
    assert packed([("meta", META), ("svc", {"b": 1, "a": 2})]) == first


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "new" / "actions.zip"
    write(path, [("meta", META), ("svc", {"a": [1]})])
    file = ActionFile(path)
    assert file.meta == META
    assert file.service("svc") == {"a": [1]}
    assert [each.name for each in path.parent.iterdir()] == ["actions.zip"]


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkspaceError):
        write(tmp_path / "file" / "actions.zip", [("meta", META)])


def test_a_source_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "actions.zip"
    path.write_bytes(b"before")

    def members() -> Iterator[tuple[str, Mapping[str, Any]]]:
        yield "meta", META
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write(path, members())
    assert path.read_bytes() == b"before"
