"""What inspections of model files found: for a terminal, and one JSON object a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any, Protocol, TypeVar

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from modelkeep.adapters.export.terminal import PASSED, STYLES, UNKNOWN
from modelkeep.adapters.export.text import visible
from modelkeep.core.artifacts import Gap, Inspection, Issue, State
from modelkeep.core.verdict import Severity
from modelkeep.core.words import plural


class _Shown(Protocol):
    """What has an inspection."""

    @property
    def inspection(self) -> Inspection: ...


SHOWN = 20
"""Issues and gaps of one file that a table shows, of each."""
_WIDTH = 14


def inspection_record(told: Inspection, models: Sequence[str] = ()) -> dict[str, Any]:
    """One file as plain values. Field names are part of the interface: they are added to, never renamed."""
    severity = told.severity
    return {
        "path": told.path,
        "state": told.state.value,
        "severity": severity.value if severity else None,
        "complete": not told.gaps,
        "size": told.size,
        "sha256": told.sha256 or None,
        "bytes_read": told.bytes_read,
        "formats": list(told.formats),
        "models": list(models),
        "issues": [_issue(each) for each in told.issues],
        "not_analysed": [_gap(each) for each in told.gaps],
    }


def write_line(told: Inspection, models: Sequence[str], out: IO[str]) -> None:
    """One file as a line of JSON."""
    out.write(json.dumps(inspection_record(told, models)) + "\n")


def write_text(told: Inspection, models: Sequence[str], console: Console) -> None:
    """One file for people: what was found first, then what was not analysed."""
    word, style = _heading(told)
    heading = Text.assemble((f"{word:{_WIDTH}}", style), (visible(told.path), "bold"))
    if told.formats:
        heading.append(f"  {', '.join(told.formats)}", "dim")
    console.print(heading)
    for arn in models:
        _print(console, f"loaded by {arn}", "dim")
    ordered = sorted(told.issues, key=lambda issue: (issue.severity.rank, issue.place, issue.at))
    for issue in ordered[:SHOWN]:
        _print(console, issue_line(issue, told.severity))
    if len(ordered) > SHOWN:
        _print(console, f"and {plural(len(ordered) - SHOWN, 'more issue')}: --format json shows all")
    for gap in told.gaps[:SHOWN]:
        _print(console, f"not analysed: {gap.told}", UNKNOWN)
    if len(told.gaps) > SHOWN:
        _print(
            console,
            f"and {plural(len(told.gaps) - SHOWN, 'more place')} not analysed: --format json shows all",
            UNKNOWN,
        )


def _heading(told: Inspection) -> tuple[str, str]:
    if told.severity is not None:
        return told.severity.value, STYLES[told.severity]
    return (told.state.value, UNKNOWN) if told.state is State.NOT_ANALYSED else (told.state.value, PASSED)


def _print(console: Console, text: str, style: str = "") -> None:
    console.print(Padding(Text(visible(text), style), (0, 0, 0, _WIDTH), expand=False))


def issue_line(issue: Issue, heading: Severity | None = None) -> str:
    """An issue in one line; its severity is told where it is not the heading's."""
    parts = [
        f"{issue.severity.value}: " if issue.severity is not heading else "",
        f"{issue.where}: " if issue.where else "",
        "to review: " if issue.review else "",
        issue.message,
        f" — {issue.evidence}" if issue.evidence else "",
        f" [{', '.join((issue.rule, *issue.advisories))}]",
    ]
    return "".join(parts)


def totals(counts: Mapping[State, int], seconds: float) -> str:
    """The last line for people."""
    found, lost, clean = (counts.get(each, 0) for each in (State.FINDING, State.NOT_ANALYSED, State.CLEAN))
    total = plural(found + lost + clean, "file")
    return f"{total} in {seconds:.1f} s: {found:,} with findings, {lost:,} not analysed, {clean:,} clean"


T = TypeVar("T", bound=_Shown)


def worst_last(told: Iterable[T]) -> list[T]:
    """Clean files first: what is worst stands last, where the eye is when the command ends."""

    def rank(each: T) -> tuple[int, str]:
        severity = each.inspection.severity
        if severity is not None:
            return (10 - severity.rank, each.inspection.path)
        return (1 if each.inspection.state is State.NOT_ANALYSED else 0, each.inspection.path)

    return sorted(told, key=rank)


def _issue(issue: Issue) -> dict[str, Any]:
    return {
        "rule": issue.rule,
        "title": issue.title,
        "severity": issue.severity.value,
        "review": issue.review,
        "place": list(issue.place),
        "at": issue.at,
        "message": issue.message,
        "evidence": issue.evidence,
        "advisories": list(issue.advisories),
        "atlas": list(issue.atlas),
        "fix": issue.fix,
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {"place": list(gap.place), "reason": gap.reason}
