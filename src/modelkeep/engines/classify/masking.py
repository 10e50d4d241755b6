"""What is told of a value in its place: a masked form. The keyed hash that finds it again is that of `subjects`."""

from __future__ import annotations

SHOWN = 2
"""Characters that are left at the end of a value of at least `LONG`."""
LONG = 8
WIDEST = 40


def masked(value: str) -> str:
    """The form of a value: letters as x, digits as #, separators as they are; of long ones the end is left."""
    shown = SHOWN if sum(each.isalnum() for each in value) >= LONG else 0
    hidden = value[: len(value) - shown] if shown else value
    told = "".join("#" if each.isdigit() else "x" if each.isalnum() else each for each in hidden) + value[len(hidden) :]
    return told if len(told) <= WIDEST else f"{told[: WIDEST - 3]}..."
