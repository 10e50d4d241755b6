"""Columns are searched in few passes, and nothing is lost by it: whatever the engine, the way and the pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.engines.classify.test_text import identifier

from modelkeep.core.data import ColumnHit, Shape
from modelkeep.engines.classify import columns, occurring, tallying
from modelkeep.engines.classify.columns import ColumnScanner, Matches
from modelkeep.engines.classify.compiled import compile_identifiers
from modelkeep.engines.classify.context import is_glued
from modelkeep.engines.classify.finders import ENGINES
from modelkeep.engines.classify.packed import Packed
from modelkeep.engines.classify.text import TextScanner

COMPILED = compile_identifiers(
    [
        replace(identifier(name), shapes=shapes, keywords=keywords, columns=named, value=value)
        for name, shapes, keywords, named, value in (
            ("card", (Shape(pattern=r"\d{4}", validator="luhn", alone=0.5), Shape(pattern=r"\d{4}")), ("pan",), (), ""),
            ("other", (Shape(pattern=r"\d{4}", alone=0.4, near=0.95),), ("tax no",), (), ""),
            ("weak", (Shape(pattern=r"\d{2}(?: \d{2})*", validator="luhn"),), ("ssn", "番号"), (), ""),
            ("wide", (Shape(pattern=r"k=[^,]{2,3}", alone=0.9, free=True),), (), (), ""),
            ("first", (Shape(pattern=r"^x\d", alone=0.9, free=True),), (), (), ""),
            ("name", (Shape(pattern=r"[A-Z][a-z]+"), Shape(pattern=r"x\d")), ("name",), ("name",), "[A-Z].*"),
        )
    ]
)
NAMES = ["x", "pan", "taxNo", "ssn", "name", "pan ssn"]
WORDS = [
    "1230",
    "1234",
    "59",
    "18",
    " ",
    "-",
    ":",
    "k=ab",
    "k=",
    ",",
    "x1",
    "Ada",
    "ssn ",
    "tax_no ",
    "name is ",
    "番号",
    "\0",
    "\n",
    "é",
]
VALUES = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(lambda each: "".join(each).encode()), max_size=24
)


class Naive(ColumnScanner):
    """Searches each value by itself, for all patterns."""

    def _found(self, column: object, values: Packed) -> Iterator[Matches]:
        for number, pattern in enumerate(COMPILED.patterns):
            found = [
                (index, *each.span()) for index, value in enumerate(values) for each in re.finditer(pattern, value)
            ]
            yield number, values, range(len(values)), found


@pytest.fixture(scope="module")
def scanners() -> Iterator[list[TextScanner]]:
    """One for each engine, and two for Hyperscan: one compiles for columns at once, the other never."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (columns, tallying):
            patch.setattr(module, "ENOUGH", 2)
            patch.setattr(module, "EVERY", 3)
            patch.setattr(module, "LOOKED", 4)
        patch.setattr(occurring, "SPENT", 5 * occurring.MATCH)
        never, *others = made = [TextScanner(COMPILED, each) for each in ("hyperscan", *ENGINES)]
        patch.setattr(never.occurring, "is_worth", lambda _: False)
        for each in others:
            each.occurring.is_worth(Packed([b" " * occurring.WORTH]))
        yield made


def judged(scanner: ColumnScanner, name: str, values: list[bytes], size: int) -> list[ColumnHit]:
    for start in range(0, len(values), size):
        scanner.add(name, values[start : start + size])
    return list(scanner.finish())


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(NAMES), VALUES, st.integers(1, 9), st.booleans())
def test_nothing_is_lost(scanners: list[TextScanner], name: str, values: list[bytes], size: int, every: bool) -> None:
    expected = judged(Naive(scanners[-1], every=every), name, values, 100)
    for each in scanners:
        assert judged(ColumnScanner(each, every=every), name, values, size) == expected


def test_patterns_that_are_searched_value_by_value(scanners: list[TextScanner]) -> None:
    of = {uses[0].identifier.id: number for number, uses in enumerate(COMPILED.uses)}
    found = scanners[1].occurring
    assert [name for name, number in of.items() if found.apart(number)] == ["wide", "first"]
    assert found.anchored == {of["first"]}


def test_what_is_glued_is_not_told() -> None:
    found, number = TextScanner(COMPILED).occurring, 0
    few, many = Packed([b"7-1234"]), Packed([b"7-1234"] * (occurring.SPENT // occurring.MATCH + 1))
    assert list(found.find(number, few)) == [(0, 2, 6)]
    assert len(list(found.find(number, many))) == len(many)
    assert list(found.find(number, few)) == []
    assert list(found.find(number, Packed([b"7-1234", b"1234"]))) == [(0, 2, 6), (1, 0, 4)]


def test_what_is_not_glued_is_told(scanners: list[TextScanner]) -> None:
    found = scanners[1].occurring
    every = [bytes(each) for each in product(b"aZ09 ,._-/\\+:@&=%#\0\n\xc3", b" ,.-/\\+:@&=%#\0\n\xc3")]
    free = [each for each in every if not is_glued(each + b"1234", 2, 6)]
    assert [each for each in (b"", b" ", b":", *free) if 0 not in found.alone(Packed([each + b"1234"]))] == []
    glued = [each for each in every if each not in free]
    assert [each for each in glued if 0 in found.alone(Packed([each + b"1234"]))] == []
