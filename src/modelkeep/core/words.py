"""Words that agree with their numbers."""

from __future__ import annotations


def plural(count: int, noun: str) -> str:
    """`1 finding`, `1,200 findings`, `2 policies`."""
    if count == 1:
        return f"1 {noun}"
    ending = f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s"
    return f"{count:,} {ending}"
