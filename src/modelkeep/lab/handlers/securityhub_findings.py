"""Security Hub: importing findings as AWS documents it; moto 5.2.5 takes what AWS refuses, and lets an import undo what people decided.

https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from moto.securityhub.models import Finding, securityhub_backends

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles

REQUIRED = (
    "SchemaVersion", "Id", "ProductArn", "GeneratorId", "AwsAccountId", "CreatedAt", "UpdatedAt", "Title", "Description",
    "Resources",
)  # fmt: skip
LONGEST: Mapping[str, int] = {"Id": 512, "GeneratorId": 512, "Title": 256, "Description": 1024, "ProductArn": 2048}
OF_CUSTOMERS = ("Note", "UserDefinedFields", "VerificationState", "Workflow")
"""What an import cannot change of a finding that is there."""
MOST, LARGEST = 100, 240 * 1024
_TYPE = re.compile(r"([^/]+)(/[^/]+){0,2}")


@handles("securityhub", "BatchImportFindings")
def batch_import_findings(lab: Lab, request: Request) -> Reply:
    """Create and update findings; those that are wrong are named, the others are imported."""
    hub = securityhub_backends[request.account][request.region]
    if not hub.enabled:
        message = f"Account {request.account} is not subscribed to AWS Security Hub"
        raise AwsError("InvalidAccessException", message, 401)
    findings = request.parameters.get("Findings") or []
    if not 1 <= len(findings) <= MOST:
        raise AwsError("InvalidInputException", f"Findings must have 1 to {MOST} items")
    failed = []
    for finding in findings:
        fault = next(_faults(finding, request), None)
        if fault is None:
            _keep(hub.findings, finding)
        else:
            code, message = fault
            failed.append({"Id": finding.get("Id", ""), "ErrorCode": code, "ErrorMessage": message})
    return {"FailedCount": len(failed), "SuccessCount": len(findings) - len(failed), "FailedFindings": failed}


def _faults(finding: Mapping[str, Any], request: Request) -> Iterator[tuple[str, str]]:
    """What is wrong with a finding: the code and message of its refusal."""
    product = f":securityhub:{request.region}:{request.account}:product/{request.account}/default"
    if finding.get("AwsAccountId") != request.account or not str(finding.get("ProductArn")).endswith(product):
        yield "InvalidAccess", "The account is not allowed to import findings of this product for this account"
    for fault in _misfits(finding):
        yield "InvalidInput", f"Finding does not adhere to Amazon Finding Format. {fault}."


def _misfits(finding: Mapping[str, Any]) -> Iterator[str]:
    for name in REQUIRED:
        if not finding.get(name):
            yield f"data should have required property '{name}'"
    provided = finding.get("FindingProviderFields") or finding
    if not provided.get("Severity") or not provided.get("Types"):
        yield "data should have required property 'FindingProviderFields'"
    for place, each in enumerate(provided.get("Types") or ()):
        if not _TYPE.fullmatch(each):
            yield f'data.Types[{place}] should match pattern "^([^/]+)(/[^/]+){{0,2}}$"'
    yield from _too_much(finding)
    for name in ("CreatedAt", "UpdatedAt", "FirstObservedAt", "LastObservedAt"):
        if finding.get(name) and _time(finding[name]) is None:
            yield f'data.{name} should match format "date-time"'
    if len(json.dumps(finding, default=str)) > LARGEST:
        yield "data should NOT be larger than 240 KB"


def _too_much(finding: Mapping[str, Any]) -> Iterator[str]:
    recommendation = (finding.get("Remediation") or {}).get("Recommendation") or {}
    lengths = [(name, finding.get(name, ""), most) for name, most in LONGEST.items()]
    lengths.append(("Remediation.Recommendation.Text", recommendation.get("Text", ""), 512))
    lengths += [(f"ProductFields.{key}", value, 2048) for key, value in (finding.get("ProductFields") or {}).items()]
    for name, text, most in lengths:
        if len(text) > most:
            yield f"data.{name} should NOT be longer than {most} characters"
    if len(finding.get("Resources") or ()) > 32:
        yield "data.Resources should NOT have more than 32 items"
    if len(finding.get("ProductFields") or ()) > 50:
        yield "data.ProductFields should NOT have more than 50 properties"


def _keep(findings: list[Any], finding: Mapping[str, Any]) -> None:
    """Create a finding, or update it where the update is younger than what is there."""
    there = next((each for each in findings if each.id == finding["Id"]), None)
    provided = finding.get("FindingProviderFields") or {}
    told = {**finding, **{key: provided[key] for key in ("Severity", "Types") if key in provided}}
    told.setdefault("RecordState", "ACTIVE")
    if there is None:
        told.setdefault("Workflow", {"Status": "NEW"})
        findings.append(Finding(finding["Id"], told))
        return
    if finding["UpdatedAt"] <= there.data["UpdatedAt"]:
        return
    kept = {key: there.data[key] for key in OF_CUSTOMERS if key in there.data}
    back = there.data["RecordState"] == "ARCHIVED" and told["RecordState"] == "ACTIVE"
    if back and kept.get("Workflow", {}).get("Status") in ("NOTIFIED", "RESOLVED"):
        kept["Workflow"] = {"Status": "NEW"}
    there.data = {**{key: value for key, value in told.items() if key not in OF_CUSTOMERS}, **kept}


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
