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
    "owner", "suppressed", "suppressed_until", "suppressed_reason",
)  # fmt: skip


def write(findings: Iterable[Finding], context: ReportContext, out: IO[str]) -> None:
    """See `Write`."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for finding in findings:
        record = {**finding_record(finding, context.controls.get(finding.control)), **_decided(finding)}
        writer.writerow([_cell(record[column]) for column in COLUMNS])


def _decided(finding: Finding) -> dict[str, object]:
    """Owner and suppression in words: an empty cell is nobody, or not suppressed."""
    kept = finding.suppressed
    return {
        "owner": "unknown: tags not read" if finding.owner is None else finding.owner,
        "suppressed": kept.origin if kept else "",
        "suppressed_until": kept.expires.isoformat() if kept else "",
        "suppressed_reason": kept.reason if kept else "",
    }


def _cell(value: object) -> str:
    return disarmed("; ".join(value) if isinstance(value, list) else str(value))
