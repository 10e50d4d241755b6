"""What classification found: for a terminal, and one JSON object a file or a value. No value is ever written, only its form."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import IO, Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from modelkeep.adapters.export.terminal import PASSED, STYLES, UNKNOWN
from modelkeep.adapters.export.text import visible
from modelkeep.core.artifacts import Gap
from modelkeep.core.data import Classified, DataClass, DataFinding, Identifier, Method, Span
from modelkeep.core.verdict import Severity
from modelkeep.core.words import plural

SHOWN = 30
"""Findings and gaps of one file that a table shows, of each."""
_WIDTH = 14
_AS_SEVERITY = {
    DataClass.RESTRICTED: Severity.HIGH,
    DataClass.CONFIDENTIAL: Severity.MEDIUM,
    DataClass.INTERNAL: Severity.LOW,
}


def classified_record(told: Classified) -> dict[str, Any]:
    """One file as plain values. Field names are part of the interface: they are added to, never renamed."""
    data_class = told.data_class
    return {
        "path": told.place,
        "class": data_class.value if data_class else None,
        "complete": not told.gaps,
        "method": told.method.value,
        "bound": told.bound,
        "size": told.size,
        "bytes_read": told.bytes_read,
        "records": told.records,
        "formats": list(told.formats),
        "findings": [_finding(each) for each in told.findings],
        "not_read": [_gap(each) for each in told.gaps],
    }


def span_record(span: Span) -> dict[str, Any]:
    """One value as plain values, by where it is: in a text or a table."""
    record: dict[str, Any] = {"identifier": span.identifier}
    if span.row >= 0:
        record |= {"row": span.row, "column": span.column}
    record |= {"start": span.start, "end": span.end, "confidence": span.confidence, "masked": span.masked}
    if span.unit:
        record["unit"] = span.unit
    return record | {"path": " > ".join(span.place)}


def write_line(told: Classified, out: IO[str]) -> None:
    """One file as a line of JSON."""
    out.write(json.dumps(classified_record(told)) + "\n")


def write_span(span: Span, out: IO[str]) -> None:
    """One value as a line of JSON."""
    out.write(json.dumps(span_record(span), ensure_ascii=False) + "\n")


def write_text(told: Classified, identifiers: Mapping[str, Identifier], console: Console) -> None:
    """One file for people: its class, what was found, then what was not read."""
    found = told.data_class
    word = found.value if found is not None else "unknown"
    style = UNKNOWN if found is None else STYLES[_AS_SEVERITY[found]] if found in _AS_SEVERITY else PASSED
    heading = Text.assemble((f"{word:{_WIDTH}}", style), (visible(told.place), "bold"))
    if told.formats:
        heading.append(f"  {', '.join(told.formats)}", "dim")
    if told.method is Method.SAMPLE and not told.gaps:
        heading.append(f"  sample: {told.bytes_read:,} of {told.size:,} bytes", "dim")
    console.print(heading)
    if told.findings:
        console.print(Padding(_table(told.findings[:SHOWN], identifiers), (0, 0, 0, _WIDTH), expand=False))
    if len(told.findings) > SHOWN:
        _print(console, f"and {plural(len(told.findings) - SHOWN, 'more finding')}: --format json shows all")
    for gap in told.gaps[:SHOWN]:
        _print(console, f"not read: {gap.told}", UNKNOWN)
    if len(told.gaps) > SHOWN:
        _print(
            console, f"and {plural(len(told.gaps) - SHOWN, 'more place')} not read: --format json shows all", UNKNOWN
        )


def write_identifier(identifier: Identifier, out: IO[str]) -> None:
    """One identifier as a line of JSON."""
    record = {
        "identifier": identifier.id,
        "title": identifier.title,
        "category": identifier.category,
        "regions": list(identifier.regions),
        "class": identifier.data_class.value,
        "severity": identifier.severity.value,
        "gdpr": identifier.gdpr or None,
        "hipaa": identifier.hipaa or None,
    }
    out.write(json.dumps(record) + "\n")


def write_identifiers(identifiers: Sequence[Identifier], console: Console) -> None:
    """All identifiers for people, by category."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("Identifier", "What it is", "Class", "Regions"):
        table.add_column(heading, overflow="fold")
    for each in sorted(identifiers, key=lambda identifier: (identifier.category, identifier.id)):
        table.add_row(each.id, each.title, each.data_class.value, " ".join(each.regions))
    console.print(table)


def _table(findings: Sequence[DataFinding], identifiers: Mapping[str, Identifier]) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    ordered = sorted(findings, key=lambda each: (-each.data_class.rank, each.severity.rank, each.place, each.column))
    for each in ordered:
        where = " > ".join((*each.place[1:], *filter(None, (each.column,))))
        known = identifiers.get(each.identifier)
        table.add_row(
            Text(each.data_class.value, STYLES[each.severity]),
            Text(known.title if known else each.identifier),
            Text(visible(f"{where}, {each.at}" if where else each.at)),
            Text(f"{each.count:,}"),
            Text(visible(each.masked), "dim"),
        )
    return table


def _finding(each: DataFinding) -> dict[str, Any]:
    return {
        "identifier": each.identifier,
        "class": each.data_class.value,
        "severity": each.severity.value,
        "place": list(each.place),
        "column": each.column or None,
        "at": each.at,
        "count": each.count,
        "examined": each.examined,
        "confidence": each.confidence,
        "masked": each.masked,
        "hmac": each.keyed,
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {"place": list(gap.place), "reason": gap.reason}


def _print(console: Console, text: str, style: str = "") -> None:
    console.print(Padding(Text(visible(text), style), (0, 0, 0, _WIDTH), expand=False))
