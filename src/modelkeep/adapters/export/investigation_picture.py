"""The pictures of an investigation, as numbers for the template: swim lanes over time, and chains as boxes and arrows."""

from __future__ import annotations

import math
import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from modelkeep.adapters.export import investigation_words as words
from modelkeep.adapters.export.text import visible
from modelkeep.core.logs.investigation import Chain, Group, Investigation
from modelkeep.core.words import plural

WIDTH = 1000
SIDE = 10
TOP = 44
LANE = 46
MOST_LANES = 12
MOST_MARKS = 2_000
"""Marks of one picture; groups beyond, those of alerts last, are in the table only."""
MOST_CHAINS = 8
BOX = 212
BOX_HEIGHT = 62
GAP = 88
ROW = 78
_FITS = 28
_FITS_BELOW = 30
"""Letters of a box's first line, and of the smaller ones below it."""
_HOW = {
    "AssumeRoleWithSAML": "SAML",
    "AssumeRoleWithWebIdentity": "web identity",
    "GetFederationToken": "federation",
    "GetSessionToken": "session",
}
"""Calls that are too long for an arrow."""
_STEPS = tuple(
    timedelta(seconds=each)
    for each in (
        *(1, 5, 15, 30, 60, 300, 900, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600),
        *(86400 * days for days in (1, 2, 7, 14, 30, 90, 365)),
    )
)
_MOST_TICKS = 7
_EPOCH = datetime(2024, 1, 1)  # noqa: DTZ001  # times are UTC without a zone
"""A Monday: ticks of weeks begin there."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A group: where it stands, and in words."""

    x: float
    y: float
    width: float
    height: float
    style: str
    told: str


@dataclass(frozen=True, slots=True)
class Flag:
    """An alert above the lanes."""

    x: float
    style: str
    told: str


@dataclass(frozen=True, slots=True)
class Lane:
    """A principal at one service, or a log, with its marks."""

    name: str
    full: str
    y: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Swim lanes over a stretch of time."""

    title: str
    told: str
    height: int
    lanes: tuple[Lane, ...]
    flags: tuple[Flag, ...]
    ticks: tuple[tuple[float, str], ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Box:
    """An identity of a chain. `how` is what leads to it."""

    x: int
    style: str
    lines: tuple[str, ...]
    full: str
    how: str


@dataclass(frozen=True, slots=True)
class ChainRow:
    """A chain as boxes from left to right, and what hangs on it in words."""

    y: int
    boxes: tuple[Box, ...]
    told: str


@dataclass(frozen=True, slots=True)
class ChainPicture:
    """All chains that are drawn."""

    width: int
    height: int
    rows: tuple[ChainRow, ...]
    left_out: int


def pictures(found: Investigation) -> tuple[Picture, ...]:
    """The whole range, and the time around the alerts where that is less than a third of it."""
    if not found.groups:
        return ()
    start, end = min(each.first for each in found.groups), max(each.last for each in found.groups)
    whole = _picture(found, "The whole range", start, end)
    if not found.alerts:
        return (whole,)
    first, last = (
        max(start, min(each.first for each in found.alerts)),
        min(end, max(each.last for each in found.alerts)),
    )
    margin = max((last - first) / 10, timedelta(minutes=2))
    if last <= first - margin or (last - first + 2 * margin) * 3 > end - start:
        return (whole,)
    return whole, _picture(found, "Around the alerts", first - margin, last + margin)


def _picture(found: Investigation, title: str, start: datetime, end: datetime) -> Picture:
    here = [each for each in found.groups if each.last >= start and each.first <= end]
    names = _lanes(here)
    shown = names[:MOST_LANES]
    drawn = sorted(here, key=lambda each: (not each.alerts, not each.error, each.first))[:MOST_MARKS]
    length = max((end - start).total_seconds(), 1)

    def x(at: datetime) -> float:
        share = min(max((at - start).total_seconds() / length, 0), 1)
        return round(SIDE + share * (WIDTH - 2 * SIDE), 1)

    lanes = []
    for place, name in enumerate(shown):
        y = TOP + place * LANE
        mine = sorted(
            (each for each in drawn if (each.lane, each.service) == name),
            key=lambda each: (bool(each.alerts), each.first),
        )
        marks = tuple(_mark(each, x(each.first), x(each.last), y) for each in mine)
        lane, service = name
        told = f"{visible(service)}, {words.lane_told(lane)}"
        lanes.append(Lane(_cut(told, 110), f"{visible(service)}, {visible(lane)}", y, marks))
    alerts = [each for each in found.alerts if each.last >= start and each.first <= end]
    flags = tuple(
        Flag(
            x(max(each.first, start)),
            each.severity.value,
            f"{visible(each.rule)} {visible(each.title)}, {words.moment(each.first)}, {each.severity.value}",
        )
        for each in sorted(alerts, key=lambda each: -each.severity.rank)
    )
    left = len(here) - sum(len(each.marks) for each in lanes)
    told = (
        f"{plural(sum(each.count for each in here), 'event')} of {plural(len(names), 'lane')} and {plural(len(alerts), 'alert')}, "
        f"{words.moment(start)} to {words.moment(end)} UTC. The tables below say the same."
    )
    return Picture(title, told, TOP + len(lanes) * LANE + 24, tuple(lanes), flags, _ticks(start, end, x), left)


def _lanes(groups: Sequence[Group]) -> list[tuple[str, str]]:
    """Principals with the services that they called, those with alerts first, then those with most events."""
    alerts, events = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for each in groups:
        name = (each.lane, each.service)
        alerts[name] += len(each.alerts)
        events[name] += each.count
    return sorted(events, key=lambda name: (-alerts[name], -events[name], name))


def _mark(group: Group, start: float, end: float, y: int) -> Mark:
    height = min(6 + 4 * math.log10(group.count), 18)
    style = "denied" if group.error else "alerted" if group.alerts else group.relation
    calls = f"{group.count:,} x " if group.count > 1 else ""
    outcome = words.outcome_told(group)
    told = f"{words.moment(group.first)} {calls}{visible(group.service)} {visible(group.action)}{f': {outcome}' if outcome else ''}"
    middle = y + 31
    return Mark(start, round(middle - height / 2, 1), round(max(end - start, 3), 1), round(height, 1), style, told)


def _ticks(start: datetime, end: datetime, x: object) -> tuple[tuple[float, str], ...]:
    assert callable(x)
    length = end - start
    step = next(
        (each for each in _STEPS if length / each <= _MOST_TICKS),
        _STEPS[-1] * math.ceil(length / _STEPS[-1] / _MOST_TICKS),
    )
    form = "%Y-%m-%d" if step >= timedelta(days=1) else "%m-%d %H:%M" if step >= timedelta(minutes=1) else "%H:%M:%S"
    tick = _EPOCH + step * math.ceil((start - _EPOCH) / step)
    found = []
    while tick <= end:
        found.append((x(tick), f"{tick:{form}}"))
        tick += step
    return tuple(found)


def chain_picture(chains: Sequence[Chain]) -> ChainPicture:
    """Each chain as a row: the origin, then identity after identity."""
    rows = [_row(chain, place) for place, chain in enumerate(chains[:MOST_CHAINS])]
    columns = max((len(row.boxes) for row in rows), default=0)
    return ChainPicture(
        width=max(columns * (BOX + GAP) - GAP, 0) + 2, height=len(rows) * ROW, rows=tuple(rows), left_out=len(chains) - len(rows)
    )  # fmt: skip


def _row(chain: Chain, place: int) -> ChainRow:
    origin = words.origin_told(chain)
    below = textwrap.wrap(chain.origin.told, _FITS_BELOW, max_lines=2, placeholder="…")
    boxes = [Box(1, chain.origin.kind.value, (_cut(origin, _FITS), *below), f"{origin}: {chain.origin.told}", "")]
    for number, hop in enumerate(words.hops_of(chain), start=1):
        name, _, account = words.lane_told(hop.name).partition(" in ")
        lines = (_cut(name, _FITS), _cut(account, _FITS_BELOW), _cut(visible(hop.session or hop.key), _FITS_BELOW))
        boxes.append(Box(1 + number * (BOX + GAP), "hop", lines, words.hop_told(hop), _HOW.get(hop.how, hop.how)))
    told = " → ".join([origin, *(f"{f'{how}: ' if how else ''}{identity}" for how, identity in words.steps_of(chain))])
    return ChainRow(place * ROW + 6, tuple(boxes), told)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
