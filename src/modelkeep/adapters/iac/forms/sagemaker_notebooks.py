"""Notebook instances (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_SageMaker.html)."""

from __future__ import annotations

from modelkeep.adapters.iac.forms import Form, Identity
from modelkeep.adapters.iac.forms.lenses import Fixed, Text, Texts
from modelkeep.core.kinds.sagemaker import NotebookInstance

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
)
