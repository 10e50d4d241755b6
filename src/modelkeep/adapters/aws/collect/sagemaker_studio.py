"""SageMaker Studio: domains, user profiles, lifecycle scripts, pipelines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.collect.sagemaker_replies import MODIFIED, Listing, describe_all
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.documents import pipeline_findings, script_findings
from modelkeep.core.kinds.sagemaker import Domain, Pipeline, Space, StudioLifecycleConfig, UserProfile


@collector(Domain)
async def domains(aws: Reader) -> None:
    """ListDomains, then DescribeDomain for each."""

    async def describe(listed: tuple[str, str, str]) -> None:
        arn, name, domain_id = listed
        stub = Domain(arn=arn, name=name, domain_id=domain_id)
        await aws.get("sagemaker:DescribeDomain", arn, _domain, unread=stub, DomainId=domain_id)

    found = await aws.list(
        "sagemaker:ListDomains",
        "Domains",
        lambda item: (str(item["DomainArn"]), str(item["DomainName"]), str(item["DomainId"])),
    )
    await aws.each(found, describe)


@collector(UserProfile)
async def user_profiles(aws: Reader) -> None:
    """ListUserProfiles of all domains, then DescribeUserProfile for each. The list does not say ARNs."""

    async def describe(listed: tuple[str, str]) -> None:
        domain_id, name = listed
        arn = f"arn:{aws.partition}:sagemaker:{aws.region}:{aws.account}:user-profile/{domain_id}/{name.lower()}"
        await aws.get(
            "sagemaker:DescribeUserProfile",
            arn,
            lambda reply: _user_profile(reply, arn),
            unread=UserProfile(arn=arn, name=name, domain_id=domain_id),
            DomainId=domain_id,
            UserProfileName=name,
        )

    found = await aws.list(
        "sagemaker:ListUserProfiles",
        "UserProfiles",
        lambda item: (str(item["DomainId"]), str(item["UserProfileName"])),
    )
    await aws.each(found, describe)


@collector(Space)
async def spaces(aws: Reader) -> None:
    """ListSpaces of all domains. The list does not say ARNs."""

    def parse(item: Reply) -> Space:
        domain_id, name = item["DomainId"], item["SpaceName"]
        return Space(
            arn=f"arn:{aws.partition}:sagemaker:{aws.region}:{aws.account}:space/{domain_id}/{name.lower()}",
            name=name,
            domain_id=domain_id,
            sharing_type=(item.get("SpaceSharingSettingsSummary") or {}).get("SharingType"),
            owner_user_profile_name=(item.get("OwnershipSettingsSummary") or {}).get("OwnerUserProfileName", ""),
        )

    await aws.list("sagemaker:ListSpaces", "Spaces", parse)


@collector(StudioLifecycleConfig)
async def studio_lifecycle_configs(aws: Reader) -> None:
    """ListStudioLifecycleConfigs, then DescribeStudioLifecycleConfig for each."""
    await describe_all(aws, _LIFECYCLE_CONFIGS, jobs=False)


@collector(Pipeline)
async def pipelines(aws: Reader) -> None:
    """ListPipelines, then DescribePipeline for each."""
    await describe_all(aws, _PIPELINES, jobs=False)


def _domain(reply: Reply) -> Domain:
    settings = reply.get("DomainSettings") or {}
    defaults = reply.get("DefaultUserSettings") or {}
    return Domain(
        arn=reply["DomainArn"],
        name=reply["DomainName"],
        domain_id=reply["DomainId"],
        auth_mode=reply["AuthMode"],
        app_network_access_type=reply.get("AppNetworkAccessType"),
        kms_key_id=reply.get("KmsKeyId") or reply.get("HomeEfsFileSystemKmsKeyId") or "",
        vpc_id=reply.get("VpcId") or "",
        subnet_ids=tuple(reply.get("SubnetIds") or ()),
        default_execution_role=defaults.get("ExecutionRole") or "",
        execution_role_identity_config=settings.get("ExecutionRoleIdentityConfig") or "DISABLED",
        jupyter_lab_idle_minutes=_idle_minutes(defaults.get("JupyterLabAppSettings"), unset=0),
        code_editor_idle_minutes=_idle_minutes(defaults.get("CodeEditorAppSettings"), unset=0),
    )


def _idle_minutes(application: Mapping[str, Any] | None, *, unset: int) -> int | None:
    """After how many idle minutes an application is stopped; None where it is, but not said when.

    Idle shutdown is off until an administrator turns it on
    (https://docs.aws.amazon.com/sagemaker/latest/dg/studio-updated-idle-shutdown-setup.html).
    """
    idle = ((application or {}).get("AppLifecycleManagement") or {}).get("IdleSettings") or {}
    match idle.get("LifecycleManagement"):
        case None:
            return unset
        case "ENABLED":
            minutes = idle.get("IdleTimeoutInMinutes")
            return None if minutes is None else int(minutes)
        case _:
            return 0


def _user_profile(reply: Reply, arn: str) -> UserProfile:
    settings = reply.get("UserSettings") or {}
    return UserProfile(
        arn=arn,
        name=reply["UserProfileName"],
        domain_id=reply["DomainId"],
        execution_role=settings.get("ExecutionRole") or "",
        jupyter_lab_idle_minutes=_idle_minutes(settings.get("JupyterLabAppSettings"), unset=-1),
        code_editor_idle_minutes=_idle_minutes(settings.get("CodeEditorAppSettings"), unset=-1),
    )


def _studio_lifecycle_config(reply: Reply) -> StudioLifecycleConfig:
    return StudioLifecycleConfig(
        arn=reply["StudioLifecycleConfigArn"],
        name=reply["StudioLifecycleConfigName"],
        **script_findings([("script", reply["StudioLifecycleConfigContent"])]),
    )


def _pipeline(reply: Reply) -> Pipeline:
    return Pipeline(
        arn=reply["PipelineArn"],
        name=reply["PipelineName"],
        role_arn=reply["RoleArn"],
        **pipeline_findings(reply["PipelineDefinition"]),
    )


_LIFECYCLE_CONFIGS = Listing(
    lists="ListStudioLifecycleConfigs",
    key="StudioLifecycleConfigs",
    arn="StudioLifecycleConfigArn",
    name="StudioLifecycleConfigName",
    describes="DescribeStudioLifecycleConfig",
    parameter="StudioLifecycleConfigName",
    row=StudioLifecycleConfig,
    parse=_studio_lifecycle_config,
    dated=MODIFIED,
)
_PIPELINES = Listing(
    lists="ListPipelines",
    key="PipelineSummaries",
    arn="PipelineArn",
    name="PipelineName",
    describes="DescribePipeline",
    parameter="PipelineName",
    row=Pipeline,
    parse=_pipeline,
)
