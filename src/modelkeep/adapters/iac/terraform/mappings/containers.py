"""Amazon ECS and EKS."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from modelkeep.adapters.iac.terraform.mapping import Converted

_REVISION = re.compile(r"(?<=:task-definition/)([^:]+):\d+$")
_OWN_KEYS = frozenset({"dockerLabels", "options", "driverOpts", "labels"})
"""What in a container's definition is a mapping whose keys are the person's own."""


def _capitalised(tree: Any) -> Any:
    """`readonlyRootFilesystem`, as the service's API has it, as `ReadonlyRootFilesystem`."""
    if isinstance(tree, Mapping):
        return {
            name[:1].upper() + name[1:]: each if name in _OWN_KEYS else _capitalised(each)
            for name, each in tree.items()
        }
    return [_capitalised(each) for each in tree] if isinstance(tree, list) else tree


def _containers(found: dict[str, Any]) -> dict[str, Any]:
    containers = found.get("ContainerDefinitions")
    return found if containers is None else {**found, "ContainerDefinitions": _capitalised(containers)}


def _without_revision(found: dict[str, Any]) -> dict[str, Any]:
    """Revisions are counted by ECS: the estate's task definitions are known without."""
    task = found.get("TaskDefinition")
    return {**found, "TaskDefinition": _REVISION.sub(r"\1", task)} if isinstance(task, str) else found


def _log_types(found: dict[str, Any]) -> dict[str, Any]:
    logging = found.get("Logging", {}).get("ClusterLogging", {})
    if isinstance(types := logging.get("EnabledTypes"), list):
        logging["EnabledTypes"] = [{"Type": each} if isinstance(each, str) else each for each in types]
    return found


CONVERSIONS = (
    Converted(
        tf_type="aws_ecs_service",
        cfn_type="AWS::ECS::Service",
        renames={
            "name": "ServiceName",
            "load_balancer": "LoadBalancers",
            "network_configuration": "NetworkConfiguration.AwsvpcConfiguration",
            "iam_role": "Role",
        },
        words={"network_configuration.assign_public_ip": {True: "ENABLED", False: "DISABLED"}},
        several=frozenset({"load_balancer"}),
        gives={"id": "arn"},
        adjust=_without_revision,
    ),
    Converted(
        tf_type="aws_ecs_task_definition",
        cfn_type="AWS::ECS::TaskDefinition",
        renames={"volume": "Volumes"},
        documents=frozenset({"container_definitions"}),
        several=frozenset({"volume"}),
        gives={"arn_without_revision": "arn", "family": "name"},
        adjust=_containers,
    ),
    Converted(
        tf_type="aws_eks_cluster",
        cfn_type="AWS::EKS::Cluster",
        computed=frozenset({"access_config", "kubernetes_network_config", "upgrade_policy"}),
        renames={
            "vpc_config": "ResourcesVpcConfig",
            "enabled_cluster_log_types": "Logging.ClusterLogging.EnabledTypes",
            "encryption_config": "EncryptionConfig",
        },
        several=frozenset({"encryption_config"}),
        adjust=_log_types,
    ),
)
