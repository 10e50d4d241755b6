"""DuckDB as the lake uses it."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

MEMORY = "300MB"
UTC = "SET TimeZone = 'UTC'"


def connect(*, threads: int | None = None, memory: str = MEMORY) -> duckdb.DuckDBPyConnection:
    """A database in memory, in UTC, that neither loads extensions nor reaches the network."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": False,
    }
    if threads:
        config["threads"] = threads
    connection = duckdb.connect(":memory:", config=config)
    connection.execute(UTC)
    return connection


def literal(text: str | Path) -> str:
    """A text as SQL writes it."""
    return "'" + str(text).replace("'", "''") + "'"


def settle(path: Path) -> None:
    """Make a file's content last, or the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
