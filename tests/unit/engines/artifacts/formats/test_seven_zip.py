"""A 7z archive is a gap where py7zr is not installed, and so is what is not read at all."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from modelkeep.core.artifacts import State
from modelkeep.engines.artifacts.inspecting import inspect
from modelkeep.engines.artifacts.policy import Policy
from modelkeep.engines.artifacts.sources import Bytes


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"7z\xbc\xaf\x27\x1c" + bytes(26), "cannot be read" if find_spec("py7zr") else "modelkeep[archives]"),
        (b"Rar!\x1a\x07\x01\x00", "RAR"),
        (b"\xff\x06\x00\x00sNaPpY", "snappy"),
        (b"\x1c\0\0\0ET12" + bytes(20), "ExecuTorch"),
    ],
    ids=["7z", "rar", "snappy", "executorch"],
)
def test_it_is_a_gap_with_a_remedy(data: bytes, said: str) -> None:
    told = inspect("model", Bytes(data), Policy())
    assert told.state is State.NOT_ANALYSED
    assert said in told.gaps[0].reason
