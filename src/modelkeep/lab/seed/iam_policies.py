"""What each role needs and no more: the statements of the hardened estate."""

from __future__ import annotations

from typing import Any

from modelkeep.lab.seed import REGION, Acme
from modelkeep.lab.seed.names import (
    CAPTURE_BUCKET,
    DATA_KEY_ALIAS,
    FEATURES_BUCKET,
    KNOWLEDGE_BUCKET,
    MODELS_BUCKET,
    MODELS_KEY_ALIAS,
    PROMPT_LOGS_BUCKET,
    TRAINING_BUCKET,
)

Statement = dict[str, Any]

_READS = {
    "fraud-notebook": (TRAINING_BUCKET, FEATURES_BUCKET),
    "fraud-training": (TRAINING_BUCKET, FEATURES_BUCKET),
    "fraud-pipeline": (TRAINING_BUCKET,),
    "fraud-monitoring": (CAPTURE_BUCKET,),
    "fraud-serving": (MODELS_BUCKET,),
    "studio-default": (FEATURES_BUCKET,),
    "assistant-kb": (KNOWLEDGE_BUCKET,),
    "bedrock-customization": (TRAINING_BUCKET,),
    "labelling-vendor": (TRAINING_BUCKET,),
    "scoring-host": (MODELS_BUCKET,),
    "scoring-task": (MODELS_BUCKET,),
}
_WRITES = {
    "fraud-training": (MODELS_BUCKET,),
    "fraud-serving": (CAPTURE_BUCKET,),
    "fraud-monitoring": (CAPTURE_BUCKET,),
    "bedrock-customization": (MODELS_BUCKET,),
    "bedrock-logging": (PROMPT_LOGS_BUCKET,),
}
_INVOKES_ENDPOINT = ("lambda-scoring-front",)
_INVOKES_MODEL = ("assistant-agent", "assistant-kb", "lambda-assistant-tools")
OFFICE = "203.0.113.0/24"
"""Where people work."""


def running_trust(acme: Acme, service: str) -> Statement:
    """A service may assume the role, on behalf of this account alone."""
    trust: Statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    if service in ("sagemaker.amazonaws.com", "bedrock.amazonaws.com", "ecs-tasks.amazonaws.com"):
        prefix = service.split(".")[0].removesuffix("-tasks")
        trust["Condition"] = {
            "StringEquals": {"aws:SourceAccount": acme.account},
            "ArnLike": {"aws:SourceArn": f"arn:aws:{prefix}:{REGION}:{acme.account}:*"},
        }
    return trust


def least_privilege(acme: Acme, name: str) -> list[Statement]:
    """The statements of a role, or of the team's own policy `ml-platform`."""
    if name == "ml-platform":
        return _platform(acme)
    found = [_logs(acme)]
    for actions, buckets in ((["s3:GetObject"], _READS.get(name, ())), (["s3:PutObject"], _WRITES.get(name, ()))):
        if buckets:
            found.append(_allow(actions, [f"arn:aws:s3:::{bucket}/*" for bucket in buckets]))
    if name in _READS:
        found.append(_allow(["s3:ListBucket"], [f"arn:aws:s3:::{bucket}" for bucket in _READS[name]]))
    if name in _READS or name in _WRITES:
        found.append(_keys(acme))
    if name in _INVOKES_ENDPOINT:
        found.append(_allow(["sagemaker:InvokeEndpoint"], [acme.arn("sagemaker", "endpoint/fraud-*")]))
    if name in _INVOKES_MODEL:
        models = [f"arn:aws:bedrock:{REGION}::foundation-model/{each}" for each in ("anthropic.*", "amazon.titan-*")]
        found.append(_allow(["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"], models))
    if name == "assistant-agent":
        found.append(_allow(["bedrock:Retrieve"], [acme.arn("bedrock", "knowledge-base/*")]))
        found.append(_allow(["bedrock:ApplyGuardrail"], [acme.arn("bedrock", "guardrail/*")]))
    return found


def _allow(actions: list[str], resources: list[str]) -> Statement:
    return {"Effect": "Allow", "Action": actions, "Resource": resources}


def _logs(acme: Acme) -> Statement:
    return _allow(["logs:CreateLogStream", "logs:PutLogEvents"], [acme.arn("logs", "log-group:/aws/*")])


def _keys(acme: Acme) -> Statement:
    """The keys of models and data, whatever their ids, for what lies in S3."""
    limits = {
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": [MODELS_KEY_ALIAS, DATA_KEY_ALIAS]},
        "StringEquals": {"kms:ViaService": f"s3.{REGION}.amazonaws.com"},
    }
    return {**_allow(["kms:Decrypt", "kms:GenerateDataKey"], [acme.arn("kms", "key/*")]), "Condition": limits}


def _platform(acme: Acme) -> list[Statement]:
    """Training in the private network with our key; registering, but not approving, models; asking them from the office."""
    private = {
        "Null": {"sagemaker:VpcSubnets": "false", "sagemaker:VpcSecurityGroupIds": "false"},
        "StringEquals": {"aws:RequestedRegion": REGION},
    }
    train = _allow(
        ["sagemaker:CreateTrainingJob", "sagemaker:CreateProcessingJob"],
        [acme.arn("sagemaker", "training-job/fraud-*"), acme.arn("sagemaker", "processing-job/fraud-*")],
    )
    pass_role = _allow(["iam:PassRole"], [acme.arn("iam", "role/fraud-training", regional=False)])
    return [
        {**train, "Condition": private},
        {**pass_role, "Condition": {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}},
        _allow(["sagemaker:Describe*", "sagemaker:List*", "sagemaker:Search"], ["*"]),
        _allow(["sagemaker:CreateModelPackage"], [acme.arn("sagemaker", "model-package/fraud-*")]),
        {
            **_allow(["bedrock:InvokeModel"], [f"arn:aws:bedrock:{REGION}::foundation-model/anthropic.*"]),
            "Condition": {"IpAddress": {"aws:SourceIp": OFFICE}},
        },
    ]
