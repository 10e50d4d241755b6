"""ECS and EKS: which task definitions are read, and what becomes of containers and clusters."""

from __future__ import annotations

from typing import Any

from tests.fakes.collecting import collect

from modelkeep.adapters.aws.collect import ecs
from modelkeep.adapters.aws.collect.ecs import _task_definition
from modelkeep.adapters.aws.collect.eks import _cluster
from modelkeep.core.kinds.ecs import ContainerDefinition, Service, TaskDefinition
from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer

REGION = "eu-south-2"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzexample00"
"""Made up, to be found."""


def test_services_are_described_by_tens_and_only_what_they_run_is_read() -> None:
    with LabServer() as lab:
        client = Acme(lab.url, hardened=False, region=REGION).client("ecs")
        client.create_cluster(clusterName="serving")
        container = {"name": "server", "image": "repo:1", "memory": 128}
        for _ in range(2):
            client.register_task_definition(family="server", containerDefinitions=[container])
        for number in range(12):
            client.create_service(
                cluster="serving", serviceName=f"s{number}", taskDefinition="server:2", desiredCount=1
            )
        journal = collect(lab.url, ecs.services, region=REGION)
    assert len([row for row in journal.rows if isinstance(row, Service)]) == 12
    assert [row.name for row in journal.rows if isinstance(row, TaskDefinition)] == ["server:2"]
    assert len([key for key in journal.entries if key[0] == "ecs:DescribeServices"]) == 2


def containers(*definitions: dict[str, Any]) -> list[ContainerDefinition]:
    item = {"taskDefinitionArn": "task", "family": "f", "revision": 1, "containerDefinitions": list(definitions)}
    return [row for row in _task_definition({"taskDefinition": item}) if isinstance(row, ContainerDefinition)]


def test_gpus_and_neuron_devices_are_accelerators() -> None:
    gpu = {"name": "a", "image": "i", "resourceRequirements": [{"type": "GPU", "value": "2"}]}
    neuron = {"name": "b", "image": "i", "linuxParameters": {"devices": [{"hostPath": "/dev/neuron0"}]}}
    plain = {"name": "c", "image": "i", "linuxParameters": {"devices": [{"hostPath": "/dev/fuse"}]}}
    assert [row.accelerators for row in containers(gpu, neuron, plain)] == [1, 1, 0]


def test_what_a_container_leaves_out_is_what_ecs_documents() -> None:
    (row,) = containers({"name": "a", "image": "i"})
    assert (row.privileged, row.readonly_root_filesystem, row.environment_secret_names) == (False, False, ())


def test_values_of_the_environment_stay_out_of_rows() -> None:
    definition = {"name": "a", "image": "i", "environment": [{"name": "DB_PASSWORD", "value": SECRET}]}
    (row,) = containers(definition)
    assert row.environment_secret_names == ("DB_PASSWORD",)
    assert SECRET not in repr(row)


def test_a_cluster_with_its_logs_and_key() -> None:
    reply = {
        "cluster": {
            "arn": "cluster",
            "name": "llm",
            "resourcesVpcConfig": {
                "endpointPublicAccess": True,
                "publicAccessCidrs": ["0.0.0.0/0"],
                "securityGroupIds": ["sg-2"],
                "clusterSecurityGroupId": "sg-1",
            },
            "logging": {
                "clusterLogging": [{"types": ["audit"], "enabled": True}, {"types": ["api"], "enabled": False}]
            },
            "encryptionConfig": [{"resources": ["secrets"], "provider": {"keyArn": "key"}}],
        }
    }
    row = _cluster(reply)
    assert (row.log_types, row.secrets_key_arn, row.security_group_ids) == (("audit",), "key", ("sg-1", "sg-2"))
    assert row.endpoint_private_access is None
