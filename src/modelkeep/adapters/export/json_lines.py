"""One JSON object per line and finding."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import IO

from modelkeep.adapters.export.record import finding_record
from modelkeep.core.finding import Finding
from modelkeep.core.report import ReportContext


def write(findings: Iterable[Finding], context: ReportContext, out: IO[str]) -> None:
    """See `Write`."""
    for finding in findings:
        out.write(json.dumps(finding_record(finding, context.controls.get(finding.control))) + "\n")
