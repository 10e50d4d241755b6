"""The trend in the HTML report: what is drawn, what is said, and that nothing is drawn that cannot be compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.unit.adapters.export.samples import estate, exported

from modelkeep.adapters.export.html_trend import MOST_BARS, TrendView, trend_view
from modelkeep.core.report import Tally
from modelkeep.core.trend import Trend, TrendPoint
from modelkeep.core.verdict import Severity

START = datetime(2026, 10, 1, 8, tzinfo=UTC)


def point(number: int, *, critical: int = 1, low: int = 0, unknown: int = 0, **given: Any) -> TrendPoint:
    values: dict[str, Any] = {
        "snapshot": f"scan-{number:04}", "before": f"scan-{number - 1:04}" if number else "", "at": START + timedelta(days=number),
        "profile": "baseline", "scope": "same", "catalogue": "same", **given,
    }  # fmt: skip
    moves = {"new": 1, "reopened": 0, "fixed": 2, "gone": 0} if number else {}
    tally = Tally(
        failed=critical + low, unknown=unknown, passed=7, by_severity={Severity.CRITICAL: critical, Severity.LOW: low}
    )
    return TrendPoint(tally=tally, **{**moves, **values})


def view(*points: TrendPoint) -> TrendView:
    return trend_view(Trend(points=points))


def test_bars_stand_on_the_scale_worst_at_the_bottom() -> None:
    shown = view(point(0, critical=2, low=1, unknown=1), point(1, critical=1))
    assert shown.top == 4
    first, second = shown.bars
    assert [(each.name, each.start, each.width) for each in first.segments] == [
        ("critical", 50.0, 50.0), ("low", 25.0, 25.0), ("unknown", 0.0, 25.0),
    ]  # fmt: skip
    assert [(each.name, each.start, each.width) for each in second.segments] == [("critical", 75.0, 25.0)]
    assert (first.place, second.place) == (0, 10)


@pytest.mark.parametrize("count", [1, 3, 4, 5, 9, 11, 49, 99, 101, 152, 999, 1001, 100_000])
def test_the_scale_ends_above_the_highest_bar_and_not_far_above(count: int) -> None:
    top = view(point(0, critical=count), point(1)).top
    assert count <= top < max(count * 1.3, count + 2)


def test_what_cannot_be_compared_is_left_out_and_said() -> None:
    shown = view(point(0, scope="wider"), point(1), point(2))
    assert len(shown.bars) == len(shown.rows) == 2
    assert shown.notes == ("1 scan of other controls, accounts, regions or resources left out: not comparable.",)


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ((), "kept none"),
        ((point(0),), "this is the first scan"),
        ((point(0, scope="wider"), point(1)), "the earlier scan asked other controls"),
        ((point(0, scope="a"), point(1, scope="b"), point(2)), "each of the 2 earlier scans"),
    ],
)
def test_with_fewer_than_two_comparable_scans_nothing_is_drawn_and_it_says_why(
    points: tuple[TrendPoint, ...], words: str
) -> None:
    shown = view(*points)
    assert words in shown.why_not
    assert (shown.bars, shown.rows) == ((), ())


def test_what_moved_is_against_the_scan_before() -> None:
    shown = view(point(0), point(1))
    assert shown.moves == (("New", "1"), ("Reopened", "0"), ("Fixed", "2"), ("Gone or no longer applies", "0"))
    assert shown.since == "Since the scan before (2026-10-01 08:00 UTC):"
    assert view(point(0)).moves == ()
    assert "newly looked at" in view(point(0, scope="less"), point(1)).since
    assert "newly looked" not in view(point(5)).since


def test_controls_that_changed_are_marked() -> None:
    shown = view(point(0), point(1), point(2, catalogue="new"), point(3, catalogue="new"))
    assert [bar.changed for bar in shown.bars] == [False, False, True, False]
    assert shown.changed
    assert not view(point(0), point(1)).changed


def test_of_many_scans_the_latest_are_drawn() -> None:
    shown = view(*(point(each) for each in range(MOST_BARS + 5)))
    assert len(shown.bars) == MOST_BARS
    assert shown.notes == ("5 older scans not drawn.",)
    assert shown.first == "2026-10-06"


def test_scans_of_one_day_are_told_apart_by_their_time() -> None:
    shown = view(point(0), replace(point(1), at=START + timedelta(hours=2)))
    assert (shown.first, shown.last) == ("2026-10-01 08:00", "2026-10-01 10:00")


def test_the_picture_says_in_words_what_it_shows() -> None:
    shown = view(point(0, critical=3, unknown=1), point(1, critical=1))
    assert "First, 2026-10-01 08:00 UTC: 3 open (3 critical" in shown.label
    assert "Last, 2026-10-02 08:00 UTC: 1 open (1 critical" in shown.label


def test_the_report_draws_it_and_has_the_same_as_a_table() -> None:
    rows = [
        {
            "snapshot": f"scan-{day}", "before": "scan-1" if day == 2 else "", "taken": f"2026-11-0{day}T08:00:00",
            "scope": "s", "catalogue": str(day), "practice": "access", "severity": "critical", "failed": 10 - day, "unknown": 1,
            "passed": 5, "new": 4 if day == 2 else None, "reopened": 0, "fixed": 5, "gone": 0,
        }
        for day in (1, 2)
    ]  # fmt: skip
    text = exported("html", replace(estate(), kept={"trend": rows}))
    assert text.count('<rect x="1.5"') == 3  # a critical stretch, an unknown one and its hatching
    assert "<title>2026-11-01 08:00 UTC: 9 open (9 critical), 1 unknown, 5 passed</title>" in text
    assert '<th scope="row">2026-11-02 08:00 UTC</th><td class="num">8</td><td class="num">1</td>' in text
    assert "<div><dt>New</dt><dd>4</dd></div>" in text
    assert "some controls themselves changed" in text
    assert "style=" not in text.split("<script")[0]


def test_the_report_of_an_older_snapshot_draws_nothing() -> None:
    text = exported("html")
    assert "No trend is drawn: the Modelkeep that wrote this snapshot kept none." in text
    assert 'class="plot"' not in text
