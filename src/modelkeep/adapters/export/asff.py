"""AWS Security Finding Format, schema 2018-10-08
(https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html), as one JSON list.

Each finding stands on its own line. What the fields may hold is cut to the lengths that AWS documents.

- FAIL is FAILED, PASS is PASSED with severity INFORMATIONAL ("no issue was found"). UNKNOWN is NOT_AVAILABLE ("check could not be
  performed due to a service outage, API error") where a call failed, else WARNING ("some information is missing"); never PASSED.
- Severity and types stand in `FindingProviderFields`, as AWS asks of those who find.
- `Workflow` and `Note` are left to the people who investigate: AWS ignores them in updates, so that a finding which was imported as
  SUPPRESSED would stay so after its suppression expired. A suppressed finding is ARCHIVED instead, says why in `ProductFields`,
  and is ACTIVE again when the suppression ends.
- The models whose lineage holds the resource are further `Resources`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import IO, Any

from modelkeep.adapters.export.record import frameworks
from modelkeep.adapters.export.text import stamp, visible
from modelkeep.core.arn import parse_arn
from modelkeep.core.control import Control
from modelkeep.core.destination import Destination, destination
from modelkeep.core.finding import Finding
from modelkeep.core.report import ReportContext
from modelkeep.core.verdict import Severity, Verdict

SCHEMA_VERSION = "2018-10-08"
PRODUCT = "Modelkeep"
TITLE, DESCRIPTION, RECOMMENDATION, IDENTIFIER, FIELD = 256, 1024, 512, 512, 2048
"""The lengths that AWS documents for the fields of a finding."""
RESOURCES = 32
REQUIREMENTS = 32
_CHECKS = "Software and Configuration Checks"
_STANDARDS: Mapping[str, str] = {
    "aws-fsbp": "AWS Foundational Security Best Practices",
    "cis-aws-3.0": "CIS AWS Foundations Benchmark",
    "cis-aws-5.0": "CIS AWS Foundations Benchmark",
    "cis-aws-7.0": "CIS AWS Foundations Benchmark",
    "gdpr": "GDPR Controls (Europe)",
    "hipaa": "HIPAA Controls (USA)",
    "soc2": "SOC 2",
}
"""The classifiers of AWS's taxonomy of types that stand for frameworks of ours."""
_SEVERITIES: Mapping[Severity, str] = {
    Severity.CRITICAL: "CRITICAL",
    Severity.HIGH: "HIGH",
    Severity.MEDIUM: "MEDIUM",
    Severity.LOW: "LOW",
    Severity.INFO: "INFORMATIONAL",
}
RESOURCE_TYPES: Mapping[str, str] = {
    "AWS::ApiGateway::RestApi": "AwsApiGatewayRestApi",
    "AWS::ApiGateway::Stage": "AwsApiGatewayStage",
    "AWS::ApiGatewayV2::Api": "AwsApiGatewayV2Api",
    "AWS::ApiGatewayV2::Stage": "AwsApiGatewayV2Stage",
    "AWS::CertificateManager::Certificate": "AwsCertificateManagerCertificate",
    "AWS::CloudTrail::Trail": "AwsCloudTrailTrail",
    "AWS::CloudWatch::Alarm": "AwsCloudWatchAlarm",
    "AWS::EC2::Instance": "AwsEc2Instance",
    "AWS::EC2::SecurityGroup": "AwsEc2SecurityGroup",
    "AWS::EC2::Subnet": "AwsEc2Subnet",
    "AWS::EC2::VPC": "AwsEc2Vpc",
    "AWS::EC2::Volume": "AwsEc2Volume",
    "AWS::ECR::Repository": "AwsEcrRepository",
    "AWS::ECS::Service": "AwsEcsService",
    "AWS::ECS::TaskDefinition": "AwsEcsTaskDefinition",
    "AWS::EKS::Cluster": "AwsEksCluster",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "AwsElbv2LoadBalancer",
    "AWS::GuardDuty::Detector": "AwsGuardDutyDetector",
    "AWS::IAM::Group": "AwsIamGroup",
    "AWS::IAM::ManagedPolicy": "AwsIamPolicy",
    "AWS::IAM::Role": "AwsIamRole",
    "AWS::IAM::User": "AwsIamUser",
    "AWS::KMS::Key": "AwsKmsKey",
    "AWS::Lambda::Function": "AwsLambdaFunction",
    "AWS::RDS::DBInstance": "AwsRdsDbInstance",
    "AWS::S3::AccountPublicAccessBlock": "AwsS3AccountPublicAccessBlock",
    "AWS::S3::AccessPoint": "AwsS3AccessPoint",
    "AWS::S3::Bucket": "AwsS3Bucket",
    "AWS::SageMaker::NotebookInstance": "AwsSageMakerNotebookInstance",
    "AWS::SecretsManager::Secret": "AwsSecretsManagerSecret",
    "AWS::SNS::Topic": "AwsSnsTopic",
    "AWS::SQS::Queue": "AwsSqsQueue",
    "Modelkeep::Scope::Account": "AwsAccount",
}
"""Kinds that the format has a name for; the others are `Other`, as it asks."""


def write(findings: Iterable[Finding], context: ReportContext, out: IO[str]) -> None:
    """See `Write`. Findings on global services go by the home region of the scan, see `core.destination`."""
    out.write("[")
    separator = "\n"
    for finding in findings:
        place = destination(finding, context.accounts, context.regions)
        created = finding.first_seen or finding.at
        document = asff(
            finding, context.controls.get(finding.control), place, created=created, updated=max(created, finding.at)
        )
        out.write(separator + json.dumps(document))
        separator = ",\n"
    out.write("\n]\n")


def asff(
    finding: Finding,
    control: Control | None,
    place: Destination,
    *,
    created: datetime,
    updated: datetime,
    gone: bool = False,
) -> dict[str, Any]:
    """One finding. `gone` archives it: what it was about is no longer there, or the control no longer applies."""
    document: dict[str, Any] = {
        "SchemaVersion": SCHEMA_VERSION,
        "Id": finding.id,
        "ProductArn": product_arn(place),
        "ProductName": PRODUCT,
        "CompanyName": PRODUCT,
        "GeneratorId": _cut(f"modelkeep/{finding.control}", IDENTIFIER),
        "AwsAccountId": place.account,
        "CreatedAt": stamp(created),
        "UpdatedAt": stamp(updated),
        "LastObservedAt": stamp(finding.at),
        "Title": _title(finding),
        "Description": _description(finding, control),
        "FindingProviderFields": {
            "Severity": {"Label": _severity(finding), "Original": finding.severity.value},
            "Types": _types(finding, control),
        },
        "Resources": _resources(finding, place),
        "Compliance": _compliance(finding, control),
        "ProductFields": _fields(finding),
        "RecordState": "ARCHIVED" if gone or finding.suppressed else "ACTIVE",
    }
    if finding.first_seen:
        document["FirstObservedAt"] = stamp(finding.first_seen)
    recommendation = _recommendation(control) if control else {}
    if recommendation:
        document["Remediation"] = {"Recommendation": recommendation}
    return document


def product_arn(place: Destination) -> str:
    """The product under which Security Hub takes the findings of tools that are no partner of AWS's."""
    return f"arn:{place.partition}:securityhub:{place.region}:{place.account}:product/{place.account}/default"


def _title(finding: Finding) -> str:
    return _cut(finding.title, TITLE) or finding.id


def _severity(finding: Finding) -> str:
    return "INFORMATIONAL" if finding.verdict is Verdict.PASS else _SEVERITIES[finding.severity]


def _description(finding: Finding, control: Control | None) -> str:
    told = [finding.reason, control.why if control else ""]
    return _cut(" ".join(f"{each.rstrip('.')}." for each in told if each.strip()), DESCRIPTION) or _title(finding)


def _recommendation(control: Control) -> dict[str, str]:
    found = {"Text": _cut(control.fix, RECOMMENDATION)}
    if control.references:
        found["Url"] = control.references[0]
    return {key: value for key, value in found.items() if value}


def _types(finding: Finding, control: Control | None) -> list[str]:
    """Paths of namespace, category and classifier; a classifier of one's own is allowed, a slash in it is not."""
    found = [f"{_CHECKS}/AWS Security Best Practices/{finding.practice.heading.replace('/', ' ')}"]
    named = {_STANDARDS[each] for each in control.maps if each in _STANDARDS} if control else set()
    return found + [f"{_CHECKS}/Industry and Regulatory Standards/{each}" for each in sorted(named)]


def _compliance(finding: Finding, control: Control | None) -> dict[str, Any]:
    if finding.verdict is Verdict.UNKNOWN:
        status, code = ("NOT_AVAILABLE", "READ_FAILED") if finding.unread else ("WARNING", "NOT_DECIDED")
    elif finding.verdict is Verdict.FAIL:
        status, code = "FAILED", "CHECK_FAILED"
    else:
        return {"Status": "PASSED", **_requirements(control)}
    behind = " ".join(each for each in (finding.call, finding.code) if each)
    reason = _cut(f"{finding.reason} ({behind})" if behind else finding.reason, DESCRIPTION) or _title(finding)
    return {
        "Status": status,
        "StatusReasons": [{"ReasonCode": code, "Description": reason}],
        **_requirements(control),
    }


def _requirements(control: Control | None) -> dict[str, list[str]]:
    found = frameworks(control)[:REQUIREMENTS] if control else []
    return {"RelatedRequirements": found} if found else {}


def _resources(finding: Finding, place: Destination) -> list[dict[str, str]]:
    others = [model for model in finding.models if model != finding.resource][: RESOURCES - 1]
    return [_resource(finding, place), *(_model(model, place) for model in others)]


def _resource(finding: Finding, place: Destination) -> dict[str, str]:
    parts = parse_arn(finding.resource)
    if parts is None or finding.kind == "Modelkeep::Scope::Account":
        # What could not be listed is nothing that has an ARN: the finding is about the account.
        named = {"Type": "AwsAccount", "Id": f"AWS::::Account:{place.account}"}
    else:
        named = {"Type": RESOURCE_TYPES.get(finding.kind, "Other"), "Id": _cut(finding.resource, IDENTIFIER)}
    partition = parts.partition if parts and parts.partition else place.partition
    return {**named, "Partition": partition, "Region": place.region}


def _model(arn: str, place: Destination) -> dict[str, str]:
    parts = parse_arn(arn)
    partition, region = (parts.partition, parts.region) if parts else ("", "")
    return {
        "Type": "Other",
        "Id": _cut(arn, IDENTIFIER),
        "Partition": partition or place.partition,
        "Region": region or place.region,
    }


def _fields(finding: Finding) -> dict[str, str]:
    """What the format has no field of its own for. Nothing here differs between two scans that found the same."""
    covered = finding.suppressed
    found = {
        "Verdict": finding.verdict.value,
        "Control": finding.control,
        "Practice": finding.practice.value,
        "Resource": finding.resource,
        "Name": finding.name,
        "Kind": finding.kind,
        "Reason": finding.reason,
        "Call": finding.call,
        "Code": finding.code,
        "Models": ", ".join(finding.models),
        "Owner": finding.owner or "",
        "Suppressed": covered.reason if covered else "",
        "SuppressedUntil": covered.expires.isoformat() if covered else "",
        "SuppressedBy": covered.by if covered else "",
    }
    cut = {f"modelkeep/{key}": _cut(value, FIELD) for key, value in found.items()}
    return {key: value for key, value in cut.items() if value}


def _cut(text: str, limit: int) -> str:
    """The text without surrounding blanks, shortened to so many characters; the end says that something is missing."""
    shown = visible(text).strip()
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"
