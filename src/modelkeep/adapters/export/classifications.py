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
from modelkeep.core.data_classes import Decision, Framework
from modelkeep.core.verdict import Severity
from modelkeep.core.words import plural
from modelkeep.engines.classify.deciding import class_of
from modelkeep.engines.classify.sampling import Surveyed

SHOWN = 30
"""Findings and gaps of one file that a table shows, of each."""
REASONS = 5
"""Of what a class follows from, how much a table shows where no finding is of that class by itself."""
_WIDTH = 14
_AS_SEVERITY = {
    DataClass.RESTRICTED: Severity.HIGH,
    DataClass.CONFIDENTIAL: Severity.MEDIUM,
    DataClass.INTERNAL: Severity.LOW,
}


def classified_record(told: Classified, decision: Decision, framework: Framework) -> dict[str, Any]:
    """One file as plain values. Field names are part of the interface: they are added to, never renamed."""
    data_class = decision.data_class
    return {
        "path": told.place,
        "class": data_class.value if data_class else None,
        "reasons": list(decision.reasons),
        "owes": sorted(each.value for each in framework.owed[data_class]) if data_class else None,
        "complete": not told.gaps,
        "method": told.method.value,
        "bound": told.bound,
        "drawn": told.drawn or None,
        "seed": told.seed,
        "schema": told.schema or None,
        "size": told.size,
        "bytes_read": told.bytes_read,
        "unchanged": told.unchanged,
        "records": told.records,
        "formats": list(told.formats),
        "findings": [_finding(each, framework) for each in told.findings],
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


def write_line(
    told: Classified, decision: Decision, framework: Framework, out: IO[str], more: Mapping[str, object] | None = None
) -> None:
    """One file as a line of JSON; `more` are further fields."""
    out.write(json.dumps(classified_record(told, decision, framework) | dict(more or {})) + "\n")


def write_span(span: Span, out: IO[str]) -> None:
    """One value as a line of JSON."""
    out.write(json.dumps(span_record(span), ensure_ascii=False) + "\n")


def write_text(
    told: Classified, decision: Decision, framework: Framework, identifiers: Mapping[str, Identifier], console: Console
) -> None:
    """One file for people: its class and why, what was found, then what was not read."""
    found = decision.data_class
    word = found.value if found is not None else "unknown"
    style = UNKNOWN if found is None else STYLES[_AS_SEVERITY[found]] if found in _AS_SEVERITY else PASSED
    heading = Text.assemble((f"{word:{_WIDTH}}", style), (visible(told.place), "bold"))
    if told.formats:
        heading.append(f"  {', '.join(told.formats)}", "dim")
    if told.unchanged:
        heading.append("  unchanged, not read again", "dim")
    if told.method is Method.SAMPLE and not told.gaps:
        heading.append(f"  sample: {told.bytes_read:,} of {told.size:,} bytes, seed {told.seed}", "dim")
    console.print(heading)
    if told.drawn and not told.gaps:
        _print(console, f"read: {told.drawn}; {_ruled_out(told.bound)}", "dim")
    by_itself = any(class_of(each, framework) is found for each in decision.deciding)
    for reason in decision.reasons[:REASONS] if told.findings and not by_itself else ():
        _print(console, f"because: {reason}")
    if told.findings:
        ordered = _ordered(told.findings, framework)[:SHOWN]
        console.print(Padding(_table(ordered, framework, identifiers), (0, 0, 0, _WIDTH), expand=False))
    if len(told.findings) > SHOWN:
        _print(console, f"and {plural(len(told.findings) - SHOWN, 'more finding')}: --format json shows all")
    for gap in told.gaps[:SHOWN]:
        _print(console, f"not read: {gap.told}", UNKNOWN)
    if len(told.gaps) > SHOWN:
        _print(
            console, f"and {plural(len(told.gaps) - SHOWN, 'more place')} not read: --format json shows all", UNKNOWN
        )


def _ruled_out(bound: float) -> str:
    """What a sample says of the rest, in words."""
    if bound >= 1:
        return "it says nothing of the rest"
    return f"at most {bound:.1%} of it may hold what was not found (95 % confidence)"


def write_surveyed_line(told: Surveyed, out: IO[str]) -> None:
    """Each kind of objects of a place as a line of JSON, which has `stratum` and no `path`."""
    for each in told.verdicts:
        folder, ending, digits = each.shape
        record = {
            "stratum": folder,
            "place": told.place,
            "ending": ending or None,
            "largest": 10**digits - 1,
            "class": each.found.value,
            "method": "full" if each.read == each.objects else "sample",
            "bound": each.bound,
            "bound_of_records": each.within,
            "objects": each.objects,
            "objects_read": each.read,
            "not_read": each.unread,
            "size": each.size,
            "bytes_read": each.bytes_read,
            "seed": told.goal.seed,
            "same_columns": each.family or None,
            "bound_of_same_columns": each.family_bound if each.family else None,
        }
        out.write(json.dumps(record) + "\n")


def write_surveyed(told: Surveyed, console: Console) -> None:
    """A place of which not all was read, for people."""
    goal = told.goal
    kinds = plural(len(told.verdicts), "kind")
    console.print(
        Text(
            f"{told.place}: a sample, seed {goal.seed}: {told.read:,} of {told.objects:,} objects of {kinds} were read, "
            f"{told.bytes_read:,} of {told.size:,} bytes"
        )
    )
    reached = "" if told.bound <= goal.bound else f", more than the {goal.bound:.1%} asked for"
    _print(
        console,
        f"of no kind may more than {told.bound:.1%} of the objects hold a higher class than was found (95 % confidence){reached}",
        UNKNOWN if reached else "",
    )
    if told.unread:
        _print(console, f"not read: {plural(told.unread, 'object')} that were drawn: see above", UNKNOWN)
    _print(console, "--full reads everything", "dim")


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


def write_class(data_class: DataClass, framework: Framework, out: IO[str]) -> None:
    """One class as a line of JSON."""
    record = {
        "class": data_class.value,
        "meaning": framework.meanings[data_class],
        "owes": sorted(each.value for each in framework.owed[data_class]),
        "identifiers": sorted(each for each, told in framework.identifiers.items() if told is data_class),
        "combinations": [
            {"groups": list(each.groups), "why": each.why}
            for each in framework.combinations
            if each.data_class is data_class
        ],
    }
    out.write(json.dumps(record, ensure_ascii=False) + "\n")


def write_classes(framework: Framework, console: Console) -> None:
    """The classes for people, those that owe most first: what each is for, what it is owed, and what leads to it together."""
    for data_class in reversed(DataClass):
        console.print(Text(data_class.value, "bold"))
        owed = sorted(each.value for each in framework.owed[data_class])
        told = [f"{framework.meanings[data_class]}.", f"Owed: {', '.join(owed)}." if owed else "Owed: nothing."]
        told += [
            f"{' + '.join(each.groups)}: {each.why}."
            for each in framework.combinations
            if each.data_class is data_class
        ]
        for line in told:
            console.print(Padding(Text(visible(line)), (0, 0, 0, 2), expand=False))


def _ordered(findings: Sequence[DataFinding], framework: Framework) -> Sequence[DataFinding]:
    """What weighs most first."""
    return sorted(
        findings, key=lambda each: (-class_of(each, framework).rank, each.severity.rank, each.place, each.column)
    )


def _table(findings: Sequence[DataFinding], framework: Framework, identifiers: Mapping[str, Identifier]) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for each in findings:
        where = " > ".join((*each.place[1:], *filter(None, (each.column,))))
        known = identifiers.get(each.identifier)
        table.add_row(
            Text(class_of(each, framework).value, STYLES[each.severity]),
            Text(known.title if known else each.identifier),
            Text(visible(f"{where}, {each.at}" if where else each.at)),
            Text(f"{each.count:,}"),
            Text(visible(each.masked), "dim"),
        )
    return table


def _finding(each: DataFinding, framework: Framework) -> dict[str, Any]:
    return {
        "identifier": each.identifier,
        "class": class_of(each, framework).value,
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
