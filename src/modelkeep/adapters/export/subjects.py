"""Where the data of a person are: for a terminal, and as one JSON document. Never the value."""

from __future__ import annotations

from typing import IO, Any

import msgspec
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from modelkeep.adapters.export.terminal import UNKNOWN
from modelkeep.adapters.export.text import visible
from modelkeep.core.subjects import Holding, Occurrence, SubjectAnswer
from modelkeep.core.words import plural

SHOWN = 20
"""Places where a value cannot be ruled out that a table names."""
LIMITS = "Indexed is what classify takes for an identifier: a name within a sentence, say, may stand in what was read all the same."


def subject_record(answer: SubjectAnswer) -> dict[str, Any]:
    """The answer as plain values. Field names are part of the interface: they are added to, never renamed."""
    return {
        "found": bool(answer.holdings),
        "complete": not answer.doubts,
        "objects": [
            {
                "path": each.indexed.place,
                "tag": each.indexed.tag,
                "indexed_at": each.indexed.at.isoformat(),
                "values": [_occurrence(one) for one in each.occurrences],
                "uses": [{"model": one.model, "use": one.use} for one in each.uses],
            }
            for each in answer.holdings
        ],
        "coverage": {
            "objects": answer.objects,
            "read_whole": answer.whole,
            "first_indexed_at": answer.first.isoformat() if answer.first else None,
            "last_indexed_at": answer.last.isoformat() if answer.last else None,
            "snapshot": answer.snapshot or None,
            "not_ruled_out": [{"path": each.place, "reason": each.reason} for each in answer.doubts],
        },
    }


def write_json(answer: SubjectAnswer, out: IO[str]) -> None:
    """One document."""
    out.write(msgspec.json.format(msgspec.json.encode(subject_record(answer)), indent=2).decode() + "\n")


def write_subject(answer: SubjectAnswer, console: Console) -> None:
    """The answer for people: where it is, then where it cannot be ruled out, then what that rests on."""
    if answer.holdings:
        console.print(Text(f"found in {plural(len(answer.holdings), 'object')}", "bold"))
    else:
        console.print(Text(f"not found in {answer.whole:,} of {plural(answer.objects, 'indexed object')}", "bold"))
    for each in answer.holdings:
        _write(each, console)
    if answer.doubts:
        console.print(Text(f"cannot be ruled out in {plural(len(answer.doubts), 'place')}", UNKNOWN))
        for doubt in answer.doubts[:SHOWN]:
            _line(console, f"{doubt.place}: {doubt.reason}")
        if len(answer.doubts) > SHOWN:
            _line(console, f"and {len(answer.doubts) - SHOWN:,} more: --format json names all")
    if answer.first and answer.last:
        days = sorted({f"{answer.first:%Y-%m-%d}", f"{answer.last:%Y-%m-%d}"})
        told = f"{plural(answer.objects, 'object')} indexed, {answer.whole:,} of them read whole, {' to '.join(days)}. {LIMITS}"
        if not answer.snapshot:
            told += " The workspace holds no snapshot: which models use an object is not known."
        console.print(Text(told, "dim"))


def _write(holding: Holding, console: Console) -> None:
    console.print(Text(visible(holding.indexed.place), "bold"))
    for each in holding.occurrences:
        where = ", ".join(filter(None, (each.within, f"column {each.column}" if each.column else "", each.unit)))
        told = f"{each.identifier}{f' in {where}' if where else ''}: {plural(each.count, 'value')}"
        _line(console, f"{told}{_positions(each)}")
    for use in holding.uses:
        _line(console, f"{use.use}: {use.model}")


def _positions(each: Occurrence) -> str:
    if not each.positions:
        return ""
    told = ", ".join(f"{position:,}" for position in each.positions)
    kind = each.kind if len(each.positions) == 1 else f"{each.kind}s"
    return f", {kind} {told}{', ...' if each.count > len(each.positions) else ''}"


def _line(console: Console, text: str) -> None:
    console.print(Padding(Text(visible(text)), (0, 0, 0, 2), expand=False))


def _occurrence(each: Occurrence) -> dict[str, Any]:
    return {
        "identifier": each.identifier,
        "within": each.within or None,
        "column": each.column or None,
        "unit": each.unit or None,
        "count": each.count,
        "position": each.kind or None,
        "first": list(each.positions),
    }
