"""What a sample rules out, and by which lots it is drawn."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelkeep.engines.classify.choosing import bound, kind, lot, needed, seeded


def test_numbers_and_digests_make_no_kind() -> None:
    assert kind("a/2026/01/f1.csv", 10) == kind("a/2025/12/f2.csv", 99)
    assert kind("a/deadbeef01/f.csv", 10) == kind("a/0123456789ab/f.csv", 10)
    assert kind("a/f.csv", 10) != kind("a/f.json", 10)
    assert kind("s3://acme-1/2026/f.csv", 10) == ("s3://acme-0/0", "csv", 2)


def test_lots_are_those_of_the_seed() -> None:
    assert lot("a", seeded(1)) == lot("a", seeded(1)) != lot("a", seeded(2))


@pytest.mark.parametrize(
    ("read", "total", "expected"),
    [(0, 0, 0.0), (5, 5, 0.0), (0, 5, 1.0), (299, 10**6, 0.00997), (299, 10**15, 0.00997)],
)
def test_the_bound(read: int, total: int, expected: float) -> None:
    assert bound(read, total) == pytest.approx(expected, abs=1e-4)


@given(total=st.integers(1, 400), data=st.data())
def test_the_bound_is_exact_for_drawing_without_putting_back(total: int, data: st.DataObject) -> None:
    read = data.draw(st.integers(1, total))
    most = round(bound(read, total) * total)
    if most:
        assert comb(total - most, read) / comb(total, read) > 0.05 - 1e-9
    assert comb(total - most - 1, read) / comb(total, read) <= 0.05 + 1e-9
    assert bound(read, total) <= 1 - 0.05 ** (1 / read) + 1e-9


@given(total=st.integers(1, 10**7), target=st.floats(0.0005, 1.0))
def test_what_is_needed_suffices_and_less_does_not(total: int, target: float) -> None:
    count = needed(target, total)
    assert bound(count, total) <= target
    assert count == 0 or bound(count - 1, total) > target
