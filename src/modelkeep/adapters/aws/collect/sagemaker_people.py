"""SageMaker where people look at data and experiments: human review, MLflow, partner AI apps."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.collect.sagemaker_replies import Listing, describe_all
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.sagemaker_people import FlowDefinition, MlflowTrackingServer, PartnerApp, Workforce


@collector(FlowDefinition)
async def flow_definitions(aws: Reader) -> None:
    """ListFlowDefinitions, then DescribeFlowDefinition for each."""
    await describe_all(aws, _FLOWS, jobs=False)


@collector(Workforce)
async def workforces(aws: Reader) -> None:
    """ListWorkforces, which tells all."""
    await aws.list("sagemaker:ListWorkforces", "Workforces", _workforce)


@collector(MlflowTrackingServer)
async def mlflow_tracking_servers(aws: Reader) -> None:
    """ListMlflowTrackingServers, then DescribeMlflowTrackingServer for each."""
    await describe_all(aws, _MLFLOW, jobs=False)


@collector(PartnerApp)
async def partner_apps(aws: Reader) -> None:
    """ListPartnerApps, then DescribePartnerApp for each, by ARN."""

    async def describe(listed: tuple[str, str]) -> None:
        arn, name = listed
        await aws.get("sagemaker:DescribePartnerApp", arn, _partner_app, unread=PartnerApp(arn=arn, name=name), Arn=arn)

    found = await aws.list("sagemaker:ListPartnerApps", "Summaries", lambda item: (str(item["Arn"]), str(item["Name"])))
    await aws.each(found, describe)


def _flow_definition(reply: Reply) -> FlowDefinition:
    output = reply["OutputConfig"]
    return FlowDefinition(
        arn=reply["FlowDefinitionArn"],
        name=reply["FlowDefinitionName"],
        workteam_arn=(reply.get("HumanLoopConfig") or {}).get("WorkteamArn"),
        output_s3_path=output["S3OutputPath"],
        output_kms_key_id=output.get("KmsKeyId", ""),
        role_arn=reply["RoleArn"],
    )


def _workforce(item: Reply) -> Workforce:
    return Workforce(
        arn=item["WorkforceArn"],
        name=item["WorkforceName"],
        source_ip_cidrs=tuple((item.get("SourceIpConfig") or {}).get("Cidrs", ())),
        vpc_id=(item.get("WorkforceVpcConfig") or {}).get("VpcId", ""),
        cognito_user_pool_id=(item.get("CognitoConfig") or {}).get("UserPool", ""),
    )


def _mlflow_tracking_server(reply: Reply) -> MlflowTrackingServer:
    return MlflowTrackingServer(
        arn=reply["TrackingServerArn"],
        name=reply["TrackingServerName"],
        role_arn=reply.get("RoleArn"),
        artifact_store_uri=reply.get("ArtifactStoreUri"),
        s3_bucket_owner_verification=reply.get("S3BucketOwnerVerification"),
        is_active=None if reply.get("IsActive") is None else reply["IsActive"] == "Active",
    )


def _partner_app(reply: Reply) -> PartnerApp:
    return PartnerApp(
        arn=reply["Arn"],
        name=reply["Name"],
        application_type=reply.get("Type"),
        execution_role_arn=reply.get("ExecutionRoleArn"),
        kms_key_id=reply.get("KmsKeyId", ""),
        auth_type=reply.get("AuthType"),
        enable_iam_session_based_identity=reply.get("EnableIamSessionBasedIdentity"),
    )


_FLOWS = Listing(
    lists="ListFlowDefinitions",
    key="FlowDefinitionSummaries",
    arn="FlowDefinitionArn",
    name="FlowDefinitionName",
    describes="DescribeFlowDefinition",
    parameter="FlowDefinitionName",
    row=FlowDefinition,
    parse=_flow_definition,
)
_MLFLOW = Listing(
    lists="ListMlflowTrackingServers",
    key="TrackingServerSummaries",
    arn="TrackingServerArn",
    name="TrackingServerName",
    describes="DescribeMlflowTrackingServer",
    parameter="TrackingServerName",
    row=MlflowTrackingServer,
    parse=_mlflow_tracking_server,
)
