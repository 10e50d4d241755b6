"""What is written appears whole and checked, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from modelkeep.adapters.artifacts.output import put
from modelkeep.core.errors import UsageError


def _broken() -> Iterator[bytes]:
    yield b"half"
    raise ValueError


def _refuse(_: str) -> None:
    raise ValueError


def test_it_is_checked_under_its_own_name_before_it_is_there(tmp_path: Path) -> None:
    out, seen = tmp_path / "m.safetensors", list[str]()

    def check(path: str) -> None:
        assert not out.exists()
        assert Path(path).read_bytes() == b"ab"
        seen.append(Path(path).name)

    put(out, [b"a", b"b"], check)
    assert seen == ["m.safetensors"]
    assert [each.name for each in tmp_path.iterdir()] == ["m.safetensors"]


def test_nothing_is_left_of_what_failed(tmp_path: Path) -> None:
    out = tmp_path / "m.safetensors"
    with pytest.raises(ValueError):
        put(out, _broken(), lambda _: None)
    with pytest.raises(ValueError):
        put(out, [b"a"], _refuse)
    assert list(tmp_path.iterdir()) == []


def test_only_force_replaces(tmp_path: Path) -> None:
    out = tmp_path / "m.safetensors"

    def meanwhile(_: str) -> None:
        out.write_text("of somebody else")

    with pytest.raises(UsageError, match="exists"):
        put(out, [b"new"], meanwhile)
    assert out.read_text() == "of somebody else"
    put(out, [b"new"], lambda _: None, force=True)
    assert out.read_bytes() == b"new"
