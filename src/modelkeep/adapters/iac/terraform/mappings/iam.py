"""AWS IAM: in CloudFormation, a principal has its policies as properties."""

from __future__ import annotations

from typing import Any

from modelkeep.adapters.iac.terraform.mapping import Converted

_POLICY = frozenset({"policy"})
_INLINE: dict[str, str | None] = {"name": "PolicyName", "name_prefix": None, "policy": "PolicyDocument"}
_PRINCIPALS = (("role", "RoleName"), ("user", "UserName"), ("group", "GroupName"))


def _arn(found: dict[str, Any]) -> dict[str, Any]:
    return {"": found.get("PolicyArn")}


def _groups(found: dict[str, Any]) -> dict[str, Any]:
    return {"": found.get("Groups")}


def _without_empty(found: dict[str, Any]) -> dict[str, Any]:
    """An empty inline_policy block says that there are none."""
    policies = found.get("Policies")
    return {**found, "Policies": [each for each in policies if each != {}]} if isinstance(policies, list) else found


def _inline(kind: str) -> Converted:
    return Converted(
        tf_type=f"aws_iam_{kind}_policy",
        cfn_type=f"AWS::IAM::{kind.capitalize()}",
        renames=_INLINE,
        documents=_POLICY,
        into=f"aws_iam_{kind}",
        by=(kind,),
        listed="Policies",
    )


def _attached(kind: str) -> Converted:
    return Converted(
        tf_type=f"aws_iam_{kind}_policy_attachment",
        cfn_type=f"AWS::IAM::{kind.capitalize()}",
        into=f"aws_iam_{kind}",
        by=(kind,),
        listed="ManagedPolicyArns",
        adjust=_arn,
    )


CONVERSIONS = (
    Converted(
        tf_type="aws_iam_role",
        cfn_type="AWS::IAM::Role", computed=frozenset({"inline_policy"}),
        renames={
            "name": "RoleName", "name_prefix": None, "assume_role_policy": "AssumeRolePolicyDocument",
            "force_detach_policies": None, "inline_policy": "Policies", "inline_policy.name": "PolicyName",
            "inline_policy.policy": "PolicyDocument",
        },
        documents=frozenset({"assume_role_policy", "inline_policy.policy"}),
        adjust=_without_empty,
    ),
    Converted(
        tf_type="aws_iam_user", cfn_type="AWS::IAM::User", renames={"name": "UserName", "force_destroy": None}
    ),
    Converted(tf_type="aws_iam_group", cfn_type="AWS::IAM::Group", renames={"name": "GroupName"}),
    Converted(
        tf_type="aws_iam_policy",
        cfn_type="AWS::IAM::ManagedPolicy",
        renames={"name": "ManagedPolicyName", "name_prefix": None, "policy": "PolicyDocument"},
        documents=_POLICY,
        gives={"id": "arn"},
    ),
    Converted(
        tf_type="aws_iam_policy_attachment",
        cfn_type="AWS::IAM::Role",
        renames={"name": None},
        into=" ".join(f"aws_iam_{kind}" for kind, _ in _PRINCIPALS),
        by=tuple(f"{kind}s" for kind, _ in _PRINCIPALS),
        listed="ManagedPolicyArns",
        adjust=_arn,
    ),
    Converted(
        tf_type="aws_iam_user_group_membership", cfn_type="AWS::IAM::User", into="aws_iam_user", by=("user",), listed="Groups",
        adjust=_groups,
    ),
    Converted(
        tf_type="aws_iam_group_membership", cfn_type="AWS::IAM::User", renames={"group": "Groups", "name": None},
        into="aws_iam_user", by=("users",), listed="Groups", adjust=_groups,
    ),
    *(_inline(kind) for kind, _ in _PRINCIPALS),
    *(_attached(kind) for kind, _ in _PRINCIPALS),
    Converted(
        tf_type="aws_iam_openid_connect_provider", cfn_type="AWS::IAM::OIDCProvider", gives={"id": "arn"}
    ),
    Converted(tf_type="aws_iam_saml_provider", cfn_type="AWS::IAM::SAMLProvider", gives={"id": "arn"}),
)  # fmt: skip
