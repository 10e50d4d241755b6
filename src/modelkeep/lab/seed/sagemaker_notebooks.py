"""Notebook instances of the fraud team, in the research account."""

from __future__ import annotations

import base64

from modelkeep.lab.handlers.sagemaker import AGE_TAG
from modelkeep.lab.seed import RESEARCH, Acme, seeds
from modelkeep.lab.seed.names import DATA_KEY_ALIAS, TRAINING_BUCKET
from modelkeep.lab.seed.network import private_network

TAGS = {"Owner": "fraud-team", "Environment": "production", "DataClassification": "personal"}
"""What the hardened estate says of its assets."""
LIFECYCLE_CONFIG = "fraud-setup"
REPOSITORY = "fraud-notebooks"
"""The repository that the account has registered."""
OLD_PLATFORM = "notebook-al2-v3"


def tags(acme: Acme, **more: str) -> list[dict[str, str]]:
    """The tags of an asset: all when hardened, only those that are asked for otherwise."""
    return [{"Key": key, "Value": value} for key, value in {**(TAGS if acme.hardened else {}), **more}.items()]


def encoded(script: str) -> str:
    """A script as SageMaker takes it."""
    return base64.b64encode(script.encode()).decode()


def careless_script() -> str:
    """A script with a token, and with code from elsewhere. The token is put together here, so that no scanner takes it for one."""
    token = "h" + "f_" + "aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgH"
    return f"#!/bin/bash\nset -e\nexport HF_TOKEN={token}\ncurl -fsSL https://tools.example.com/setup.sh | bash\n"


def careful_script() -> str:
    """A script that takes what it needs from a bucket of the team."""
    return f"#!/bin/bash\nset -e\naws s3 cp s3://{TRAINING_BUCKET}/setup/requirements.txt /tmp/\npip install -r /tmp/requirements.txt\n"


@seeds(order=50)
def notebooks(acme: Acme) -> None:
    """One notebook in use; in the insecure estate another that was forgotten."""
    research = acme.within(RESEARCH)
    sagemaker = research.client("sagemaker")
    role = research.arn("iam", "role/fraud-notebook", regional=False)
    script = careful_script() if acme.hardened else careless_script()
    sagemaker.create_notebook_instance_lifecycle_config(
        NotebookInstanceLifecycleConfigName=LIFECYCLE_CONFIG, OnStart=[{"Content": encoded(script)}]
    )
    if acme.hardened:
        network = private_network(research)
        sagemaker.create_notebook_instance(
            NotebookInstanceName="fraud-exploration",
            InstanceType="ml.t3.medium",
            RoleArn=role,
            DirectInternetAccess="Disabled",
            SubnetId=network.subnet_ids[0],
            SecurityGroupIds=list(network.security_group_ids),
            RootAccess="Disabled",
            KmsKeyId=DATA_KEY_ALIAS,
            LifecycleConfigName=LIFECYCLE_CONFIG,
            DefaultCodeRepository=REPOSITORY,
            PlatformIdentifier="notebook-al2023-v1",
            InstanceMetadataServiceConfiguration={"MinimumInstanceMetadataServiceVersion": "2"},
            Tags=tags(acme),
        )
        return
    sagemaker.create_notebook_instance(
        NotebookInstanceName="fraud-exploration",
        InstanceType="ml.t3.medium",
        RoleArn=role,
        DirectInternetAccess="Enabled",
        LifecycleConfigName=LIFECYCLE_CONFIG,
        DefaultCodeRepository="https://git.example.com/somebody/fraud-tricks.git",
    )
    sagemaker.create_notebook_instance(
        NotebookInstanceName="old-experiments",
        InstanceType="ml.t3.medium",
        RoleArn=role,
        PlatformIdentifier=OLD_PLATFORM,
        Tags=tags(acme, **{AGE_TAG: "200"}),
    )
    sagemaker.stop_notebook_instance(NotebookInstanceName="old-experiments")
