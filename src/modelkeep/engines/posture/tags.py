"""Tags that were read in bulk, put on the resources that they belong to."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from modelkeep.core.kinds import tables
from modelkeep.core.tables import Role

CALL = "resourcegroupstaggingapi:GetResources"
TAGGED = "tagged"

WITH_BULK = f"""
    CASE WHEN tags IS NULL
              AND (account, region) IN (SELECT (d.account, d.region) FROM "read" d WHERE d.call = '{CALL}' AND d.outcome = 'ok')
         THEN coalesce((SELECT any_value(t.tags) FROM {TAGGED} t WHERE t.arn = r.arn), MAP {{}})
         ELSE tags END"""
"""The tags of a row `r` of a kind: its own, or where its source left them NULL those that the Tagging API listed.

A resource that the API did not list has no tags, provided that it answered for the region; else NULL stays. Kinds that the API
does not cover come with their tags from their own calls.
"""


def fill_tags(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> None:
    """Fill `tags` of the named kinds where their source left them NULL; other tables are passed over."""
    declared = tables()
    for table in (declared[name] for name in names if name in declared):
        if table.role is Role.KIND:
            connection.execute(f'UPDATE "{table.name}" AS r SET tags = {WITH_BULK} WHERE tags IS NULL')
