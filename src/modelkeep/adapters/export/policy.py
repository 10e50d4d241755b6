"""Modelkeep's own least-privilege policies, as JSON, Terraform or CloudFormation.

A managed policy may hold 6,144 characters without white space
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html); larger ones are split.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LARGEST_POLICY = 6_144


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What a policy is for, and how it and the role that carries it are called."""

    name: str
    sid: str
    description: str
    role: str
    """What the role is for."""
    terraform: str
    """The label of the Terraform resource."""
    logical_id: str
    """That of the CloudFormation resource."""


SCANNING = Purpose(
    name="ModelkeepReadOnly",
    sid="ModelkeepReads",
    description="What Modelkeep reads to scan this account; no data, no secrets, no writes.",
    role="A role with which Modelkeep scans this account.",
    terraform="modelkeep_read_only",
    logical_id="ReadOnlyPolicy",
)
PUSHING = Purpose(
    name="ModelkeepPush",
    sid="ModelkeepPushes",
    description="What Modelkeep needs to import its findings; it reads nothing.",
    role="A role with which Modelkeep imports its findings into this account.",
    terraform="modelkeep_push",
    logical_id="PushPolicy",
)


INSPECTING = Purpose(
    name="ModelkeepInspect",
    sid="ModelkeepInspects",
    description="What Modelkeep reads to look into model files: objects of S3. Confine it to the buckets that hold them.",
    role="A role with which Modelkeep looks into the model files of this account.",
    terraform="modelkeep_inspect",
    logical_id="InspectPolicy",
)
CLASSIFYING = Purpose(
    name="ModelkeepClassify",
    sid="ModelkeepClassifies",
    description="What Modelkeep reads to classify the data of models: objects of S3. Confine it to the buckets that hold them.",
    role="A role with which Modelkeep classifies the data of the models of this account.",
    terraform="modelkeep_classify",
    logical_id="ClassifyPolicy",
)
LOOKING_UP = Purpose(
    name="ModelkeepVulnerabilities",
    sid="ModelkeepReadsPackages",
    description="What Modelkeep reads to know what models are built from: images, functions and objects of S3.",
    role="A role with which Modelkeep reads what the models of this account are built from.",
    terraform="modelkeep_vulnerabilities",
    logical_id="VulnerabilitiesPolicy",
)


def policy_documents(actions: Sequence[str], purpose: Purpose = SCANNING) -> list[dict[str, Any]]:
    """As few policy documents as hold the actions, all of them on any resource."""
    documents: list[dict[str, Any]] = []
    chosen: list[str] = []
    for action in actions:
        if len(json.dumps(_document([*chosen, action], purpose), separators=(",", ":"))) > LARGEST_POLICY:
            documents.append(_document(chosen, purpose))
            chosen = []
        chosen.append(action)
    if chosen:
        documents.append(_document(chosen, purpose))
    return documents


def as_json(documents: Sequence[Mapping[str, Any]], purpose: Purpose = SCANNING) -> str:
    """One document as it is; several as a list."""
    del purpose
    return json.dumps(documents[0] if len(documents) == 1 else list(documents), indent=2) + "\n"


def as_terraform(documents: Sequence[Mapping[str, Any]], purpose: Purpose = SCANNING) -> str:
    """One `aws_iam_policy` resource per document."""
    blocks = []
    for number, document in enumerate(documents, 1):
        suffix = "" if len(documents) == 1 else f"-{number}"
        actions = "\n".join(f'          "{action}",' for action in document["Statement"][0]["Action"])
        blocks.append(
            f'resource "aws_iam_policy" "{purpose.terraform}{suffix.replace("-", "_")}" {{\n'
            f'  name        = "{purpose.name}{suffix}"\n'
            f'  description = "{purpose.description}"\n'
            f"  policy = jsonencode({{\n"
            f'    Version = "2012-10-17"\n'
            f"    Statement = [\n"
            f"      {{\n"
            f'        Sid      = "{purpose.sid}"\n'
            f'        Effect   = "Allow"\n'
            f'        Resource = "*"\n'
            f"        Action = [\n{actions}\n        ]\n"
            f"      }}\n    ]\n  }})\n}}\n"
        )
    return "\n".join(blocks)


def as_cloudformation(documents: Sequence[Mapping[str, Any]], purpose: Purpose = SCANNING) -> str:
    """A template with one managed policy per document and the role that carries them."""
    resources: dict[str, Any] = {}
    for number, document in enumerate(documents, 1):
        suffix = "" if len(documents) == 1 else str(number)
        resources[f"{purpose.logical_id}{suffix}"] = {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {
                "ManagedPolicyName": f"{purpose.name}{suffix}",
                "Description": purpose.description,
                "PolicyDocument": document,
            },
        }
    policies = [{"Ref": name} for name in resources]
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": purpose.role,
        "Parameters": {
            "TrustedPrincipalArn": {"Type": "String", "Description": "ARN of the principal that runs Modelkeep."},
            "ExternalId": {"Type": "String", "Description": "External id that Modelkeep presents (--external-id)."},
        },
        "Resources": {
            **resources,
            "Role": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "RoleName": purpose.name,
                    "ManagedPolicyArns": policies,
                    "AssumeRolePolicyDocument": {
                        "Version": "2012-10-17",
                        "Statement": [
                            {
                                "Effect": "Allow",
                                "Principal": {"AWS": {"Ref": "TrustedPrincipalArn"}},
                                "Action": "sts:AssumeRole",
                                "Condition": {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}},
                            }
                        ],
                    },
                },
            },
        },
        "Outputs": {"RoleArn": {"Value": {"Fn::GetAtt": ["Role", "Arn"]}}},
    }
    return json.dumps(template, indent=2) + "\n"


FORMATS: Mapping[str, Callable[[Sequence[Mapping[str, Any]], Purpose], str]] = {
    "json": as_json,
    "terraform": as_terraform,
    "cloudformation": as_cloudformation,
}


def _document(actions: Sequence[str], purpose: Purpose) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [{"Sid": purpose.sid, "Effect": "Allow", "Action": list(actions), "Resource": "*"}],
    }
