"""Detectors and malware protection (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_GuardDuty.html)."""

from __future__ import annotations

from collections.abc import Iterable

from modelkeep.adapters.iac.forms import Form, Part, Rows, Surroundings, regional
from modelkeep.adapters.iac.forms.lenses import Computed, Fixed, Text, Texts, Word
from modelkeep.adapters.iac.properties import Properties
from modelkeep.core.kinds.guardduty import Detector, DetectorFeature, MalwareProtectionPlan
from modelkeep.core.tables import Row

_SERVICE = "guardduty"
_BUCKET = "ProtectedResource.S3Bucket"
_OLD_SPELLINGS = {
    "S3_DATA_EVENTS": "DataSources.S3Logs.Enable",
    "EKS_AUDIT_LOGS": "DataSources.Kubernetes.AuditLogs.Enable",
    "EBS_MALWARE_PROTECTION": "DataSources.MalwareProtection.ScanEc2InstanceWithFindings.EbsVolumes",
}
FEATURES = (
    *_OLD_SPELLINGS, "RDS_LOGIN_EVENTS", "LAMBDA_NETWORK_LOGS", "EKS_RUNTIME_MONITORING", "RUNTIME_MONITORING", "AI_PROTECTION",
    "AI_ANALYST",
)  # fmt: skip
"""What can be turned on or off (https://docs.aws.amazon.com/guardduty/latest/APIReference/API_DetectorFeatureConfiguration.html)."""
_STATES = {True: "ENABLED", False: "DISABLED"}


def _enabled_parts(properties: Properties) -> tuple[str, ...] | None:
    parts, complete = properties.each("AdditionalConfiguration")
    states = [(each.text("Name", None), each.text("Status", None)) for each in parts]
    if not complete or any(None in each for each in states):
        return None
    return tuple(str(name) for name, status in states if status == "ENABLED")


def _unsaid(properties: Properties, arn: str, around: Surroundings) -> tuple[Iterable[Row], Iterable[type[Row]]]:
    """The protections that are not among the features: by an older property, else as GuardDuty sets them, which is not known."""
    listed, _ = properties.each("Features")
    said = {each.text("Name", None) for each in listed}
    old = {name: properties.flag(path, absent=None) for name, path in _OLD_SPELLINGS.items()}
    return [
        DetectorFeature(arn=arn, feature=each, status=_STATES.get(old.get(each)))  # type: ignore[arg-type]  # None is no state
        for each in FEATURES
        if each not in said
    ], ()


FORMS = (
    Form(
        cfn_type="AWS::GuardDuty::Detector",
        row=Detector,
        identity=regional(_SERVICE, "detector", "Id"),
        columns={
            "status": Word("Enable", {"true": "ENABLED", "True": "ENABLED", "false": "DISABLED", "False": "DISABLED"}),
            "finding_publishing_frequency": Text("FindingPublishingFrequency", None),
        },
        sections=(
            Part(
                row=DetectorFeature,
                paths=("Features",),
                columns={
                    "feature": Word("Name", {each: each for each in FEATURES}),
                    "status": Text("Status", None),
                    "enabled_parts": Computed(
                        _enabled_parts,
                        lambda names: {
                            "AdditionalConfiguration": [{"Name": each, "Status": "ENABLED"} for each in names]
                        },
                        "AdditionalConfiguration",
                    ),
                },
            ),
            Rows(fills=(DetectorFeature,), read=_unsaid, always=True, one_each=("feature", FEATURES)),
        ),
    ),
    Form(
        cfn_type="AWS::GuardDuty::MalwareProtectionPlan",
        row=MalwareProtectionPlan,
        identity=regional(_SERVICE, "malware-protection-plan", "Arn", "MalwareProtectionPlanId"),
        columns={
            "bucket_name": Text(f"{_BUCKET}.BucketName", None),
            "object_prefixes": Texts(f"{_BUCKET}.ObjectPrefixes"),
            "status": Fixed("ACTIVE"),
            "tagging_status": Text("Actions.Tagging.Status", "DISABLED"),
            "role_arn": Text("Role", None),
        },
    ),
)
