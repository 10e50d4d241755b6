"""Amazon ECS (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, Row, kind, part

_SERVICES = "ecs:ListClusters ecs:ListServices ecs:DescribeServices"


@kind("AWS::ECS::Service", calls=_SERVICES)
class Service(Resource):
    """A task definition that is kept running. The network columns are empty where tasks share the host's network."""

    cluster_arn: str | None = None
    task_definition_arn: str | None = None
    desired_count: int | None = None
    assign_public_ip: str | None = None
    subnet_ids: tuple[str, ...] | None = None
    security_group_ids: tuple[str, ...] | None = None
    target_group_arns: tuple[str, ...] | None = None


@kind("AWS::ECS::TaskDefinition", calls=f"{_SERVICES} ecs:DescribeTaskDefinition")
class TaskDefinition(Resource):
    """Containers that run together. Only those that a service runs are read: accounts keep thousands of old ones."""

    task_role_arn: str | None = None
    execution_role_arn: str | None = None
    network_mode: str | None = None
    model_references: tuple[str, ...] | None = None
    """Names, IDs and ARNs of endpoints, agents and models in environment variables that are named after one."""


@part(TaskDefinition, "container_definition", calls=f"{_SERVICES} ecs:DescribeTaskDefinition")
class ContainerDefinition(Row):
    """A container. `accelerators` counts the GPUs and inference accelerators that it asks for."""

    name: str
    image: str | None = None
    privileged: bool | None = None
    readonly_root_filesystem: bool | None = None
    user: str | None = None
    accelerators: int | None = None
    environment_secret_names: tuple[str, ...] | None = None
