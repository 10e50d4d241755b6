"""Notebook instances and the scripts that run on them."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.collect.sagemaker_replies import MODIFIED, Listing, describe_all
from modelkeep.adapters.aws.keep import Dated
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.documents import script_findings
from modelkeep.core.kinds.sagemaker import CodeRepository, NotebookInstance, NotebookInstanceLifecycleConfig


@collector(NotebookInstance)
async def notebook_instances(aws: Reader) -> None:
    """ListNotebookInstances, then DescribeNotebookInstance for each."""
    await describe_all(aws, _NOTEBOOKS, jobs=False)


@collector(NotebookInstanceLifecycleConfig)
async def notebook_lifecycle_configs(aws: Reader) -> None:
    """ListNotebookInstanceLifecycleConfigs, then DescribeNotebookInstanceLifecycleConfig for each."""
    await describe_all(aws, _LIFECYCLE_CONFIGS, jobs=False)


@collector(CodeRepository)
async def code_repositories(aws: Reader) -> None:
    """ListCodeRepositories."""
    await aws.list(
        "sagemaker:ListCodeRepositories",
        "CodeRepositorySummaryList",
        lambda item: CodeRepository(
            arn=item["CodeRepositoryArn"],
            name=item["CodeRepositoryName"],
            repository_url=(item.get("GitConfig") or {}).get("RepositoryUrl"),
        ),
    )


def _notebook_instance(reply: Reply) -> NotebookInstance:
    metadata = reply.get("InstanceMetadataServiceConfiguration") or {}
    return NotebookInstance(
        arn=reply["NotebookInstanceArn"],
        name=reply["NotebookInstanceName"],
        status=reply["NotebookInstanceStatus"],
        instance_type=reply.get("InstanceType"),
        direct_internet_access=reply.get("DirectInternetAccess"),
        root_access=reply.get("RootAccess"),
        subnet_id=reply.get("SubnetId") or "",
        security_groups=tuple(reply.get("SecurityGroups") or ()),
        role_arn=reply.get("RoleArn"),
        kms_key_id=reply.get("KmsKeyId") or "",
        lifecycle_config_name=reply.get("NotebookInstanceLifecycleConfigName") or "",
        default_code_repository=reply.get("DefaultCodeRepository") or "",
        additional_code_repositories=tuple(reply.get("AdditionalCodeRepositories") or ()),
        platform_identifier=reply.get("PlatformIdentifier"),
        minimum_instance_metadata_service_version=metadata.get("MinimumInstanceMetadataServiceVersion"),
        last_modified_time=reply.get("LastModifiedTime"),
    )


def _lifecycle_config(reply: Reply) -> NotebookInstanceLifecycleConfig:
    hooks = [(event, hook["Content"]) for event in ("OnCreate", "OnStart") for hook in reply.get(event) or ()]
    return NotebookInstanceLifecycleConfig(
        arn=reply["NotebookInstanceLifecycleConfigArn"],
        name=reply["NotebookInstanceLifecycleConfigName"],
        **script_findings(hooks),
    )


_NOTEBOOKS = Listing(
    lists="ListNotebookInstances",
    key="NotebookInstances",
    arn="NotebookInstanceArn",
    name="NotebookInstanceName",
    describes="DescribeNotebookInstance",
    parameter="NotebookInstanceName",
    row=NotebookInstance,
    parse=_notebook_instance,
    dated=Dated(("CreationTime", "LastModifiedTime"), "NotebookInstanceStatus", frozenset({"InService", "Stopped"})),
)
_LIFECYCLE_CONFIGS = Listing(
    lists="ListNotebookInstanceLifecycleConfigs",
    key="NotebookInstanceLifecycleConfigs",
    arn="NotebookInstanceLifecycleConfigArn",
    name="NotebookInstanceLifecycleConfigName",
    describes="DescribeNotebookInstanceLifecycleConfig",
    parameter="NotebookInstanceLifecycleConfigName",
    row=NotebookInstanceLifecycleConfig,
    parse=_lifecycle_config,
    dated=MODIFIED,
)
