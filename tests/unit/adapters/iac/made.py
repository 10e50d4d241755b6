"""Rows of resources as a template has them."""

from __future__ import annotations

from typing import Any

from modelkeep.adapters.iac.resource import Declared, Deployment, Place, Unknown
from modelkeep.adapters.iac.rows import rows_of
from modelkeep.core.kinds.declared import Untold
from modelkeep.core.tables import Row

WHERE = Deployment("012345678901", "eu-west-1")
PARAMETER = Unknown("parameter Name has no default")


def made(**resources: tuple[str, dict[str, Any]]) -> list[Row]:
    """The rows of resources that are deployed together: by label, type and properties."""
    return list(
        rows_of(
            [
                Declared(cfn_type=kind, label=label, properties=properties, place=Place("t.yaml", 1), deployment=WHERE)
                for label, (kind, properties) in resources.items()
            ]
        )
    )


def of(rows: list[Row], kind: type[Any]) -> list[Any]:
    """The rows of one table."""
    return [row for row in rows if type(row) is kind]


def open_tables(rows: list[Row]) -> set[str]:
    """The tables of which rows may be missing, other than those that no file tells."""
    return {
        row.table_name
        for row in of(rows, Untold)
        if not row.column_name and row.table_name and "once the resource exists" not in (row.why or "")
    }
