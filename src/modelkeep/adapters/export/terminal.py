"""What a person sees at the end of a scan: verdicts per practice, the models that stand worst, what was not read.

Everything that AWS or a user named passes through `visible` into `Text`, so that it is neither markup nor a terminal escape.
Lines fit from 40 columns on; nothing is cut, it wraps.
"""

from __future__ import annotations

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from modelkeep.adapters.export.text import kind_words, visible
from modelkeep.core.report import Coverage, Gap, ModelStanding, ReportContext, Tally
from modelkeep.core.suppression import SuppressionState, SuppressionUse
from modelkeep.core.verdict import Severity
from modelkeep.core.words import plural

STYLES = {
    Severity.CRITICAL: "bold magenta",
    Severity.HIGH: "bold red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}
_SHORT = {Severity.CRITICAL: "crit", Severity.MEDIUM: "med"}
UNKNOWN = "bold blue"
PASSED = "green"
SUPPRESSED = "yellow"
WIDE = 90
"""Columns from which bars and places get columns of their own."""
MOST_MODELS = 10
MOST_GAPS = 8
MOST_SUPPRESSIONS = 8


def show_summary(context: ReportContext, console: Console) -> None:
    """Print the summary of a snapshot."""
    summary = context.summary
    console.print(_heading(context))
    console.print(Padding(headline(summary.total, summary.coverage), (1, 0)))
    console.print(_practices(context, console.width))
    if summary.models:
        console.print(_models(summary.models, console.width))
    if context.suppressions:
        console.print(_suppressions(context.suppressions))
    if not summary.coverage.complete:
        console.print(coverage_view(summary.coverage, most=MOST_GAPS))
    if told := _reuse(context):
        console.print(Text(told, style="dim"))


def _reuse(context: ReportContext) -> str:
    """What an incremental scan kept, or why it could keep nothing; '' for a scan that was to read everything."""
    if context.reads_all_because:
        return f"Everything was read: {visible(context.reads_all_because)}."
    kept = context.summary.coverage.reuse
    return f"Incremental scan: {visible(kept.told)}" if kept is not None else ""


def _heading(context: ReportContext) -> Text:
    scope = ", ".join([
        plural(len(context.accounts), "account"), plural(len(context.regions), "region"),
        plural(len(context.controls), "control") + (f" of profile {context.profile}" if context.profile else ""),
    ])  # fmt: skip
    return Text.assemble(("Modelkeep ", "bold"), (context.snapshot, "bold"), (f"  {scope}", "dim"))


def _suppressions(uses: tuple[SuppressionUse, ...]) -> RenderableType:
    """What was decided to be lived with: how much, why and until when; those that cover nothing are told on standard error."""
    active = [use for use in uses if use.state is SuppressionState.ACTIVE]
    if not active:
        return Text("No suppression covers a finding of this scan.", style="dim")
    parts: list[RenderableType] = [Text("Suppressed. Still there, and not counted as open.", style="bold")]
    for use in active[:MOST_SUPPRESSIONS]:
        each = use.suppression
        text = Text.assemble((plural(use.findings, "finding"), SUPPRESSED), f" until {each.expires.isoformat()}: ")
        text.append(visible(each.reason)).append(f" ({visible(each.origin)})", style="dim")
        parts.append(Padding(text, (0, 0, 0, 2)))
    if len(active) > MOST_SUPPRESSIONS:
        parts.append(Text(f"  and {len(active) - MOST_SUPPRESSIONS:,} more: `modelkeep suppress list`", style="dim"))
    return Padding(Group(*parts), (0, 0, 1, 0))


def headline(total: Tally, coverage: Coverage) -> Text:
    """One sentence: how it stands. It says that all is well only where everything was read and judged."""
    if total.failed:
        text = Text(plural(total.failed, "open finding"), style="bold")
        text.append(": ")
        text.append_text(severities(total))
    elif total.judged and coverage.complete:
        text = Text("No open finding, and everything was read.", style=f"bold {PASSED}")
    elif not total.judged:
        text = Text("No control found anything to judge.", style="bold")
    else:
        text = Text("No open finding in what was read.", style="bold")
    if total.unknown:
        text.append("  ")
        text.append(plural(total.unknown, "verdict") + " unknown", style=UNKNOWN)
    if coverage.failed or not coverage.reads:
        text.append("  ")
        text.append(_not_read(coverage), style=UNKNOWN)
    if total.suppressed:
        text.append(f"  {total.suppressed:,} suppressed", style=SUPPRESSED)
    return text.append(f"  {total.passed:,} passed", style="dim")


def _not_read(coverage: Coverage) -> str:
    return f"{coverage.failed:,} of {plural(coverage.asked, 'read')} failed" if coverage.reads else "nothing was read"


def severities(tally: Tally) -> Text:
    """`3 critical  5 high`, each in its colour; a dash when nothing failed."""
    text = Text()
    for severity in Severity:
        if count := tally.by_severity.get(severity, 0):
            text.append(("  " if text else "") + f"{count:,} {severity.value}", style=STYLES[severity])
    return text or Text("-", style="dim")


def _practices(context: ReportContext, width: int) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column("Practice")
    any_suppressed = context.summary.total.suppressed > 0
    for heading in ("open", "unknown", *(["suppressed"] if any_suppressed else []), "passed"):
        table.add_column(heading, justify="right", no_wrap=True)
    if width >= WIDE:
        table.add_column("")
    for practice, tally in context.summary.practices.items():
        cells: list[RenderableType] = [practice.heading]
        if tally.judged:
            style = STYLES[tally.worst] if tally.worst else ""
            cells += [_count(tally.failed, style), _count(tally.unknown, UNKNOWN)]
            cells += [_count(tally.suppressed, SUPPRESSED)] if any_suppressed else []
            cells.append(_count(tally.passed, ""))
        else:
            cells += [Text("-", style="dim")] * (4 if any_suppressed else 3)
        if width >= WIDE:
            cells.append(_bar(tally) if tally.judged else Text("nothing to judge", style="dim"))
        table.add_row(*cells)
    return table


def _count(count: int, style: str) -> Text:
    return Text(f"{count:,}", style=style) if count else Text("0", style="dim")


def _bar(tally: Tally, length: int = 24) -> Text:
    """Shares of the verdicts; whatever there is at least one of shows."""
    shares = [
        (tally.failed, "red", "█"),
        (tally.suppressed, "yellow", "▓"),
        (tally.unknown, "blue", "▒"),
        (tally.passed, "green", "░"),
    ]
    text = Text()
    for count, style, mark in shares:
        if count:
            text.append(mark * max(1, round(length * count / tally.judged)), style=style)
    return text


def _models(models: tuple[ModelStanding, ...], width: int) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column("Model", overflow="fold")
    if width >= WIDE:
        table.add_column("Kind")
        table.add_column("Account", no_wrap=True)
    shown = [
        each
        for each in Severity
        if each is not Severity.INFO or any(each in model.tally.by_severity for model in models)
    ]
    for heading in (*(_SHORT.get(severity, severity.value) for severity in shown), "unknown"):
        table.add_column(heading, justify="right", no_wrap=True)
    for model in models[:MOST_MODELS]:
        cells = [Text(visible(model.name))]
        if width >= WIDE:
            cells += [Text(kind_words(model.kind)), Text(model.account)]
        if model.tally.judged:
            cells += [_count(model.tally.by_severity.get(severity, 0), STYLES[severity]) for severity in shown]
            cells.append(_count(model.tally.unknown, UNKNOWN))
        else:
            cells += [Text("-", style="dim")] * (len(shown) + 1)
        table.add_row(*cells)
    if len(models) > MOST_MODELS:
        table.caption = f"and {len(models) - MOST_MODELS:,} more"
    return table


def coverage_view(coverage: Coverage, *, most: int | None = None) -> RenderableType:
    """What could not be read, why that matters and what to do; at most so many gaps, the rest counted."""
    if not coverage.reads:
        return Text("Nothing was read.", style=UNKNOWN)
    if not coverage.gaps and not coverage.not_analysed:
        count = plural(coverage.unknown, "verdict")
        accepted = f" ({coverage.unknown_suppressed:,} suppressed)" if coverage.unknown_suppressed else ""
        return Text(
            f"All {coverage.asked:,} reads answered. {count} unknown for other reasons{accepted}: see the findings."
        )
    if not coverage.gaps:
        return Group(Text(f"All {coverage.asked:,} reads answered."), _analyses(coverage))
    shown = coverage.gaps[:most]
    parts: list[RenderableType] = [
        Text(
            f"Not read ({coverage.failed:,} of {coverage.asked:,} reads). Nothing unread counts as good.", style="bold"
        )
    ]
    parts += [Padding(_gap(gap), (0, 0, 0, 2)) for gap in shown]
    if len(coverage.gaps) > len(shown):
        parts.append(Text(f"  and {len(coverage.gaps) - len(shown)} more: the report lists them all", style="dim"))
    return Group(*parts, *([_analyses(coverage)] if coverage.not_analysed else []))


def _analyses(coverage: Coverage) -> RenderableType:
    """What this scan did not analyse. Nothing was refused, so it is told apart from what was not read."""
    parts: list[RenderableType] = [Text("Not analysed. What rests on it is unknown, not passed.", style="bold")]
    for gap in coverage.not_analysed:
        text = Text.assemble((gap.message, UNKNOWN), f": {plural(gap.unknown, 'verdict')} unknown\n")
        parts.append(Padding(text.append(f"  {gap.remedy}", style="dim"), (0, 0, 0, 2)))
    return Group(*parts)


def _gap(gap: Gap) -> Text:
    code = f" ({gap.code})" if gap.code else ""
    where = f"{plural(gap.reads, 'read')} in {plural(len(gap.accounts), 'account')}; {plural(gap.unknown, 'verdict')} unknown"
    text = Text.assemble((visible(gap.call), UNKNOWN), f"  {gap.outcome.value}{visible(code)}: {where}\n")
    return text.append(f"  {gap.remedy}", style="dim")
