"""Texts are read in pieces; nothing is lost between them and nothing told twice."""

from __future__ import annotations

from typing import Any

import pytest

from modelkeep.engines.artifacts.sources import Bytes
from modelkeep.engines.classify.formats import text as module
from modelkeep.engines.classify.formats.text import pieces


@pytest.mark.parametrize("block", [3, 7, 16, 1000])
@pytest.mark.parametrize(
    "content", [b"", b"one\ntwo\nthree\n", b"a line without an end that is long", b"x\n\n\nlonger line\nend"]
)
def test_pieces_are_the_whole(monkeypatch: pytest.MonkeyPatch, block: int, content: bytes) -> None:
    monkeypatch.setattr(module, "BLOCK", block)
    monkeypatch.setattr(module, "OVERLAP", 2)
    told = list(pieces(Bytes(content), 0, len(content)))
    assert b"".join(each.data[each.repeated :] for each in told) == content
    for each in told:
        assert content[each.at : each.at + len(each.data)] == each.data
        assert each.line == 1 + content.count(b"\n", 0, each.at + each.repeated)


def test_a_window_begins_with_its_first_whole_line() -> None:
    content = b"one\ntwo\nthree\n"
    assert [each.data for each in pieces(Bytes(content), 5, len(content))] == [b"three\n"]


def test_a_file_that_ends_early_is_not_read_in_silence() -> None:
    class Short:
        size = 100

        def read(self, offset: int, length: int) -> bytes:
            return b"abc\n"[offset : offset + length]

        def prefetch(self, ranges: Any) -> None:
            pass

    with pytest.raises(Exception, match="ends at byte 4 of 100"):
        list(pieces(Short(), 0, 100))
