"""A policy for one role as JSON, Terraform or CloudFormation."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

_Documents = Sequence[Mapping[str, Any]]
_NO_NAME = re.compile(r"[^0-9A-Za-z]+")
_TEMPLATES = str.maketrans({"\N{LINE SEPARATOR}": "\\u2028", "\N{PARAGRAPH SEPARATOR}": "\\u2029"})


def as_json(documents: _Documents, role: str) -> str:
    """One document as it is; several, or none, as a list."""
    del role
    return json.dumps(documents[0] if len(documents) == 1 else list(documents), indent=2) + "\n"


def as_terraform(documents: _Documents, role: str) -> str:
    """An `aws_iam_policy` and its attachment for each document.

    `${` and `%{` begin templates in Terraform's texts and are doubled
    (https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences-1).
    """
    name, blocks = _role_name(role), []
    label = _NO_NAME.sub("_", name).strip("_").lower() or "role"
    label = f"role_{label}" if label[0].isdigit() else label
    for suffix, document in _numbered(documents):
        text = json.dumps(document, indent=2).replace("${", "$${").replace("%{", "%%{").translate(_TEMPLATES)
        body = text.replace("\n", "\n  ")
        resource = f"{label}{suffix.replace('-', '_')}"
        blocks.append(
            f'resource "aws_iam_policy" "{resource}" {{\n'
            f'  name        = "{name}-least-privilege{suffix}"\n'
            f'  description = "What {name} used, by its recorded calls."\n'
            f"  policy      = jsonencode({body})\n}}\n\n"
            f'resource "aws_iam_role_policy_attachment" "{resource}" {{\n'
            f'  role       = "{name}"\n'
            f"  policy_arn = aws_iam_policy.{resource}.arn\n}}\n"
        )
    return "\n".join(blocks)


def as_cloudformation(documents: _Documents, role: str) -> str:
    """A template with one managed policy, attached to the role, for each document."""
    name = _role_name(role)
    resources = {
        f"LeastPrivilege{suffix.replace('-', '')}": {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {
                "ManagedPolicyName": f"{name}-least-privilege{suffix}",
                "Description": f"What {name} used, by its recorded calls.",
                "Roles": [name],
                "PolicyDocument": document,
            },
        }
        for suffix, document in _numbered(documents)
    }
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"The least privilege of the role {name}.",
        "Resources": resources,
    }
    return json.dumps(template, indent=2) + "\n"


def _numbered(documents: _Documents) -> list[tuple[str, Mapping[str, Any]]]:
    """The documents, with what is put behind names where there are several."""
    if len(documents) == 1:
        return [("", documents[0])]
    return [(f"-{number}", document) for number, document in enumerate(documents, 1)]


def _role_name(role: str) -> str:
    return role.rpartition("/")[2]


ROLE_POLICY_FORMATS: Mapping[str, Callable[[_Documents, str], str]] = MappingProxyType(
    {"json": as_json, "terraform": as_terraform, "cloudformation": as_cloudformation}
)
