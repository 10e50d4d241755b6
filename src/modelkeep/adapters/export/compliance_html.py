"""A compliance report for people: one HTML file that opens offline, loads nothing and runs nothing.

The look is that of the findings' report. The Content-Security-Policy admits the one style by hash; there is no script. Names and
texts are autoescaped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from modelkeep.adapters.export import html_parts
from modelkeep.adapters.export.html_data import finished_told, shown_name
from modelkeep.adapters.export.html_report import csp_hash, source
from modelkeep.adapters.export.text import reason_told, visible
from modelkeep.core.compliance import ComplianceReport, RequirementStanding, Standing
from modelkeep.core.finding import Finding
from modelkeep.core.report import ReportContext
from modelkeep.core.verdict import Verdict
from modelkeep.core.words import plural

ORDER = (Standing.NOT_MET, Standing.UNKNOWN, Standing.MANUAL, Standing.MET)
STYLES = {Standing.NOT_MET: "high", Standing.UNKNOWN: "unknown", Standing.MANUAL: "medium", Standing.MET: "pass"}
"""The colour of each standing, by the names of the style sheet."""
NOTED_MOST = 500
"""Open and unknown findings listed per requirement; the rest are counted."""
PASSED_MOST = 200
_VERDICTS = {Verdict.FAIL: 0, Verdict.UNKNOWN: 1, Verdict.PASS: 2}


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement as the page shows it."""

    number: int
    standing: RequirementStanding
    style: str
    failed: int
    unknown: int
    passed: int
    evidence: tuple[Any, ...]
    left_out: int


def write(report: ComplianceReport, out: IO[str]) -> None:
    """The report as HTML."""
    templates = Environment(
        loader=PackageLoader("modelkeep.adapters.export", "templates"), autoescape=True, undefined=StrictUndefined
    )
    style = source(templates, "report.css") + source(templates, "compliance.css")
    counts = report.counts()
    coverage = report.context.summary.coverage
    page = templates.get_template("compliance.html").stream(
        context=report.context,
        framework=report.framework,
        link=report.framework.source if report.framework.source.startswith("https://") else "",
        headline=headline(report),
        counts=[(standing.value, STYLES[standing], counts[standing]) for standing in ORDER],
        segments=_segments(report),
        rows=[_row(number, each, report.context) for number, each in enumerate(report.requirements, 1)],
        finished=finished_told(report.context),
        accounts_told=html_parts.accounts_told(report.context),
        regions_told=html_parts.regions_told(report.context),
        coverage=coverage,
        coverage_told=html_parts.coverage_told(coverage),
        gap_told=html_parts.gap_told,
        plural=plural,
        visible=visible,
        style=Markup(style),  # noqa: S704  # our own files
        style_hash=csp_hash(style),
    )
    page.enable_buffering(64)
    for chunk in page:
        out.write(chunk)
    out.write("\n")


def headline(report: ComplianceReport) -> str:
    """How many requirements stand in each way, in a sentence; met is said of all only where all are."""
    counts = report.counts()
    total = len(report.requirements)
    if not total:
        return "No requirement is listed."
    if counts[Standing.MET] == total:
        return f"All {plural(total, 'requirement')} met."
    told = [f"{counts[standing]:,} {standing.value}" for standing in ORDER if counts[standing]]
    return f"Of {plural(total, 'requirement')}: {', '.join(told)}."


def _segments(report: ComplianceReport) -> list[tuple[str, float, float]]:
    """The shares of the standings, as colour, start and width in percent."""
    counts, total = report.counts(), max(len(report.requirements), 1)
    found, start = [], 0.0
    for standing in ORDER:
        width = 100 * counts[standing] / total
        if width:
            found.append((STYLES[standing], round(start, 2), round(width, 2)))
        start += width
    return found


def _row(number: int, standing: RequirementStanding, context: ReportContext) -> Row:
    found = sorted(standing.findings, key=lambda each: (_VERDICTS[each.verdict], each.severity.rank, each.control))
    noted = [each for each in found if each.verdict is not Verdict.PASS]
    passed = [each for each in found if each.verdict is Verdict.PASS]
    shown = (*noted[:NOTED_MOST], *passed[:PASSED_MOST])
    total = standing.tally
    return Row(
        number, standing, STYLES[standing.standing], total.failed, total.unknown, total.passed,
        tuple(_evidence(each, context) for each in shown), len(found) - len(shown),
    )  # fmt: skip


def _evidence(finding: Finding, context: ReportContext) -> dict[str, str]:
    if finding.verdict is Verdict.FAIL:
        badge, style = finding.severity.value, finding.severity.value
    else:
        badge, style = ("unknown", "unknown") if finding.verdict is Verdict.UNKNOWN else ("passed", "pass")
    control = context.controls.get(finding.control)
    return {
        "id": finding.id,
        "badge": badge,
        "style": style,
        "control": visible(finding.control),
        "title": visible(finding.title),
        "name": shown_name(finding),
        "resource": visible(finding.resource),
        "place": visible(f"{finding.account} {finding.region}"),
        "reason": visible(reason_told(finding)),
        "fix": control.fix if control and finding.verdict is Verdict.FAIL else "",
    }
