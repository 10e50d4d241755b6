"""What an inspection found, for programs and notebooks."""

from __future__ import annotations

import io
from dataclasses import dataclass
from html import escape

from modelkeep.app.convert import refuse
from modelkeep.core.artifacts import Gap, Inspection, Issue, State

SHOWN = 50
"""Rows of a notebook's table for one file."""
_COLOURS = {State.CLEAN: "#1a7f37", State.FINDING: "#cf222e", State.NOT_ANALYSED: "#9a6700"}


@dataclass(frozen=True, slots=True)
class Report:
    """What is known of each file that was inspected, in the order of their paths."""

    files: tuple[Inspection, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing was found and everything was analysed."""
        return bool(self.files) and all(each.state is State.CLEAN for each in self.files)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Of all files."""
        return tuple(issue for each in self.files for issue in each.issues)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What was not analysed, of all files."""
        return tuple(gap for each in self.files for gap in each.gaps)

    def raise_for_findings(self, *, allow_review: bool = False) -> None:
        """Raises RefusedFileError for the first file that is not clean; `allow_review` passes what is for a person to look at."""
        for each in self.files:
            refuse(each, allow_review=allow_review)

    def __str__(self) -> str:
        """As `modelkeep inspect` prints it."""
        from rich.console import Console

        from modelkeep.adapters.export.inspections import worst_last, write_text

        out = io.StringIO()
        console = Console(file=out, width=140, color_system=None)
        for each in worst_last(_Shown(each) for each in self.files):
            write_text(each.inspection, (), console)
        return out.getvalue().rstrip()

    def _repr_html_(self) -> str:
        """A table without scripts; everything that a file says is escaped."""
        return f"<table>{''.join(map(_file, self.files))}</table>"


@dataclass(frozen=True, slots=True)
class _Shown:
    inspection: Inspection


def _file(told: Inspection) -> str:
    colour = _COLOURS[told.state]
    word = told.severity.value if told.severity else told.state.value
    head = _row(
        f'<b style="color:{colour}">{escape(word)}</b>', f"<b>{_text(told.path)}</b>", _text(", ".join(told.formats))
    )
    rows = [_issue(each) for each in sorted(told.issues, key=lambda each: each.severity.rank)]
    rows += [_row("not analysed", _text(" > ".join(each.place[1:])), _text(each.reason)) for each in told.gaps]
    more = _row("", "", f"and {len(rows) - SHOWN:,} more") if len(rows) > SHOWN else ""
    return head + "".join(rows[:SHOWN]) + more


def _issue(issue: Issue) -> str:
    where = ", ".join(filter(None, (" > ".join(issue.place[1:]), issue.at)))
    what = _text(issue.message) + (f"<br><code>{_text(issue.evidence)}</code>" if issue.evidence else "")
    return _row(_text(issue.severity.value + (", to review" if issue.review else "")), _text(where), what)


def _row(*cells: str) -> str:
    return "<tr>" + "".join(f'<td style="text-align:left">{each}</td>' for each in cells) + "</tr>"


def _text(text: str) -> str:
    from modelkeep.adapters.export.text import visible

    return escape(visible(text))
