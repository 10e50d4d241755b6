"""Amazon Cognito, GuardDuty and IAM Identity Center."""

from __future__ import annotations

from typing import Any

from modelkeep.adapters.iac.terraform.mapping import Converted

_DETECTOR, _PERMISSION_SET = "aws_guardduty_detector", "aws_ssoadmin_permission_set"
_VOLUMES = "datasources.malware_protection.scan_ec2_instance_with_findings.ebs_volumes"


def _role_mappings(found: dict[str, Any]) -> dict[str, Any]:
    """In CloudFormation they are named, by the provider of the identities or otherwise."""
    mappings = found.get("RoleMappings")
    if not isinstance(mappings, list):
        return found
    return {**found, "RoleMappings": {str(number): each for number, each in enumerate(mappings)}}


CONVERSIONS = (
    Converted(
        tf_type="aws_cognito_user_pool",
        cfn_type="AWS::Cognito::UserPool",
        renames={"name": "UserPoolName", "password_policy": "Policies.PasswordPolicy", "tags": "UserPoolTags"},
        computed=frozenset({"*"}),
        gives={"id": "ref"},
    ),
    Converted(
        tf_type="aws_cognito_identity_pool",
        cfn_type="AWS::Cognito::IdentityPool",
        renames={
            "openid_connect_provider_arns": "OpenIdConnectProviderARNs",
            "saml_provider_arns": "SamlProviderARNs",
            "tags": "IdentityPoolTags",
        },
        gives={"id": "ref"},
    ),
    Converted(
        tf_type="aws_cognito_identity_pool_roles_attachment",
        cfn_type="AWS::Cognito::IdentityPoolRoleAttachment",
        renames={
            "role_mapping": "RoleMappings",
            "role_mapping.mapping_rule": "RulesConfiguration.Rules",
            "role_mapping.mapping_rule.role_arn": "RoleARN",
        },
        adjust=_role_mappings,
    ),
    Converted(
        tf_type=_DETECTOR,
        cfn_type="AWS::GuardDuty::Detector",
        renames={"datasources": "DataSources", _VOLUMES: "", f"{_VOLUMES}.enable": "EbsVolumes"},
        computed=frozenset({"datasources"}),
        gives={"id": "ref"},
    ),
    Converted(
        tf_type="aws_guardduty_detector_feature",
        cfn_type="AWS::GuardDuty::Detector",
        into=_DETECTOR,
        by=("detector_id",),
        listed="Features",
    ),
    Converted(
        tf_type="aws_guardduty_malware_protection_plan",
        cfn_type="AWS::GuardDuty::MalwareProtectionPlan",
        computed=frozenset({"actions"}),
        single=frozenset({"*"}),
        gives={"id": "ref"},
    ),
    Converted(
        tf_type=_PERMISSION_SET,
        cfn_type="AWS::SSO::PermissionSet",
        renames={"relay_state": "RelayStateType"},
    ),
    Converted(
        tf_type="aws_ssoadmin_managed_policy_attachment",
        cfn_type="AWS::SSO::PermissionSet",
        into=_PERMISSION_SET,
        by=("permission_set_arn",),
        listed="ManagedPolicies",
        adjust=lambda found: {"": found.get("ManagedPolicyArn")},
    ),
)
