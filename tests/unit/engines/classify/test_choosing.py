"""Which objects of a place are read where not all are."""

from __future__ import annotations

import pytest

from modelkeep.engines.classify.choosing import bound, choose, kind

MANY = [(f"s3://b/logs/2026/{each:03}.gz", 1_000) for each in range(100)]


def test_the_same_ones_each_time_and_others_with_another_seed() -> None:
    assert choose(MANY, 10) == choose(reversed(MANY), 10)
    assert choose(MANY, 10).names != choose(MANY, 10, seed=1).names
    assert choose(MANY[:5], 10).random == 5


def test_what_is_of_another_kind_is_read_besides() -> None:
    chosen = choose([*MANY, ("s3://b/export/people.csv", 50)], 2)
    assert chosen.random == 2
    assert len(chosen.names) <= 4
    assert "s3://b/export/people.csv" in chosen.names


def test_numbers_and_digests_make_no_kind() -> None:
    assert kind("a/2026/01/f1.csv", 10) == kind("a/2025/12/f2.csv", 99)
    assert kind("a/deadbeef01/f.csv", 10) == kind("a/0123456789ab/f.csv", 10)
    assert kind("a/f.csv", 10) != kind("a/f.json", 10)


@pytest.mark.parametrize(("read", "total", "expected"), [(0, 0, 0.0), (5, 5, 0.0), (0, 5, 1.0), (299, 10**6, 0.00997)])
def test_the_bound(read: int, total: int, expected: float) -> None:
    assert bound(read, total) == pytest.approx(expected, abs=1e-4)
