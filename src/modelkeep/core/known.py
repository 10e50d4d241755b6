"""Unknown is an answer: what follows where a part of something is not known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

_Value = TypeVar("_Value")


def all_known(values: Iterable[_Value | None]) -> tuple[_Value, ...] | None:
    """The values; None, which is unknown, where one of them is None."""
    found: list[_Value] = []
    for each in values:
        if each is None:
            return None
        found.append(each)
    return tuple(found)
