"""The rows of any query, as table, JSON, JSON lines or CSV."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import duckdb
import msgspec

from modelkeep.adapters.export.text import disarmed, visible

BATCH = 1000

Writer = Callable[[Sequence[str], Iterator[tuple[Any, ...]]], None]


def write_rows(columns: Sequence[str], result: duckdb.DuckDBPyConnection, format_name: str) -> None:
    """Write a result to standard output in one of `FORMATS`, a batch at a time."""
    FORMATS[format_name](columns, _rows(result))


def _rows(result: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while batch := result.fetchmany(BATCH):
        yield from batch


def _table(columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*(Text("" if value is None else visible(str(value))) for value in row))
    console = Console() if sys.stdout.isatty() else Console(width=10_000)
    console.print(table)


def _json(columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    separator = "[\n"
    for row in rows:
        sys.stdout.write(separator + _object(columns, row))
        separator = ",\n"
    sys.stdout.write("[]\n" if separator == "[\n" else "\n]\n")


def _jsonl(columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    for row in rows:
        sys.stdout.write(_object(columns, row) + "\n")


def _csv(columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(
            ["" if value is None else disarmed(value) if isinstance(value, str) else value for value in row]
        )


def _object(columns: Sequence[str], row: tuple[Any, ...]) -> str:
    return msgspec.json.encode(dict(zip(columns, row, strict=True)), enc_hook=str).decode()


FORMATS: Mapping[str, Writer] = {"table": _table, "json": _json, "jsonl": _jsonl, "csv": _csv}
