"""A column is judged as a whole, by its name and by all of its values."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.engines.classify.test_text import CARD, NINE, identifier

from modelkeep.core.data import ColumnHit, Shape
from modelkeep.engines.classify.columns import ColumnScanner
from modelkeep.engines.classify.compiled import compile_identifiers
from modelkeep.engines.classify.tallying import ENOUGH
from modelkeep.engines.classify.text import TextScanner
from modelkeep.engines.classify.validators.numbers import luhn

NAME = replace(identifier("person_name"), columns=("full name", "surname"), value=r"[A-Z][a-z]+(?: [A-Z][a-z]+)*")
SCANNER = ColumnScanner(TextScanner(compile_identifiers([CARD, NINE, NAME])))
CARDS = [each for each in (b"%d" % number for number in range(4012888800000000, 4012888800009000)) if luhn(each)]


def judged(column: str, values: list[bytes], rows: list[int] | None = None) -> list[ColumnHit]:
    SCANNER.add(column, values, rows)
    return list(SCANNER.finish())


def test_values_are_confirmed_until_there_are_enough_and_counted_beyond() -> None:
    (hit,) = judged("pan", CARDS)
    assert (hit.identifier, hit.values, hit.matched, hit.confirmed) == ("card", len(CARDS), len(CARDS), ENOUGH)
    assert (hit.first, hit.start, hit.end) == (0, 0, 16)


def test_random_numbers_of_which_a_tenth_keeps_the_checksum_are_none() -> None:
    assert judged("ticket", [b"%d" % number for number in range(4012888800000000, 4012888800000500)]) == []


WEAK = replace(CARD, id="weak", shapes=(replace(CARD.shapes[0], alone=0.5, alike=0.9),), keywords=())


@pytest.mark.parametrize(
    ("values", "confidence"),
    [
        (CARDS[:5], 0.9),
        (CARDS[:40], 0.9),
        (CARDS[:4], 0.5),
        ([*CARDS[:5], b"4012888888881882"], 0.5),
        ([b"paid with " + each for each in CARDS[:9]], 0.5),
    ],
)
def test_a_column_of_which_nearly_all_values_are_valid_says_more_than_one_value(
    values: list[bytes], confidence: float
) -> None:
    scanner = ColumnScanner(TextScanner(compile_identifiers([WEAK])))
    scanner.add("value", values)
    (hit,) = scanner.finish()
    assert hit.confidence == confidence


@pytest.mark.parametrize("column", ["ssn", "customer.SSN", "socialSecurityNumber", "social_security_no"])
def test_the_name_of_a_column_is_a_keyword(column: str) -> None:
    (hit,) = judged(column, [b"123456789"] * 3)
    assert (hit.identifier, hit.named, hit.matched) == ("nine", True, 3)


def test_without_a_keyword_a_weak_shape_says_nothing() -> None:
    assert judged("amount", [b"123456789"] * 3) == []


def test_keywords_within_a_value_count_and_those_of_its_neighbours_do_not() -> None:
    (hit,) = judged("note", [b"nothing", b"his ssn 123456789, he said", b"987654321"], rows=[0, 5, 6])
    assert (hit.first, hit.start, hit.end, hit.matched) == (5, 8, 17, 1)
    assert judged("note", [b"the ssn", b"123456789"]) == []


def test_a_column_by_its_name_is_one_where_most_values_look_like_it() -> None:
    (hit,) = judged("fullName", [b"Ada Lovelace", b"Grace Hopper", b"n/a"])
    assert (hit.identifier, hit.matched, hit.values) == ("person_name", 2, 3)
    assert judged("surname", [b"12", b"13", b"Hopper"]) == []


def test_what_shapes_and_the_name_of_a_column_tell_is_told_together() -> None:
    name = replace(
        NAME, shapes=(Shape(pattern=r"Dr [A-Z][a-z]+", alone=0.9), Shape(pattern=r"Mr [A-Z][a-z]+", alone=0.7))
    )
    values = [b"Dr Ada", b"Grace Hopper", b"Mr Turing", b"Alan"]
    columns = ColumnScanner(TextScanner(compile_identifiers([name])), every=True)
    columns.add("surname", values)
    (hit,) = columns.finish()
    assert (hit.confidence, hit.matched) == (0.9, 4)
    columns.add("note", values)
    (hit,) = columns.finish()
    told = [sorted(row for keeper in keepers for row, *_ in keeper) for _, keepers in columns.kept]
    assert (hit.confidence, told) == (0.9, [[0, 0, 1, 2, 2, 3], [0, 2]])


def test_places_within_values_are_in_characters() -> None:
    columns = ColumnScanner(TextScanner(compile_identifiers([CARD])), every=True)
    columns.add("pan", ["für é ".encode() + CARDS[0]])
    list(columns.finish())
    ((_, ((kept,),)),) = columns.kept
    assert kept == (0, 6, 22, CARDS[0])


def test_rows_go_on_from_piece_to_piece() -> None:
    SCANNER.add("x", [b"-"] * 700)
    (hit,) = judged("x", [b"-"] * 20 + CARDS[:1])
    assert (hit.first, hit.values) == (720, 721)


def test_many_values_are_counted_by_some_all_through_them() -> None:
    (hit,) = judged("pan", [*CARDS[:200], *[b"-"] * 9_000, *CARDS[200:]])
    assert hit.confirmed == ENOUGH
    assert hit.matched == pytest.approx(len(CARDS), rel=0.1)
    (hit,) = judged("pan", [*[b"-"] * 9_000, *CARDS[:110]])
    assert (hit.confirmed, hit.first) == (ENOUGH, 9_000)
    assert hit.matched == pytest.approx(110, abs=10)


def test_another_identifier_in_a_settled_column_is_found() -> None:
    (first, second) = judged("ssn", [*[b"123456789"] * 30_000, CARDS[0], b"123456789"])
    assert (first.identifier, first.first, first.matched) == ("card", 30_000, 1)
    assert second.matched == pytest.approx(30_001, abs=50)


def test_pieces_give_what_the_whole_gives() -> None:
    whole = judged("pan", CARDS[:300])
    for start in range(0, 300, 7):
        SCANNER.add("pan", CARDS[start : min(start + 7, 300)])
    assert list(SCANNER.finish()) == whole
