"""E-mail addresses are masked before they are kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelkeep.core.personal import masked

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
