"""A compliance report for reading: a line or two per requirement in a terminal, one unabridged line when piped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from modelkeep.adapters.export.terminal import PASSED, UNKNOWN
from modelkeep.adapters.export.text import visible
from modelkeep.adapters.export.views import console_over
from modelkeep.core.compliance import ComplianceReport, Framework, RequirementStanding, Standing
from modelkeep.core.words import plural

STYLES: Mapping[Standing, str] = {
    Standing.NOT_MET: "bold red",
    Standing.UNKNOWN: UNKNOWN,
    Standing.MANUAL: "yellow",
    Standing.MET: PASSED,
}


def write(report: ComplianceReport, out: IO[str]) -> None:
    """The report for people: the framework, every requirement, how many stand in each way."""
    if out.isatty():
        write_sections(report, Console(file=out, highlight=False))
    else:
        _write_lines(report, out)


def _write_lines(report: ComplianceReport, out: IO[str]) -> None:
    name = max((len(each.requirement.id) for each in report.requirements), default=11)
    layout = f"{{:8}}  {{:{name}}}  {{:>6}}  {{:>7}}  {{:>6}}  {{}}  {{}}"
    out.write(layout.format("STANDING", "REQUIREMENT", "FAILED", "UNKNOWN", "PASSED", "TITLE", "REASON") + "\n")
    for each in report.requirements:
        total = each.tally
        row = (each.standing.value, each.requirement.id, total.failed, total.unknown, total.passed)
        out.write(layout.format(*row, visible(each.requirement.title), visible(_why(each))) + "\n")


def write_sections(report: ComplianceReport, console: Console) -> None:
    """Standing, id and title, then why it stands so. Wraps to the console's width."""
    framework = report.framework
    console.print(
        Text.assemble((framework.title, "bold"), (f"  {framework.version}, {report.context.snapshot}", "dim"))
    )
    depths = _depths(framework)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=8)
    table.add_column(overflow="fold")
    for each in report.requirements:
        margin = "  " * depths.get(each.requirement.id, 0)
        text = Text.assemble(margin, (each.requirement.id, "bold"), f"  {visible(each.requirement.title)}")
        text.append(f"\n{margin}{visible(_why(each))}", style="dim")
        table.add_row(Text(each.standing.value.upper(), style=STYLES[each.standing]), text)
    console.print(table)
    console.print(_footing(report))


def write_overview(
    frameworks: Mapping[str, Framework], counted: Mapping[str, Mapping[Standing, int]], out: IO[str]
) -> None:
    """One line per framework: how many of its requirements stand in each way; no counts where there is no snapshot."""
    console = console_over(out)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("framework", overflow="fold")
    for standing in STYLES if counted else ():
        table.add_column(standing.value, justify="right")
    table.add_column("title", overflow="fold")
    for each, framework in frameworks.items():
        counts = [Text(str(count), style=STYLES[way] if count else "dim") for way, count in _ordered(counted.get(each))]
        table.add_row(each, *counts, f"{framework.title}, {framework.version}")
    console.print(table)


def _why(standing: RequirementStanding) -> str:
    """The reason, and what people have to collect where that is all that is left to do."""
    collect = standing.requirement.manual if standing.standing is Standing.MANUAL else ""
    return f"{standing.reason} Collect: {collect}" if collect else standing.reason


def _ordered(counts: Mapping[Standing, int] | None) -> list[tuple[Standing, int]]:
    return [(standing, counts[standing]) for standing in STYLES] if counts else []


def _depths(framework: Framework) -> Mapping[str, int]:
    depths: dict[str, int] = {}
    for each in framework.requirements:
        depths[each.id] = depths[each.parent] + 1 if each.parent else 0
    return depths


def _footing(report: ComplianceReport) -> Text:
    counted = [f"{count} {standing.value}" for standing, count in _ordered(report.counts()) if count]
    text = Text(f"{plural(len(report.requirements), 'requirement')}: {', '.join(counted) or 'none chosen'}")
    if report.context.filtered:
        text.append(f"\nChosen: {visible(report.context.filtered)}", style="dim")
    missing = {control for each in report.requirements for control in each.not_scanned}
    if missing:
        text.append(
            f"\nNot part of the scan, or changed since: {plural(len(missing), 'control')}. "
            "Scan with --control-profile strict, or with a profile of the framework.",
            style=UNKNOWN,
        )
    coverage = report.context.summary.coverage
    if coverage.failed or not coverage.reads:
        told = (
            f"{coverage.failed:,} of {plural(coverage.asked, 'read')} failed" if coverage.reads else "Nothing was read"
        )
        text.append(f"\n{told}: nothing unread counts as met.", style=UNKNOWN)
    return text
