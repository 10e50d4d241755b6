"""SageMaker Studio and pipelines (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_SageMaker.html)."""

from __future__ import annotations

import base64
import json
from typing import Any

from modelkeep.adapters.iac.forms import Form, Identity
from modelkeep.adapters.iac.forms.lenses import OwnReference, Text, Texts
from modelkeep.adapters.iac.forms.sagemaker_shared import (
    REMOTE_CODE,
    SECRET,
    by_name,
    from_text,
    idle_minutes,
)
from modelkeep.core.documents import pipeline_findings, script_findings
from modelkeep.core.kinds.sagemaker import Domain, Pipeline, Space, StudioLifecycleConfig, UserProfile


def _in_domain(noun: str, name: str, arn_attribute: str, ref: str) -> Identity:
    """Of what ARNs name after its domain, whose id a file rarely tells: what the file calls the resource stands for it."""
    return Identity(
        arn="arn:{partition}:sagemaker:{region}:{account}:" + noun + "/{label}/{name}",
        name=name,
        ref=ref,
        attributes={arn_attribute: "{arn}"},
    )


def _script(column: str) -> Any:
    sample = {"secrets": f"export A={SECRET}", "remote_code": REMOTE_CODE}[column]
    return from_text(
        "StudioLifecycleConfigContent",
        lambda text: script_findings([("script", text)])[column],
        lambda found: base64.b64encode((sample if found else "true").encode()).decode(),
    )


def _definition(column: str) -> Any:
    def written(value: Any) -> str:
        if column == "secrets":
            return json.dumps({"Steps": [], "Metadata": [SECRET] if value else []})
        step = {"Name": "r", "Type": "RegisterModel", "Arguments": {"ModelApprovalStatus": "Approved"}}
        return json.dumps({"Steps": [step] if value else []})

    return from_text("PipelineDefinition.PipelineDefinitionBody", lambda text: pipeline_findings(text)[column], written)


FORMS = (
    Form(
        cfn_type="AWS::SageMaker::Domain",
        row=Domain,
        identity=Identity(
            arn="arn:{partition}:sagemaker:{region}:{account}:domain/{label}",
            name="DomainName",
            ref="{label}",
            attributes={"DomainArn": "{arn}", "DomainId": "{label}"},
        ),
        columns={
            "domain_id": OwnReference(),
            "auth_mode": Text("AuthMode", None),
            "app_network_access_type": Text("AppNetworkAccessType", "PublicInternetOnly"),
            "kms_key_id": Text("KmsKeyId"),
            "vpc_id": Text("VpcId"),
            "subnet_ids": Texts("SubnetIds"),
            "default_execution_role": Text("DefaultUserSettings.ExecutionRole"),
            "execution_role_identity_config": Text("DomainSettings.ExecutionRoleIdentityConfig", "DISABLED"),
            "jupyter_lab_idle_minutes": idle_minutes("DefaultUserSettings.JupyterLabAppSettings", unset=0),
            "code_editor_idle_minutes": idle_minutes("DefaultUserSettings.CodeEditorAppSettings", unset=0),
        },
    ),
    Form(
        cfn_type="AWS::SageMaker::UserProfile",
        row=UserProfile,
        identity=_in_domain("user-profile", "UserProfileName", "UserProfileArn", "{name}|{label}"),
        columns={
            "domain_id": Text("DomainId", None),
            "execution_role": Text("UserSettings.ExecutionRole"),
            "jupyter_lab_idle_minutes": idle_minutes("UserSettings.JupyterLabAppSettings", unset=-1),
            "code_editor_idle_minutes": idle_minutes("UserSettings.CodeEditorAppSettings", unset=-1),
        },
    ),
    Form(
        cfn_type="AWS::SageMaker::Space",
        row=Space,
        identity=_in_domain("space", "SpaceName", "SpaceArn", "{label}|{name}"),
        columns={
            "domain_id": Text("DomainId", None),
            "sharing_type": Text("SpaceSharingSettings.SharingType", None),
            "owner_user_profile_name": Text("OwnershipSettings.OwnerUserProfileName"),
        },
    ),
    Form(
        cfn_type="AWS::SageMaker::StudioLifecycleConfig",
        row=StudioLifecycleConfig,
        identity=by_name("studio-lifecycle-config", "StudioLifecycleConfigName", "StudioLifecycleConfigArn"),
        columns={"secrets": _script("secrets"), "remote_code": _script("remote_code")},
    ),
    Form(
        cfn_type="AWS::SageMaker::Pipeline",
        row=Pipeline,
        identity=by_name("pipeline", "PipelineName"),
        columns={
            "role_arn": Text("RoleArn"),
            "approves_models": _definition("approves_models"),
            "secrets": _definition("secrets"),
        },
    ),
)
