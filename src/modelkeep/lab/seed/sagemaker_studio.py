"""SageMaker Studio of the fraud team, in the research account, and the pipeline that trains the model."""

from __future__ import annotations

import json
from typing import Any

from modelkeep.lab.seed import RESEARCH, Acme, seeds
from modelkeep.lab.seed.iam import SAGEMAKER
from modelkeep.lab.seed.iam_policies import least_privilege, running_trust
from modelkeep.lab.seed.names import DATA_KEY_ALIAS
from modelkeep.lab.seed.network import private_network
from modelkeep.lab.seed.sagemaker_notebooks import careful_script, careless_script, encoded, tags

USERS = ("ana", "ben")
MODEL_GROUP = "fraud-scoring"


@seeds(order=51)
def studio(acme: Acme) -> None:
    """A domain with two users. Hardened: each has a role of their own."""
    research = acme.within(RESEARCH)
    sagemaker = research.client("sagemaker")
    network = private_network(research)
    shared_role = research.arn("iam", "role/studio-default", regional=False)
    strict: dict[str, Any] = {"AuthMode": "IAM"}
    if acme.hardened:
        strict = {"AuthMode": "SSO", "AppNetworkAccessType": "VpcOnly", "KmsKeyId": DATA_KEY_ALIAS}
    sagemaker.create_domain(
        DomainName="fraud-team",
        DefaultUserSettings={
            "ExecutionRole": shared_role,
            "SecurityGroups": list(network.security_group_ids),
            **(_stops_when_idle() if acme.hardened else {}),
        },
        SubnetIds=list(network.subnet_ids),
        VpcId=network.vpc_id,
        DomainSettings={"ExecutionRoleIdentityConfig": "USER_PROFILE_NAME" if acme.hardened else "DISABLED"},
        Tags=tags(acme),
        **strict,
    )
    (domain,) = sagemaker.list_domains()["Domains"]
    for user in USERS:
        own = {"UserSettings": {"ExecutionRole": _own_role(research, user)}} if acme.hardened else {}
        sagemaker.create_user_profile(DomainId=domain["DomainId"], UserProfileName=user, **own)
    sagemaker.create_studio_lifecycle_config(
        StudioLifecycleConfigName="jupyter-setup",
        StudioLifecycleConfigContent=encoded(careful_script() if acme.hardened else careless_script()),
        StudioLifecycleConfigAppType="JupyterLab",
    )


@seeds(order=51)
def pipeline(acme: Acme) -> None:
    """What trains and registers the model. Insecure: it approves its own models and carries a password."""
    research = acme.within(RESEARCH)
    password = {} if acme.hardened else {"WAREHOUSE_PASSWORD": "corre" + "cthorse7"}
    steps = [
        {"Name": "Train", "Type": "Training", "Arguments": {"Environment": password}},
        {
            "Name": "Register",
            "Type": "RegisterModel",
            "Arguments": {
                "ModelPackageGroupName": MODEL_GROUP,
                "ModelApprovalStatus": "PendingManualApproval" if acme.hardened else "Approved",
            },
        },
    ]
    research.client("sagemaker").create_pipeline(
        PipelineName="fraud-scoring-training",
        PipelineDefinition=json.dumps({"Version": "2020-12-01", "Parameters": [], "Steps": steps}),
        RoleArn=research.arn("iam", "role/fraud-pipeline", regional=False),
        ClientRequestToken="a" * 32,
        Tags=tags(acme),
    )


def _stops_when_idle() -> dict[str, Any]:
    idle = {"IdleSettings": {"LifecycleManagement": "ENABLED", "IdleTimeoutInMinutes": 60}}
    return {app: {"AppLifecycleManagement": idle} for app in ("JupyterLabAppSettings", "CodeEditorAppSettings")}


def _own_role(acme: Acme, user: str) -> str:
    iam = acme.client("iam")
    role = iam.create_role(
        RoleName=f"studio-{user}",
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [running_trust(acme, SAGEMAKER)]}),
    )["Role"]
    iam.put_role_policy(
        RoleName=f"studio-{user}",
        PolicyName="least-privilege",
        PolicyDocument=json.dumps({
            "Version": "2012-10-17",
            "Statement": list(least_privilege(acme, "fraud-notebook")),
        }),
    )  # fmt: skip
    return str(role["Arn"])
