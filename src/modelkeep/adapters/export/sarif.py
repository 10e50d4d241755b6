"""SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).

- FAIL is a result of kind `fail`: error for critical and high, warning for medium, note for low and info.
- UNKNOWN is a result of kind `open`: "the rule was evaluated, and there was insufficient information to decide" (3.27.9), with
  level `none` as that kind demands. PASS gives no result: consumers such as GitHub ignore `kind` and would show it as an alert.
- Resources are logical locations, fully qualified by ARN. GitHub rejects a file in which a location lacks a physical one, so
  each has a made-up relative path too: `aws/<account>/<region>/<kind>/<name>`. What a file declares has that file and the line.
- `baselineState` is against the scan before, as far as a history tells: a finding that is open or unknown again is `new`. What was
  fixed gives no result. `firstDetectionTimeUtc` is when a scan first saw it FAIL.
- What is suppressed stays a result, with a suppression of kind `external` that says why and until when.
- Calls that failed are `toolExecutionNotifications`; `executionSuccessful` is false when there is one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import IO, Any
from urllib.parse import quote

from modelkeep.adapters.export.record import frameworks, suppression_record
from modelkeep.adapters.export.text import stamp, visible
from modelkeep.core.arn import parse_arn
from modelkeep.core.control import Control
from modelkeep.core.finding import Finding, State
from modelkeep.core.report import Coverage, Gap, ReportContext
from modelkeep.core.suppression import Suppression
from modelkeep.core.verdict import Severity, Verdict
from modelkeep.core.words import plural

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
"""The level of a result."""
_UNCHANGED = frozenset({State.STILL_OPEN, State.STILL_UNKNOWN})
SCORES = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.5",
    Severity.INFO: "0.0",
}
"""GitHub's `security-severity`: above 9 critical, 7 to 8.9 high, 4 to 6.9 medium, 0.1 to 3.9 low
(https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning)."""


def write(findings: Iterable[Finding], context: ReportContext, out: IO[str]) -> None:
    """See `Write`."""
    controls = list(context.controls.values())
    places = {control.id: place for place, control in enumerate(controls)}
    driver = {
        "name": "Modelkeep",
        "version": context.tool_version,
        "semanticVersion": context.tool_version,
        "rules": [_rule(control) for control in controls],
    }
    out.write(f'{{"$schema": {json.dumps(SCHEMA)}, "version": "2.1.0", "runs": [{{\n')
    out.write(f'"tool": {{"driver": {json.dumps(driver)}}},\n')
    out.write(f'"automationDetails": {json.dumps({"id": f"modelkeep/{context.snapshot}"})},\n')
    out.write(f'"invocations": {json.dumps([_invocation(context)])},\n')
    out.write(f'"properties": {json.dumps({"filtered": context.filtered, "accounts": list(context.accounts)})},\n')
    out.write('"results": [')
    separator = "\n"
    for finding in findings:
        if finding.verdict is not Verdict.PASS:
            out.write(separator + json.dumps(_result(finding, places)))
            separator = ",\n"
    out.write("\n]}]}\n")


def _rule(control: Control) -> dict[str, Any]:
    references = "".join(f"\n- <{reference}>" for reference in control.references)
    rule: dict[str, Any] = {
        "id": control.id,
        "shortDescription": {"text": control.title},
        "fullDescription": {"text": control.why},
        "help": {
            "text": f"{control.why}\n\nFix: {control.fix}",
            "markdown": f"{control.why}\n\n**Fix:** {control.fix}\n{references}",
        },
        "defaultConfiguration": {"level": LEVELS[control.severity]},
        "properties": {
            "security-severity": SCORES[control.severity],
            "severity": control.severity.value,
            "practice": control.practice.value,
            "tags": ["security", control.practice.value, *frameworks(control)],
        },
    }
    if control.references:
        rule["helpUri"] = control.references[0]
    return rule


def _result(finding: Finding, places: Mapping[str, int]) -> dict[str, Any]:
    failed = finding.verdict is Verdict.FAIL
    name = visible(finding.name or finding.resource)
    result: dict[str, Any] = {
        "ruleId": finding.control,
        "kind": "fail" if failed else "open",
        "level": LEVELS[finding.severity] if failed else "none",
        "message": {"text": f"{name}: {visible(finding.reason) or finding.title}"},
        "locations": [
            {
                "physicalLocation": _physical(finding),
                "logicalLocations": [
                    {"name": name, "fullyQualifiedName": finding.address or finding.resource, "kind": "resource"}
                ],
            }
        ],
        "partialFingerprints": {"modelkeepFinding/v1": finding.id},
        "properties": {
            "verdict": finding.verdict.value,
            "severity": finding.severity.value,
            "practice": finding.practice.value,
            "account": finding.account,
            "region": finding.region,
            "kind": finding.kind,
            "call": finding.call,
            "code": finding.code,
            "models": list(finding.models),
            "owner": finding.owner,
        },
    }
    if finding.suppressed:
        result["suppressions"] = [_suppression(finding.suppressed)]
    if finding.control in places:
        result["ruleIndex"] = places[finding.control]
    if finding.state:
        result["baselineState"] = "unchanged" if finding.state in _UNCHANGED else "new"
    if finding.first_seen:
        result["provenance"] = {
            "firstDetectionTimeUtc": stamp(finding.first_seen), "lastDetectionTimeUtc": stamp(finding.at),
        }  # fmt: skip
    return result


def _suppression(suppression: Suppression) -> dict[str, Any]:
    """`external`: it is kept apart from what was scanned (3.35.2)."""
    return {
        "kind": "external",
        "status": "accepted",
        "justification": visible(suppression.told),
        "properties": suppression_record(suppression),
    }


def _physical(finding: Finding) -> dict[str, Any]:
    """The file and line that declare the resource, or a made-up path for a resource of AWS."""
    if not finding.file:
        return {"artifactLocation": {"uri": _path(finding)}}
    place: dict[str, Any] = {"artifactLocation": {"uri": uri_of(finding.file)}}
    if finding.line:
        place["region"] = {"startLine": finding.line}
    return place


def uri_of(file: str) -> str:
    """A file's path as the location of an artifact."""
    uri = quote(file.replace("\\", "/"), safe="/:", errors="replace")
    return f"file://{uri}" if uri.startswith("/") else uri.removeprefix("./")


def _path(finding: Finding) -> str:
    """A relative URI that is the same in every scan, and different for different resources."""
    parts = parse_arn(finding.resource)
    if parts is None:
        return "aws/" + quote(finding.resource, safe="/", errors="replace")
    place = (finding.account or parts.account or "-", finding.region or parts.region or "-", parts.service)
    return "/".join(
        ["aws", *(quote(each, safe="") for each in place), quote(parts.resource, safe="/", errors="replace")]
    )


def _invocation(context: ReportContext) -> dict[str, Any]:
    coverage = context.summary.coverage
    return {
        "executionSuccessful": bool(coverage.reads) and coverage.failed == 0,
        "startTimeUtc": stamp(context.started),
        "endTimeUtc": stamp(context.finished),
        "toolExecutionNotifications": [
            *(_notification(gap) for gap in coverage.gaps),
            *(_analysis(gap) for gap in coverage.not_analysed),
            *_nothing_read(coverage),
        ],
    }


def _notification(gap: Gap) -> dict[str, Any]:
    where = (
        f"{plural(gap.reads, 'read')} in {plural(len(gap.accounts), 'account')}, {plural(len(gap.regions), 'region')}"
    )
    code = f" ({gap.code})" if gap.code else ""
    return {
        "level": "error",
        "message": {
            "text": f"{gap.call} {gap.outcome.value}{code}: {where}; {plural(gap.unknown, 'verdict')} unknown. {gap.remedy}"
        },
        "descriptor": {"id": f"{gap.outcome.value}/{gap.call}"},
        "properties": {"accounts": list(gap.accounts), "regions": list(gap.regions), "message": visible(gap.message)},
    }


def _analysis(gap: Gap) -> dict[str, Any]:
    """A notification that nothing failed, but that something was left open."""
    return {
        "level": "warning",
        "message": {"text": f"Not analysed: {gap.message}; {plural(gap.unknown, 'verdict')} unknown. {gap.remedy}"},
        "descriptor": {"id": f"{gap.outcome.value}/{gap.call}"},
        "properties": {"accounts": list(gap.accounts)},
    }


def _nothing_read(coverage: Coverage) -> list[dict[str, Any]]:
    if coverage.reads:
        return []
    return [{"level": "error", "message": {"text": "Nothing was read."}, "descriptor": {"id": "nothing-read"}}]
