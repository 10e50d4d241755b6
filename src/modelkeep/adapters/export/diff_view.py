"""The comparison of two snapshots for reading, and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO

import msgspec
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from modelkeep.adapters.export.terminal import STYLES, UNKNOWN
from modelkeep.adapters.export.text import plural, visible
from modelkeep.core.comparison import Change, ChangeKind, Comparison, ScopeChange

_STYLES = {
    ChangeKind.NEW: "bold red",
    ChangeKind.FAILED: "bold red",
    ChangeKind.FIXED: "green",
    ChangeKind.CLARIFIED: "green",
    ChangeKind.NEWLY_UNKNOWN: UNKNOWN,
    ChangeKind.NOT_SCANNED: UNKNOWN,
}


def as_text(comparison: Comparison, out: IO[str]) -> None:
    """Write what changed for reading; what did not change is counted, not listed."""
    console = Console(file=out, highlight=False) if out.isatty() else Console(file=out, width=160, highlight=False)
    console.print(Text(f"{comparison.before} to {comparison.after}", style="bold"))
    counts = [f"{comparison.counts[kind]} {kind.value}" for kind in ChangeKind if comparison.counts.get(kind)]
    console.print(Text(", ".join([*counts, f"{comparison.passed} passed as before or anew"])))
    for line in _scope(comparison.scope):
        console.print(Text(line, style=UNKNOWN))
    for kind in ChangeKind:
        changes = comparison.of(kind)
        if not changes or kind in (ChangeKind.STILL_OPEN, ChangeKind.STILL_UNKNOWN):
            continue
        console.print()
        console.print(Text(f"{kind.value} ({len(changes)})", style=_STYLES.get(kind, "bold")))
        console.print(Padding(_table(changes), (0, 0, 0, 2)))


def as_json(comparison: Comparison, out: IO[str]) -> None:
    """Write the comparison as one JSON document."""
    out.write(msgspec.json.format(msgspec.json.encode(comparison), indent=2).decode() + "\n")


def _table(changes: tuple[Change, ...]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for change in changes:
        found = change.finding
        text = Text(f"{visible(found.title)}\n").append(visible(found.resource), style="dim")
        for note in (visible(change.note), "the control itself changed" if change.control_changed else ""):
            if note:
                text.append(f"\n{note}", style="dim")
        table.add_row(Text(found.severity.value, style=STYLES[found.severity]), Text(found.control), text)
    return table


def _scope(scope: ScopeChange) -> list[str]:
    parts = {
        "account": (scope.accounts_added, scope.accounts_dropped),
        "region": (scope.regions_added, scope.regions_dropped),
        "control": (scope.controls_added, scope.controls_dropped),
    }
    lines = []
    for noun, (added, dropped) in parts.items():
        if dropped:
            lines.append(f"{plural(len(dropped), noun)} not looked at any more: {', '.join(dropped[:8])}")
        if added:
            lines.append(f"{plural(len(added), noun)} looked at for the first time: {', '.join(added[:8])}")
    if scope.controls_changed:
        lines.append(
            f"{plural(len(scope.controls_changed), 'control')} changed: {', '.join(scope.controls_changed[:8])}"
        )
    return lines


DIFF_FORMATS: Mapping[str, Callable[[Comparison, IO[str]], None]] = {"text": as_text, "json": as_json}
