"""What comes with resources that files declare, beside their tables: where each stands, and what the file does not tell."""

from __future__ import annotations

from modelkeep.core.tables import Row, support


@support("located", calls="")
class Located(Row):
    """Where a declared resource, or one of its properties, stands."""

    property: str | None = None
    """'' for the resource itself, else the property's name in snake case, such as `enable_capture`."""
    file: str | None = None
    line: int | None = None
    """From 1; 0 where the format has no lines."""
    address: str | None = None
    """The address of a Terraform resource; '' for other formats."""


@support("untold", calls="")
class Untold(Row):
    """What a file does not tell of a resource that it declares."""

    table_name: str | None = None
    """The table whose rows, for this resource, are not all there or not all known; '' where the resource itself may not be there."""
    column_name: str | None = None
    """The column that is NULL for it; '' where rows may be missing."""
    why: str | None = None
    """Completes "not known from the file: ..."."""
