"""E-mail addresses are masked before they are kept; data about people is counted where there is much of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelkeep.core.personal import masked, personal_in_text

LOCAL = st.text("abcdefghijklmnopqrstuvwxyz.+_", min_size=2, max_size=20)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ana.silva@acme.example", "a***@acme.example"),
        ("a@acme.example", "a***@acme.example"),
        ("ana", "ana"),
        ("", ""),
        ("ana@acme.example (contractor of ben@other.example)", "a***@acme.example (contractor of b***@other.example)"),
    ],
)
def test_names(name: str, expected: str) -> None:
    assert masked(name) == expected


@given(LOCAL)
def test_nothing_of_an_address_but_its_first_letter_and_domain_is_left(local: str) -> None:
    found = masked(f"{local}@acme.example")
    assert found == f"{local[0]}***@acme.example"
    assert masked(found) == found


CARDS = ("4111 1111 1111 1111", "5555-5555-5555-4444", "6011111111111117")
IBANS = ("DE89 3704 0044 0532 0130 00", "GB29 NWBK 6016 1331 9268 19", "CH93 0076 2011 6238 5295 7")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" ".join(f"p{number}@acme.io" for number in range(10)), {"e-mail address": 10}),
        (" ".join(f"p{number}@acme.io" for number in range(9)), {}),
        ("p@acme.io " * 50, {}),
        (" ".join(f"p{number}@example.com" for number in range(30)), {}),
        (", ".join(CARDS), {"payment card number": 3}),
        ("4111 1111 1111 1112, 5555555555554445, 6011111111111118", {}),
        ("0.4111111111111111 0.5555555555554444 0.6011111111111117", {}),
        ("\n".join(IBANS), {"IBAN": 3}),
        ("DE00 3704 0044 0532 0130 00 " * 5, {}),
        ("@" * 1000, {}),
    ],
)
def test_many_different_ones_count(text: str, expected: dict[str, int]) -> None:
    assert personal_in_text(text) == expected
