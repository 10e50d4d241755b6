"""One value has one hash, however it is written, and every value of a table or text is kept under its own."""

from __future__ import annotations

import pytest

from modelkeep.engines.classify.subjects import LENGTH, hashed, hashes_of, key_id, keyed

KEY = b"0123456789abcdef"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("4012 8888", "4012-8888"),
        ("DE89 3704 0044 0532 0130 00", "de89370400440532013000"),
        (" Zoe.Lovelace@Analytical.ORG ", "zoe.lovelace@analytical.org"),
        ("４０１２８８８８", "40128888"),  # noqa: RUF001  # full width
        ("JOSÉ  Álvarez", "jose\u0301 a\u0301lvarez"),  # composed and not
        ("Straße", "STRASSE"),
    ],
)
def test_all_ways_to_write_a_value_have_one_hash(one: str, other: str) -> None:
    assert keyed(one, KEY) == keyed(other, KEY)
    assert hashed(one.encode(), KEY).hex() == keyed(one, KEY)[: 2 * LENGTH]


@pytest.mark.parametrize(("one", "other"), [("a.b@acme.org", "ab@acme.org"), ("40128888", "40128889"), ("--", "-")])
def test_other_values_have_another_hash(one: str, other: str) -> None:
    assert keyed(one, KEY) != keyed(other, KEY)


def test_the_hash_is_another_with_another_key_and_keys_are_told_from_each_other() -> None:
    assert keyed("40128888", KEY) != keyed("40128888", KEY + b"x")
    assert key_id(KEY) != key_id(KEY + b"x")


@pytest.mark.parametrize("written", ["+49 30 901820", "0049 30 901820", "49 (30) 90-1820"])
def test_telephone_numbers_are_found_with_and_without_their_plus(written: str) -> None:
    assert hashed(written.encode(), KEY) in hashes_of("+49 (0)30 901820", KEY)
