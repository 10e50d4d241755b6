"""Notebook instances, their scripts and repositories (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_SageMaker.html)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from modelkeep.adapters.iac.forms import Form, Identity
from modelkeep.adapters.iac.forms.lenses import Computed, Fixed, Text, Texts
from modelkeep.adapters.iac.forms.sagemaker_shared import REMOTE_CODE, SECRET, by_arn
from modelkeep.adapters.iac.properties import Properties
from modelkeep.core.documents import script_findings
from modelkeep.core.kinds.sagemaker import CodeRepository, NotebookInstance, NotebookInstanceLifecycleConfig


def _of_hooks(column: str, sample: str) -> Computed:
    """A column of `script_findings` over all hooks: None where none has any as far as the scripts are known, and some are not."""

    def read(properties: Properties) -> tuple[str, ...] | None:
        found: tuple[str, ...] = ()
        is_known = True
        for event in ("OnCreate", "OnStart"):
            hooks, complete = properties.each(event)
            is_known = is_known and complete
            for hook in hooks:
                try:
                    found += script_findings([(event, hook.text("Content", None) or "?")])[column]
                except ValueError:
                    is_known = False
        return found if found or is_known else None

    def turned(given: tuple[str, ...]) -> Mapping[str, Any]:
        return {"OnStart": [{"Content": base64.b64encode(sample.encode()).decode()}] if given else []}

    return Computed(read, turned, "OnStart")


FORMS = (
    Form(
        cfn_type="AWS::SageMaker::NotebookInstance",
        row=NotebookInstance,
        identity=Identity(
            arn="arn:{partition}:sagemaker:{region}:{account}:notebook-instance/{name}",
            name="NotebookInstanceName",
            ref="{arn}",
            attributes={"NotebookInstanceName": "{name}"},
        ),
        columns={
            "status": Fixed("InService"),
            "instance_type": Text("InstanceType"),
            "direct_internet_access": Text("DirectInternetAccess", "Enabled"),
            "root_access": Text("RootAccess", "Enabled"),
            "subnet_id": Text("SubnetId"),
            "security_groups": Texts("SecurityGroupIds"),
            "role_arn": Text("RoleArn"),
            "kms_key_id": Text("KmsKeyId"),
            "lifecycle_config_name": Text("LifecycleConfigName"),
            "default_code_repository": Text("DefaultCodeRepository"),
            "additional_code_repositories": Texts("AdditionalCodeRepositories"),
            "platform_identifier": Text("PlatformIdentifier", None),
            "minimum_instance_metadata_service_version": Text(
                "InstanceMetadataServiceConfiguration.MinimumInstanceMetadataServiceVersion", None
            ),
        },
    ),
    Form(
        cfn_type="AWS::SageMaker::NotebookInstanceLifecycleConfig",
        row=NotebookInstanceLifecycleConfig,
        identity=by_arn(
            "notebook-instance-lifecycle-config",
            "NotebookInstanceLifecycleConfigName",
            "NotebookInstanceLifecycleConfigArn",
        ),
        columns={
            "secrets": _of_hooks("secrets", f"export A={SECRET}"),
            "remote_code": _of_hooks("remote_code", REMOTE_CODE),
        },
    ),
    Form(
        cfn_type="AWS::SageMaker::CodeRepository",
        row=CodeRepository,
        identity=by_arn("code-repository", "CodeRepositoryName", "CodeRepositoryArn"),
        columns={"repository_url": Text("GitConfig.RepositoryUrl", None)},
    ),
)
