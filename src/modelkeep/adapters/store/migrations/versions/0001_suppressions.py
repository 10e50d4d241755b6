"""Suppressions."""

from __future__ import annotations

import sqlalchemy as sql
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table of suppressions."""
    op.create_table(
        "suppression",
        sql.Column("entry", sql.Integer, primary_key=True),
        sql.Column("id", sql.String(64), nullable=False),
        sql.Column("covers", sql.JSON, nullable=False),
        sql.Column("reason", sql.Text, nullable=False),
        sql.Column("expires", sql.Date, nullable=False),
        sql.Column("decided_by", sql.Text, nullable=False),
        sql.Column("decided_at", sql.DateTime(timezone=True), nullable=False),
        sql.Column("removed_by", sql.Text),
        sql.Column("removed_at", sql.DateTime(timezone=True)),
    )
    op.create_index(
        "suppression_in_force",
        "suppression",
        ["id"],
        unique=True,
        sqlite_where=sql.text("removed_at IS NULL"),
        postgresql_where=sql.text("removed_at IS NULL"),
    )
