"""One JSON document: what was scanned, coverage, summary, controls, then the findings, one per line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import IO

from modelkeep.adapters.export.record import (
    control_record,
    coverage_record,
    finding_record,
    model_record,
    scan_record,
    tally_record,
    use_record,
)
from modelkeep.core.finding import Finding
from modelkeep.core.report import ReportContext

FORMAT_VERSION = 1


def write(findings: Iterable[Finding], context: ReportContext, out: IO[str]) -> None:
    """See `Write`."""
    summary = context.summary
    head = {
        "format": "modelkeep-findings",
        "format_version": FORMAT_VERSION,
        "scan": scan_record(context),
        "coverage": coverage_record(summary.coverage),
        "summary": {
            "total": tally_record(summary.total),
            "practices": {practice.value: tally_record(tally) for practice, tally in summary.practices.items()},
            "models": [model_record(model) for model in summary.models],
        },
        "suppressions": [use_record(use) for use in context.suppressions],
        "controls": {control.id: control_record(control) for control in context.controls.values()},
    }
    out.write("{\n")
    for key, value in head.items():
        out.write(f"{json.dumps(key)}: {json.dumps(value)},\n")
    out.write('"findings": [')
    separator = "\n"
    for finding in findings:
        out.write(separator + json.dumps(finding_record(finding, context.controls.get(finding.control))))
        separator = ",\n"
    out.write("\n]}\n")
