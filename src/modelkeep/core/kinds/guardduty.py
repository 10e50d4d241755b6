"""Amazon GuardDuty (https://docs.aws.amazon.com/guardduty/latest/APIReference/)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, Row, kind, part


@kind("AWS::GuardDuty::Detector", calls="guardduty:ListDetectors guardduty:GetDetector")
class Detector(Resource):
    """GuardDuty in one region; an account has at most one detector per region."""

    status: str | None = None
    finding_publishing_frequency: str | None = None


@part(Detector, "feature", calls="guardduty:ListDetectors guardduty:GetDetector")
class DetectorFeature(Row):
    """A protection that the region offers, and whether it is on; `enabled_parts` are its additional configurations that are."""

    feature: str | None = None
    status: str | None = None
    enabled_parts: tuple[str, ...] | None = None


@part(Detector, "finding", calls="guardduty:ListDetectors guardduty:ListFindings guardduty:GetFindings")
class DetectorFinding(Row):
    """An open finding of high or critical severity (7.0 and above) and the resources that it names."""

    finding_arn: str | None = None
    finding_type: str | None = None
    severity: float | None = None
    updated_at: str | None = None
    resource_type: str | None = None
    resource_arns: tuple[str, ...] | None = None


@kind(
    "AWS::GuardDuty::MalwareProtectionPlan",
    calls="guardduty:ListMalwareProtectionPlans guardduty:GetMalwareProtectionPlan",
)
class MalwareProtectionPlan(Resource):
    """Malware scans of objects that are put into a bucket; no `object_prefixes`: of every object."""

    bucket_name: str | None = None
    object_prefixes: tuple[str, ...] | None = None
    status: str | None = None
    tagging_status: str | None = None
    role_arn: str | None = None
