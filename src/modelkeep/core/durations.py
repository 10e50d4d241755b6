"""Durations as AWS writes them."""

from __future__ import annotations

import re

_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def minutes_of(duration: str) -> int:
    """The whole minutes of an ISO 8601 duration such as `PT8H`. Raises ValueError for what is none."""
    found = _DURATION.fullmatch(duration)
    if found is None or not any(found.groups()):
        raise ValueError(f"not a duration: {duration!r}")
    days, hours, minutes, seconds = (int(each or 0) for each in found.groups())
    return days * 1440 + hours * 60 + minutes + seconds // 60
