"""OCSF 1.5 Vulnerability Findings (class 2002, https://schema.ocsf.io/1.5.0/classes/vulnerability_finding) as one JSON array.

One event for each vulnerability of a package in a thing, each on a line of its own. What a VEX statement closes has the status
Suppressed. What could not be looked into is no vulnerability: it stands in the array as the Compliance Finding with the status
Warning that findings of a scan have, so that nobody takes a short list for a clean one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import IO, Any

from modelkeep.adapters.export import ocsf
from modelkeep.adapters.export.text import milliseconds, visible
from modelkeep.core.components import PackageType
from modelkeep.core.examined import Examined
from modelkeep.core.finding import Finding, finding_id
from modelkeep.core.report import ReportContext
from modelkeep.core.verdict import Severity, Verdict
from modelkeep.core.vulnerabilities import Match

CLASS = 2002
_SYSTEM = frozenset({PackageType.DEB, PackageType.RPM, PackageType.APK})


def write(
    examined: Iterable[Examined], findings: Sequence[Finding], context: ReportContext, out: IO[str], *, now: datetime
) -> None:
    """Vulnerabilities, then what is UNKNOWN among the findings."""
    known = {each.id: each for each in findings}
    events = [_event(each, match, context, now, known) for each in examined for match in each.matches]
    events.extend(ocsf.event(each, context) for each in findings if each.verdict is Verdict.UNKNOWN)
    out.write("[" + ",".join(f"\n{json.dumps(each)}" for each in events) + "\n]\n")


def _event(
    examined: Examined, match: Match, context: ReportContext, now: datetime, known: dict[str, Finding]
) -> dict[str, Any]:
    vulnerability, component, subject = match.vulnerability, match.component, examined.subject
    severity_id, severity = ocsf.SEVERITIES[vulnerability.severity] if vulnerability.severity else (0, "Unknown")
    identity = f"{subject.arn}\n{component.type.value}/{component.name}/{component.version}"
    uid = finding_id(vulnerability.cve, identity)
    accepted = not match.open or (uid in known and known[uid].suppressed is not None)
    title = f"{vulnerability.cve} in {component.name}"
    event: dict[str, Any] = {
        "activity_id": ocsf.CREATE, "activity_name": "Create", "category_uid": 2, "category_name": "Findings",
        "class_uid": CLASS, "class_name": "Vulnerability Finding",
        "type_uid": CLASS * 100 + ocsf.CREATE, "type_name": "Vulnerability Finding: Create",
        "time": milliseconds(now), "severity_id": severity_id, "severity": severity,
        "status_id": ocsf.SUPPRESSED if accepted else ocsf.NEW, "status": "Suppressed" if accepted else "New",
        "message": visible(f"{title} {component.version}"),
        "metadata": {
            "version": ocsf.VERSION, "profiles": ["cloud"], "uid": uid, "event_code": vulnerability.cve,
            "product": {"name": "Modelkeep", "vendor_name": "Modelkeep", "version": context.tool_version},
        },
        "finding_info": {
            "uid": uid, "title": title, "desc": visible(vulnerability.summary) or title, "types": ["package"],
            "created_time": milliseconds(now),
        },
        "vulnerabilities": [_vulnerability(match)],
        "resources": [
            {"uid": subject.arn, "name": examined.composition.subject or subject.arn, "type": "software", "region": subject.region},
            *({"uid": each, "name": each, "type": "runs it"} for each in _runners(examined)),
        ],
        "cloud": {"provider": "AWS", "region": subject.region, "account": {"uid": subject.account}},
        "unmapped": {
            "models": list(dict.fromkeys(each.model for each in subject.uses)), "sources": list(match.sources),
            "known_exploited": vulnerability.exploited,
            "vex": match.statement.status.value if match.statement else None,
        },
    }  # fmt: skip
    return event


def _runners(examined: Examined) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.runner for each in examined.subject.uses if each.runner))


def _vulnerability(match: Match) -> dict[str, Any]:
    vulnerability, component = match.vulnerability, match.component
    package: dict[str, Any] = {
        "name": component.name, "version": component.version, "architecture": component.architecture,
        "package_manager": component.type.value, "type_id": 2 if component.type in _SYSTEM else 1,
        "path": " > ".join(component.place[1:] or component.place),
    }  # fmt: skip
    if match.fixed:
        package["fixed_in_version"] = match.fixed[0]
    told: dict[str, Any] = {
        "title": visible(vulnerability.summary)[:256] or vulnerability.cve, "affected_packages": [package],
        "is_fix_available": bool(match.fixed), "references": list(vulnerability.references),
        "severity": (vulnerability.severity or Severity.INFO).value if vulnerability.severity else "unknown",
        "related_vulnerabilities": [each for each in vulnerability.names if each != vulnerability.cve],
    }  # fmt: skip
    if vulnerability.exploited:
        told["is_exploit_available"] = True
    if not vulnerability.cve.startswith("CVE-"):
        return {**told, "advisory": {"uid": vulnerability.id}}
    cve: dict[str, Any] = {"uid": vulnerability.cve}
    if vulnerability.score is not None:
        version = vulnerability.vector.partition("/")[0].removeprefix("CVSS:")
        cve["cvss"] = [
            {"base_score": vulnerability.score, "vector_string": vulnerability.vector, "version": version or "unknown"}
        ]
    if vulnerability.epss is not None:
        cve["epss"] = {"score": str(vulnerability.epss)}
    return {**told, "cve": cve}
