"""Who can do something, for people and as JSON."""

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
    principal_words,
    ref_record,
    show_coverage,
    show_notes,
    show_outside,
    write_lines,
)
from modelkeep.adapters.export.terminal import UNKNOWN
from modelkeep.adapters.export.views import console_over, write_json
from modelkeep.engines.access.asking.answers import ORDER, Certainty, Grant
from modelkeep.engines.access.asking.who_can import WhoCan

HEADINGS = {
    Certainty.CERTAIN: "Certainly",
    Certainty.CONDITIONAL: "Under a condition",
    Certainty.UNKNOWN: "Unknown: unless something that was not read denies it",
}
NEEDS_UNREAD = "Unknown: if something that was not read allows it"


def write_text(answer: WhoCan, out: IO[str]) -> None:
    """The answer for reading: certain, under a condition, unknown; who has the same condition stands together."""
    console = console_over(out)
    line(console, f"Who can {answer.question.action}", "bold")
    for part in answer.question.parts:
        line(console, f"on {part.resource}", DIM, 2)
    if not answer.grants and not answer.outside:
        console.print()
        line(console, "Nobody, as far as was read: see the coverage.")
    for certainty in ORDER:
        found = [each for each in answer.grants if each.certainty is certainty]
        show_grants(HEADINGS[certainty], [each for each in found if not each.needs_unread], console)
        show_grants(NEEDS_UNREAD, [each for each in found if each.needs_unread], console)
    show_outside(answer.outside, console)
    show_notes(answer.question.notes, console)
    show_coverage(answer.coverage, console)


def show_grants(title: str, grants: list[Grant], console: Console) -> None:
    """A heading and who stands below it."""
    if not grants:
        return
    heading(console, f"{title} ({len(grants):,})")
    style = UNKNOWN if grants[0].certainty is Certainty.UNKNOWN else ""
    order = {each.condition: at for at, each in reversed(list(enumerate(grants)))}
    for condition, group in groupby(
        sorted(grants, key=lambda each: order[each.condition]), lambda each: each.condition
    ):
        for each in group:
            whose = ", from outside" if each.outside and each.kind not in _OUTSIDE_BY_NAME else ""
            line(console, f"{principal_words(each.kind, each.principal, each.account)}{whose}", style, 2)
            if each.comes_from:
                line(console, f"from {each.comes_from}", DIM, 6)
        if condition:
            line(console, condition if condition.startswith("not read: ") else f"if {condition}", DIM, 4)


_OUTSIDE_BY_NAME = ("anonymous", "any account", "service", "anybody", "account")


def grant_record(grant: Grant) -> dict[str, Any]:
    """A line of the answer, for JSON."""
    return {
        "principal": grant.principal, "kind": grant.kind, "account": grant.account, "outside": grant.outside,
        "certainty": grant.certainty.value, "decision": grant.outcome.value, "condition": grant.condition,
        "by": [ref_record(ref) for ref in grant.by], "rests_on_unread": grant.rests_on_unread,
        "needs_unread": grant.needs_unread,
        "comes_from": grant.comes_from,
    }  # fmt: skip


def _question(answer: WhoCan) -> dict[str, Any]:
    return {"action": answer.question.action, "resources": [part.resource for part in answer.question.parts]}


def as_json(answer: WhoCan, out: IO[str]) -> None:
    """The answer as one JSON document."""
    write_json(
        {
            "format": "modelkeep-who-can",
            "format_version": 1,
            "question": _question(answer),
            "complete": answer.is_complete,
            "principals": [grant_record(each) for each in answer.grants],
            "outside_iam": [outside_record(each) for each in answer.outside],
            "notes": list(answer.question.notes),
            "coverage": coverage_record(answer.coverage),
        },
        out,
    )


def as_lines(answer: WhoCan, out: IO[str]) -> None:
    """One line for each principal and way in; the last line is the coverage."""
    question = _question(answer)
    records: list[dict[str, Any]] = [{"type": "principal", **question, **grant_record(each)} for each in answer.grants]
    records += ({"type": "outside_iam", **question, **outside_record(each)} for each in answer.outside)
    records.append({"type": "coverage", "complete": answer.is_complete, **coverage_record(answer.coverage)})
    write_lines(records, out)


WHO_CAN_FORMATS: Mapping[str, Callable[[WhoCan, IO[str]], None]] = {
    "table": write_text,
    "json": as_json,
    "jsonl": as_lines,
}
