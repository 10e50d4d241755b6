"""What is open to the outside, for people and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby
from typing import IO, Any

from rich.console import Console

from modelkeep.adapters.export.access_parts import (
    DIM,
    coverage_record,
    heading,
    line,
    outside_record,
    ref_record,
    show_coverage,
    show_outside,
    write_lines,
)
from modelkeep.adapters.export.terminal import UNKNOWN
from modelkeep.adapters.export.views import console_over, write_json
from modelkeep.core.words import plural
from modelkeep.engines.access.asking.exposure import Exposed, Exposure, Outsider
from modelkeep.engines.access.decision import Outcome

HEADINGS = {
    Outsider.ANONYMOUS: "Anybody",
    Outsider.LET_IN: "Whoever an API's authoriser or key lets in",
    Outsider.ANY_ACCOUNT: "Any AWS account",
    Outsider.FEDERATED: "Whoever an identity provider vouches for",
    Outsider.ACCOUNT: "Other accounts",
    Outsider.ORGANISATION: "Accounts of the organisation, or read with it",
    Outsider.SERVICE: "AWS services, on behalf of whomever (confused deputy)",
    Outsider.UNREAD: "Not read: may be open",
}
_SHOWN = 4


def write_text(answer: Exposed, out: IO[str]) -> None:
    """The answer for reading, worst first."""
    console = console_over(out)
    what = "everything that was read" if answer.everything else "what models depend on"
    line(console, f"What is open to the outside among {what}", "bold")
    for kind, group in groupby(answer.exposures, lambda each: each.kind):
        _group(kind, list(group), console)
    show_outside(answer.outside, console)
    console.print()
    asked = f"{plural(answer.asked, 'resource')} with policies and roles were asked about"
    unread = f"; {answer.unread:,} could not be, or not wholly" if answer.unread else ""
    if answer.unlisted:
        line(console, f"{plural(answer.unlisted, 'list')} of resources could not be read: there may be more.", UNKNOWN)
    if not answer.exposures and not answer.outside:
        line(console, f"Nothing. {asked}{unread}.", UNKNOWN if answer.unread else "")
    else:
        line(console, f"{asked}{unread}.", UNKNOWN if answer.unread else "")
    show_coverage(answer.coverage, console)


def _group(kind: Outsider, exposures: list[Exposure], console: Console) -> None:
    heading(console, f"{HEADINGS[kind]} ({len(exposures):,})")
    for who, group in groupby(exposures, lambda each: each.who):
        inner = 2
        if kind not in (Outsider.ANONYMOUS, Outsider.ANY_ACCOUNT, Outsider.UNREAD):
            line(console, who, indent=2)
            inner = 4
        order: dict[tuple[object, ...], list[Exposure]] = {}
        for each in group:
            order.setdefault((each.outcome, each.actions, each.condition, each.note), []).append(each)
        for alike in order.values():
            _alike(alike, console, inner)


def _alike(exposures: list[Exposure], console: Console, indent: int) -> None:
    """Resources that are open in the same way, and in which."""
    first = exposures[0]
    for each in exposures:
        line(console, each.resource, UNKNOWN if each.outcome is Outcome.UNKNOWN else "", indent)
    if first.actions:
        more = len(first.actions) - _SHOWN
        told = f"{', '.join(first.actions[:_SHOWN])}{f' and {more:,} more' if more > 0 else ''}"
        perhaps = "perhaps " if first.outcome is Outcome.UNKNOWN else ""
        line(console, f"{perhaps}{told}", DIM, indent + 2)
    if first.condition:
        line(console, first.condition if first.kind is Outsider.UNREAD else f"if {first.condition}", DIM, indent + 2)
    if first.note and first.kind is not Outsider.SERVICE:
        line(console, first.note, UNKNOWN, indent + 2)


def _record(each: Exposure) -> dict[str, Any]:
    return {
        "resource": each.resource, "name": each.name, "who": each.who, "kind": each.kind.value, "actions": list(each.actions),
        "decision": each.outcome.value, "condition": each.condition, "note": each.note,
        "by": [ref_record(ref) for ref in each.by], "rests_on_unread": each.rests_on_unread,
    }  # fmt: skip


def as_json(answer: Exposed, out: IO[str]) -> None:
    """The answer as one JSON document."""
    write_json(
        {
            "format": "modelkeep-public",
            "format_version": 1,
            "complete": answer.is_complete,
            "everything": answer.everything,
            "asked": answer.asked,
            "unread": answer.unread,
            "unlisted": answer.unlisted,
            "exposures": [_record(each) for each in answer.exposures],
            "outside_iam": [outside_record(each) for each in answer.outside],
            "coverage": coverage_record(answer.coverage),
        },
        out,
    )


def as_lines(answer: Exposed, out: IO[str]) -> None:
    """One line for each exposure; the last line is the coverage."""
    records: list[dict[str, Any]] = [{"type": "exposure", **_record(each)} for each in answer.exposures]
    records += ({"type": "outside_iam", **outside_record(each)} for each in answer.outside)
    records.append({"type": "coverage", "complete": answer.is_complete, **coverage_record(answer.coverage)})
    write_lines(records, out)


PUBLIC_FORMATS: Mapping[str, Callable[[Exposed, IO[str]], None]] = {
    "table": write_text,
    "json": as_json,
    "jsonl": as_lines,
}
