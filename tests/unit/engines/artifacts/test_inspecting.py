"""An inspection as a whole: its three results, and that nothing is clean which was not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from modelkeep.core.artifacts import State
from modelkeep.engines.artifacts.inspecting import inspect
from modelkeep.engines.artifacts.policy import Policy
from modelkeep.engines.artifacts.sources import Bytes, Part, Source, Stream, UnreadableError

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"


@dataclass(frozen=True, slots=True)
class Broken:
    """A source that cannot be read."""

    size: int = 10

    def read(self, offset: int, length: int) -> bytes:
        """Never."""
        raise UnreadableError("AccessDenied")

    def prefetch(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Nothing."""


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (Bytes(POINTER), "git lfs pull"),
        (Bytes(b"\x00\x01\x02 nothing known"), "no known format"),
        (Broken(), "AccessDenied"),
    ],
    ids=["pointer", "unknown", "unreadable"],
)
def test_what_is_not_analysed_is_not_clean(source: Source, reason: str) -> None:
    told = inspect("model.bin", source, Policy())
    assert told.state is State.NOT_ANALYSED
    assert reason in told.gaps[0].reason
    assert told.gaps[0].place == ("model.bin",)


def test_a_window_ends_where_it_ends() -> None:
    part = Part(Bytes(b"0123456789"), 2, 5)
    assert (part.read(0, 100), part.read(4, 3), part.read(5, 1), part.read(9, 1)) == (b"23456", b"6", b"", b"")
    stream = Stream(part)
    assert stream.read(2) == b"23"
    assert stream.seek(-1, 2) == 4
    assert stream.read() == b"6"
