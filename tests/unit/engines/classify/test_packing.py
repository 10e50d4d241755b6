"""Tasks of like size, in order, and without holding more than one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest

from modelkeep.core.artifacts import Artifact
from modelkeep.engines.classify.packing import FIRST, SMALL, Task, pack, to_read

MOST, OBJECTS = 1_600, 100


def sized(*sizes: int) -> Iterator[Artifact]:
    return (Artifact(f"s3://b/{number}", size, "t") for number, size in enumerate(sizes))


def packed(*sizes: int) -> list[Task]:
    return list(pack(sized(*sizes), to_read(0, full=True), most=MOST, objects=OBJECTS))


def test_every_object_is_in_one_task_and_in_its_order() -> None:
    sizes = [position * 37 % 500 for position in range(3_000)]
    tasks = packed(*sizes)
    assert [each for task in tasks for each in task.artifacts] == list(sized(*sizes))
    assert [task.number for task in tasks] == list(range(len(tasks)))
    assert sum(task.size for task in tasks) == sum(sizes)
    assert tasks == packed(*sizes)


def test_tasks_are_alike_but_for_the_first_and_the_last() -> None:
    sizes = [position * 37 % 500 for position in range(6_000)]
    spent = [task.size + len(task.artifacts) * (MOST // OBJECTS) for task in packed(*sizes)]
    assert all(MOST <= each < MOST + 516 for each in spent[FIRST:-1])
    assert all(MOST // SMALL <= each < MOST // SMALL + 516 for each in spent[:FIRST])


@pytest.mark.parametrize(("size", "objects"), [(0, OBJECTS), (1, 95), (MOST, 1), (MOST * 50, 1)])
def test_empty_objects_fill_a_task_too_and_a_large_one_is_one(size: int, objects: int) -> None:
    tasks = packed(*[size] * (FIRST * objects + objects))
    assert len(tasks[-2].artifacts) == objects


def test_a_sample_costs_no_more_than_its_bytes_or_a_hundredth() -> None:
    cost = to_read(10, full=False)
    assert [cost(each) for each in sized(3, 10, 99, 5_000)] == [3, 10, 10, 50]


def test_nothing_makes_no_task() -> None:
    assert packed() == []


def test_objects_are_taken_as_they_are_needed() -> None:
    taken: list[int] = []

    def endless() -> Iterator[Artifact]:
        while True:
            taken.append(1)
            yield Artifact("s3://b/x", 0, "t")

    tasks = list(islice(pack(endless(), to_read(0, full=True), most=MOST, objects=OBJECTS), FIRST + 1))
    assert len(taken) == sum(len(task.artifacts) for task in tasks)
