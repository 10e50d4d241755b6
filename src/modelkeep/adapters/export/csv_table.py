"""Comma-separated values (RFC 4180) with a heading, for spreadsheets; lists are joined by `; `."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import IO

from modelkeep.adapters.export.record import finding_record
from modelkeep.adapters.export.text import disarmed
from modelkeep.core.finding import Finding
from modelkeep.core.report import ReportContext

COLUMNS = (
    "id", "verdict", "severity", "practice", "control", "title", "resource", "name", "kind", "account", "region",
    "reason", "call", "code", "models", "fix", "frameworks", "at", "state", "first_seen", "since",
)  # fmt: skip


def write(findings: Iterable[Finding], context: ReportContext, out: IO[str]) -> None:
    """See `Write`."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for finding in findings:
        record = finding_record(finding, context.controls.get(finding.control))
        writer.writerow([_cell(record[column]) for column in COLUMNS])


def _cell(value: object) -> str:
    return disarmed("; ".join(value) if isinstance(value, list) else str(value))
