"""Tables as text: CSV, TSV and other single separators."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from modelkeep.engines.artifacts.sniffing import Start
from modelkeep.engines.artifacts.sources import Source
from modelkeep.engines.classify.formats import text
from modelkeep.engines.classify.reading import Reading
from modelkeep.engines.classify.tables import Rows

SEPARATORS = ",\t;|"
NAMES = (".csv", ".tsv", ".tab", ".psv")
_PROSE = (".md", ".rst", ".py", ".log", ".html", ".xml", ".json", ".yaml", ".yml", ".toml", ".ini", ".sql")
_LINES = 3
"""Lines that have to have as many separators as each other, in a file whose name does not tell."""


def is_delimited(start: Start) -> bool:
    """By its name, or by lines that all have as many separators."""
    if start.name.endswith(NAMES):
        return True
    return not start.name.endswith(_PROSE) and bool(separator(start.head, start.size > len(start.head)))


def separator(head: bytes, cut: bool) -> str:
    """What separates the fields, '' where lines do not agree; with `cut`, the last line goes on."""
    lines = [line for line in head.decode("utf-8", "replace").splitlines()[: -1 if cut else None] if line.strip()]
    if len(lines) < _LINES:
        return ""
    for each in SEPARATORS:
        counts = {len(row) for row in csv.reader(lines, delimiter=each)}
        if len(counts) == 1 and counts.pop() > 1:
            return each
    return ""


def read(source: Source, reading: Reading) -> None:
    """All rows with `plan.full`, or where it is small; else some of its start, its end and between. What is no table is read as text."""
    head = source.read(0, 65_536)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text.read(source, reading)
        return
    found = separator(head, source.size > len(head)) or by_name(reading.look.name)
    rows = Rows(reading)
    names: Sequence[str] = ()
    for start, stop in text.windows(source, reading):
        for piece in text.pieces(source, start, stop):
            try:
                table = list(csv.reader(piece.data.decode("utf-8", "replace").splitlines(), delimiter=found))
            except csv.Error:  # a field without an end, or beyond what a table has
                reading.text(piece)
                continue
            if not names and table:
                names, table = header(table)
            rows.table(names, table)
    rows.end()


def by_name(name: str) -> str:
    return "\t" if name.lower().endswith((".tsv", ".tab")) else "|" if name.lower().endswith(".psv") else ","


def header(table: list[list[str]]) -> tuple[Sequence[str], list[list[str]]]:
    """The header, and what follows it; where the first row holds data, columns go by their numbers."""
    first = table[0]
    is_header = all(each and not any(sign.isdigit() for sign in each[:1]) and "@" not in each for each in first)
    if is_header and len(set(first)) == len(first):
        return [each.strip() for each in first], table[1:]
    return [f"column {number}" for number in range(1, len(first) + 1)], table
