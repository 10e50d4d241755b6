"""OCSF 1.5 Compliance Findings (class 2003, https://schema.ocsf.io/1.5.0/classes/compliance_finding) as one JSON array.

Each event stands on its own line, so that the file can be split by line. The compliance status is Pass, Fail, or, for UNKNOWN,
Warning: "the compliance check did not yield a result due to missing information". Times are in milliseconds;
`first_seen_time` is when a scan first saw the finding FAIL.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import IO, Any

from modelkeep.adapters.export.record import frameworks, suppression_record
from modelkeep.adapters.export.text import milliseconds, visible
from modelkeep.core.arn import parse_arn
from modelkeep.core.finding import Finding
from modelkeep.core.report import ReportContext
from modelkeep.core.verdict import Severity, Verdict

VERSION = "1.5.0"
CLASS = 2003
CREATE = 1
NEW, SUPPRESSED = 1, 3
SEVERITIES = {
    Severity.CRITICAL: (5, "Critical"),
    Severity.HIGH: (4, "High"),
    Severity.MEDIUM: (3, "Medium"),
    Severity.LOW: (2, "Low"),
    Severity.INFO: (1, "Informational"),
}
"""OCSF's id and name of each severity."""
_STATUSES = {Verdict.PASS: (1, "Pass"), Verdict.UNKNOWN: (2, "Warning"), Verdict.FAIL: (3, "Fail")}
_AWS_ACCOUNT = 10


def write(findings: Iterable[Finding], context: ReportContext, out: IO[str]) -> None:
    """See `Write`."""
    out.write("[")
    separator = "\n"
    for finding in findings:
        out.write(separator + json.dumps(event(finding, context)))
        separator = ",\n"
    out.write("\n]\n")


def event(finding: Finding, context: ReportContext) -> dict[str, Any]:
    """One finding as an event of class 2003."""
    control = context.controls.get(finding.control)
    severity_id, severity = SEVERITIES[finding.severity]
    at = milliseconds(finding.at)
    told: dict[str, Any] = {
        "activity_id": CREATE,
        "activity_name": "Create",
        "category_uid": 2,
        "category_name": "Findings",
        "class_uid": CLASS,
        "class_name": "Compliance Finding",
        "type_uid": CLASS * 100 + CREATE,
        "type_name": "Compliance Finding: Create",
        "time": at,
        "severity_id": severity_id,
        "severity": severity,
        "status_id": SUPPRESSED if finding.suppressed else NEW,
        "status": "Suppressed" if finding.suppressed else "New",
        "status_code": finding.verdict.value,
        "status_detail": visible(finding.reason),
        "message": f"{finding.title}: {finding.verdict.value}",
        "metadata": {
            "version": VERSION,
            "profiles": ["cloud"],
            "uid": finding.id,
            "correlation_uid": context.snapshot,
            "event_code": finding.control,
            "product": {"name": "Modelkeep", "vendor_name": "Modelkeep", "version": context.tool_version},
        },
        "finding_info": {
            "uid": finding.id,
            "title": finding.title,
            "desc": control.why if control else finding.title,
            "types": [finding.practice.value],
            "created_time": at,
        },
        "compliance": _compliance(finding, frameworks(control) if control else []),
        "resources": [_resource(finding)],
        "cloud": _cloud(finding, context),
        "unmapped": {
            "verdict": finding.verdict.value, "call": finding.call, "code": finding.code, "models": list(finding.models),
            "state": finding.state.value,
            "owner": finding.owner, "suppressed": suppression_record(finding.suppressed) if finding.suppressed else None,
        },
    }  # fmt: skip
    if finding.suppressed:
        told["comment"] = visible(finding.suppressed.told)
    if finding.first_seen:
        told["finding_info"]["first_seen_time"] = milliseconds(finding.first_seen)
    if finding.verdict is Verdict.FAIL:
        told["finding_info"]["last_seen_time"] = at
    if control:
        told["remediation"] = {"desc": control.fix, "references": list(control.references)}
    return told


def _compliance(finding: Finding, requirements: list[str]) -> dict[str, Any]:
    status_id, status = _STATUSES[finding.verdict]
    return {
        "control": finding.control,
        "category": finding.practice.value,
        "desc": finding.title,
        "standards": sorted({each.split(":", 1)[0] for each in requirements}) or ["modelkeep"],
        "requirements": requirements,
        "status_id": status_id,
        "status": status,
    }


def _resource(finding: Finding) -> dict[str, Any]:
    parts = parse_arn(finding.resource)
    return {
        "uid": finding.resource,
        "name": finding.name or finding.resource,
        "type": finding.kind,
        "region": finding.region,
        "cloud_partition": parts.partition if parts else "aws",
    }


def _cloud(finding: Finding, context: ReportContext) -> dict[str, Any]:
    name = context.account_names.get(finding.account, finding.account)
    return {
        "provider": "AWS",
        "region": finding.region,
        "account": {"uid": finding.account, "name": name, "type": "AWS Account", "type_id": _AWS_ACCOUNT},
    }
