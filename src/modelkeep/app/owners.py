"""Who answers for a resource: by its tags, else by those of the model that it belongs to.

Tags that were not read are never taken for none: where neither the resource nor its nearest model tells, and some of those tags are
unread, the owner is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from modelkeep.core.kinds import tables
from modelkeep.core.tables import Role

_TAGS = "judged_tags"


def read_tags(connection: duckdb.DuckDBPyConnection) -> None:
    """Put the tags of every resource that was judged, and of every model, into the temporary table `judged_tags`.

    What is named by a finding but is no resource of the scan has no row.
    """
    held = connection.execute("SELECT DISTINCT source_table FROM resource_index").fetchall()
    kinds = [name for (name,) in held if name in tables() and tables()[name].role is Role.KIND]
    union = " UNION ALL ".join(f'SELECT arn, tags FROM "{name}"' for name in sorted(kinds))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {_TAGS} (arn VARCHAR, tags MAP(VARCHAR, VARCHAR))")
    if union:
        connection.execute(
            f"INSERT INTO {_TAGS} SELECT arn, any_value(tags) FROM ({union}) "
            "WHERE arn IN (SELECT resource FROM finding UNION SELECT arn FROM model) GROUP BY arn"
        )


def find_owners(connection: duckdb.DuckDBPyConnection, owner_tags: Sequence[str]) -> None:
    """Fill `resource_owner` from `judged_tags`: the first of these tags, whatever its case, that has a value.

    Of several models the nearest count; where those have different owners, all are named.
    """
    names = ", ".join("?" for _ in owner_tags)
    by_tags = (
        f"SELECT arn, tags IS NULL AS unread, "
        f"coalesce(list_filter(list_transform([{names}], lambda wanted: trim(list_filter(map_entries(tags), "
        "lambda tag: lower(tag.key) = wanted AND trim(tag.value) <> '')[1].value)), lambda found: found <> '')[1], '') AS owner "
        f"FROM {_TAGS}"
    )
    connection.execute("DELETE FROM resource_owner")
    connection.execute(
        f"""
        INSERT INTO resource_owner BY NAME
        WITH own AS MATERIALIZED ({by_tags}),
        nearest AS (
            SELECT arn, model FROM model_resource WHERE arn IN (SELECT resource FROM finding)
            QUALIFY rank() OVER (PARTITION BY arn ORDER BY distance) = 1
        ),
        of_model AS (
            SELECT n.arn, bool_or(m.arn IS NULL OR (m.unread AND m.owner = '')) AS unread,
                   coalesce(array_to_string(list(DISTINCT m.owner ORDER BY m.owner) FILTER (m.owner <> ''), ', '), '') AS owner
            FROM nearest n LEFT JOIN own m ON m.arn = n.model GROUP BY n.arn
        )
        SELECT f.resource AS arn, '' AS account, '' AS region,
               CASE WHEN own.owner <> '' THEN own.owner
                    WHEN of_model.owner <> '' THEN of_model.owner
                    WHEN own.arn IS NULL OR own.unread OR of_model.unread THEN NULL
                    ELSE '' END AS owner
        FROM (SELECT DISTINCT resource FROM finding) f
        LEFT JOIN own ON own.arn = f.resource LEFT JOIN of_model ON of_model.arn = f.resource
        """,
        [tag.lower() for tag in owner_tags],
    )
