"""Spaces, repositories, human review, MLflow and partner apps in the lab, with ECR's signing and AWS Backup: AWS's shapes."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.unit.lab import shapes
from tests.unit.lab.shapes import Checked

from modelkeep.lab.server import LabServer

ROLE = "arn:aws:iam::123456789012:role/people"
TEAM = "arn:aws:sagemaker:eu-west-1:123456789012:workteam/private-crowd/team"
LOOP: dict[str, Any] = {
    "WorkteamArn": TEAM, "HumanTaskUiArn": "arn:aws:sagemaker:eu-west-1:123456789012:human-task-ui/ui",
    "TaskTitle": "Look", "TaskDescription": "Look.", "TaskCount": 1,
}  # fmt: skip


def client(lab: LabServer, service: str) -> Checked:
    return shapes.client(lab, service, "eu-west-1")


def test_spaces_and_repositories_are_listed(lab: LabServer) -> None:
    call = client(lab, "sagemaker")
    call(
        "CreateSpace", DomainId="d-1", SpaceName="ana", SpaceSharingSettings={"SharingType": "Private"},
        OwnershipSettings={"OwnerUserProfileName": "ana"},
    )  # fmt: skip
    (space,) = call("ListSpaces")["Spaces"]
    assert space["SpaceSharingSettingsSummary"] == {"SharingType": "Private"}
    call("CreateCodeRepository", CodeRepositoryName="own", GitConfig={"RepositoryUrl": "https://git.example.com/own"})
    (repository,) = call("ListCodeRepositories")["CodeRepositorySummaryList"]
    assert repository["GitConfig"]["RepositoryUrl"] == "https://git.example.com/own"


def test_reviews_and_their_workforce_are_described(lab: LabServer) -> None:
    call = client(lab, "sagemaker")
    output = {"S3OutputPath": "s3://reviews/out"}
    call("CreateFlowDefinition", FlowDefinitionName="flow", HumanLoopConfig=LOOP, OutputConfig=output, RoleArn=ROLE)
    (listed,) = call("ListFlowDefinitions")["FlowDefinitionSummaries"]
    described = call("DescribeFlowDefinition", FlowDefinitionName="flow")
    assert listed["FlowDefinitionArn"] == described["FlowDefinitionArn"]
    assert described["HumanLoopConfig"]["WorkteamArn"] == TEAM
    call("CreateWorkforce", WorkforceName="default", CognitoConfig={"UserPool": "eu-west-1_a", "ClientId": "a"})
    (workforce,) = call("ListWorkforces")["Workforces"]
    assert workforce["SourceIpConfig"] == {"Cidrs": []}


def test_mlflow_servers_and_partner_apps_are_described(lab: LabServer) -> None:
    call = client(lab, "sagemaker")
    call("CreateMlflowTrackingServer", TrackingServerName="runs", ArtifactStoreUri="s3://runs/a", RoleArn=ROLE)
    (listed,) = call("ListMlflowTrackingServers")["TrackingServerSummaries"]
    described = call("DescribeMlflowTrackingServer", TrackingServerName="runs")
    assert listed["TrackingServerArn"] == described["TrackingServerArn"]
    assert described["S3BucketOwnerVerification"] is False
    arn = call(
        "CreatePartnerApp", Name="watch", Type="fiddler", ExecutionRoleArn=ROLE, Tier="small", AuthType="IAM"
    )["Arn"]  # fmt: skip
    assert [each["Arn"] for each in call("ListPartnerApps")["Summaries"]] == [arn]
    assert call("DescribePartnerApp", Arn=arn)["EnableIamSessionBasedIdentity"] is False


def test_a_registry_signs_nothing_until_it_is_told_to(lab: LabServer) -> None:
    call = client(lab, "ecr")
    with pytest.raises(ClientError, match="SigningConfigurationNotFoundException"):
        call("GetSigningConfiguration")
    profile = "arn:aws:signer:eu-west-1:123456789012:/signing-profiles/models"
    call("PutSigningConfiguration", signingConfiguration={"rules": [{"signingProfileArn": profile}]})
    assert call("GetSigningConfiguration")["signingConfiguration"]["rules"] == [{"signingProfileArn": profile}]


def test_what_was_backed_up_is_protected(lab: LabServer) -> None:
    call = client(lab, "backup")
    call("StartBackupJob", BackupVaultName="vault", ResourceArn="arn:aws:s3:::models", IamRoleArn=ROLE)
    (protected,) = call("ListProtectedResources")["Results"]
    assert protected["ResourceArn"] == "arn:aws:s3:::models"
