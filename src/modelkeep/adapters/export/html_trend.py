"""How open findings developed, for the HTML report: bars, one per scan, and the sentences and rows that say the same."""

from __future__ import annotations

from dataclasses import dataclass

from modelkeep.adapters.export.html_parts import Segment, tally_told
from modelkeep.adapters.export.text import day, stamp
from modelkeep.core.report import Tally
from modelkeep.core.trend import Trend, TrendPoint
from modelkeep.core.verdict import Severity
from modelkeep.core.words import plural

MOST_BARS = 60
MOST_ROWS = 200
HEIGHT = 100
STEP = 10
WIDTH_PER_BAR = 84
"""Pixels, at most: few bars do not become broad ones."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One scan: where it stands, and its findings from the bottom up, in the chart's own units. `changed`: some of the controls
    were written anew since the bar before."""

    place: int
    told: str
    segments: tuple[Segment, ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One scan as a row of the table."""

    at: str
    tally: Tally
    moves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrendView:
    """What the report shows. Without `bars`, `why_not` says why nothing is drawn."""

    moves: tuple[tuple[str, str], ...]
    since: str
    bars: tuple[Bar, ...]
    rows: tuple[Row, ...]
    severities: tuple[Severity, ...]
    top: int
    first: str
    last: str
    width: int
    changed: bool
    label: str
    notes: tuple[str, ...]
    why_not: str


def trend_view(trend: Trend) -> TrendView:
    """The trend up to the last of its points."""
    comparable = trend.comparable if trend.points else ()
    drawn = comparable[-MOST_BARS:] if len(comparable) > 1 else ()
    top = _round_up(max((_height(point.tally) for point in drawn), default=0))
    bars = tuple(
        Bar(place * STEP, _told(point), _segments(point.tally, top), _changed(drawn, place))
        for place, point in enumerate(drawn)
    )
    return TrendView(
        moves=_moves(trend), since=_since(trend), bars=bars, top=top,
        rows=tuple(_row(point) for point in reversed(drawn[-MOST_ROWS:])),
        severities=tuple(each for each in Severity if any(point.tally.by_severity.get(each) for point in drawn)),
        first=_ends(drawn)[0], last=_ends(drawn)[1],
        width=len(drawn) * WIDTH_PER_BAR, changed=any(bar.changed for bar in bars), label=_label(drawn),
        notes=_notes(trend, len(comparable) - len(drawn) if drawn else 0), why_not="" if drawn else _why_not(trend),
    )  # fmt: skip


def _ends(drawn: tuple[TrendPoint, ...]) -> tuple[str, str]:
    """The days of the first and last bar; with the time where it is one day."""
    if not drawn:
        return "", ""
    first, last = drawn[0].at, drawn[-1].at
    if day(first) != day(last):
        return day(first), day(last)
    return _time(drawn[0]).removesuffix(" UTC"), _time(drawn[-1]).removesuffix(" UTC")


def _moves(trend: Trend) -> tuple[tuple[str, str], ...]:
    last = trend.points[-1] if trend.points else None
    if last is None or last.new is None:
        return ()
    told = (
        ("New", last.new),
        ("Reopened", last.reopened),
        ("Fixed", last.fixed),
        ("Gone or no longer applies", last.gone),
    )
    return tuple((name, f"{count or 0:,}") for name, count in told)


def _since(trend: Trend) -> str:
    """What the moves are against."""
    if not _moves(trend):
        return ""
    before = trend.before
    told = f"Since the scan before{f' ({_time(before)})' if before else ''}"
    if before is not None and before.scope != trend.points[-1].scope:
        told += (
            ", which asked other controls or looked at other accounts, regions or resources. What is new may only be newly looked "
            "at; what was not looked at again is not counted as fixed"
        )
    return f"{told}:"


def _why_not(trend: Trend) -> str:
    if not trend.points:
        return "No trend is drawn: the Modelkeep that wrote this snapshot kept none. The next scan begins it."
    if len(trend.points) == 1:
        return "No trend is drawn yet: this is the first scan of this workspace. The next one has something to be compared with."
    count = len(trend.points) - 1
    return (
        f"No trend is drawn: {'the earlier scan' if count == 1 else f'each of the {count:,} earlier scans'} asked other controls, "
        "or looked at other accounts, regions or resources, and cannot be compared with this one."
    )


def _notes(trend: Trend, cut: int) -> tuple[str, ...]:
    notes = []
    if cut:
        notes.append(f"{plural(cut, 'older scan')} not drawn.")
    if trend.points and len(trend.comparable) > 1 and trend.left_out:
        notes.append(
            f"{plural(trend.left_out, 'scan')} of other controls, accounts, regions or resources left out: not comparable."
        )
    return tuple(notes)


def _changed(drawn: tuple[TrendPoint, ...], place: int) -> bool:
    return place > 0 and drawn[place].catalogue != drawn[place - 1].catalogue


def _height(tally: Tally) -> int:
    return tally.failed + tally.unknown


def _round_up(count: int) -> int:
    """The end of the scale: 1, 2 or 5 times a power of ten, or a multiple of it that is close."""
    if count <= 4:
        return max(count, 1)
    unit = int(f"1{'0' * (len(str(count)) - 1)}")
    for part in (unit // 5, unit // 2, unit):
        if part and count <= part * 10:
            return -(-count // part) * part
    return -(-count // unit) * unit


def _segments(tally: Tally, top: int) -> tuple[Segment, ...]:
    """The shares of the scale, worst at the bottom; `start` is from above."""
    counts = [(severity.value, tally.by_severity.get(severity, 0)) for severity in Severity] + [
        ("unknown", tally.unknown)
    ]
    found: list[Segment] = []
    below = 0
    for name, count in counts:
        if count:
            below += count
            found.append(Segment(name, round(HEIGHT * (1 - below / top), 2), round(HEIGHT * count / top, 2)))
    return tuple(found)


def _time(point: TrendPoint) -> str:
    return stamp(point.at)[:16].replace("T", " ") + " UTC"


def _told(point: TrendPoint) -> str:
    return f"{_time(point)}: {tally_told(point.tally)}"


def _label(drawn: tuple[TrendPoint, ...]) -> str:
    if not drawn:
        return ""
    return (
        f"Open and unknown findings of {plural(len(drawn), 'scan')}. First, {_told(drawn[0])}. Last, {_told(drawn[-1])}. "
        "The table below says the same."
    )


def _row(point: TrendPoint) -> Row:
    moves = (point.new, point.reopened, point.fixed, point.gone)
    return Row(_time(point), point.tally, tuple("" if each is None else f"{each:,}" for each in moves))
