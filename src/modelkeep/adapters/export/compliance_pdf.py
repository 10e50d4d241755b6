"""A compliance report on paper: a PDF set by typst, offline, with the fonts that typst brings.

The template is fixed; names and texts reach it as JSON and are set as strings, so nothing that AWS or a user named is markup.
The file's time is the scan's: the same report gives the same bytes. Needs the extra `pdf`.
"""

from __future__ import annotations

import json
from datetime import UTC
from importlib import resources
from typing import IO, Any

from modelkeep.adapters.export.html_data import finished_told, shown_name
from modelkeep.adapters.export.html_parts import accounts_told, coverage_told, regions_told
from modelkeep.adapters.export.text import reason_told, visible
from modelkeep.core.compliance import ComplianceReport, RequirementStanding
from modelkeep.core.errors import MissingExtraError
from modelkeep.core.verdict import Verdict
from modelkeep.core.words import plural

FINDINGS_MOST = 40
"""Open and unknown findings listed per requirement; the rest are counted."""
TEXT_MOST = 600
"""Characters of one name or reason: a name can be thousands long."""


def write(report: ComplianceReport, out: IO[bytes]) -> None:
    """The report as a PDF. Raises MissingExtraError where typst is not installed."""
    try:
        import typst
    except ImportError as error:
        raise MissingExtraError("a PDF needs typst, which is not installed", extra="pdf") from error
    template = resources.files("modelkeep.adapters.export").joinpath("templates/compliance.typ").read_bytes()
    at = report.context.finished.replace(microsecond=0)
    compiler = typst.Compiler(
        template, ignore_system_fonts=True, sys_inputs={"report": json.dumps(_values(report), ensure_ascii=True)}
    )
    document = compiler.compile(format="pdf", timestamp=at if at.tzinfo else at.replace(tzinfo=UTC))
    if not isinstance(document, bytes):  # only formats with a file per page give a list
        raise TypeError(f"typst gave {type(document).__name__} for a PDF")
    out.write(document)


def _values(report: ComplianceReport) -> dict[str, Any]:
    context, framework = report.context, report.framework
    return {
        "title": visible(framework.title),
        "version": visible(framework.version),
        "source": visible(framework.source),
        "tool": visible(context.tool_version),
        "snapshot": visible(context.snapshot),
        "finished": finished_told(context),
        "accounts": accounts_told(context),
        "regions": regions_told(context),
        "filtered": visible(context.filtered),
        "coverage": coverage_told(context.summary.coverage),
        "counts": {standing.value: count for standing, count in report.counts().items()},
        "requirements": [_requirement(each) for each in report.requirements],
    }


def _requirement(standing: RequirementStanding) -> dict[str, Any]:
    requirement = standing.requirement
    noted = [finding for finding in standing.findings if finding.verdict is not Verdict.PASS]
    noted.sort(key=lambda finding: finding.verdict is not Verdict.FAIL)
    passed = len(standing.findings) - len(noted)
    told = []
    if passed:
        told.append(f"{plural(passed, 'finding')} passed.")
    if len(noted) > FINDINGS_MOST:
        told.append(
            f"{plural(len(noted) - FINDINGS_MOST, 'more open or unknown finding')}: the json and html formats list all."
        )
    return {
        "id": visible(requirement.id),
        "part": bool(requirement.parent),
        "title": visible(requirement.title),
        "text": visible(requirement.text),
        "manual": visible(requirement.manual),
        "standing": standing.standing.value,
        "reason": visible(standing.reason),
        "not_scanned": [visible(each) for each in standing.not_scanned],
        "told": " ".join(told),
        "findings": [
            {
                "verdict": finding.severity.value if finding.verdict is Verdict.FAIL else "unknown",
                "id": finding.id,
                "control": _short(finding.control),
                "title": _short(finding.title),
                "name": _short(shown_name(finding)),
                "resource": _short(finding.resource),
                "reason": _short(reason_told(finding)),
            }
            for finding in noted[:FINDINGS_MOST]
        ],
    }


def _short(text: str) -> str:
    """A text with places to break a line in, since names have no blanks; one that is too long ends in dots."""
    shown = visible(text)
    cut = shown if len(shown) <= TEXT_MOST else shown[:TEXT_MOST] + "…"
    return "\u200b".join(cut[at : at + 12] for at in range(0, len(cut), 12)) if _longest(cut) > 24 else cut


def _longest(text: str) -> int:
    return max((len(word) for word in text.split(" ")), default=0)
