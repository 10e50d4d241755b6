"""Texts are read in pieces; nothing is lost between them and nothing told twice."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.engines.classify.test_objects import CLASSIFIER, NUMBER

from modelkeep.engines.artifacts.sources import Bytes
from modelkeep.engines.classify.formats import text as module
from modelkeep.engines.classify.formats.text import pieces
from modelkeep.engines.classify.reading import Plan


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


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("plan", [Plan(full=True), Plan(sample=3_000)])
def test_utf_16_is_read_in_pieces_and_samples(monkeypatch: pytest.MonkeyPatch, encoding: str, plan: Plan) -> None:
    monkeypatch.setattr(module, "BLOCK", 1_000)
    text = "\ufeff" + f"line\ncard number {NUMBER}\n" * 300
    (finding,) = CLASSIFIER.classify("a.txt", Bytes(text.encode(encoding)), plan).findings
    assert finding.count == 300 if plan.full else 20 < finding.count < 100
