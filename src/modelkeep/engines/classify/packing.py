"""Packs what is to be classified into tasks of like size, one after the other: however many objects there are, one task is held."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from modelkeep.core.artifacts import Artifact

BYTES = 256 << 20
"""Bytes to be read that fill a task."""
OBJECTS = 5_000
"""Objects that fill a task, however small: each costs as much as this share of `BYTES` before its first byte is read."""
FIRST = 64
"""Tasks at the beginning that are small, so that few objects occupy many processors, too, and the first results come soon."""
SMALL = 16
"""How many times smaller those are."""


@dataclass(frozen=True, slots=True)
class Task:
    """Objects that one process looks into, one after the other. `number` counts from 0; `size` is in bytes to be read."""

    number: int
    artifacts: tuple[Artifact, ...]
    size: int


def to_read(sample: int, *, full: bool) -> Callable[[Artifact], int]:
    """How many bytes of an object are read at most: all with `full`, else about a sample, or a hundredth, as `reading.Plan` has it."""
    if full:
        return lambda artifact: artifact.size
    return lambda artifact: min(artifact.size, max(sample, artifact.size // 100))


def pack(
    artifacts: Iterable[Artifact], cost: Callable[[Artifact], int], *, most: int = BYTES, objects: int = OBJECTS
) -> Iterator[Task]:
    """Tasks, in the order of what they hold. The same objects make the same tasks.

    A task ends with the object that fills it: none but the last is smaller than its share, and none larger by more than one object. An
    object is never divided: containers, columns and JSON documents are judged whole.
    """
    each_costs = most // objects
    number = size = spent = 0
    held: list[Artifact] = []
    for artifact in artifacts:
        held.append(artifact)
        wanted = cost(artifact)
        size += wanted
        spent += wanted + each_costs
        if spent >= (most // SMALL if number < FIRST else most):
            yield Task(number, tuple(held), size)
            number, size, spent = number + 1, 0, 0
            held.clear()
    if held:
        yield Task(number, tuple(held), size)
