"""Candidates are confirmed by what validates them, by keywords and by their neighbours."""

from __future__ import annotations

import pytest

from modelkeep.core.data import DataClass, Identifier, Shape
from modelkeep.core.verdict import Severity
from modelkeep.engines.classify.compiled import compile_identifiers
from modelkeep.engines.classify.text import TextScanner


def identifier(
    name: str, *shapes: Shape, keywords: tuple[str, ...] = (), deny: frozenset[str] = frozenset()
) -> Identifier:
    return Identifier(
        id=name,
        title=name,
        category="personal",
        regions=("any",),
        data_class=DataClass.RESTRICTED,
        severity=Severity.HIGH,
        shapes=shapes,
        keywords=keywords,
        deny=deny,
    )


CARD = identifier(
    "card",
    Shape(pattern=r"4\d{3}(?:[ -]?\d{4}){3}", validator="luhn", alone=0.8, near=0.95),
    keywords=("card number",),
    deny=frozenset({"4111111111111111"}),
)
NINE = identifier("nine", Shape(pattern=r"\d{9}"), keywords=("ssn", "social security", "社会保障"))
SCANNER = TextScanner(compile_identifiers([CARD, NINE]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pay 4012 8888 8888 1881 now", [("card", False)]),
        ("card-number 4012888888881881", [("card", True)]),
        ("cardnumber=4012888888881881", [("card", True)]),
        ("4012 8888 8888 1882", []),  # fails Luhn
        ("4111 1111 1111 1111", []),  # a test number
        ("123456789", []),  # says nothing without a keyword
        ("SSN 123456789", [("nine", True)]),
        ("social_security: 123456789", [("nine", True)]),
        ("社会保障号 123456789", [("nine", True)]),
        ("classname 123456789", []),
        ("ssn" + " " * 40 + "123456789", []),  # too far away
        ('{"ssn": "", "amount": "123456789"}', []),  # the keyword is another field's
        ('{"amount": "123456789", "ssn": ""}', []),
        ("ssn 0.123456789", []),  # a fraction
        ("ssn 550e8400-e29b-41d4-a716-123456789", []),  # a part of something longer
    ],
)
def test_candidates_are_confirmed(text: str, expected: list[tuple[str, bool]]) -> None:
    assert [(each.identifier, each.keyword) for each in SCANNER.scan(text.encode())] == expected


def test_offsets_are_those_of_the_value() -> None:
    text = "né le … card number: 4012888888881881.".encode()
    (hit,) = SCANNER.scan(text)
    assert text[hit.start : hit.end] == b"4012888888881881"


def test_of_overlapping_candidates_the_most_certain_stands() -> None:
    wide = identifier("wide", Shape(pattern=r"\d{16}", alone=0.5))
    scanner = TextScanner(compile_identifiers([wide, CARD]))
    assert [each.identifier for each in scanner.scan(b"4012888888881881")] == ["card"]


def test_a_validator_that_there_is_not_is_named() -> None:
    with pytest.raises(KeyError, match="odd: there is no validator 'lune'"):
        compile_identifiers([identifier("odd", Shape(pattern=r"\d{9}", validator="lune"))])


def test_what_a_match_is_less_certain_as_gives_way() -> None:
    wide = identifier("wide", Shape(pattern=r"\d{4} \d{4}", alone=0.3, near=0.9), keywords=("wide",))
    mid = identifier("mid", Shape(pattern=r"\d{4} \d{4}", alone=0.6))
    part = identifier("part", Shape(pattern=r"\d{4}", validator="not_alike", alone=0.5))
    scanner = TextScanner(compile_identifiers([wide, mid, part]))
    texts = {b"wide 1234 5678": ["wide"], b"1234 5678": ["mid"], b"1111 2345": ["mid"]}
    assert {text: [each.identifier for each in scanner.scan(text)] for text in texts} == texts
    without = TextScanner(compile_identifiers([wide, part]))
    assert [each.identifier for each in without.scan(b"1111 2345")] == ["part"]
    assert [each.identifier for each in without.scan(b"wide: 1111 2345")] == ["wide"]


def test_what_does_not_overlap_the_best_of_a_chain_stands_beside_it() -> None:
    three = identifier("three", Shape(pattern=r"\d{3} \d{3}", alone=0.5))
    letters = identifier(
        "letters", Shape(pattern=r"\d{3} [a-z]+", alone=0.4), Shape(pattern=r"[a-z]+ \d{3}", alone=0.3)
    )
    found = TextScanner(compile_identifiers([three, letters])).scan(b"ab 123 456 cd 789")
    assert [(each.start, each.identifier) for each in found] == [(3, "three"), (11, "letters")]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("41 4012 8888 8888 1881 5", 0),  # groups of digits among more of them
        ("41 4012888888881881 5", 1),
        ("41, 4012 8888 8888 1881 5", 1),
        ("4012888888881881é", 0),  # of a word, as with a letter of ASCII
        ("ж4012888888881881", 0),
        ("4012888888881881\u00d72", 1),
        ("号4012888888881881号", 1),
    ],
)
def test_a_part_of_something_longer_is_none(text: str, count: int) -> None:
    assert len(SCANNER.scan(text.encode())) == count
