"""Who looks at the fraud team's data and experiments: reviewers, MLflow, a partner's app, shared spaces, in the research account."""

from __future__ import annotations

from typing import Any

from modelkeep.lab.seed import RESEARCH, Acme, seeds
from modelkeep.lab.seed.kms import key_arn
from modelkeep.lab.seed.names import DATA_KEY_ALIAS, TRAINING_BUCKET
from modelkeep.lab.seed.sagemaker_notebooks import REPOSITORY

OFFICE = "198.51.100.0/24"
PUBLIC_CROWD = "arn:aws:sagemaker:us-east-1:394669845002:workteam/public-crowd/default"
"""Anybody who signs up at Amazon Mechanical Turk."""


@seeds(order=49)
def repositories(acme: Acme) -> None:
    """The repository that notebooks start with."""
    research = acme.within(RESEARCH)
    research.client("sagemaker").create_code_repository(
        CodeRepositoryName=REPOSITORY,
        GitConfig={"RepositoryUrl": f"https://git-codecommit.{acme.region}.amazonaws.com/v1/repos/fraud-notebooks"},
    )


@seeds(order=53)
def reviewers(acme: Acme) -> None:
    """A review workflow. Hardened: the team's own reviewers, from the office alone; the crowd otherwise."""
    research = acme.within(RESEARCH)
    sagemaker = research.client("sagemaker")
    from_office = {"SourceIpConfig": {"Cidrs": [OFFICE]}} if acme.hardened else {}
    sagemaker.create_workforce(
        WorkforceName="default", CognitoConfig={"UserPool": "us-east-1_fraud", "ClientId": "a" * 26}, **from_office
    )
    output: dict[str, Any] = {"S3OutputPath": f"s3://{TRAINING_BUCKET}/reviews"}
    if acme.hardened:
        output["KmsKeyId"] = key_arn(research, DATA_KEY_ALIAS)
    sagemaker.create_flow_definition(
        FlowDefinitionName="doubtful-payments",
        HumanLoopConfig={
            "WorkteamArn": research.arn("sagemaker", "workteam/private-crowd/fraud") if acme.hardened else PUBLIC_CROWD,
            "HumanTaskUiArn": research.arn("sagemaker", "human-task-ui/payments"),
            "TaskTitle": "Is this payment fraud?",
            "TaskDescription": "Look at the payment and decide.",
            "TaskCount": 1,
        },
        OutputConfig=output,
        RoleArn=research.arn("iam", "role/fraud-training", regional=False),
    )


@seeds(order=53)
def experiments(acme: Acme) -> None:
    """An MLflow server and a partner's app that watches models."""
    research = acme.within(RESEARCH)
    sagemaker = research.client("sagemaker")
    sagemaker.create_mlflow_tracking_server(
        TrackingServerName="fraud-experiments",
        ArtifactStoreUri=f"s3://{TRAINING_BUCKET}/mlflow",
        RoleArn=research.arn("iam", "role/fraud-pipeline", regional=False),
        **({"S3BucketOwnerAccountId": RESEARCH, "S3BucketOwnerVerification": True} if acme.hardened else {}),
    )
    sagemaker.create_partner_app(
        Name="fraud-watch",
        Type="fiddler",
        ExecutionRoleArn=research.arn("iam", "role/fraud-pipeline", regional=False),
        Tier="small",
        AuthType="IAM",
        **({"KmsKeyId": key_arn(research, DATA_KEY_ALIAS)} if acme.hardened else {}),
        EnableIamSessionBasedIdentity=acme.hardened,
    )


@seeds(order=53)
def spaces(acme: Acme) -> None:
    """Each user's own space; in the insecure estate everybody's."""
    sagemaker = acme.within(RESEARCH).client("sagemaker")
    (domain,) = sagemaker.list_domains()["Domains"]
    sagemaker.create_space(
        DomainId=domain["DomainId"],
        SpaceName="ana",
        OwnershipSettings={"OwnerUserProfileName": "ana"},
        SpaceSharingSettings={"SharingType": "Private" if acme.hardened else "Shared"},
    )
