"""Lists that were not read, on which an analysis rests."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from modelkeep.core.control import Relation
from modelkeep.core.coverage import KNOWN
from modelkeep.core.kinds import calls_for


def unlisted(connection: duckdb.DuckDBPyConnection, part: Relation) -> Mapping[str, str]:
    """For each account the first list that was not read, and why, on which `part` rests."""
    known = ", ".join(f"'{each}'" for each in sorted(KNOWN))
    rows = connection.execute(
        f"""
        SELECT account, min(call || ' ' || outcome || CASE WHEN code <> '' THEN ' (' || code || ')' ELSE '' END)
        FROM "read" WHERE list_contains(?, call) AND coalesce(resource, '') = '' AND outcome NOT IN ({known}) GROUP BY account
        """,
        [sorted(calls_for(part.tables))],
    ).fetchall()
    return {str(account): str(told) for account, told in rows}
