"""Two snapshots compared, for people and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO, Any

from rich.console import Console
from rich.text import Text

from modelkeep.adapters.export.text import day
from modelkeep.adapters.export.views import console_over, finding_line, short, write_json
from modelkeep.core.comparison import Change, ChangeKind, Comparison, ScopeChange
from modelkeep.core.verdict import Verdict
from modelkeep.core.words import plural

HEADINGS: Mapping[ChangeKind, str] = {
    ChangeKind.NEW: "New",
    ChangeKind.REOPENED: "Reopened",
    ChangeKind.FAILED: "Open now, passed or unknown before",
    ChangeKind.FIXED: "Fixed",
    ChangeKind.CLARIFIED: "Known now",
    ChangeKind.NEWLY_UNKNOWN: "Newly unknown",
    ChangeKind.NOT_SCANNED: "Not scanned this time (not fixed)",
    ChangeKind.GONE: "Gone with their resources",
    ChangeKind.NO_LONGER_APPLIES: "No longer applies",
    ChangeKind.STILL_OPEN: "Still open",
    ChangeKind.STILL_UNKNOWN: "Still unknown",
}
COUNTED_ONLY = (ChangeKind.STILL_OPEN, ChangeKind.STILL_UNKNOWN)
"""Not listed for people: `modelkeep findings` does that."""


def write_text(comparison: Comparison, out: IO[str]) -> None:
    """The comparison for reading."""
    console = console_over(out)
    console.print(Text(f"{comparison.before} compared with {comparison.after}", style="bold"))
    counted = [
        f"{count:,} {HEADINGS[kind].lower()}{_oldest(comparison) if kind is ChangeKind.STILL_OPEN else ''}"
        for kind in HEADINGS
        if (count := comparison.counts.get(kind, 0))
    ]
    console.print(
        Text("; ".join(counted) + "." if counted else "Nothing is open or unknown in either, and nothing was.")
    )
    _scope(comparison.scope, console)
    for kind, heading in HEADINGS.items():
        changes = comparison.of(kind)
        if not changes or kind in COUNTED_ONLY:
            continue
        console.print(Text(f"\n{heading} ({len(changes):,})", style="bold"))
        for change in changes:
            console.print(finding_line(change.finding, _note(change)))


def _oldest(comparison: Comparison) -> str:
    """Since when the oldest of what is still open is known."""
    seen = [each.finding.first_seen for each in comparison.of(ChangeKind.STILL_OPEN) if each.finding.first_seen]
    return f" (the oldest first seen {day(min(seen))})" if seen else ""


def _scope(scope: ScopeChange, console: Console) -> None:
    for names, what, told in (
        (scope.accounts_dropped, "account", "no longer scanned"),
        (scope.regions_dropped, "region", "no longer scanned"),
        (scope.controls_dropped, "control", "no longer asked"),
        (scope.accounts_added, "account", "newly scanned"),
        (scope.regions_added, "region", "newly scanned"),
        (scope.controls_added, "control", "newly asked"),
        (scope.controls_changed, "control", "changed in the catalogue"),
    ):
        if names:
            shown = ", ".join(names[:10]) + (f" and {len(names) - 10:,} more" if len(names) > 10 else "")
            console.print(Text(f"{plural(len(names), what)} {told}: {shown}", style="yellow"))


def _note(change: Change) -> str:
    parts = [_dates(change), change.note]
    if change.before and change.after and change.before.verdict is not change.after.verdict:
        parts.append(f"was {change.before.verdict.value}, is {change.after.verdict.value}")
    if change.control_changed:
        parts.append("the control itself changed")
    return "; ".join(filter(None, parts))


def _dates(change: Change) -> str:
    """When what is or was open was first seen, and when it was opened again."""
    finding = change.finding
    if finding.first_seen is None or change.kind is ChangeKind.NEW:
        return ""
    told = f"first seen {day(finding.first_seen)}"
    if finding.verdict is Verdict.FAIL and finding.since and finding.since > finding.first_seen:
        told += f", reopened {day(finding.since)}"
    return told


def as_json(comparison: Comparison, out: IO[str]) -> None:
    """The comparison as one JSON document."""
    scope = comparison.scope
    write_json(
        {
            "format": "modelkeep-diff",
            "format_version": 1,
            "before": comparison.before,
            "after": comparison.after,
            "scope": {name: list(getattr(scope, name)) for name in ScopeChange.__slots__},
            "counts": {kind.value: comparison.counts.get(kind, 0) for kind in ChangeKind},
            "passed": comparison.passed,
            "changes": [_change(change) for change in comparison.changes],
        },
        out,
    )


def _change(change: Change) -> dict[str, Any]:
    return {
        "change": change.kind.value,
        "note": change.note,
        "control_changed": change.control_changed,
        "before": change.before.verdict.value if change.before else None,
        "after": change.after.verdict.value if change.after else None,
        "finding": short(change.finding),
    }


DIFF_FORMATS: Mapping[str, Callable[[Comparison, IO[str]], None]] = {"text": write_text, "json": as_json}
