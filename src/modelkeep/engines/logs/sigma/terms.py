"""What Sigma has no words for, under the key `modelkeep` of a rule: first and lost terms, and volumes far above an entity's own history.

    new_terms:  {of: [principal, awsRegion], per: [recipientAccountId], history: 30d}
    new_terms:  {each: bucket, per: [family], history: 30d}
    lost_terms: {per: [requestParameters.name], of: [requestParameters.selectors]}
    baseline:   {per: [principal], value: count, bucket: 1h, history: 7d, deviations: 6, floor: 1000}
    fleet:      {per: [principal, model], of: [prompt_hash], history: 28d, bucket: 1d, percentile: 99, times: 2, floor: 1000, least: 10,
                 share: 0.5}
    budget:     {per: [principal], value: sum(cost), bucket: 1h, over: '%hourly_budget%'}

`new_terms` fires where the combination `of` (a field that is missing counts as empty), or any of the values that `each` has, was not seen
in the `history` before, within what the rule's detection matches. It is silent until the group `per` has been known for that history:
from its first event of any kind in the log table, where `per` names columns, else from its first match. `lost_terms` fires where the
group's match before had a value of `of` that this one lacks. `baseline` fires for a bucket of time whose value (`count`, or `sum(field)`)
reaches `floor` and is more than so many standard deviations over the mean of the group's buckets with any value in the history before; it
is silent for the first `history`. `fleet` compares groups with each other (see `fleet`). `budget` fires for a bucket whose value is over
what people told.

Each but `budget` looks at earlier runs through relations of state (`state_*`), which are empty where everything is evaluated at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from modelkeep.engines.logs.sigma.conditions import NotCompiled
from modelkeep.engines.logs.sigma.dialects import Dialect

_SPAN = re.compile(r"([1-9][0-9]*)([smhdw])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_SUM = re.compile(r"sum\((.+)\)")
KINDS = ("new_terms", "lost_terms", "baseline", "fleet", "budget")
_KEYS = {
    "new_terms": {"of", "each", "per", "history"},
    "lost_terms": {"of", "per"},
    "baseline": {"per", "value", "bucket", "history", "deviations", "floor"},
    "fleet": {"per", "of", "bucket", "history", "percentile", "times", "floor", "least", "share"},
    "budget": {"per", "value", "bucket", "over"},
}


def seconds(told: Any, what: str) -> int:
    """The seconds of a span such as 30d. Raises NotCompiled."""
    found = _SPAN.fullmatch(str(told))
    if found is None:
        raise NotCompiled(f"{what} has to be a span of time such as 15m, 1h or 30d", what)
    return int(found[1]) * _SECONDS[found[2]]


def names(told: Any, what: str) -> tuple[str, ...]:
    """A field or a list of fields. Raises NotCompiled."""
    found = (told,) if isinstance(told, str) else tuple(told) if isinstance(told, Sequence) else ()
    if not found or not all(isinstance(each, str) for each in found):
        raise NotCompiled(f"{what} has to name a field, or a list of fields", what)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """One of them, read. `of` are fields of terms; `value` the field that is summed, '' for a count. Spans are in seconds. With
    `each`, every value of `of` is a term of its own. `over` is the amount of a budget, None for none."""

    kind: str
    per: tuple[str, ...]
    of: tuple[str, ...] = ()
    each: bool = False
    history: int = 0
    value: str = ""
    bucket: int = 0
    deviations: float = 0
    floor: float = 0
    percentile: float = 0
    times: float = 0
    least: float = 0
    share: float = 0
    over: float | None = None

    @property
    def known_by(self) -> tuple[str, ...]:
        """Of what it is asked since when it is known."""
        return ("the fleet",) if self.kind == "fleet" else self.per


def read_terms(ours: Mapping[str, Any]) -> Terms | None:
    """What stands under `modelkeep`, None where it is none of them; `over` is an amount already. Raises NotCompiled."""
    found = [each for each in KINDS if each in ours]
    if not found:
        return None
    if len(found) > 1:
        raise NotCompiled(f"a rule has one of {', '.join(KINDS)}", found[1])
    kind, told = found[0], ours[found[0]]
    if not isinstance(told, Mapping):
        raise NotCompiled(f"{kind} has to be a mapping", kind)
    known = _KEYS[kind]
    for key in told:
        if key not in known:
            raise NotCompiled(f"{kind} knows {', '.join(sorted(known))}, not {key}", str(key))
    per = names(told.get("per"), "per")
    if kind == "lost_terms":
        return Terms(kind=kind, per=per, of=names(told.get("of"), "of"))
    if kind == "budget":
        bucket = seconds(told.get("bucket", "1h"), "bucket")
        return Terms(kind=kind, per=per, value=_summed(told), bucket=bucket, over=told.get("over"))
    history = seconds(told.get("history", "30d"), "history")
    if kind == "new_terms":
        if ("of" in told) == ("each" in told):
            raise NotCompiled("new_terms has either of or each", "of")
        what = "each" if "each" in told else "of"
        return Terms(kind=kind, per=per, of=names(told[what], what), each=what == "each", history=history)
    return _baseline(told, per, history) if kind == "baseline" else _fleet(told, per, history)


def _summed(told: Mapping[str, Any]) -> str:
    value, summed = str(told.get("value", "count")), _SUM.fullmatch(str(told.get("value", "count")))
    if value != "count" and summed is None:
        raise NotCompiled("value has to be count or sum(FIELD)", "value")
    return summed[1] if summed else ""


def _number(told: Mapping[str, Any], name: str, default: float) -> float:
    try:
        return float(told.get(name, default))
    except (TypeError, ValueError):
        raise NotCompiled(f"{name} has to be a number", name) from None


def _baseline(told: Mapping[str, Any], per: tuple[str, ...], history: int) -> Terms:
    return Terms(
        kind="baseline", per=per, history=history, value=_summed(told), bucket=seconds(told.get("bucket", "1h"), "bucket"),
        deviations=_number(told, "deviations", 6), floor=_number(told, "floor", 0),
    )  # fmt: skip


def _fleet(told: Mapping[str, Any], per: tuple[str, ...], history: int) -> Terms:
    bucket = seconds(told.get("bucket", "1d"), "bucket")
    if history % bucket:
        raise NotCompiled("history has to be a multiple of bucket", "history")
    return Terms(
        kind="fleet", per=per, of=names(told.get("of"), "of"), history=history, bucket=bucket,
        percentile=_number(told, "percentile", 99), times=_number(told, "times", 1), floor=_number(told, "floor", 1),
        least=_number(told, "least", 10), share=_number(told, "share", 1),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """The matches of a rule as SQL: the relation with the condition, the text of the group, of the terms (a list for lost_terms and for
    each), of the value and of the entity, and the conditions under which an event belongs to a group. `explode` is the engine's name where
    every element of the list is a term of its own."""

    relation: str
    key: str
    term: str
    value: str
    entity: str
    known: str
    explode: str = ""

    def events(self) -> str:
        """The events with group `k`, term `o` and value `v`."""
        term, beside = self.term, ""
        if self.explode == "athena":
            term, beside = "q.o", f" CROSS JOIN UNNEST({self.term}) AS q(o)"
        elif self.explode:
            term = f"{'unnest' if self.explode == 'duckdb' else 'explode'}({self.term})"
        return (
            f"SELECT t, event_id, account, region, {self.entity} AS entity, {self.key} AS k, {term} AS o, {self.value} AS v "
            f"FROM ({self.relation}) AS h{beside} WHERE {self.known}"
        )


def terms_sql(name: str, terms: Terms, hits: Hits, dialect: Dialect, since: str, state: str) -> str:
    """The rows of the rule's alerts. `since` is the relation (k, t) of when each group was first seen, `state` that of earlier runs."""
    if terms.kind == "new_terms":
        return _new(name, terms, hits, since, state)
    if terms.kind == "lost_terms":
        return _lost(name, hits, dialect, state)
    if terms.kind == "budget":
        return _over(name, terms, hits)
    if terms.kind == "fleet":
        from modelkeep.engines.logs.sigma.fleet import fleet_sql

        return fleet_sql(name, terms, hits, since, state)
    return _volume(name, terms, hits, since, state)


def row(name: str, window: str, note: str, origin: str) -> str:
    """What a row of an alert holds, of the event of a relation `origin`."""
    return (
        f"SELECT '{name}' AS rule, {origin}.entity AS entity, {window} AS w, {origin}.t AS t, {origin}.event_id AS event_id, "
        f"{origin}.account AS account, {origin}.region AS region, {note} AS note"
    )


def _new(name: str, terms: Terms, hits: Hits, since: str, state: str) -> str:
    # Within a span that is no longer than the history, only a term's first event can be new: so spans are put in order, not events.
    history = terms.history * 1_000_000
    span = min(history, _SECONDS["h"] * 1_000_000)
    found = row(name, "s.t - s.t % 3600000000", "''", "s")
    if terms.each:
        found = found.replace("SELECT", "SELECT DISTINCT", 1)
    return (
        f"WITH h AS (SELECT k, o, min(t) AS t, max(t) AS z FROM ({hits.events()}) AS e GROUP BY k, o, t - t % {span}), "
        f"b AS (SELECT *, lag(z) OVER (PARTITION BY k, o ORDER BY t) AS before FROM h), "
        f"n AS (SELECT b.k AS k, b.o AS o, b.t AS t FROM b JOIN {since} AS si ON si.k = b.k "
        f"LEFT JOIN {state} AS st ON st.k = b.k AND st.o = b.o "
        f"WHERE (coalesce(b.before, st.t) IS NULL OR b.t - coalesce(b.before, st.t) > {history}) AND b.t - si.t >= {history}), "
        f"s AS (SELECT e.*, row_number() OVER (PARTITION BY e.k, e.o, e.t ORDER BY e.event_id) AS place "
        f"FROM ({hits.events()}) AS e JOIN n ON n.k = e.k AND n.o = e.o AND n.t = e.t) "
        f"{found} FROM s WHERE place = 1"
    )


def _lost(name: str, hits: Hits, dialect: Dialect, state: str) -> str:
    from sqlglot import exp

    gone = dialect.any(
        exp.column("earlier"),
        "g",
        lambda each: exp.Not(
            this=dialect.any(exp.column("o"), "n", lambda one: exp.EQ(this=one, expression=each.copy()))
        ),
    ).sql(dialect.name)
    return (
        f"WITH e AS ({hits.events()}), "
        f"b AS (SELECT *, lag(o) OVER (PARTITION BY k ORDER BY t, event_id) AS before FROM e), "
        f"s AS (SELECT b.*, coalesce(b.before, st.o) AS earlier FROM b LEFT JOIN {state} AS st ON st.k = b.k) "
        f"{row(name, 's.t - s.t % 3600000000', chr(39) * 2, 's')} FROM s WHERE {gone}"
    )


def _volume(name: str, terms: Terms, hits: Hits, since: str, state: str) -> str:
    bucket, history = terms.bucket * 1_000_000, terms.history * 1_000_000
    window = f"(PARTITION BY k ORDER BY b RANGE BETWEEN {history} PRECEDING AND {bucket} PRECEDING)"
    return (
        f"WITH e AS ({hits.events()}), "
        f"a AS (SELECT k, b, sum(v) AS v FROM (SELECT k, t - t % {bucket} AS b, v FROM e UNION ALL SELECT k, b, v FROM {state}) AS u "
        f"GROUP BY k, b), "
        f"m AS (SELECT *, avg(v) OVER {window} AS mean, stddev_pop(v) OVER {window} AS deviation FROM a), "
        f"f AS (SELECT m.k AS k, m.b AS b FROM m JOIN {since} AS si ON si.k = m.k WHERE m.v >= {terms.floor} "
        f"AND m.b + {bucket} - si.t >= {history} "
        f"AND m.v > coalesce(m.mean, 0) + {terms.deviations} * coalesce(m.deviation, 0)) "
        f"{row(name, 'f.b', chr(39) * 2, 'e')} FROM f JOIN e ON e.k = f.k AND e.t - e.t % {bucket} = f.b"
    )


def _over(name: str, terms: Terms, hits: Hits) -> str:
    bucket = terms.bucket * 1_000_000
    over = "FALSE" if terms.over is None else f"sum(v) > {terms.over:f}"
    return (
        f"WITH e AS ({hits.events()}), "
        f"f AS (SELECT k, t - t % {bucket} AS b FROM e GROUP BY k, t - t % {bucket} HAVING {over}) "
        f"{row(name, 'f.b', chr(39) * 2, 'e')} FROM f JOIN e ON e.k = f.k AND e.t - e.t % {bucket} = f.b"
    )
