"""Models in containers: a service on ECS, a cluster on EKS."""

from __future__ import annotations

from typing import Any

from modelkeep.lab.seed import PRODUCTION, Acme, seeds
from modelkeep.lab.seed.images import image_uri
from modelkeep.lab.seed.kms import key_arn
from modelkeep.lab.seed.names import MODELS_KEY_ALIAS
from modelkeep.lab.seed.network import private_network

CLUSTER = "acme-serving"


@seeds(order=42)
def service(acme: Acme) -> None:
    """An embedding server with a GPU. Insecure: privileged, writable, by tag, with a token in its environment."""
    production = acme.within(PRODUCTION)
    ecs = production.client("ecs")
    network = private_network(production)
    ecs.create_cluster(clusterName=CLUSTER)
    container: dict[str, Any] = {
        "name": "embedding",
        "image": image_uri(production),
        "memory": 4096,
        "essential": True,
        "privileged": not acme.hardened,
        "readonlyRootFilesystem": acme.hardened,
        "resourceRequirements": [{"type": "GPU", "value": "1"}],
    }
    if acme.hardened:
        token = production.arn("secretsmanager", "secret:model-hub")
        container["secrets"] = [{"name": "MODEL_HUB_TOKEN", "valueFrom": token}]
    else:
        container["environment"] = [{"name": "MODEL_HUB_PASSWORD", "value": "Tr1ckyBadger"}]
    role = production.arn("iam", "role/scoring-task", regional=False)
    ecs.register_task_definition(
        family="embedding",
        networkMode="awsvpc",
        taskRoleArn=role,
        executionRoleArn=role,
        containerDefinitions=[container],
    )
    ecs.create_service(
        cluster=CLUSTER,
        serviceName="embedding",
        taskDefinition="embedding",
        desiredCount=1,
        networkConfiguration={
            "awsvpcConfiguration": {
                "subnets": list(network.subnet_ids),
                "securityGroups": list(network.security_group_ids),
                "assignPublicIp": "DISABLED",
            }
        },
    )


@seeds(order=43)
def cluster(acme: Acme) -> None:
    """A Kubernetes cluster for language models. Insecure: its API is open to the internet and nothing is logged."""
    production = acme.within(PRODUCTION)
    network = private_network(production)
    own_key: dict[str, Any] = {}
    if acme.hardened:
        key = {"keyArn": key_arn(production, MODELS_KEY_ALIAS)}
        own_key["encryptionConfig"] = [{"resources": ["secrets"], "provider": key}]
    production.client("eks").create_cluster(
        name="acme-llm",
        roleArn=production.arn("iam", "role/scoring-task", regional=False),
        resourcesVpcConfig={
            "subnetIds": list(network.subnet_ids),
            "securityGroupIds": list(network.security_group_ids),
            "endpointPublicAccess": not acme.hardened,
            "endpointPrivateAccess": acme.hardened,
        },
        logging={"clusterLogging": [{"types": ["api", "audit", "authenticator"], "enabled": acme.hardened}]},
        tags={"modelkeep:ai": "true"},
        **own_key,
    )
