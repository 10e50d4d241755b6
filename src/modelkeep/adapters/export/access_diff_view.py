"""Who can newly do what with models, and who no longer, for people and as JSON."""

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
    principal_words,
    show_coverage,
)
from modelkeep.adapters.export.terminal import UNKNOWN
from modelkeep.adapters.export.views import console_over, write_json
from modelkeep.adapters.export.who_can_view import grant_record
from modelkeep.core.words import plural
from modelkeep.engines.access.verbs.changes import AccessDiff, Change, Turn

HEADINGS = {
    Turn.NEW: "Newly possible",
    Turn.SURER: "Possible without the condition that there was",
    Turn.OTHER: "Under another condition",
    Turn.LESS: "Newly under a condition",
    Turn.GONE: "No longer possible",
    Turn.UNKNOWN: "Unknown: before or after, it rests on something that was not read",
}


def write_text(found: AccessDiff, out: IO[str]) -> None:
    """The changes, by what they mean."""
    console = console_over(out)
    line(console, f"Access to models: {found.change}", "bold")
    if not found.changes:
        line(console, f"Nothing changes for {plural(found.models, 'model')}.", indent=2)
    for turn, group in groupby(found.changes, lambda each: each.turn):
        chosen = list(group)
        heading(console, f"{HEADINGS[turn]} ({len(chosen):,})")
        for each in chosen:
            _show(each, console)
    for each_coverage in found.coverages:
        show_coverage(each_coverage, console)


def _show(change: Change, console: Console) -> None:
    who = principal_words(change.grant.kind, change.grant.principal, change.grant.account)
    line(console, f"{who}: {change.verb}", UNKNOWN if change.turn is Turn.UNKNOWN else "", 2)
    line(console, f"{change.how}, by {' and '.join(change.actions)}", DIM, 4)
    line(console, change.model, DIM, 4)
    was = change.before.condition if change.before else ""
    if change.grant.condition:
        line(console, f"if {change.grant.condition}", DIM, 4)
    if change.after is not None and was and was != change.grant.condition:
        line(console, f"before: if {was}", DIM, 4)


def as_json(found: AccessDiff, out: IO[str]) -> None:
    """The changes as one JSON document."""
    write_json(
        {
            "format": "modelkeep-access-diff",
            "format_version": 1,
            "change": found.change,
            "complete": found.is_complete,
            "models": found.models,
            "opens": len(found.opens),
            "changes": [_record(each) for each in found.changes],
            "coverage": [coverage_record(each) for each in found.coverages],
        },
        out,
    )


def _record(change: Change) -> dict[str, Any]:
    return {
        "change": change.turn.value, "model": change.model, "verb": change.verb, "how": change.how,
        "actions": list(change.actions),
        "before": grant_record(change.before) if change.before else None,
        "after": grant_record(change.after) if change.after else None,
    }  # fmt: skip


ACCESS_DIFF_FORMATS: Mapping[str, Callable[[AccessDiff, IO[str]], None]] = {"table": write_text, "json": as_json}
