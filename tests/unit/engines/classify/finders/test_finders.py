"""Three engines, one result: what `re` says over the whole text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelkeep.engines.classify.finders import ENGINES, finder

PATTERNS = [
    rb"\b\d{3}[ -]?\d{3}[ -]?\d{3}\b",  # overlaps itself in a row of numbers
    rb"\b(?:\d{2} ?){2,4}\b",
    rb"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b",
    rb"\b[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}\b",
    rb"\b[A-Za-z0-9._]{1,64}@[a-z]{1,63}\b",  # too large for Hyperscan to know the start
    rb"\bAKIA[A-Z2-7]{16}\b",
    rb"(?:a|ab)(?:c|bcd)?",
]
TEXTS = st.lists(
    st.sampled_from(
        ["123", "456", "7", " ", "-", "\n", "AB12", "CDEF", "a", "b", "c", "d", "@", ".", "x.org", "é", "AKIA"]
    ),
    max_size=60,
).map(lambda parts: "".join(parts).encode())


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_all_engines_find_the_same(data: bytes) -> None:
    expected = FINDERS["re"].find(data)
    assert {name: list(each.find(data)) for name, each in FINDERS.items()} == dict.fromkeys(FINDERS, expected)


def test_overlapping_matches_are_the_leftmost_ones() -> None:
    for each in FINDERS.values():
        assert list(each.find(b"123 456 789 012 345")) == [(0, 11, 0)], each.name


def test_the_quickest_engine_that_is_installed_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    assert finder([b"a"]).name == "hyperscan"
    import sys

    monkeypatch.setitem(sys.modules, "modelkeep.engines.classify.finders.vectorscan", None)
    assert finder([b"a"]).name == "re2"


FINDERS = {name: finder(PATTERNS, name) for name in ENGINES}
