"""Fleets: a group that collects more different terms than the others, held against a count in Python."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from tests.unit.engines.logs.sigma.evaluated import book_of, found, rule, trouble

DAY = 86_400
TERMS: Mapping[str, Any] = {
    "per": ["principal"], "of": ["requestID"], "history": "3d", "bucket": "1d",
    "percentile": 75, "times": 2, "floor": 4, "least": 3, "share": 0.75,
}  # fmt: skip
Event = tuple[int, str, str]
"""The second, whose it is, and the term."""


def asked(**more: Any) -> dict[str, Any]:
    return rule("R", {"s": {"eventName": "One"}}, modelkeep={"fleet": {**TERMS, **more}})


def fired(events: Sequence[Event], **more: Any) -> set[tuple[str, int]]:
    """Who is told of, and on which day."""
    records = [{"eventName": "One", "t": t, "principal": who, "requestID": term} for t, who, term in events]
    return {(each.entity[0], each.at // 1_000_000 // DAY - DAY_0) for each in found(book_of(asked(**more)), records)}


DAY_0 = 20777
"""Days from 1970 to the day on which `fill` begins, at 10 o'clock."""


def day(t: int) -> int:
    """The day of a second: `fill` begins at 10 o'clock."""
    return (t + 10 * 3600) // DAY


def in_python(events: Sequence[Event]) -> set[tuple[str, int]]:
    """The same by the definition: who stands out on a day, and did not in the three days before."""
    active = sorted({(day(t), who) for t, who, _ in events})
    everybody = {who for _, who, _ in events}

    def held(who: str, today: int) -> Mapping[str, set[int]]:
        terms: dict[str, set[int]] = defaultdict(set)
        for t, whose, term in events:
            if whose == who and today - 3 < day(t) <= today:
                terms[term].add(day(t))
        return terms

    def stands_out(who: str, today: int) -> bool:
        mine = held(who, today)
        most = max(sum(each in days for days in mine.values()) for each in range(today - 2, today + 1))
        others = [len(held(each, today)) for each in everybody - {who} if held(each, today)]
        below = sum(len(mine) > 2 * each for each in others)
        return len(mine) >= 4 and most <= 0.75 * len(mine) and len(others) >= 3 and below >= 0.75 * len(others)

    out = {(who, today) for today, who in active if stands_out(who, today)}
    first = min(t for t, _, _ in events) + 10 * 3600
    return {
        (who, today)
        for who, today in out
        if not any((who, today - back) in out for back in (1, 2, 3)) and (today + 1) * DAY - first >= 3 * DAY
    }


def fleet(days: int = 8, each: int = 1) -> list[Event]:
    """Four who ask little every day, so that there is somebody to compare with."""
    return [(one * DAY, f"p{who}", f"{one}-{n}") for who in range(4) for one in range(days) for n in range(each)]


SLOW: list[Event] = [(one * DAY + n, "a", f"{one}-{n}") for one in (4, 5, 6) for n in range(4)]


def test_who_collects_far_more_than_the_others_is_told_of_once() -> None:
    assert fired([*fleet(), *SLOW]) == {("a", 5)}


@pytest.mark.parametrize(
    ("events", "why"),
    [
        ([*fleet(), *[(t, "a", term[-1]) for t, _, term in SLOW][:8]], "the same terms every day: the first day holds all"),
        ([*fleet(each=2), *SLOW], "others have half as many"),
        ([each for each in [*fleet(), *SLOW] if each[1] not in ("p0", "p1")], "two others"),
        ([each for each in [*fleet(), *SLOW] if each[0] >= 4 * DAY], "what is usual is not known yet"),
        ([*fleet(), *[(4 * DAY + n, "a", str(n)) for n in range(20)]], "all in one day"),
        ([*fleet(), *[(one * DAY, "a", str(one)) for one in (4, 5, 6, 7)]], "three in three days"),
    ],
)  # fmt: skip
def test_who_is_not_told_of(events: list[Event], why: str) -> None:
    assert fired(events) == set(), why


@pytest.mark.parametrize("seed", range(4))
def test_the_query_is_the_definition(seed: int) -> None:
    chance = random.Random(seed)
    events = fleet(12)
    for who in "abc":
        for _ in range(60):
            when = min(11, int(chance.triangular(0, 12, chance.choice((3, 9)))))
            events.append(
                (when * DAY + chance.randrange(DAY // 3), who, str(chance.randrange(4 + 9 * "abc".index(who))))
            )
    assert in_python(events)
    assert fired(events) == in_python(events)


def test_what_is_no_fleet_is_told() -> None:
    assert "multiple" in trouble(asked(bucket="2d")).message
    assert "number" in trouble(asked(times="many")).message
    assert "knows" in trouble(asked(over=3)).message
