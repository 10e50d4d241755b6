"""Bedrock settings, guardrails and models: production holds the assistant, research tries things out where nobody looks."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from modelkeep.lab.seed import MANAGEMENT, PRODUCTION, REGION, RESEARCH, Acme, seeds
from modelkeep.lab.seed.kms import key_arn
from modelkeep.lab.seed.names import (
    CAPTURE_BUCKET,
    DATA_KEY_ALIAS,
    IMPORTED_MODEL,
    KNOWLEDGE_BUCKET,
    LOGS_KEY_ALIAS,
    MODELS_BUCKET,
    MODELS_KEY_ALIAS,
    PROMPT_LOGS_BUCKET,
    TRAINING_BUCKET,
)
from modelkeep.lab.seed.network import private_network

PROMPT_LOG_GROUP = "/aws/bedrock/model-invocations"
ASSISTANT_MODEL = "anthropic.claude-sonnet-4-20250514-v1:0"
BASE_MODEL = "amazon.nova-lite-v1:0:300k"
GUARDRAIL = "assistant"
"""The guardrail in PRODUCTION."""


@seeds(order=45)
def settings(acme: Acme) -> None:
    """Who gets prompts and answers; hardened: nobody."""
    for account in (MANAGEMENT, PRODUCTION, RESEARCH):
        if acme.hardened or account == PRODUCTION:
            mode = "none" if acme.hardened else "provider_data_share"
            acme.within(account).client("bedrock").put_account_data_retention(mode=mode)
    production = acme.within(PRODUCTION)
    _calls(production, ASSISTANT_MODEL)
    _prompt_logs(production)
    if acme.hardened:
        production.client("cloudwatch").put_metric_alarm(
            AlarmName="assistant-throttled", Namespace="AWS/Bedrock", MetricName="InvocationThrottles", Statistic="Sum",
            Period=300, EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold",
            ActionsEnabled=True, AlarmActions=[production.arn("sns", "security-alerts")],
        )  # fmt: skip
    else:
        _calls(acme.within(RESEARCH), ASSISTANT_MODEL)


@seeds(order=46)
def guardrail(acme: Acme) -> None:
    """Insecure: two versions that stop next to nothing, open to the world. Hardened: the account enforces one on every call."""
    production = acme.within(PRODUCTION)
    bedrock = production.client("bedrock")
    made = bedrock.create_guardrail(**(_strong(production) if acme.hardened else _weak()))
    arn = made["guardrailArn"]
    bedrock.create_guardrail_version(guardrailIdentifier=arn)
    statement = {"Effect": "Allow", "Action": "bedrock:ApplyGuardrail", "Resource": arn}
    if acme.hardened:
        statement |= {"Principal": {"AWS": f"arn:aws:iam::{PRODUCTION}:root"}}
        bedrock.put_enforced_guardrail_configuration(
            guardrailInferenceConfig={"guardrailIdentifier": arn, "guardrailVersion": "1"}
        )
    else:
        statement |= {"Principal": "*"}
        bedrock.create_guardrail_version(guardrailIdentifier=arn)
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    bedrock.put_resource_policy(resourceArn=arn, resourcePolicy=policy)


@seeds(order=47)
def models(acme: Acme) -> None:
    """A model tuned to the support team's tone, one that was imported, and a batch; hardened with keys and in the VPC."""
    production = acme.within(PRODUCTION)
    bedrock = production.client("bedrock")
    role = production.arn("iam", "role/bedrock-customization", regional=False)
    key = key_arn(production, MODELS_KEY_ALIAS)
    network: dict[str, Any] = {}
    if acme.hardened:
        found = private_network(production)
        network["vpcConfig"] = {
            "subnetIds": list(found.subnet_ids),
            "securityGroupIds": list(found.security_group_ids),
        }
    bedrock.create_model_customization_job(
        jobName="support-tone", customModelName="support-tone", roleArn=role, baseModelIdentifier=BASE_MODEL,
        trainingDataConfig={"s3Uri": f"s3://{TRAINING_BUCKET}/support/train.jsonl"},
        outputDataConfig={"s3Uri": f"s3://{MODELS_BUCKET}/support-tone/"},
        **network, **({"customModelKmsKeyId": key} if acme.hardened else {}),
    )  # fmt: skip
    bedrock.create_model_import_job(
        jobName="summaries", importedModelName="summaries", roleArn=role,
        modelDataSource={"s3DataSource": {"s3Uri": IMPORTED_MODEL}},
        **network, **({"importedModelKmsKeyId": key} if acme.hardened else {}),
    )  # fmt: skip
    (custom,) = bedrock.list_custom_models()["modelSummaries"]
    reserved = bedrock.create_provisioned_model_throughput(
        provisionedModelName="support-tone", modelId=custom["modelArn"], modelUnits=1
    )["provisionedModelArn"]
    if not acme.hardened:
        bedrock.update_provisioned_model_throughput(
            provisionedModelId=reserved, desiredModelId=f"arn:aws:bedrock:{REGION}::foundation-model/{BASE_MODEL}"
        )
    output = {"s3Uri": f"s3://{CAPTURE_BUCKET}/batch/"}
    if acme.hardened:
        output["s3EncryptionKeyId"] = key_arn(production, DATA_KEY_ALIAS)
    bedrock.create_model_invocation_job(
        jobName="nightly-summaries", roleArn=role, modelId=ASSISTANT_MODEL,
        inputDataConfig={"s3InputDataConfig": {"s3Uri": f"s3://{KNOWLEDGE_BUCKET}/batch/"}},
        outputDataConfig={"s3OutputDataConfig": output}, **network,
    )  # fmt: skip


def _calls(acme: Acme, model_id: str) -> None:
    """What Bedrock's own metrics tell after a call."""
    acme.client("cloudwatch").put_metric_data(
        Namespace="AWS/Bedrock",
        MetricData=[{
            "MetricName": "Invocations", "Dimensions": [{"Name": "ModelId", "Value": model_id}], "Value": 1,
            "Unit": "Count", "Timestamp": datetime.now(UTC),
        }],
    )  # fmt: skip


def _prompt_logs(acme: Acme) -> None:
    logs = acme.client("logs")
    config: dict[str, Any] = {
        "logGroupName": PROMPT_LOG_GROUP,
        "roleArn": acme.arn("iam", "role/bedrock-logging", regional=False),
        "largeDataDeliveryS3Config": {"bucketName": PROMPT_LOGS_BUCKET, "keyPrefix": "large"},
    }
    if acme.hardened:
        logs.create_log_group(logGroupName=PROMPT_LOG_GROUP, kmsKeyId=key_arn(acme, LOGS_KEY_ALIAS))
        logs.put_retention_policy(logGroupName=PROMPT_LOG_GROUP, retentionInDays=90)
        logs.put_data_protection_policy(logGroupIdentifier=PROMPT_LOG_GROUP, policyDocument=json.dumps(masking()))
    else:
        logs.create_log_group(logGroupName=PROMPT_LOG_GROUP)
    switches = dict.fromkeys(("image", "embedding", "video", "audio", "text"), acme.hardened)
    acme.client("bedrock").put_model_invocation_logging_configuration(
        loggingConfig={
            "cloudWatchConfig": config,
            **{f"{kind}DataDeliveryEnabled": switch for kind, switch in switches.items()},
        }
    )


def masking() -> dict[str, Any]:
    """A data protection policy that masks personal data in a log group."""
    identifiers = [
        f"arn:aws:dataprotection::aws:data-identifier/{name}" for name in ("EmailAddress", "CreditCardNumber")
    ]
    return {
        "Name": "prompts", "Version": "2021-06-01",
        "Statement": [
            {"Sid": "audit", "DataIdentifier": identifiers, "Operation": {"Audit": {"FindingsDestination": {}}}},
            {"Sid": "mask", "DataIdentifier": identifiers, "Operation": {"Deidentify": {"MaskConfig": {}}}},
        ],
    }  # fmt: skip


def _weak() -> dict[str, Any]:
    return {
        "name": GUARDRAIL,
        "blockedInputMessaging": "No.",
        "blockedOutputsMessaging": "No.",
        "contentPolicyConfig": {
            "filtersConfig": [
                {"type": "PROMPT_ATTACK", "inputStrength": "LOW", "outputStrength": "NONE"},
                {"type": "HATE", "inputStrength": "LOW", "outputStrength": "LOW"},
            ]
        },
    }


def _strong(acme: Acme) -> dict[str, Any]:
    harmful = ("HATE", "INSULTS", "SEXUAL", "VIOLENCE", "MISCONDUCT")
    both = {"inputAction": "BLOCK", "outputAction": "BLOCK"}
    mask = {"action": "ANONYMIZE", "inputAction": "ANONYMIZE", "outputAction": "ANONYMIZE"}
    return {
        "name": GUARDRAIL,
        "blockedInputMessaging": "I cannot help with that.",
        "blockedOutputsMessaging": "I cannot answer that.",
        "kmsKeyId": key_arn(acme, DATA_KEY_ALIAS),
        "crossRegionConfig": {"guardrailProfileIdentifier": "us.guardrail.v1:0"},
        "contentPolicyConfig": {
            "filtersConfig": [
                {"type": "PROMPT_ATTACK", "inputStrength": "HIGH", "outputStrength": "NONE", "inputAction": "BLOCK"},
                *({"type": each, "inputStrength": "HIGH", "outputStrength": "HIGH", **both} for each in harmful),
            ],
            "tierConfig": {"tierName": "STANDARD"},
        },
        "sensitiveInformationPolicyConfig": {
            "piiEntitiesConfig": [
                {"type": kind, **mask} for kind in ("EMAIL", "PHONE", "CREDIT_DEBIT_CARD_NUMBER", "AWS_SECRET_KEY")
            ],
            "regexesConfig": [{"name": "customer number", "pattern": "AC-\\d{8}", **mask}],
        },
        "topicPolicyConfig": {
            "topicsConfig": [
                {"name": "Investment advice", "definition": "Advice about what to buy or sell.", "type": "DENY", **both}
            ]
        },
        "wordPolicyConfig": {"managedWordListsConfig": [{"type": "PROFANITY", **both}]},
        "contextualGroundingPolicyConfig": {
            "filtersConfig": [
                {"type": "GROUNDING", "threshold": 0.7, "action": "BLOCK"},
                {"type": "RELEVANCE", "threshold": 0.7, "action": "BLOCK"},
            ]
        },
    }
