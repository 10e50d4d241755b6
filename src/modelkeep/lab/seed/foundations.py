"""Foundations that every account needs: detection, assessment, recording. Insecure: half of them, in one account."""

from __future__ import annotations

from typing import Any

from modelkeep.lab.seed import MANAGEMENT, PRODUCTION, RESEARCH, Acme, seeds
from modelkeep.lab.seed.names import KNOWLEDGE_BUCKET, MODELS_BUCKET, TRAINING_BUCKET

FEATURES = (
    "S3_DATA_EVENTS",
    "EKS_AUDIT_LOGS",
    "EBS_MALWARE_PROTECTION",
    "RDS_LOGIN_EVENTS",
    "LAMBDA_NETWORK_LOGS",
    "RUNTIME_MONITORING",
    "AI_PROTECTION",
)
INSPECTED = ["EC2", "ECR", "LAMBDA", "LAMBDA_CODE"]
CONFIG_RULES = {
    "sagemaker-notebooks-have-no-internet": "SAGEMAKER_NOTEBOOK_NO_DIRECT_INTERNET_ACCESS",
    "sagemaker-endpoints-use-keys": "SAGEMAKER_ENDPOINT_CONFIGURATION_KMS_KEY_CONFIGURED",
}


@seeds(order=30)
def detection(acme: Acme) -> None:
    """GuardDuty: hardened with every protection everywhere, insecure bare and in production only."""
    for account in (MANAGEMENT, PRODUCTION, RESEARCH):
        here = acme.within(account)
        guardduty = here.client("guardduty")
        if acme.hardened:
            guardduty.create_detector(Enable=True, Features=_features("ENABLED"))
        elif account == PRODUCTION:
            detector = guardduty.create_detector(Enable=True, Features=_features("DISABLED"))["DetectorId"]
            guardduty.create_sample_findings(
                DetectorId=detector, FindingTypes=["Exfiltration:S3/AnomalousBehavior", "Impact:S3/MaliciousIPCaller"]
            )
    if acme.hardened:
        for account, bucket in ((PRODUCTION, MODELS_BUCKET), (RESEARCH, TRAINING_BUCKET)):
            here = acme.within(account)
            here.client("guardduty").create_malware_protection_plan(
                Role=here.arn("iam", "role/malware-scan", regional=False),
                ProtectedResource={"S3Bucket": {"BucketName": bucket}},
                Actions={"Tagging": {"Status": "ENABLED"}},
            )


@seeds(order=31)
def assessment(acme: Acme) -> None:
    """Security Hub, Inspector and Macie: hardened everywhere, insecure half on and in production only."""
    for account in (MANAGEMENT, PRODUCTION, RESEARCH):
        here = acme.within(account)
        if acme.hardened:
            here.client("securityhub").enable_security_hub(EnableDefaultStandards=False)
            here.client("securityhub").batch_enable_standards(
                StandardsSubscriptionRequests=[{"StandardsArn": _fsbp(here)}]
            )
            here.client("inspector2").enable(accountIds=[account], resourceTypes=INSPECTED)
            here.client("macie2").enable_macie(status="ENABLED")
            here.client("macie2").update_automated_discovery_configuration(status="ENABLED")
        elif account == PRODUCTION:
            here.client("securityhub").enable_security_hub(EnableDefaultStandards=False)
            here.client("inspector2").enable(accountIds=[account], resourceTypes=INSPECTED[:2])
            here.client("macie2").enable_macie(status="ENABLED")
            here.client("macie2").create_classification_job(
                jobType="ONE_TIME",
                name="documents",
                s3JobDefinition={"bucketDefinitions": [{"accountId": account, "buckets": [KNOWLEDGE_BUCKET]}]},
            )


@seeds(order=32)
def recording(acme: Acme) -> None:
    """AWS Config: hardened records everything and checks AI resources, insecure records buckets in production."""
    for account in (MANAGEMENT, PRODUCTION, RESEARCH):
        here = acme.within(account)
        config = here.client("config")
        group: dict[str, Any] = {"allSupported": False, "resourceTypes": ["AWS::S3::Bucket"]}
        if acme.hardened:
            group = {"allSupported": True, "includeGlobalResourceTypes": True}
        elif account != PRODUCTION:
            continue
        config.put_configuration_recorder(
            ConfigurationRecorder={
                "name": "default",
                "roleARN": here.arn(
                    "iam", "role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig", regional=False
                ),
                "recordingGroup": group,
            }
        )
        config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": f"acme-access-logs-{account}"})
        if acme.hardened:
            config.start_configuration_recorder(ConfigurationRecorderName="default")
            for name, identifier in CONFIG_RULES.items():
                config.put_config_rule(
                    ConfigRule={"ConfigRuleName": name, "Source": {"Owner": "AWS", "SourceIdentifier": identifier}}
                )


def _features(status: str) -> list[dict[str, Any]]:
    return [{"Name": name, "Status": status} for name in FEATURES]


def _fsbp(acme: Acme) -> str:
    return f"arn:aws:securityhub:{acme.region}::standards/aws-foundational-security-best-practices/v/1.0.0"
