"""Parameters of calls that both the calendar and attacks make, as CloudTrail records them."""

from __future__ import annotations

from typing import Any

from modelkeep.engines.logs.organisation import cast
from modelkeep.engines.logs.organisation.cast import HOME, PRODUCTION

HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"


def training_job(
    name: str, data: str = f"s3://{cast.TRAINING_BUCKET}/fraud/current/", *, role: str = cast.TRAINER.arn
) -> dict[str, Any]:
    """The parameters of CreateTrainingJob for the nightly training."""
    return {
        "trainingJobName": name,
        "roleArn": role,
        "algorithmSpecification": {
            "trainingImage": f"{PRODUCTION}.dkr.ecr.{HOME}.amazonaws.com/fraud-training:v7",
            "trainingInputMode": "File",
        },
        "inputDataConfig": [
            {
                "channelName": "train",
                "dataSource": {
                    "s3DataSource": {
                        "s3DataType": "S3Prefix",
                        "s3Uri": data,
                        "s3DataDistributionType": "FullyReplicated",
                    }
                },
            }
        ],
        "outputDataConfig": {"s3OutputPath": f"s3://{cast.MODEL_BUCKET}/fraud/", "kmsKeyId": cast.MODEL_KEY},
        "resourceConfig": {"instanceType": "ml.m7i.2xlarge", "instanceCount": 1, "volumeSizeInGB": 100},
        "stoppingCondition": {"maxRuntimeInSeconds": 14400},
        "enableNetworkIsolation": True,
    }


def endpoint_config(name: str, model: str, *, capture: bool = True) -> dict[str, Any]:
    """The parameters of CreateEndpointConfig."""
    config: dict[str, Any] = {
        "endpointConfigName": name,
        "kmsKeyId": cast.MODEL_KEY,
        "productionVariants": [
            {"variantName": "main", "modelName": model, "initialInstanceCount": 2, "instanceType": "ml.g5.xlarge"}
        ],
    }
    if capture:
        config["dataCaptureConfig"] = {
            "enableCapture": True,
            "initialSamplingPercentage": 100,
            "destinationS3Uri": "s3://acme-ml-capture/fraud/",
            "captureOptions": [{"captureMode": "Input"}, {"captureMode": "Output"}],
        }
    return config


def guardrail(*, strength: str = "HIGH", topics: bool = True, pii: bool = True, words: bool = True) -> dict[str, Any]:
    """The parameters of UpdateGuardrail for the guardrail of the support chat. Texts of topics and words are hidden by AWS."""
    kinds = ("SEXUAL", "VIOLENCE", "HATE", "INSULTS", "MISCONDUCT", "PROMPT_ATTACK")
    parameters: dict[str, Any] = {
        "guardrailIdentifier": cast.GUARDRAIL,
        "name": "support-chat",
        "contentPolicyConfig": {
            "filtersConfig": [
                {
                    "type": kind,
                    "inputStrength": strength,
                    "outputStrength": "NONE" if kind == "PROMPT_ATTACK" else strength,
                }
                for kind in kinds
            ]
        },
        "blockedInputMessaging": HIDDEN,
        "blockedOutputsMessaging": HIDDEN,
    }
    if topics:
        parameters["topicPolicyConfig"] = {
            "topicsConfig": [{"name": "legal-advice", "definition": HIDDEN, "type": "DENY"}]
        }
    if pii:
        parameters["sensitiveInformationPolicyConfig"] = {
            "piiEntitiesConfig": [
                {"type": "CREDIT_DEBIT_CARD_NUMBER", "action": "BLOCK"},
                {"type": "EMAIL", "action": "ANONYMIZE"},
            ]
        }
    if words:
        parameters["wordPolicyConfig"] = {"managedWordListsConfig": [{"type": "PROFANITY"}]}
    return parameters


def event_selectors(*, data: bool = True, management: bool = True) -> dict[str, Any]:
    """The parameters of PutEventSelectors for the organisation's trail."""
    selectors: list[dict[str, Any]] = []
    if management:
        field = {"field": "eventCategory", "equals": ["Management"]}
        selectors.append({"name": "management", "fieldSelectors": [field]})
    if data:
        selectors += [
            {
                "name": kind,
                "fieldSelectors": [
                    {"field": "eventCategory", "equals": ["Data"]},
                    {"field": "resources.type", "equals": [kind]},
                ],
            }
            for kind in (
                "AWS::S3::Object",
                "AWS::SageMaker::Endpoint",
                "AWS::Bedrock::AgentAlias",
                "AWS::Bedrock::KnowledgeBase",
            )
        ]
    return {"trailName": cast.TRAIL, "advancedEventSelectors": selectors}


def invocation_logging(bucket: str = cast.INVOCATION_LOG_BUCKET, *, text: bool = True) -> dict[str, Any]:
    """The parameters of PutModelInvocationLoggingConfiguration."""
    return {
        "loggingConfig": {
            "s3Config": {"bucketName": bucket, "keyPrefix": "invocations"},
            "textDataDeliveryEnabled": text,
            "imageDataDeliveryEnabled": text,
            "embeddingDataDeliveryEnabled": text,
        }
    }
