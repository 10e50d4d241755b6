"""`fleet` rules as SQL, the same text on every engine: a group that has collected far more different terms than the others.

For each group and bucket of time, `v` is how many different terms the group had in the history that ends with the bucket. A term counts
from its bucket on until it has not come again for the history, so that `v` is a running sum of comings and goings, and no window of
distinct values is needed; most terms come in one bucket alone and need no window at all. The group stands out where `v` reaches `floor`,
no single bucket holds more than the part `share` of the terms, and `v` is more than `times` what the part `percentile` of the other
groups have, of which there are at least `least`.

An alert is for the bucket in which a group begins to stand out, not for the history after that, and for none in the fleet's first history:
who always stood out is learnt.
"""

from __future__ import annotations

from modelkeep.engines.logs.sigma.terms import Hits, Terms, row

MEMORY = 3
"""So many histories back terms are kept: one for the count, one to know who stood out before, one for events that come late."""


def fleet_sql(name: str, terms: Terms, hits: Hits, since: str, state: str) -> str:
    """The rows of the rule's alerts. `since` is the relation (k, t) of when the fleet was first seen, `state` that of earlier runs."""
    bucket, history = terms.bucket * 1_000_000, terms.history * 1_000_000
    within = f"(PARTITION BY k ORDER BY b RANGE BETWEEN {history - bucket} PRECEDING AND CURRENT ROW)"
    return (
        f"WITH e AS ({hits.events()}), "
        f"r AS (SELECT k, o, t - t % {bucket} AS b FROM e UNION ALL SELECT k, o, b FROM {state}), "
        f"i AS (SELECT k, o, min(b) AS b, max(b) AS z FROM r GROUP BY k, o), "
        f"j AS (SELECT r.k AS k, r.o AS o, r.b AS b FROM r JOIN i ON i.k = r.k AND i.o = r.o AND i.b < i.z GROUP BY r.k, r.o, r.b), "
        f"n AS (SELECT k, b, lead(b) OVER (PARTITION BY k, o ORDER BY b) AS later FROM j "
        f"UNION ALL SELECT k, b, NULL AS later FROM i WHERE b = z), "
        f"c AS (SELECT k, b AS s, 1 AS d FROM n UNION ALL "
        f"SELECT k, CASE WHEN later < b + {history} THEN later ELSE b + {history} END AS s, -1 AS d FROM n), "
        f"g AS (SELECT k, s, sum(d) AS d FROM c GROUP BY k, s), "
        f"v AS (SELECT k, s, sum(d) OVER (PARTITION BY k ORDER BY s ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS v, "
        f"lead(s) OVER (PARTITION BY k ORDER BY s) AS until FROM g), "
        f"p AS (SELECT k, b, max(m) OVER {within} AS m FROM (SELECT k, b, count(*) AS m FROM n GROUP BY k, b) AS q), "
        f"x AS (SELECT p.k AS k, p.b AS b, v.v AS v FROM p JOIN v ON v.k = p.k AND v.s = p.b "
        f"WHERE v.v >= {terms.floor} AND p.m <= {terms.share} * v.v), "
        f"y AS (SELECT x.k AS k, x.b AS b FROM x JOIN v AS a ON a.k <> x.k AND a.s <= x.b AND a.until > x.b AND a.v > 0 "
        f"GROUP BY x.k, x.b, x.v HAVING count(*) >= {terms.least} "
        f"AND sum(CASE WHEN x.v > {terms.times} * a.v THEN 1 ELSE 0 END) >= {terms.percentile / 100} * count(*)), "
        f"z AS (SELECT k, b, lag(b) OVER (PARTITION BY k ORDER BY b) AS before FROM y), "
        f"f AS (SELECT z.k AS k, z.b AS b FROM z CROSS JOIN {since} AS si WHERE (before IS NULL OR z.b - before > {history}) "
        f"AND z.b + {bucket} - si.t >= {history}) "
        f"{row(name, 'f.b', chr(39) * 2, 'e')} FROM f JOIN e ON e.k = f.k AND e.t - e.t % {bucket} = f.b"
    )
