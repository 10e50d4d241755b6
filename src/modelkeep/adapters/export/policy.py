"""The scanner's own least-privilege policy, as JSON, Terraform or CloudFormation.

A managed policy may hold 6,144 characters without white space
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html); larger ones are split.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

LARGEST_POLICY = 6_144
_NAME = "ModelkeepReadOnly"


def policy_documents(actions: Sequence[str]) -> list[dict[str, Any]]:
    """As few policy documents as hold the actions, all of them reads of any resource."""
    documents: list[dict[str, Any]] = []
    chosen: list[str] = []
    for action in actions:
        if len(json.dumps(_document([*chosen, action]), separators=(",", ":"))) > LARGEST_POLICY:
            documents.append(_document(chosen))
            chosen = []
        chosen.append(action)
    if chosen:
        documents.append(_document(chosen))
    return documents


def as_json(documents: Sequence[Mapping[str, Any]]) -> str:
    """One document as it is; several as a list."""
    return json.dumps(documents[0] if len(documents) == 1 else list(documents), indent=2) + "\n"


def as_terraform(documents: Sequence[Mapping[str, Any]]) -> str:
    """One `aws_iam_policy` resource per document."""
    blocks = []
    for number, document in enumerate(documents, 1):
        suffix = "" if len(documents) == 1 else f"-{number}"
        actions = "\n".join(f'          "{action}",' for action in document["Statement"][0]["Action"])
        blocks.append(
            f'resource "aws_iam_policy" "modelkeep_read_only{suffix.replace("-", "_")}" {{\n'
            f'  name        = "{_NAME}{suffix}"\n'
            f'  description = "What Modelkeep reads to scan this account; no data, no secrets, no writes."\n'
            f"  policy = jsonencode({{\n"
            f'    Version = "2012-10-17"\n'
            f"    Statement = [\n"
            f"      {{\n"
            f'        Sid      = "ModelkeepReads"\n'
            f'        Effect   = "Allow"\n'
            f'        Resource = "*"\n'
            f"        Action = [\n{actions}\n        ]\n"
            f"      }}\n    ]\n  }})\n}}\n"
        )
    return "\n".join(blocks)


def as_cloudformation(documents: Sequence[Mapping[str, Any]]) -> str:
    """A template with one managed policy per document and the role that carries them."""
    resources: dict[str, Any] = {}
    for number, document in enumerate(documents, 1):
        suffix = "" if len(documents) == 1 else str(number)
        resources[f"ReadOnlyPolicy{suffix}"] = {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {
                "ManagedPolicyName": f"{_NAME}{suffix}",
                "Description": "What Modelkeep reads to scan this account; no data, no secrets, no writes.",
                "PolicyDocument": document,
            },
        }
    policies = [{"Ref": name} for name in resources]
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "A role with which Modelkeep scans this account.",
        "Parameters": {
            "TrustedPrincipalArn": {"Type": "String", "Description": "ARN of the principal that runs Modelkeep."},
            "ExternalId": {"Type": "String", "Description": "External id that Modelkeep presents (--external-id)."},
        },
        "Resources": {
            **resources,
            "Role": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "RoleName": _NAME,
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


FORMATS: Mapping[str, Callable[[Sequence[Mapping[str, Any]]], str]] = {
    "json": as_json,
    "terraform": as_terraform,
    "cloudformation": as_cloudformation,
}


def _document(actions: Sequence[str]) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [{"Sid": "ModelkeepReads", "Effect": "Allow", "Action": list(actions), "Resource": "*"}],
    }
