"""Tags that were read in bulk, put on the resources that they belong to."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from modelkeep.core.kinds import tables
from modelkeep.core.tables import Role

CALL = "resourcegroupstaggingapi:GetResources"
TAGGED = "tagged"


def fill_tags(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> None:
    """Fill `tags` of the named kinds where their source left them NULL; other tables are passed over.

    A resource that the Tagging API did not list has no tags, provided that the API answered for its region; else NULL stays.
    Kinds that the API does not cover come with their tags from their own calls.
    """
    declared = tables()
    for table in (declared[name] for name in names if name in declared):
        if table.role is not Role.KIND:
            continue
        connection.execute(
            f'UPDATE "{table.name}" AS r SET tags = coalesce((SELECT any_value(t.tags) FROM {TAGGED} t WHERE t.arn = r.arn), MAP {{}}) '
            f"WHERE tags IS NULL AND EXISTS (SELECT 1 FROM \"read\" d WHERE d.call = '{CALL}' AND d.outcome = 'ok' "
            f"AND d.account = r.account AND d.region = r.region)"
        )
