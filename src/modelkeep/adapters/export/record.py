"""Findings, coverage and controls as plain JSON values: the vocabulary of the json, jsonl and csv formats.

Field names are part of the interface: they are added to, never renamed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modelkeep.adapters.export.text import stamp
from modelkeep.core.control import Control
from modelkeep.core.finding import Finding
from modelkeep.core.report import Coverage, Gap, ModelStanding, ReportContext, Tally


def finding_record(finding: Finding, control: Control | None) -> dict[str, Any]:
    """One finding, with the remedy and frameworks of its control where that is known."""
    return {
        "id": finding.id,
        "verdict": finding.verdict.value,
        "severity": finding.severity.value,
        "practice": finding.practice.value,
        "control": finding.control,
        "title": finding.title,
        "resource": finding.resource,
        "name": finding.name,
        "kind": finding.kind,
        "account": finding.account,
        "region": finding.region,
        "reason": finding.reason,
        "call": finding.call,
        "code": finding.code,
        "models": list(finding.models),
        "fix": control.fix if control else "",
        "frameworks": frameworks(control) if control else [],
        "at": stamp(finding.at),
        "state": finding.state.value,
        "first_seen": stamp(finding.first_seen) if finding.first_seen else "",
        "since": stamp(finding.since) if finding.since else "",
    }


def frameworks(control: Control) -> list[str]:
    """The framework ids of a control, each as `framework:id`."""
    return [f"{framework}:{each}" for framework, ids in sorted(control.maps.items()) for each in ids]


FRAMEWORKS: Mapping[str, str] = {
    "aws-ai-security": "AWS AI security",
    "aws-fsbp": "AWS FSBP",
    "cis-aws-3.0": "CIS AWS 3.0",
    "cis-aws-5.0": "CIS AWS 5.0",
    "cis-aws-7.0": "CIS AWS 7.0",
    "eu-ai-act": "EU AI Act",
    "gdpr": "GDPR",
    "hipaa": "HIPAA",
    "iso-42001": "ISO/IEC 42001",
    "mitre-atlas": "MITRE ATLAS",
    "nist-ai-rmf": "NIST AI RMF",
    "owasp-llm": "OWASP LLM",
    "soc2": "SOC 2",
}


def frameworks_told(control: Control) -> list[str]:
    """The framework ids of a control for people, one text per framework: `GDPR Art.25, Art.32(1)(b)`."""
    return [f"{FRAMEWORKS.get(each, each)} {', '.join(ids)}" for each, ids in sorted(control.maps.items()) if ids]


def control_record(control: Control) -> dict[str, Any]:
    """What a control says about itself."""
    return {
        "id": control.id,
        "title": control.title,
        "severity": control.severity.value,
        "practice": control.practice.value,
        "why": control.why,
        "fix": control.fix,
        "frameworks": frameworks(control),
        "references": list(control.references),
    }


def scan_record(context: ReportContext) -> dict[str, Any]:
    """What was scanned, when, and what the findings leave out."""
    return {
        "tool": "modelkeep",
        "version": context.tool_version,
        "snapshot": context.snapshot,
        "started": stamp(context.started),
        "finished": stamp(context.finished),
        "accounts": list(context.accounts),
        "account_names": dict(context.account_names),
        "regions": list(context.regions),
        "everything": context.everything,
        "profile": context.profile,
        "controls": len(context.controls),
        "filtered": context.filtered,
    }


def coverage_record(coverage: Coverage) -> dict[str, Any]:
    """What was read and what was not."""
    return {
        "complete": coverage.complete,
        "calls": coverage.asked,
        "calls_failed": coverage.failed,
        "unknown": coverage.unknown,
        "gaps": [gap_record(gap) for gap in coverage.gaps],
        "not_analysed": [gap_record(gap) for gap in coverage.not_analysed],
        "reads": [
            {
                "service": each.service,
                "account": each.account,
                "region": each.region,
                **{outcome.value: count for outcome, count in each.outcomes.items()},
            }
            for each in coverage.reads
        ],
    }


def gap_record(gap: Gap) -> dict[str, Any]:
    """One call that failed in one way."""
    return {
        "call": gap.call,
        "outcome": gap.outcome.value,
        "code": gap.code,
        "message": gap.message,
        "accounts": list(gap.accounts),
        "regions": list(gap.regions),
        "reads": gap.reads,
        "unknown": gap.unknown,
        "remedy": gap.remedy,
    }


def tally_record(tally: Tally) -> dict[str, Any]:
    """Counts of verdicts, and of FAILs by severity."""
    return {
        "failed": tally.failed,
        "unknown": tally.unknown,
        "passed": tally.passed,
        "failed_by_severity": {severity.value: count for severity, count in tally.by_severity.items()},
    }


def model_record(model: ModelStanding) -> dict[str, Any]:
    """How one model stands."""
    return {
        "arn": model.arn,
        "name": model.name,
        "kind": model.kind,
        "account": model.account,
        "region": model.region,
        **tally_record(model.tally),
    }
