"""Findings, coverage and controls as plain JSON values: the vocabulary of the json, jsonl and csv formats.

Field names are part of the interface: they are added to, never renamed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modelkeep.adapters.export.text import stamp
from modelkeep.core.control import Control
from modelkeep.core.finding import Finding
from modelkeep.core.report import Coverage, Gap, ModelStanding, ReportContext, Reuse, Tally
from modelkeep.core.suppression import Suppression, SuppressionUse


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
        "owner": finding.owner,
        "suppressed": suppression_record(finding.suppressed) if finding.suppressed else None,
        "fix": control.fix if control else "",
        "frameworks": frameworks(control) if control else [],
        "at": stamp(finding.at),
        "state": finding.state.value,
        "first_seen": stamp(finding.first_seen) if finding.first_seen else "",
        "since": stamp(finding.since) if finding.since else "",
        "file": finding.file,
        "line": finding.line,
        "address": finding.address,
    }


def suppression_record(suppression: Suppression) -> dict[str, Any]:
    """One suppression: what it covers, why, until when, who decided."""
    return {
        "id": suppression.id,
        "reason": suppression.reason,
        "expires": suppression.expires.isoformat(),
        "origin": suppression.origin,
        "by": suppression.by,
        "at": stamp(suppression.at) if suppression.at else "",
        "controls": list(suppression.controls),
        "resources": list(suppression.resources),
        "tags": list(suppression.tags),
        "status": sorted(verdict.value.lower() for verdict in suppression.verdicts),
    }


def use_record(use: SuppressionUse) -> dict[str, Any]:
    """A suppression and what it does to the snapshot."""
    return {
        **suppression_record(use.suppression),
        "state": use.state.value,
        "findings": use.findings,
        "warnings": list(use.warnings),
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
        "reads_all_because": context.reads_all_because,
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
        "unknown_suppressed": coverage.unknown_suppressed,
        "reuse": _reuse_record(coverage.reuse),
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


def _reuse_record(reuse: Reuse | None) -> dict[str, Any] | None:
    """What an incremental scan kept; None for a scan that read everything."""
    if reuse is None:
        return None
    return {
        "calls_made": reuse.made,
        "answers_kept": reuse.kept,
        "by_basis": {basis.value: count for basis, count in reuse.bases.items()},
        "snapshots": list(reuse.snapshots),
        "oldest_answer": stamp(reuse.oldest) if reuse.oldest is not None else None,
        "told": reuse.told,
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
        "suppressed": tally.suppressed,
        "suppressed_failed": tally.suppressed_failed,
        "suppressed_unknown": tally.suppressed_unknown,
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
