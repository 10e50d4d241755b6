"""Services and task definitions (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ECS.html).

A task definition's revision is counted by ECS: its ARN is written without one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from modelkeep.adapters.iac.forms import Form, Identity, Part
from modelkeep.adapters.iac.forms.environments import as_list, listed, models_among, naming
from modelkeep.adapters.iac.forms.lenses import ArnOf, Computed, Flag, Number, Text, Texts
from modelkeep.adapters.iac.forms.sagemaker_shared import SECRET, secrets_among
from modelkeep.adapters.iac.properties import Properties
from modelkeep.core.kinds.ecs import ContainerDefinition, Service, TaskDefinition

_NETWORK = "NetworkConfiguration.AwsvpcConfiguration"
_CONTAINERS = "ContainerDefinitions"
_GPU = "GPU"


def _models(properties: Properties) -> tuple[str, ...] | None:
    containers, complete = properties.each(_CONTAINERS)
    every = [listed(each, "Environment") for each in containers]
    return models_among(every if complete else [*every, None])


def _named(models: Iterable[str]) -> Mapping[str, Any]:
    return {f"{_CONTAINERS}": [{"Name": "named", "Environment": as_list(naming(models))}]} if models else {}


def _secret_names(properties: Properties) -> tuple[str, ...] | None:
    return secrets_among(listed(properties, "Environment"))


def _accelerators(properties: Properties) -> int | None:
    """GPUs and inference accelerators that the container asks for; None where that is not known."""
    wanted, complete = properties.each("ResourceRequirements")
    devices, all_devices = properties.each("LinuxParameters.Devices")
    sorts = [each.text("Type", None) for each in wanted]
    paths = [each.text("HostPath", None) for each in devices]
    if not complete or not all_devices or None in sorts or None in paths:
        return None
    return sum(each in (_GPU, "InferenceAccelerator") for each in sorts) + sum(
        str(each).startswith("/dev/neuron") for each in paths
    )


FORMS = (
    Form(
        cfn_type="AWS::ECS::Service",
        row=Service,
        identity=Identity(
            arn="arn:{partition}:ecs:{region}:{account}:service/{name}",
            name="ServiceName",
            ref="{arn}",
            attributes={"ServiceArn": "{arn}", "Name": "{name}"},
        ),
        columns={
            "task_definition_arn": ArnOf("TaskDefinition", "AWS::ECS::TaskDefinition"),
            "desired_count": Number("DesiredCount", None),
            "assign_public_ip": Text(f"{_NETWORK}.AssignPublicIp", "DISABLED"),
            "subnet_ids": Texts(f"{_NETWORK}.Subnets"),
            "security_group_ids": Texts(f"{_NETWORK}.SecurityGroups"),
            "target_group_arns": Texts("LoadBalancers", inside="TargetGroupArn"),
        },
    ),
    Form(
        cfn_type="AWS::ECS::TaskDefinition",
        row=TaskDefinition,
        identity=Identity(
            arn="arn:{partition}:ecs:{region}:{account}:task-definition/{name}",
            name="Family",
            ref="{arn}",
            attributes={"TaskDefinitionArn": "{arn}"},
        ),
        columns={
            "task_role_arn": Text("TaskRoleArn"),
            "execution_role_arn": Text("ExecutionRoleArn"),
            "network_mode": Text("NetworkMode", "bridge"),
            "model_references": Computed(_models, _named),
        },
        sections=(
            Part(
                row=ContainerDefinition,
                paths=(_CONTAINERS,),
                columns={
                    "name": Text("Name", None),
                    "image": Text("Image", None),
                    "privileged": Flag("Privileged"),
                    "readonly_root_filesystem": Flag("ReadonlyRootFilesystem"),
                    "user": Text("User"),
                    "accelerators": Computed(
                        _accelerators,
                        lambda count: {"ResourceRequirements": [{"Type": _GPU, "Value": "1"}] * count},
                        "ResourceRequirements",
                    ),
                    "environment_secret_names": Computed(
                        _secret_names,
                        lambda names: {"Environment": as_list(dict.fromkeys(names, SECRET))},
                        "Environment",
                    ),
                },
            ),
        ),
    ),
)
