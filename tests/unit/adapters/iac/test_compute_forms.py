"""Containers, clusters and functions as templates have them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.adapters.iac.made import PARAMETER, made, of, open_tables

from modelkeep.core.kinds.awslambda import Function, FunctionPolicyStatement
from modelkeep.core.kinds.ecs import ContainerDefinition, Service, TaskDefinition
from modelkeep.core.kinds.eks import Cluster

TASK = "AWS::ECS::TaskDefinition"
FUNCTION = "arn:aws:lambda:eu-west-1:012345678901:function:Tools"


def container(**properties: Any) -> ContainerDefinition:
    rows = made(T=(TASK, {"Family": "vllm", "ContainerDefinitions": [{"Name": "model", **properties}]}))
    (found,) = of(rows, ContainerDefinition)
    assert isinstance(found, ContainerDefinition)
    return found


def test_a_container_that_says_nothing_is_unprivileged_and_writable() -> None:
    found = container(Image="vllm:1")
    assert (found.name, found.image, found.privileged, found.readonly_root_filesystem) == (
        "model",
        "vllm:1",
        False,
        False,
    )
    assert (found.user, found.accelerators, found.environment_secret_names) == ("", 0, ())


def test_a_container_says_it_in_words() -> None:
    found = container(Privileged="true", ReadonlyRootFilesystem="true", Image=PARAMETER)
    assert (found.privileged, found.readonly_root_filesystem, found.image) == (True, True, None)


def test_gpus_and_neuron_devices_are_accelerators() -> None:
    found = container(
        ResourceRequirements=[{"Type": "GPU", "Value": "2"}],
        LinuxParameters={"Devices": [{"HostPath": "/dev/neuron0"}, {"HostPath": "/dev/fuse"}]},
    )
    assert found.accelerators == 2
    assert container(ResourceRequirements=PARAMETER).accelerators is None


def test_a_variable_that_is_not_known_may_be_a_secret() -> None:
    assert container(Environment=[{"Name": "LEVEL", "Value": "debug"}]).environment_secret_names == ()
    assert container(Environment=[{"Name": "LEVEL", "Value": PARAMETER}]).environment_secret_names is None
    password = {"Name": "DB_PASSWORD", "Value": "Tr0ub4dor&3xyz"}
    found = container(Environment=[password, {"Name": "LEVEL", "Value": PARAMETER}])
    assert found.environment_secret_names == ("DB_PASSWORD",)
    assert "Tr0ub4dor" not in repr(made(T=(TASK, {"ContainerDefinitions": [{"Name": "m", "Environment": [password]}]})))


def test_a_task_names_its_models_and_a_service_its_task() -> None:
    rows = made(
        T=(TASK, {"Family": "front", "ContainerDefinitions": [
            {"Name": "a", "Environment": [{"Name": "ENDPOINT_NAME", "Value": "fraud"}]},
            {"Name": "b", "Environment": [{"Name": "LEVEL", "Value": PARAMETER}]},
        ]}),
        S=("AWS::ECS::Service", {"TaskDefinition": "front", "LoadBalancers": [{"TargetGroupArn": PARAMETER}]}),
    )  # fmt: skip
    (task,), (service,) = of(rows, TaskDefinition), of(rows, Service)
    assert task.model_references == ("fraud",)
    assert service.task_definition_arn == task.arn
    assert service.target_group_arns is None
    (nameless,) = of(made(T=(TASK, {"ContainerDefinitions": PARAMETER})), TaskDefinition)
    assert nameless.model_references is None


def test_containers_that_are_not_known_may_be_any() -> None:
    assert open_tables(made(T=(TASK, {"ContainerDefinitions": PARAMETER}))) == {
        "ecs_task_definition_container_definition"
    }


@pytest.mark.parametrize(
    ("properties", "key", "logs", "public", "cidrs"),
    [
        ({}, "", (), True, ("0.0.0.0/0",)),
        (
            {"EncryptionConfig": [{"Resources": ["secrets"], "Provider": {"KeyArn": "k"}}]},
            "k",
            (),
            True,
            ("0.0.0.0/0",),
        ),
        ({"EncryptionConfig": [PARAMETER]}, None, (), True, ("0.0.0.0/0",)),
        ({"ResourcesVpcConfig": {"EndpointPublicAccess": "false"}}, "", (), False, ("0.0.0.0/0",)),
        ({"ResourcesVpcConfig": {"PublicAccessCidrs": PARAMETER}}, "", (), True, None),
        ({"Logging": {"ClusterLogging": {"EnabledTypes": [{"Type": "audit"}]}}}, "", ("audit",), True, ("0.0.0.0/0",)),
        ({"Logging": {"ClusterLogging": {"EnabledTypes": [{"Type": PARAMETER}]}}}, "", None, True, ("0.0.0.0/0",)),
    ],
)
def test_a_cluster_is_open_unless_it_says_otherwise(
    properties: dict[str, Any], key: str | None, logs: Any, public: bool, cidrs: Any
) -> None:
    (found,) = of(made(C=("AWS::EKS::Cluster", properties)), Cluster)
    assert (found.secrets_key_arn, found.log_types) == (key, logs)
    assert (found.endpoint_public_access, found.public_access_cidrs) == (public, cidrs)


def permitted(**properties: Any) -> FunctionPolicyStatement:
    rows = made(
        Tools=("AWS::Lambda::Function", {}),
        P=("AWS::Lambda::Permission", {"FunctionName": "Tools", "Action": "lambda:InvokeFunction", **properties}),
    )
    (found,) = of(rows, FunctionPolicyStatement)
    assert isinstance(found, FunctionPolicyStatement)
    assert found.arn == FUNCTION
    return found


@pytest.mark.parametrize(
    ("principal", "read"),
    [
        ("*", ("*",)),
        ("bedrock.amazonaws.com", ("Service:bedrock.amazonaws.com",)),
        ("012345678901", ("AWS:arn:aws:iam::012345678901:root",)),
        ("arn:aws:iam::012345678901:role/R", ("AWS:arn:aws:iam::012345678901:role/R",)),
    ],
)
def test_a_permission_is_a_statement_of_the_functions_policy(principal: str, read: tuple[str, ...]) -> None:
    found = permitted(Principal=principal)
    assert (found.effect, found.principals, found.actions, found.conditions) == (
        "Allow", read, ("lambda:InvokeFunction",), (),
    )  # fmt: skip


def test_where_it_comes_from_is_a_condition() -> None:
    found = permitted(Principal="s3.amazonaws.com", SourceAccount="012345678901", InvokedViaFunctionUrl=True)
    assert {(each.operator, each.key, each.values) for each in found.conditions} == {
        ("StringEquals", "AWS:SourceAccount", ("012345678901",)),
        ("Bool", "lambda:InvokedViaFunctionUrl", ("true",)),
    }


def test_a_source_that_is_not_known_leaves_the_statement_open() -> None:
    assert permitted(Principal="s3.amazonaws.com", SourceArn=PARAMETER).effect == "Unparsed"


def test_a_permission_for_an_unknown_function_may_be_for_any() -> None:
    rows = made(
        Tools=("AWS::Lambda::Function", {}),
        P=("AWS::Lambda::Permission", {"FunctionName": PARAMETER, "Action": "lambda:InvokeFunction", "Principal": "*"}),
    )
    assert "lambda_function_policy_statement" in open_tables(rows)


def test_a_function_names_its_models() -> None:
    def models(**variables: Any) -> Any:
        (found,) = of(made(F=("AWS::Lambda::Function", {"Environment": {"Variables": variables}})), Function)
        return found.environment_model_references

    assert models(ENDPOINT_NAME="fraud", LEVEL=PARAMETER) == ("fraud",)
    assert models(LEVEL="debug") == ()
    assert models(ENDPOINT_NAME=PARAMETER) is None
