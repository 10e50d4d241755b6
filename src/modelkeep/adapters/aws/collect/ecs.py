"""ECS: services and the task definitions that they run."""

from __future__ import annotations

from collections.abc import Sequence

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.environment import model_references
from modelkeep.core.kinds.ecs import ContainerDefinition, Service, TaskDefinition
from modelkeep.core.secrets import secret_names
from modelkeep.core.tables import Row

BATCH = 10
"""How many services DescribeServices takes."""


@collector(Service, TaskDefinition, ContainerDefinition)
async def services(aws: Reader) -> None:
    """ListClusters, ListServices for each, DescribeServices for ten at a time, DescribeTaskDefinition for those in use."""
    in_use: set[str] = set()

    async def of_cluster(cluster: str) -> None:
        listed = await aws.list("ecs:ListServices", "serviceArns", str, resource=cluster, cluster=cluster)
        for start in range(0, len(listed), BATCH):
            await describe(cluster, listed[start : start + BATCH])

    async def describe(cluster: str, arns: Sequence[str]) -> None:
        found = await aws.get(
            "ecs:DescribeServices",
            arns[0],
            lambda reply: tuple(_service(item) for item in reply["services"]),
            unread=tuple(Service(arn=arn, name=arn.rsplit("/", 1)[-1], cluster_arn=cluster) for arn in arns),
            cluster=cluster,
            services=list(arns),
        )
        rows = found if isinstance(found, tuple) else (found,)
        in_use.update(row.task_definition_arn for row in rows if row is not None and row.task_definition_arn)

    async def task_definition(arn: str) -> None:
        unread: tuple[Row, ...] = (TaskDefinition(arn=arn, name=arn.rsplit("/", 1)[-1]),)
        await aws.get(
            "ecs:DescribeTaskDefinition",
            arn,
            _task_definition,
            unread=unread,
            taskDefinition=arn,
        )

    await aws.each(await aws.list("ecs:ListClusters", "clusterArns", str), of_cluster)
    if aws.wants("ecs:DescribeTaskDefinition"):
        await aws.each(sorted(in_use), task_definition)


def _service(item: Reply) -> Service:
    network = item.get("networkConfiguration", {}).get("awsvpcConfiguration", {})
    return Service(
        arn=item["serviceArn"],
        name=item["serviceName"],
        cluster_arn=item["clusterArn"],
        task_definition_arn=item.get("taskDefinition", ""),
        desired_count=item.get("desiredCount"),
        assign_public_ip=network.get("assignPublicIp", "DISABLED"),
        subnet_ids=tuple(network.get("subnets", ())),
        security_group_ids=tuple(network.get("securityGroups", ())),
        target_group_arns=tuple(
            each["targetGroupArn"] for each in item.get("loadBalancers", ()) if "targetGroupArn" in each
        ),
    )


def _task_definition(reply: Reply) -> tuple[Row, ...]:
    item = reply["taskDefinition"]
    arn, containers = str(item["taskDefinitionArn"]), item["containerDefinitions"]
    references = {reference for each in containers for reference in model_references(_environment(each))}
    row = TaskDefinition(
        arn=arn,
        name=f"{item['family']}:{item['revision']}",
        task_role_arn=item.get("taskRoleArn", ""),
        execution_role_arn=item.get("executionRoleArn", ""),
        network_mode=item.get("networkMode", "bridge"),
        model_references=tuple(sorted(references)),
    )
    return (row, *(_container(arn, each) for each in containers))


def _container(arn: str, item: Reply) -> ContainerDefinition:
    """https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"""
    wanted = [each for each in item.get("resourceRequirements", ()) if each["type"] in ("GPU", "InferenceAccelerator")]
    devices = item.get("linuxParameters", {}).get("devices", ())
    return ContainerDefinition(
        arn=arn,
        name=item["name"],
        image=item["image"],
        privileged=item.get("privileged", False),
        readonly_root_filesystem=item.get("readonlyRootFilesystem", False),
        user=item.get("user", ""),
        accelerators=len(wanted) + sum(str(each["hostPath"]).startswith("/dev/neuron") for each in devices),
        environment_secret_names=secret_names(_environment(item)),
    )


def _environment(item: Reply) -> dict[str, str]:
    return {each["name"]: each.get("value", "") for each in item.get("environment", ()) if "name" in each}
