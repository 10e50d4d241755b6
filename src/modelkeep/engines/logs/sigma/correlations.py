"""Correlations as SQL over the hits of rules, the same text on every engine.

Windows slide: a correlation is looked at when an event comes, over the time span that ends with it (both ends included). Order within the
same microsecond is not told by any log, so events of one time count as in order.
https://github.com/SigmaHQ/sigma-specification, correlation rules 2.0.2
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sigma.correlations import (
    CorrelationConditionAND,
    CorrelationConditionItem,
    CorrelationConditionNOT,
    CorrelationConditionOR,
    SigmaCorrelationCondition,
    SigmaCorrelationConditionOperator,
    SigmaCorrelationRule,
    SigmaCorrelationType,
    SigmaExtendedCorrelationCondition,
    SigmaRuleReference,
)
from sqlglot import exp

from modelkeep.engines.logs.sigma.conditions import NotCompiled
from modelkeep.engines.logs.sigma.dialects import Dialect

_OPERATORS = {
    SigmaCorrelationConditionOperator.LT: "<",
    SigmaCorrelationConditionOperator.LTE: "<=",
    SigmaCorrelationConditionOperator.GT: ">",
    SigmaCorrelationConditionOperator.GTE: ">=",
    SigmaCorrelationConditionOperator.EQ: "=",
    SigmaCorrelationConditionOperator.NEQ: "<>",
}
_AGGREGATES = {
    SigmaCorrelationType.VALUE_SUM: "sum",
    SigmaCorrelationType.VALUE_AVG: "avg",
}
TEMPORAL = (SigmaCorrelationType.TEMPORAL, SigmaCorrelationType.TEMPORAL_ORDERED)


@dataclass(frozen=True, slots=True)
class Part:
    """The hits of one referred rule: SQL of a relation of hits, the columns of the group and of the value that is counted ('' for
    none), and the expression of the entity."""

    reference: str
    relation: str
    keys: tuple[str, ...]
    value: str
    entity: str


def events_sql(parts: Sequence[Part]) -> str:
    """The hits of all parts with the number of their part as `r`, their group as k0, k1, ... and their value as `v`. Without a value for
    every key, an event belongs to no group."""
    selects = []
    for number, part in enumerate(parts):
        keys = "".join(f", {key} AS k{position}" for position, key in enumerate(part.keys))
        value = f", {part.value} AS v" if part.value else ""
        known = " AND ".join(f"{key} IS NOT NULL" for key in part.keys) or "TRUE"
        selects.append(
            f"SELECT {number} AS r, t, event_id, account, region, {part.entity} AS entity{keys}{value} "
            f"FROM ({part.relation}) AS h{number} WHERE {known}"
        )
    return " UNION ALL ".join(selects)


def triggers_sql(rule: SigmaCorrelationRule, parts: Sequence[Part], dialect: Dialect, events: str) -> str:
    """The events of a relation `events` at which the correlation's condition holds: all their columns.

    Raises NotCompiled.
    """
    if rule.type is SigmaCorrelationType.TEMPORAL_ORDERED:
        return _ordered(rule, parts, events)
    window = _window(len(parts[0].keys), rule.timespan.seconds)
    if rule.type is SigmaCorrelationType.TEMPORAL:
        seen = ", ".join(
            f"max(CASE WHEN r = {number} THEN 1 ELSE 0 END) OVER ({window}) AS s{number}"
            for number in range(len(parts))
        )
        return f"SELECT * FROM (SELECT *, {seen} FROM {events}) AS seen WHERE {_temporal(rule, parts)}"
    condition = rule.condition
    assert isinstance(condition, SigmaCorrelationCondition)  # pySigma demands it of these types
    if rule.type is SigmaCorrelationType.EVENT_COUNT:
        counted = f"count(*) OVER ({window})"
    elif rule.type is SigmaCorrelationType.VALUE_COUNT:
        counted = dialect.distinct_over("v", window)
    elif rule.type in _AGGREGATES:
        number = dialect.as_double(exp.column("v")).sql(dialect.name)
        counted = f"{_AGGREGATES[rule.type]}({number}) OVER ({window})"
    else:
        raise NotCompiled(f"correlations of type {rule.type.name.lower()} are not supported", "type")
    return (
        f"SELECT * FROM (SELECT *, {counted} AS n FROM {_enough(rule, condition, len(parts[0].keys), events)}) AS counted "
        f"WHERE n {_OPERATORS[condition.op]} {condition.count}"
    )


def _enough(rule: SigmaCorrelationRule, condition: SigmaCorrelationCondition, keys: int, events: str) -> str:
    """The events of groups that have enough of them at all: most have not, and no window over them is needed."""
    counts = {SigmaCorrelationType.EVENT_COUNT: "count(*)", SigmaCorrelationType.VALUE_COUNT: "count(DISTINCT v)"}
    least = {SigmaCorrelationConditionOperator.GTE: ">=", SigmaCorrelationConditionOperator.GT: ">"}
    if not keys or rule.type not in counts or condition.op not in least:
        return events
    names = ", ".join(f"k{each}" for each in range(keys))
    same = " AND ".join(f"q.k{each} = e.k{each}" for each in range(keys))
    groups = f"SELECT {names} FROM {events} GROUP BY {names} HAVING {counts[rule.type]} {least[condition.op]} {condition.count}"
    return f"(SELECT e.* FROM {events} JOIN ({groups}) AS q ON {same}) AS enough"


def _window(keys: int, seconds: int) -> str:
    return f"{_partition(keys)}ORDER BY t RANGE BETWEEN {seconds * 1_000_000} PRECEDING AND CURRENT ROW"


def _partition(keys: int) -> str:
    return f"PARTITION BY {', '.join(f'k{each}' for each in range(keys))} " if keys else ""


def _temporal(rule: SigmaCorrelationRule, parts: Sequence[Part]) -> str:
    condition = rule.condition
    if isinstance(condition, SigmaExtendedCorrelationCondition):
        return _extended(condition.parsed, {part.reference: f"s{number} = 1" for number, part in enumerate(parts)})
    total = " + ".join(f"s{number}" for number in range(len(parts)))
    return f"{total} {_OPERATORS[condition.op]} {condition.count}"


def _extended(node: CorrelationConditionItem | SigmaRuleReference, flags: Mapping[str, str]) -> str:
    if isinstance(node, SigmaRuleReference):
        return flags[node.reference]
    arms = [_extended(each, flags) for each in node.args]
    if isinstance(node, CorrelationConditionNOT):
        return f"NOT ({arms[0]})"
    word = " AND " if isinstance(node, CorrelationConditionAND) else " OR "
    assert isinstance(node, CorrelationConditionAND | CorrelationConditionOR)  # there are no others
    return f"({word.join(arms)})"


def _ordered(rule: SigmaCorrelationRule, parts: Sequence[Part], events: str) -> str:
    """For every event of the n-th rule, when the latest chain of the rules before it began: a running maximum, once for each rule.

    The chain that began last is the one that fits into the time span if any does.
    """
    condition = rule.condition
    if isinstance(condition, SigmaExtendedCorrelationCondition):
        raise NotCompiled(
            "temporal_ordered correlations take the order from `rules`, not from a condition", "condition"
        )
    if (condition.op, condition.count) != (SigmaCorrelationConditionOperator.GTE, len(parts)):
        raise NotCompiled("temporal_ordered correlations need all of their rules: leave the condition out", "condition")
    partition = _partition(len(parts[0].keys))
    running = f"OVER ({partition}ORDER BY t RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
    relation = f"SELECT *, CASE WHEN r = 0 THEN t END AS b0 FROM {events}"
    for number in range(1, len(parts)):
        relation = f"SELECT *, CASE WHEN r = {number} THEN max(b{number - 1}) {running} END AS b{number} FROM ({relation}) AS c{number}"
    last = len(parts) - 1
    return (
        f"SELECT * FROM ({relation}) AS chain WHERE r = {last} AND t - b{last} <= {rule.timespan.seconds * 1_000_000}"
    )


def alerts_sql(name: str, rule: SigmaCorrelationRule, parts: Sequence[Part], dialect: Dialect) -> str:
    """The rows of a correlation's alerts: for each window that a trigger falls into, the events of the group that led to it."""
    keys = "".join(f"k{each}, " for each in range(len(parts[0].keys)))
    joined = "".join(f"e.k{each} = g.k{each} AND " for each in range(len(parts[0].keys)))
    span = rule.timespan.seconds * 1_000_000
    return (
        f"WITH e AS ({events_sql(parts)}), x AS ({triggers_sql(rule, parts, dialect, 'e')}), "
        f"g AS (SELECT {keys}entity, t - t % {span} AS w, min(t) AS since, max(t) AS until FROM x "
        f"GROUP BY {keys}entity, t - t % {span}) "
        f"SELECT DISTINCT '{name}' AS rule, g.entity AS entity, g.w AS w, e.t AS t, e.event_id AS event_id, e.account AS account, "
        f"e.region AS region, '' AS note FROM g JOIN e ON {joined}e.t BETWEEN g.since - {span} AND g.until"
    )
