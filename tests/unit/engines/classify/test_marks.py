"""A mark stands in every match of the patterns that it is told for."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelkeep.catalogue.identifiers import load_identifiers
from modelkeep.engines.classify.compiled import compile_identifiers
from modelkeep.engines.classify.marks import MARKS, mark_of


@pytest.mark.parametrize(
    ("pattern", "mark"),
    [
        (rb"[a-z.]+@[a-z]+\.org", MARKS[0]),
        (rb"(?:a@|a)b", None),  # one way to write it has none
        (rb"\+?\d{5}", rb"\d(?:[ ./()-]{0,2}\d){4}"),
        (rb"\d{4}", None),
        (rb"\d{2}[ -]?\d{3}", rb"\d(?:[ ./()-]{0,2}\d){4}"),
        (rb"\d{2}, \d{3}", None),
        (rb"(?:\d{2}/?){3,}", rb"\d(?:[ ./()-]{0,2}\d){4}"),
        (rb"(?i:[a-z]\d{2})", None),  # letters of both cases
        (rb"[A-Z](?:\d\d|[a-z]\d)\d", None),
        (rb"[A-Z](?:\d\d|\d[A-Z]\d)\d", rb"[A-Z]\d[A-Z]? ?\d"),
        (rb"[A-Z0-9]{17}", rb"[0-9A-Z]{10}"),
        (rb"[^x]{40}", None),
        (rb"(?:ab)*", None),
        (rb".+", None),
    ],
)
def test_the_mark_of_a_pattern(pattern: bytes, mark: bytes | None) -> None:
    assert mark_of(pattern) == mark


PATTERNS = [
    (re.compile(each), re.compile(mark))
    for each in compile_identifiers(load_identifiers()).patterns
    if (mark := mark_of(each)) is not None
]
TEXTS = st.lists(
    st.sampled_from(
        ["1", "23", "4567", "891011", "a", "ES", "AB", "f0", "C", " ", "-", ".", ":", "/", "+", "@", "x.org"]
    ),
    min_size=3,
    max_size=30,
).map(lambda parts: "".join(parts).encode())


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_no_match_is_without_its_mark(text: bytes) -> None:
    for pattern, mark in PATTERNS:
        for match in pattern.finditer(text):
            assert mark.search(match[0]), (pattern, match[0])
