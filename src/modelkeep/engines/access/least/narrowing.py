"""From the resources that were used to patterns that a policy can hold.

Names that a job or a run makes up anew each time (`fraud-2026-11-01-03-00-12-345`) would never fit the next one; they, objects in a
folder, and whatever are many become one pattern. A pattern that would allow more than is allowed today is not taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

MOST = 10
"""Resources of one kind and place that are listed one by one."""

_OF_A_RUN = 6
"""So many digits in the rest of a name are a time, a counter or chance, not a name."""
_SEPARATORS = "-_"
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")

Allowed = Callable[[str], bool]


def narrowed(resources: Iterable[str], is_allowed: Allowed) -> tuple[str, ...]:
    """As few patterns as say it well; each resource is meant by one of them. `is_allowed` says whether a wider pattern may be used."""
    found: dict[str, None] = {}
    for resource in resources:
        wider = _without_run(_folder(resource))
        found[wider if wider == resource or is_allowed(wider) else resource] = None
    by_place: dict[str, list[str]] = {}
    for pattern in found:
        by_place.setdefault(_place(pattern), []).append(pattern)
    return tuple(each for place, patterns in by_place.items() for each in _few(place, patterns, is_allowed))


def _few(place: str, patterns: list[str], is_allowed: Allowed) -> list[str]:
    if len(patterns) > MOST:
        common = _common(place, patterns)
        if is_allowed(common):
            return [common]
    return _without_covered(patterns)


def _without_covered(patterns: list[str]) -> list[str]:
    starts = tuple(each[:-1] for each in patterns if each.endswith("*") and "*" not in each[:-1] and "?" not in each)
    return [each for each in patterns if not any(each != f"{start}*" and each.startswith(start) for start in starts)]


def _common(place: str, patterns: list[str]) -> str:
    """What all begin with, up to the last separator, and anything behind."""
    first, last = min(patterns), max(patterns)
    length = next((at for at, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))
    start = first[:length].split("*")[0].split("?")[0]
    cut = max(start.rfind(each) for each in "/:-")
    return f"{start[: cut + 1] if cut + 1 > len(place) else place}*"


def _place(arn: str) -> str:
    """An ARN up to its resource's name: partition, service, region, account and kind; for an object, its bucket."""
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return arn
    head = ":".join(parts[:5]) + ":"
    kind = re.match(r"[^/:]*[/:]", parts[5])
    return head + (kind[0] if kind else "")


def _folder(arn: str) -> str:
    """An object becomes its folder, an object at the top its bucket's objects: which objects there are changes from day to day."""
    parts = arn.split(":", 5)
    if len(parts) < 6 or parts[2] != "s3" or "/" not in parts[5] or parts[5].startswith(("accesspoint/", "job/")):
        return arn
    return f"{arn.rpartition('/')[0]}/*"


def _without_run(arn: str) -> str:
    """The ARN with `*` for what a run makes up behind its name."""
    start, slash, name = arn.rpartition("/")
    if not slash or arn.endswith("*") or arn.count(":") < 5 or _UUID.search(name):
        return arn
    for at, character in enumerate(name):
        if at and character in _SEPARATORS and sum(each.isdigit() for each in name[at:]) >= _OF_A_RUN:
            rest = name[at + 1 :]
            if rest[:1].isdigit() or not re.search(f"[{_SEPARATORS}]", rest):
                return f"{start}/{name[: at + 1]}*"
    return arn
