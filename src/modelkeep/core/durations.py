"""Durations as AWS and as people write them."""

from __future__ import annotations

import re
from datetime import timedelta

from modelkeep.core.errors import UsageError

_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")

_SPAN = re.compile(r"([1-9][0-9]{0,5})([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def span(told: str) -> timedelta:
    """What a person writes as `30s`, `5m`, `24h`, `7d` or `2w`. Raises UsageError for anything else, and for more than 100 years."""
    found = _SPAN.fullmatch(told)
    time = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None
    if time is None or time > timedelta(days=36_500):
        raise UsageError(f"{told!r} is no span of time", remedy="Write 30s, 5m, 24h or 7d, for example.")
    return time


def minutes_of(duration: str) -> int:
    """The whole minutes of an ISO 8601 duration such as `PT8H`. Raises ValueError for what is none."""
    found = _DURATION.fullmatch(duration)
    if found is None or not any(found.groups()):
        raise ValueError(f"not a duration: {duration!r}")
    days, hours, minutes, seconds = (int(each or 0) for each in found.groups())
    return days * 1440 + hours * 60 + minutes + seconds // 60
