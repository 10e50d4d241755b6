"""Findings for reading: sections per control in a terminal, one unabridged line per finding when piped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import IO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from modelkeep.adapters.export.since import since_told
from modelkeep.adapters.export.terminal import PASSED, STYLES, UNKNOWN, WIDE
from modelkeep.adapters.export.text import day, owner_told, suppressed_told, visible
from modelkeep.core.finding import Finding
from modelkeep.core.report import ReportContext
from modelkeep.core.verdict import Severity, Verdict
from modelkeep.core.words import plural

SUPPRESSED = "suppressed"


def write(findings: Iterable[Finding], context: ReportContext, out: IO[str]) -> None:
    """See `Write`."""
    if out.isatty():
        write_sections(findings, context, Console(file=out, highlight=False))
    else:
        _write_lines(findings, context, out)


def _write_lines(findings: Iterable[Finding], context: ReportContext, out: IO[str]) -> None:
    """Columns that line up, with the free texts last; nothing is cut."""
    control = max((len(each) for each in context.controls), default=10)
    region = max((len(each) for each in context.regions), default=6)
    layout = f"{{:7}}  {{:8}}  {{:{control}}}  {{:12}}  {{:{region}}}  {{:10}}  {{}}  {{}}  {{}}  {{}}"
    heading = ("VERDICT", "SEVERITY", "CONTROL", "ACCOUNT", "REGION", "FIRST SEEN", "RESOURCE", "OWNER", "REASON")
    out.write(layout.format(*heading, "SUPPRESSED") + "\n")
    for each in findings:
        line = layout.format(
            each.verdict.value, each.severity.value, each.control, each.account, each.region,
            day(each.first_seen) if each.first_seen else "-", visible(each.resource),
            "?" if each.owner is None else visible(each.owner) or "-", visible(each.reason), visible(suppressed_told(each)),
        )  # fmt: skip
        out.write(line.rstrip() + "\n")


def write_sections(findings: Iterable[Finding], context: ReportContext, console: Console) -> None:
    """One section per control: its title, then each resource with verdict and reason. Wraps to the console's width."""
    counts = dict.fromkeys([*Verdict, SUPPRESSED], 0)
    for (severity, control, title), group in groupby(
        findings, key=lambda each: (each.severity, each.control, each.title)
    ):
        console.print(_heading(severity, control, title))
        table = _section(console.width)
        for finding in group:
            counts[SUPPRESSED if finding.suppressed else finding.verdict] += 1
            table.add_row(*_cells(finding, console.width))
        console.print(table)
        console.print()
    console.print(_footing(counts, context))


def _heading(severity: Severity, control: str, title: str) -> Text:
    return Text.assemble((f"{severity.value.upper()}  ", STYLES[severity]), (control, "bold"), f"  {visible(title)}")


def _section(width: int) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0), expand=width >= WIDE)
    table.add_column(width=9)
    table.add_column(overflow="fold", ratio=3 if width >= WIDE else None)
    if width >= WIDE:
        table.add_column(overflow="fold", width=28)
        table.add_column(overflow="fold", ratio=4)
    return table


def _cells(finding: Finding, width: int) -> list[Text]:
    style = {Verdict.FAIL: STYLES[finding.severity], Verdict.UNKNOWN: UNKNOWN, Verdict.PASS: PASSED}[finding.verdict]
    name = Text(visible(finding.name or finding.resource))
    place = f"{finding.account} {finding.region}"
    told = (finding.reason, since_told(finding), suppressed_told(finding), owner_told(finding))
    reason = "\n".join(visible(each) for each in told if each)
    verdict = Text(f"  {finding.verdict.value}", style="dim" if finding.suppressed else style)
    if width >= WIDE:
        return [verdict, name, Text(place, style="dim"), Text(reason)]
    return [verdict, name.append(f"\n{place}", style="dim").append(f"\n{reason}" if reason else "")]


def _footing(counts: Mapping[str, int], context: ReportContext) -> Text:
    if any(counts.values()):
        text = Text(
            f"{plural(counts[Verdict.FAIL], 'open finding')}, {counts[Verdict.UNKNOWN]:,} unknown, {counts[Verdict.PASS]:,} passed"
            + (f", {counts[SUPPRESSED]:,} suppressed" if counts[SUPPRESSED] else "")
        )
    else:
        text = Text("Nothing to show.")
    if context.filtered:
        text.append(f"\nChosen: {visible(context.filtered)}", style="dim")
    coverage = context.summary.coverage
    if coverage.failed or not coverage.reads:
        failed = (
            f"{coverage.failed:,} of {plural(coverage.asked, 'read')} failed" if coverage.reads else "Nothing was read"
        )
        text.append(f"\n{failed}: nothing unread counts as good.", style=UNKNOWN)
    return text
