"""What the views of single things share: a console over any file, findings in a line, JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import IO, Any

from rich.console import Console
from rich.text import Text

from modelkeep.adapters.export.record import suppression_record
from modelkeep.adapters.export.terminal import PASSED, STYLES, UNKNOWN
from modelkeep.adapters.export.text import owner_told, stamp, suppressed_told, visible
from modelkeep.core.finding import Finding
from modelkeep.core.verdict import Verdict


def console_over(out: IO[str]) -> Console:
    """A console that wraps to a terminal's width, and that neither wraps nor colours where `out` is none."""
    if out.isatty():
        return Console(file=out, highlight=False)
    return Console(file=out, highlight=False, width=100_000, soft_wrap=True, color_system=None)


def write_json(value: object, out: IO[str]) -> None:
    """A JSON document, indented."""
    json.dump(value, out, indent=2)
    out.write("\n")


def finding_line(finding: Finding, note: str = "") -> Text:
    """One finding: severity, control, resource; what was found on the next line."""
    style = {Verdict.FAIL: STYLES[finding.severity], Verdict.UNKNOWN: UNKNOWN, Verdict.PASS: PASSED}[finding.verdict]
    text = Text("  ")
    text.append(f"{finding.severity.value:8}", style=style)
    text.append(f"  {finding.control}  ", style="bold")
    text.append(visible(finding.title))
    text.append(f"\n            {visible(finding.resource)}")
    for extra in (finding.reason, note, suppressed_told(finding), owner_told(finding)):
        if extra:
            text.append(f"\n            {visible(extra)}", style="dim")
    return text


def show_findings(heading: str, findings: Iterable[Finding], console: Console) -> None:
    """A heading and the findings below it; nothing at all where there are none."""
    each = list(findings)
    if each:
        console.print(Text(f"\n{heading} ({len(each):,})", style="bold"))
        for finding in each:
            console.print(finding_line(finding))


def short(finding: Finding) -> dict[str, Any]:
    """A finding within another document."""
    return {
        "id": finding.id, "verdict": finding.verdict.value, "severity": finding.severity.value,
        "practice": finding.practice.value, "control": finding.control, "title": finding.title,
        "resource": finding.resource, "account": finding.account, "region": finding.region, "reason": finding.reason,
        "call": finding.call, "code": finding.code, "first_seen": stamp(finding.first_seen) if finding.first_seen else None,
        "since": stamp(finding.since) if finding.since else None, "owner": finding.owner,
        "suppressed": suppression_record(finding.suppressed) if finding.suppressed else None,
    }  # fmt: skip
