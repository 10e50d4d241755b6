"""Notebook instances and their lifecycle configurations."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.sagemaker import NotebookInstance


@collector(NotebookInstance)
async def notebook_instances(aws: Reader) -> None:
    """ListNotebookInstances, then DescribeNotebookInstance for each."""

    async def describe(listed: tuple[str, str]) -> None:
        arn, name = listed
        await aws.get(
            "sagemaker:DescribeNotebookInstance",
            arn,
            _notebook_instance,
            unread=NotebookInstance(arn=arn, name=name),
            NotebookInstanceName=name,
        )

    listed = await aws.list(
        "sagemaker:ListNotebookInstances",
        "NotebookInstances",
        lambda item: (str(item["NotebookInstanceArn"]), str(item["NotebookInstanceName"])),
    )
    await aws.each(listed, describe)


def _notebook_instance(reply: Reply) -> NotebookInstance:
    metadata = reply.get("InstanceMetadataServiceConfiguration", {})
    return NotebookInstance(
        arn=reply["NotebookInstanceArn"],
        name=reply["NotebookInstanceName"],
        status=reply["NotebookInstanceStatus"],
        instance_type=reply.get("InstanceType"),
        direct_internet_access=reply.get("DirectInternetAccess"),
        root_access=reply.get("RootAccess"),
        subnet_id=reply.get("SubnetId", ""),
        security_groups=tuple(reply.get("SecurityGroups", ())),
        role_arn=reply.get("RoleArn"),
        kms_key_id=reply.get("KmsKeyId", ""),
        lifecycle_config_name=reply.get("NotebookInstanceLifecycleConfigName", ""),
        default_code_repository=reply.get("DefaultCodeRepository", ""),
        platform_identifier=reply.get("PlatformIdentifier"),
        minimum_instance_metadata_service_version=metadata.get("MinimumInstanceMetadataServiceVersion"),
    )
