"""A compliance report as OSCAL assessment results (JSON, OSCAL 1.2.3; https://pages.nist.gov/OSCAL-Reference/).

One observation per finding of the scan, one OSCAL finding per requirement. OSCAL knows `satisfied` and `not-satisfied` only: what
is unknown or for people to show is not satisfied, and the property `standing` tells them apart. Identifiers follow from the scan and
the framework: the same report gives the same document.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable
from typing import IO, Any

from modelkeep.adapters.export.text import reason_told, stamp, visible
from modelkeep.core.compliance import ComplianceReport, RequirementStanding, Standing
from modelkeep.core.finding import Finding

OSCAL_VERSION = "1.2.3"
NAMESPACE = "urn:modelkeep:oscal"
_IDENTITIES = uuid.uuid5(uuid.NAMESPACE_URL, NAMESPACE)
_NOT_TOKEN = re.compile(r"[^A-Za-z0-9._-]+")


def write(report: ComplianceReport, out: IO[str]) -> None:
    """The report as OSCAL JSON."""
    json.dump({"assessment-results": document(report)}, out, indent=1)
    out.write("\n")


def document(report: ComplianceReport) -> dict[str, Any]:
    """The assessment results."""
    context, framework = report.context, report.framework
    seed = f"{framework.id}\n{context.snapshot}\n{context.filtered}"
    found = {each.id: each for standing in report.requirements for each in standing.findings}
    subjects = {each.resource: each for each in found.values()}
    result: dict[str, Any] = {
        "uuid": identity("result", seed),
        "title": _line(f"{framework.title} {framework.version}"),
        "description": _line(
            f"How AWS accounts {', '.join(context.accounts) or 'none'} stand against {framework.title}, by a scan with Modelkeep."
        ),
        "start": stamp(context.started),
        "end": stamp(context.finished),
        "props": _props({
            "snapshot": context.snapshot, "profile": context.profile, "filtered": context.filtered,
            "coverage-complete": "true" if context.summary.coverage.complete else "false",
        }),
        "reviewed-controls": {"control-selections": [_selection(report)]},
    }  # fmt: skip
    if subjects:
        result["local-definitions"] = {"inventory-items": [_item(each) for each in subjects.values()]}
        result["observations"] = [_observation(each, context.snapshot) for each in found.values()]
    if report.requirements:
        result["findings"] = [_finding(each, seed, context.snapshot) for each in report.requirements]
    return {
        "uuid": identity("assessment-results", seed),
        "metadata": {
            "title": _line(f"Modelkeep: {framework.title}"),
            "last-modified": stamp(context.finished),
            "version": context.snapshot,
            "oscal-version": OSCAL_VERSION,
            "props": _props({"tool-version": context.tool_version, "framework": framework.id, "source": framework.source}),
        },
        "import-ap": {
            "href": "#" + identity("plan", seed),
            "remarks": "No assessment plan: the controls of Modelkeep's catalogue that give evidence for the framework were judged.",
        },
        "results": [result],
        "back-matter": {
            "resources": [
                {"uuid": identity("plan", seed), "title": "Modelkeep's catalogue of controls", "remarks": "Stands in for a plan."}
            ]
        },
    }  # fmt: skip


def identity(kind: str, name: str) -> str:
    """A UUID (version 5) that follows from a kind and a stable name."""
    return str(uuid.uuid5(_IDENTITIES, f"{kind}\n{name}"))


def token(name: str) -> str:
    """A name as an OSCAL token: `Art.32(1)(b)` becomes `Art.32-1-b`, `164.312(b)` becomes `_164.312-b`."""
    made = _NOT_TOKEN.sub("-", name).strip("-") or "_"
    return made if made[0].isalpha() or made[0] == "_" else f"_{made}"


def _selection(report: ComplianceReport) -> dict[str, Any]:
    ids = list(dict.fromkeys(token(each.requirement.id) for each in report.requirements))
    if not ids:
        return {
            "description": "The filter left no requirement; OSCAL asks for a selection all the same.",
            "include-all": {},
        }
    return {"include-controls": [{"control-id": each} for each in ids]}


def _item(finding: Finding) -> dict[str, Any]:
    return {
        "uuid": identity("resource", finding.resource),
        "description": _line(finding.name or finding.resource),
        "props": _props({
            "resource": finding.resource, "kind": finding.kind, "account": finding.account, "region": finding.region,
        }),
    }  # fmt: skip


def _observation(finding: Finding, snapshot: str) -> dict[str, Any]:
    return {
        "uuid": identity("observation", f"{snapshot}\n{finding.id}"),
        "title": _line(finding.title),
        "description": _line(reason_told(finding) or finding.title),
        "props": _props({
            "finding": finding.id, "control": finding.control, "verdict": finding.verdict.value,
            "severity": finding.severity.value, "call": finding.call, "code": finding.code,
        }),
        "methods": ["TEST"],
        "subjects": [{"subject-uuid": identity("resource", finding.resource), "type": "inventory-item"}],
        "collected": stamp(finding.at),
    }  # fmt: skip


def _finding(standing: RequirementStanding, seed: str, snapshot: str) -> dict[str, Any]:
    requirement = standing.requirement
    met = standing.standing is Standing.MET
    made: dict[str, Any] = {
        "uuid": identity("finding", f"{seed}\n{requirement.id}"),
        "title": _line(f"{requirement.id} {requirement.title}"),
        "description": _line(standing.reason),
        "props": _props({"standing": standing.standing.value, "requirement": requirement.id, "parent": requirement.parent})
        + _many("not-scanned", standing.not_scanned),
        "target": {
            "type": "objective-id",
            "target-id": token(requirement.id),
            "description": _line(requirement.text or requirement.title),
            "status": {"state": "satisfied" if met else "not-satisfied", "reason": "pass" if met else _reason(standing.standing)},
        },
    }  # fmt: skip
    if standing.findings:
        made["related-observations"] = [
            {"observation-uuid": identity("observation", f"{snapshot}\n{each.id}")} for each in standing.findings
        ]
    if requirement.manual:
        made["remarks"] = f"To collect: {_line(requirement.manual)}"
    return made


def _reason(standing: Standing) -> str:
    return "fail" if standing is Standing.NOT_MET else "other"


def _props(values: dict[str, str]) -> list[dict[str, str]]:
    return [prop for name, value in values.items() if value for prop in _many(name, [value])]


def _many(name: str, values: Iterable[str]) -> list[dict[str, str]]:
    return [{"name": name, "ns": NAMESPACE, "value": _line(each)} for each in values]


def _line(text: str) -> str:
    """A text as OSCAL wants strings: on one line, without blanks at its ends, never empty."""
    return visible(text).strip() or "-"
