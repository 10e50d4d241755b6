"""Correlations slide over time, by group; terms and baselines compare with what was before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from tests.unit.engines.logs.sigma.evaluated import book_of, found, program_of, rule, trouble

from modelkeep.engines.logs.alerts import build
from modelkeep.engines.logs.sigma.program import Compiler

DAY = 86_400
A, B = "arn:aws:iam::111122223333:user/a", "arn:aws:iam::111122223333:user/b"
ONE = rule("one", {"s": {"eventName": "One"}})
TWO = rule("two", {"s": {"eventName": "Two"}})


def correlation(type_: str, rules: list[str], **more: Any) -> dict[str, Any]:
    told = {"type": type_, "rules": rules, "group-by": ["principal"], "timespan": "10m", **more}
    return {"title": "C", "name": "C", "level": "high", "correlation": told}


def event(name: str, t: int, who: str = A, **more: Any) -> dict[str, Any]:
    return {"eventName": name, "t": t, "principal": who, **more}


def alerts(records: Sequence[Mapping[str, Any]], *rules: Mapping[str, Any]) -> list[set[str]]:
    """The events of each alert, in order."""
    book = book_of(*rules)
    rows = [each for each in found(book, records) if each.rule == "C"]
    return [set(each.events) for each in build(program_of(book).rules, rows)]


def test_event_count_needs_that_many_in_any_span_not_in_a_bucket() -> None:
    counted = correlation("event_count", ["one"], condition={"gte": 3})
    across_a_boundary = [event("One", 500), event("One", 590), event("One", 700)]
    assert alerts(across_a_boundary, ONE, counted) == [{"e0", "e1", "e2"}]
    assert alerts([event("One", 0), event("One", 300), event("One", 601)], ONE, counted) == []
    assert alerts([event("One", 0), event("One", 1, B), event("One", 2)], ONE, counted) == []


def test_an_event_that_two_rules_match_counts_once() -> None:
    again = rule("again", {"s": {"eventName|startswith": "On"}})
    counted = correlation("event_count", ["one", "again"], condition={"gte": 2})
    assert alerts([event("One", 0)], ONE, again, counted) == []
    assert alerts([event("One", 0), event("Only", 1)], ONE, again, counted) == [{"e0", "e1"}]


def test_value_count_counts_what_is_different() -> None:
    counted = correlation("value_count", ["one"], condition={"field": "awsRegion", "gte": 2})
    same = [event("One", each, awsRegion="eu-west-1") for each in range(3)]
    assert alerts(same, ONE, counted) == []
    assert alerts([*same, event("One", 4, awsRegion="us-east-1")], ONE, counted) == [{"e0", "e1", "e2", "e3"}]


def test_temporal_takes_any_order_and_ordered_does_not() -> None:
    temporal, ordered = correlation("temporal", ["one", "two"]), correlation("temporal_ordered", ["one", "two"])
    backwards = [event("Two", 0), event("One", 60)]
    assert alerts(backwards, ONE, TWO, temporal) == [{"e0", "e1"}]
    assert alerts(backwards, ONE, TWO, ordered) == []
    forwards = [event("One", 0), event("Two", 600)]
    assert alerts(forwards, ONE, TWO, ordered) == [{"e0", "e1"}]
    assert alerts([event("One", 0), event("Two", 601)], ONE, TWO, ordered) == []
    assert alerts([event("One", 0), event("Two", 60, B)], ONE, TWO, ordered) == []


def test_of_several_beginnings_the_last_counts() -> None:
    three = rule("three", {"s": {"eventName": "Three"}})
    ordered = correlation("temporal_ordered", ["one", "two", "three"])
    records = [event("One", 0), event("One", 500), event("Two", 520), event("Three", 1000)]
    assert len(alerts(records, ONE, TWO, three, ordered)) == 1
    assert (
        alerts([event("One", 0), event("Two", 520), event("One", 530), event("Three", 1000)], ONE, TWO, three, ordered)
        == []
    )


def test_an_extended_condition_may_say_not() -> None:
    told = correlation("temporal", ["one", "two"], condition="one and not two")
    assert alerts([event("One", 100)], ONE, TWO, told) == [{"e0"}]
    assert alerts([event("Two", 0), event("One", 100)], ONE, TWO, told) == []


def test_aliases_bring_fields_together() -> None:
    told = correlation(
        "temporal", ["one", "two"], aliases={"who": {"one": "requestParameters.user", "two": "userIdentity.userName"}}
    )
    told["correlation"]["group-by"] = ["who"]
    records = [
        {"eventName": "One", "t": 0, "requestParameters": {"user": "x"}},
        {"eventName": "Two", "t": 1, "userIdentity.userName": "x"},
        {"eventName": "Two", "t": 2, "userIdentity.userName": "y"},
    ]
    assert alerts(records, ONE, TWO, told) == [{"e0", "e1"}]


def test_correlations_of_correlations() -> None:
    many = correlation("event_count", ["one"], condition={"gte": 2}) | {"name": "many"}
    chained = correlation("temporal_ordered", ["many", "two"])
    assert len(alerts([event("One", 0), event("One", 1), event("Two", 2)], ONE, TWO, many, chained)) == 1
    assert alerts([event("One", 0), event("Two", 2)], ONE, TWO, many, chained) == []


def test_alert_ids_do_not_change_with_what_comes_later() -> None:
    counted = correlation("event_count", ["one"], condition={"gte": 2})
    book = book_of(ONE, counted)
    early = [event("One", 600), event("One", 660)]

    def ids(records: Sequence[Mapping[str, Any]]) -> set[str]:
        return {each.id for each in build(program_of(book).rules, found(book, records))}

    assert ids(early) == ids([*early, event("One", 720)])
    assert len(ids(early)) == 1


def test_what_a_correlation_lacks_is_told() -> None:
    told = trouble(correlation("event_count", ["nowhere"], condition={"gte": 1}))
    assert "there is no rule 'nowhere'" in told.message
    assert program_of(
        book_of(ONE, correlation("value_median", ["one"], condition={"field": "awsRegion", "gte": 1}))
    ).troubles


def new_terms(**more: Any) -> dict[str, Any]:
    told = {"of": ["principal", "awsRegion"], "per": ["recipientAccountId"], "history": "30d", **more}
    return rule("C", {"s": {"eventName": "One"}}, modelkeep={"new_terms": told})


def test_new_terms_fire_once_the_group_is_known_for_long_enough() -> None:
    first = event("Other", 0)
    assert alerts([event("One", 0), event("One", DAY, B)], new_terms()) == []
    assert alerts([first, event("One", 31 * DAY, B)], new_terms()) == [{"e1"}]
    assert alerts([first, event("One", 20 * DAY, B), event("One", 31 * DAY, B)], new_terms()) == []
    assert alerts([first, event("One", 20 * DAY, B), event("One", 51 * DAY, B)], new_terms()) == [{"e2"}]
    assert alerts([first, event("One", 31 * DAY, B), event("One", 31 * DAY + 1, B)], new_terms()) == [{"e1"}]


def lost(records: list[dict[str, Any]], **fields: Any) -> list[set[str]]:
    told = {
        "lost_terms": {"of": ["x"] if fields else ["requestParameters.x"], "per": ["requestParameters.name"]},
        "fields": fields,
    }
    return alerts(records, rule("C", {"s": {"eventName": "One"}}, modelkeep=told))


def test_lost_terms_fire_where_something_is_gone() -> None:
    def put(t: int, name: str, *x: Any) -> dict[str, Any]:
        return event("One", t, requestParameters={"name": name, "x": list(x)})

    assert lost([put(0, "n", "a", "b"), put(1, "n", "b", "c")]) == [{"e1"}]
    assert lost([put(0, "n", "a"), put(1, "n", "a", "b"), put(2, "m")]) == []
    assert lost([put(0, "n", "a"), put(1, "n")]) == [{"e1"}]


@pytest.mark.parametrize(
    ("before", "after", "fires"),
    [("HIGH", "LOW", True), ("LOW", "HIGH", False), ("LOW", "NONE", True), ("LOW", "LOW", False)],
)
def test_levels_fall_and_rise(before: str, after: str, fires: bool) -> None:
    def put(t: int, strength: str) -> dict[str, Any]:
        return event("One", t, requestParameters={"name": "n", "f": [{"type": "HATE", "s": strength}]})

    levels = {"pairs": "requestParameters.f", "of": ["type", "s"], "levels": ["LOW", "MEDIUM", "HIGH"]}
    assert bool(lost([put(0, before), put(1, after)], x=levels)) is fires


def test_a_baseline_is_the_entitys_own() -> None:
    told = {"per": ["principal"], "value": "count", "bucket": "1h", "history": "7d", "deviations": 3, "floor": 5}
    spike = rule("C", {"s": {"eventName": "One"}}, modelkeep={"baseline": told})
    usual = [event("One", hour * 3600 + minute, A) for hour in range(0, 8 * 24, 6) for minute in range(2)]
    many = [event("One", 8 * DAY + each) for each in range(9)]
    assert alerts([*usual, *many], spike) == [{f"e{len(usual) + each}" for each in range(9)}]
    assert alerts([*usual, *many[:4]], spike) == []
    assert alerts(many, spike) == []
    used_to_it = [event("One", hour * 3600 + minute, A) for hour in range(0, 8 * 24, 6) for minute in range(9)]
    assert alerts([*used_to_it, *many], spike) == []


def test_every_kind_of_rule_is_written_for_every_engine() -> None:
    book = book_of(ONE, TWO, correlation("temporal_ordered", ["one", "two"]))
    texts = {engine: Compiler(book, {}, engine).compile().rules[0].sql for engine in ("duckdb", "spark", "athena")}
    assert all("RANGE BETWEEN UNBOUNDED PRECEDING" in each for each in texts.values())
    assert "array(" in texts["spark"].lower()
