"""JSON, one document a line: values by their paths, as columns."""

from __future__ import annotations

from typing import Any

from modelkeep.engines.artifacts.sources import Source
from modelkeep.engines.classify.formats.text import pieces, windows
from modelkeep.engines.classify.reading import ROWS, Column, Reading

DEEPEST = 40
"""Objects and lists within each other; what is deeper is looked at as text."""


def read(source: Source, reading: Reading) -> None:
    """All lines with `plan.full`, or where it is small; else those at its start, its end and between. What is no JSON is a gap."""
    import msgspec

    decode = msgspec.json.Decoder().decode
    row = broken = 0
    for start, stop in windows(source.size, reading):
        for piece in pieces(source, start, stop):
            columns: dict[str, tuple[list[bytes], list[int]]] = {}
            for line in piece.data.split(b"\n"):
                if not line.strip():
                    continue
                try:
                    document = decode(line)
                except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
                    broken += 1
                    continue
                gather(document, "", row, columns, 0)
                row += 1
                if row % ROWS == 0:
                    _pass_on(columns, reading)
            _pass_on(columns, reading)
    reading.read(row)
    if broken:
        reading.look.gap(f"{broken:,} lines are not JSON")


def gather(value: Any, path: str, row: int, columns: dict[str, tuple[list[bytes], list[int]]], depth: int) -> None:
    """Add what a document holds to the columns of its paths; all elements of a list have one path."""
    kind = value.__class__
    if kind is str or kind is int or kind is float:
        if value == "" or kind is bool:
            return
        column = columns.get(path)
        if column is None:
            column = columns[path] = ([], [])
        column[0].append(value.encode("utf-8", "replace") if kind is str else b"%a" % value)
        column[1].append(row)
    elif kind is dict and depth < DEEPEST:
        for key, each in value.items():
            gather(each, f"{path}.{key}" if path else key, row, columns, depth + 1)
    elif kind is list and depth < DEEPEST:
        for each in value:
            gather(each, f"{path}[]", row, columns, depth + 1)
    elif kind is dict or kind is list:
        import msgspec

        gather(msgspec.json.encode(value).decode(), path, row, columns, depth)


def _pass_on(columns: dict[str, tuple[list[bytes], list[int]]], reading: Reading) -> None:
    for name, (values, rows) in columns.items():
        reading.column(Column(name, values, rows))
    columns.clear()
