"""Migrations of the state store, run by alembic; see `state.upgrade`."""
