"""GuardDuty: features as AWS lists them, sample findings, malware protection plans; moto 5.2.5 has none of these."""

from __future__ import annotations

from typing import Any

from moto.guardduty.models import guardduty_backends
from moto.s3.models import s3_backends

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles

FOUNDATIONS = ("CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS")
"""Sources that a detector always watches."""
FEATURES = (
    "S3_DATA_EVENTS",
    "EKS_AUDIT_LOGS",
    "EBS_MALWARE_PROTECTION",
    "RDS_LOGIN_EVENTS",
    "LAMBDA_NETWORK_LOGS",
    "RUNTIME_MONITORING",
    "AI_PROTECTION",
)
OFF_BY_DEFAULT = frozenset({"RUNTIME_MONITORING", "AI_PROTECTION"})
WHEN = "2026-01-15T09:30:00.000Z"


@handles("guardduty", "GetDetector")
def get_detector(lab: Lab, request: Request) -> Reply:
    """A detector with every feature that the region offers, on or off."""
    detector = _detector(request)
    chosen = {each["name"]: each for each in detector.features}
    features = [{"Name": name, "Status": "ENABLED"} for name in FOUNDATIONS]
    for name in FEATURES:
        default = "DISABLED" if name in OFF_BY_DEFAULT else "ENABLED"
        feature: dict[str, Any] = {"Name": name, "Status": chosen.get(name, {}).get("status", default)}
        parts = chosen.get(name, {}).get("additionalConfiguration", ())
        if parts:
            feature["AdditionalConfiguration"] = [{"Name": each["name"], "Status": each["status"]} for each in parts]
        features.append(feature)
    return {
        "CreatedAt": WHEN,
        "FindingPublishingFrequency": detector.finding_publish_freq,
        "ServiceRole": detector.service_role,
        "Status": "ENABLED" if detector.enabled else "DISABLED",
        "UpdatedAt": WHEN,
        "Features": features,
        "Tags": detector.tags,
    }


@handles("guardduty", "CreateSampleFindings")
def create_sample_findings(lab: Lab, request: Request) -> Reply:
    """One finding of high severity per type. AWS names made-up resources; the lab names the account's first bucket."""
    buckets = sorted(s3_backends[request.account]["aws"].buckets)
    kept = lab.collection(request, "findings")
    for number, finding_type in enumerate(request.parameters.get("FindingTypes", ())):
        identifier = f"{number:032x}"
        kept[identifier] = {
            "AccountId": request.account,
            "Arn": f"{_arn(request, 'detector')}/{request.parameters['DetectorId']}/finding/{identifier}",
            "CreatedAt": WHEN,
            "Id": identifier,
            "Region": request.region,
            "Resource": {
                "ResourceType": "S3Bucket",
                "S3BucketDetails": [{"Arn": f"arn:aws:s3:::{name}", "Name": name} for name in buckets],
            },
            "SchemaVersion": "2.0",
            "Service": {"Archived": False, "ServiceName": "guardduty"},
            "Severity": 8.0,
            "Title": finding_type,
            "Type": finding_type,
            "UpdatedAt": WHEN,
        }
    return {}


@handles("guardduty", "ListFindings")
def list_findings(lab: Lab, request: Request) -> Reply:
    """The ids of all findings: those that the lab makes are open and of high severity."""
    _detector(request)
    return {"FindingIds": sorted(lab.collection(request, "findings"))}


@handles("guardduty", "GetFindings")
def get_findings(lab: Lab, request: Request) -> Reply:
    """The findings asked for."""
    kept = lab.collection(request, "findings")
    return {"Findings": [kept[each] for each in request.parameters["FindingIds"] if each in kept]}


@handles("guardduty", "CreateMalwareProtectionPlan")
def create_malware_protection_plan(lab: Lab, request: Request) -> Reply:
    """Keep a plan."""
    plans = lab.collection(request, "plans")
    identifier = f"{len(plans) + 1:020x}"
    plans[identifier] = {
        "Arn": f"{_arn(request, 'malware-protection-plan')}/{identifier}",
        "Role": request.parameters["Role"],
        "ProtectedResource": request.parameters["ProtectedResource"],
        "Actions": request.parameters.get("Actions", {"Tagging": {"Status": "DISABLED"}}),
        "CreatedAt": WHEN,
        "Status": "ACTIVE",
        "Tags": request.parameters.get("Tags", {}),
    }
    return {"MalwareProtectionPlanId": identifier}


@handles("guardduty", "ListMalwareProtectionPlans")
def list_malware_protection_plans(lab: Lab, request: Request) -> Reply:
    """The ids of the plans."""
    plans = lab.collection(request, "plans")
    return {"MalwareProtectionPlans": [{"MalwareProtectionPlanId": identifier} for identifier in sorted(plans)]}


@handles("guardduty", "GetMalwareProtectionPlan")
def get_malware_protection_plan(lab: Lab, request: Request) -> Reply:
    """One plan."""
    plan: Reply | None = lab.collection(request, "plans").get(request.parameters["MalwareProtectionPlanId"])
    if plan is None:
        raise AwsError("ResourceNotFoundException", "The requested resource can't be found.", 404)
    return plan


def _detector(request: Request) -> Any:
    found = guardduty_backends[request.account][request.region].detectors.get(request.parameters["DetectorId"])
    if found is None:
        raise AwsError("BadRequestException", "The request is rejected because the input detectorId is not owned.")
    return found


def _arn(request: Request, resource: str) -> str:
    return f"arn:aws:guardduty:{request.region}:{request.account}:{resource}"
