"""Each operator compares one value with one, and knows which values are of its type."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelkeep.engines.access.operators import OPERATORS, instant, network, number, within


def holds(name: str, found: str, wanted: str) -> bool:
    operator, sign = OPERATORS[name.lower()]
    return operator.holds(found, wanted) is sign


@pytest.mark.parametrize(
    ("name", "found", "wanted", "expected"),
    [
        ("StringEquals", "a*", "a*", True),
        ("StringEquals", "ab", "a*", False),
        ("StringEqualsIgnoreCase", "aB", "Ab", True),
        ("StringNotEqualsIgnoreCase", "aB", "Ab", False),
        ("StringLike", "ab", "a*", True),
        ("StringNotLike", "ab", "a*", False),
        ("NumericEquals", "1.0", "1", True),
        ("NumericNotEquals", "1.0", "1", False),
        ("NumericLessThanEquals", "1", "1.0", True),
        ("NumericGreaterThan", "1.00000000000000000001", "1", True),
        ("NumericEquals", "one", "one", False),
        ("NumericNotEquals", "one", "one", True),
        ("DateEquals", "1767225600", "2026-01-01T00:00:00Z", True),
        ("DateGreaterThanEquals", "2026-01-01T00:00:00.000Z", "2026-01-01", True),
        ("Bool", "True", "true", True),
        ("Bool", "yes", "yes", False),
        ("BinaryEquals", "QmluYXJ5", "QmluYXJ5", True),
        ("BinaryEquals", "Qml?", "Qml?", False),
        ("IpAddress", "10.0.0.0/9", "10.0.0.0/8", True),
        ("IpAddress", "10.0.0.0/7", "10.0.0.0/8", False),
        ("ArnEquals", "arn:aws:s3:::b", "arn:*:s3:::?", True),
        ("ArnNotLike", "arn:aws:s3:::b", "arn:*:s3:::?", False),
    ],
)
def test_values_are_compared(name: str, found: str, wanted: str, expected: bool) -> None:
    assert holds(name, found, wanted) is expected


@pytest.mark.parametrize("text", ["1_000", " 1", "1 ", "٣", "nan", "inf", "0x1", "", "1.", "--1", "1e9999"])
def test_what_is_no_number(text: str) -> None:
    assert number(text) is None


@settings(deadline=None)
@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_as_json_writes_them(value: float) -> None:
    assert number(repr(value)) == Decimal(repr(value))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-01-01T00:00:00Z", 1767225600),
        ("2026-01-01T01:00:00+01:00", 1767225600),
        ("2026-01-01", 1767225600),
        ("2026-01", 1767225600),
        ("2026", 1767225600),
        ("1767225600", 1767225600),
        ("20260101T000000Z", 1767225600),
        ("tomorrow", None),
        ("2026-13-01", None),
        ("2026-13", None),
        ("", None),
    ],
)
def test_times(text: str, seconds: int | None) -> None:
    assert instant(text) == seconds


def test_ranges() -> None:
    ours, inner, six = network("10.0.0.0/8"), network("10.1.0.0/16"), network("::/0")
    assert ours is not None
    assert inner is not None
    assert six is not None
    assert within(inner, ours)
    assert not within(ours, inner)
    assert not within(inner, six)
    assert not within(six, ours)
    assert network("10.0.0.256") is None


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("NumericEquals", "1", "one"),
        ("DateLessThan", "2026-01-01", "soon"),
        ("Bool", "FALSE", "no"),
        ("Bool", "${aws:x}", "$"),
        ("IpAddress", "::1/128", "::1/129"),
        ("BinaryEquals", "QQ==", "Q"),
        ("ArnLike", "arn:*:*:*:*:*", "arn:*"),
    ],
)
def test_which_values_are_of_an_operators_type(name: str, good: str, bad: str) -> None:
    operator, _ = OPERATORS[name.lower()]
    assert operator.readable(good)
    assert not operator.readable(bad)
