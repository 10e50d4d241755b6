"""A compliance report as one JSON document: the scan, coverage, the framework, then each requirement with its evidence.

Field names are part of the interface: they are added to, never renamed. A finding that bears on several requirements is
written once, under `findings`; requirements name it by id.
"""

from __future__ import annotations

import json
from typing import IO, Any

from modelkeep.adapters.export.record import coverage_record, finding_record, scan_record, tally_record
from modelkeep.core.compliance import ComplianceReport, Framework, RequirementStanding

FORMAT_VERSION = 1


def write(report: ComplianceReport, out: IO[str]) -> None:
    """The report as JSON; one requirement and one finding per line."""
    head = {
        "format": "modelkeep-compliance",
        "format_version": FORMAT_VERSION,
        "scan": scan_record(report.context),
        "coverage": coverage_record(report.context.summary.coverage),
        "framework": framework_record(report.framework),
        "standings": {standing.value: count for standing, count in report.counts().items()},
    }
    found = {finding.id: finding for each in report.requirements for finding in each.findings}
    controls = report.context.controls
    out.write("{\n")
    for key, value in head.items():
        out.write(f"{json.dumps(key)}: {json.dumps(value)},\n")
    out.write('"requirements": [')
    out.write(",".join("\n" + json.dumps(standing_record(each)) for each in report.requirements))
    out.write('\n],\n"findings": [')
    separator = "\n"
    for finding in found.values():
        out.write(separator + json.dumps(finding_record(finding, controls.get(finding.control))))
        separator = ",\n"
    out.write("\n]}\n")


def framework_record(framework: Framework) -> dict[str, Any]:
    """What a framework is."""
    return {
        "id": framework.id, "title": framework.title, "version": framework.version, "source": framework.source,
    }  # fmt: skip


def standing_record(standing: RequirementStanding) -> dict[str, Any]:
    """How one requirement stands, with the ids of the findings that are its evidence."""
    requirement = standing.requirement
    return {
        "id": requirement.id,
        "parent": requirement.parent,
        "title": requirement.title,
        "text": requirement.text,
        "standing": standing.standing.value,
        "reason": standing.reason,
        "manual": requirement.manual,
        "controls": {control: tally_record(tally) for control, tally in standing.controls.items()},
        "not_scanned": list(standing.not_scanned),
        "evidence": [
            {"finding": each.id, "control": each.control, "verdict": each.verdict.value, "resource": each.resource}
            for each in standing.findings
        ],
    }
