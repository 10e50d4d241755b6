"""The organisation: three accounts, each entered through a role, and the policies above them."""

from __future__ import annotations

import json
from typing import Any

from modelkeep.lab.seed import MANAGEMENT, PRODUCTION, REGION, RESEARCH, ROLE, Acme, seeds

APPROVED_MODELS = (
    "arn:aws:bedrock:*::foundation-model/anthropic.claude-sonnet-4*",
    "arn:aws:bedrock:*::foundation-model/amazon.titan-embed-text-v2*",
    "arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1*",
    f"arn:aws:bedrock:{REGION}:{PRODUCTION}:*",
)
"""What the assistant may be built on: a text model, an embedding model, and what was customised in the production account."""
SECURITY_ROLE = "arn:aws:iam::*:role/security-administrator"


@seeds(order=0)
def credentials(acme: Acme) -> None:
    """Temporary credentials in each account. moto keys its accounts by the role that was assumed."""
    sts = acme.client("sts")
    for account in (MANAGEMENT, PRODUCTION, RESEARCH):
        granted = sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/{ROLE}", RoleSessionName="seed")["Credentials"]
        acme.credentials[account] = {
            "aws_access_key_id": granted["AccessKeyId"],
            "aws_secret_access_key": granted["SecretAccessKey"],
            "aws_session_token": granted["SessionToken"],
        }
    for account in (MANAGEMENT, PRODUCTION, RESEARCH):
        iam = acme.within(account).client("iam")
        trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{MANAGEMENT}:root"}, "Action": "sts:AssumeRole"}
        iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=_document(trust))
        iam.attach_role_policy(RoleName=ROLE, PolicyArn="arn:aws:iam::aws:policy/SecurityAudit")


@seeds(order=1)
def organisation(acme: Acme) -> None:
    """The organisation, and when hardened its guard rails: they bind everybody in the accounts below, administrators too."""
    organizations = acme.client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    for account, name in ((PRODUCTION, "acme-production"), (RESEARCH, "acme-research")):
        organizations.invite_account_to_organization(Target={"Id": account, "Type": "ACCOUNT"}, Notes=name)
    if not acme.hardened:
        return
    root = organizations.list_roots()["Roots"][0]["Id"]
    for policy_type in ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY", "AISERVICES_OPT_OUT_POLICY"):
        organizations.enable_policy_type(RootId=root, PolicyType=policy_type)
    for name, policy_type, content in (
        ("protect-evidence", "SERVICE_CONTROL_POLICY", _document(_protect_evidence())),
        ("approved-models", "SERVICE_CONTROL_POLICY", _document(*_approved_models())),
        ("approved-regions", "SERVICE_CONTROL_POLICY", _document(_approved_regions())),
        ("ours-alone", "RESOURCE_CONTROL_POLICY", _document(_ours_alone(organizations))),
        ("keep-our-content", "AISERVICES_OPT_OUT_POLICY", json.dumps(_opt_out())),
    ):
        policy = organizations.create_policy(Name=name, Description=name, Type=policy_type, Content=content)
        organizations.attach_policy(PolicyId=policy["Policy"]["PolicySummary"]["Id"], TargetId=root)


def _document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def _protect_evidence() -> dict[str, Any]:
    return {
        "Sid": "TrailsStay", "Effect": "Deny",
        "Action": ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "cloudtrail:UpdateTrail",
                   "cloudtrail:PutEventSelectors"],
        "Resource": "*", "Condition": {"ArnNotLike": {"aws:PrincipalArn": SECURITY_ROLE}},
    }  # fmt: skip


def _approved_models() -> list[dict[str, Any]]:
    return [
        {
            "Sid": "ApprovedModels", "Effect": "Deny",
            "Action": ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"],
            "NotResource": list(APPROVED_MODELS),
        },
        {
            "Sid": "GuardrailsStay", "Effect": "Deny",
            "Action": ["bedrock:DeleteGuardrail", "bedrock:UpdateGuardrail",
                       "bedrock:DeleteModelInvocationLoggingConfiguration"],
            "Resource": "*", "Condition": {"ArnNotLike": {"aws:PrincipalArn": SECURITY_ROLE}},
        },
    ]  # fmt: skip


def _approved_regions() -> dict[str, Any]:
    return {
        "Sid": "ApprovedRegions", "Effect": "Deny",
        "NotAction": ["iam:*", "organizations:*", "sts:*", "cloudfront:*", "route53:*", "support:*", "health:*"],
        "Resource": "*", "Condition": {"StringNotEquals": {"aws:RequestedRegion": [REGION]}},
    }  # fmt: skip


def _ours_alone(organizations: Any) -> dict[str, Any]:
    """https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_examples.html"""
    ours = organizations.describe_organization()["Organization"]["Id"]
    return {
        "Sid": "OursAlone", "Effect": "Deny", "Principal": "*",
        "Action": ["s3:*", "kms:*", "secretsmanager:*", "sts:AssumeRole"], "Resource": "*",
        "Condition": {
            "StringNotEqualsIfExists": {"aws:PrincipalOrgID": ours},
            "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
        },
    }  # fmt: skip


def _opt_out() -> dict[str, Any]:
    nobody = {"@@operators_allowed_for_child_policies": ["@@none"]}
    return {"services": {**nobody, "default": {**nobody, "opt_out_policy": {**nobody, "@@assign": "optOut"}}}}
