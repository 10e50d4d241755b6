"""Lambda functions: what they run on, who may call them, and which models they say they call."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TypeVar

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.environment import model_references
from modelkeep.core.kinds.awslambda import (
    Function,
    FunctionAlias,
    FunctionAliasPolicyStatement,
    FunctionPolicyStatement,
    FunctionUrl,
    FunctionVersion,
    FunctionVersionPolicyStatement,
)
from modelkeep.core.policy import statements
from modelkeep.core.secrets import secret_names
from modelkeep.core.tables import Statement

StatementT = TypeVar("StatementT", bound=Statement)

LATEST = "$LATEST"
"""The version that is not published: it is the function itself."""


@collector(
    Function, FunctionPolicyStatement, FunctionUrl, FunctionAlias, FunctionAliasPolicyStatement, FunctionVersion,
    FunctionVersionPolicyStatement,
)  # fmt: skip
async def functions(aws: Reader) -> None:
    """ListFunctions, then GetPolicy and ListFunctionUrlConfigs for each; aliases and published versions, which have policies too."""
    none: tuple[FunctionPolicyStatement, ...] = ()

    async def policy(function: Function) -> None:
        await aws.get(
            "lambda:GetPolicy",
            function.arn,
            lambda reply: statements(FunctionPolicyStatement, function.arn, "", reply["Policy"]),
            absent={"ResourceNotFoundException": none},
            FunctionName=function.name,
        )

    listed = await aws.list("lambda:ListFunctions", "Functions", _function)
    if aws.wants("lambda:GetPolicy"):
        await aws.each(listed, policy)
    for call, visit in _OF_EACH.items():
        if aws.wants(call):
            await aws.each(listed, partial(visit, aws))


async def _urls(aws: Reader, function: Function) -> None:
    await aws.list(
        "lambda:ListFunctionUrlConfigs",
        "FunctionUrlConfigs",
        lambda item: _url(item, function.arn),
        resource=function.arn,
        FunctionName=function.name,
    )


async def _aliases(aws: Reader, function: Function) -> None:
    found = await aws.list(
        "lambda:ListAliases",
        "Aliases",
        lambda item: _alias(item, function.arn),
        resource=function.arn,
        FunctionName=function.name,
    )
    for alias in found:
        await _qualified_policy(aws, alias, FunctionAliasPolicyStatement)


async def _versions(aws: Reader, function: Function) -> None:
    found = await aws.pages(
        "lambda:ListVersionsByFunction",
        lambda reply: [_version(item, function.arn) for item in reply["Versions"] if item["Version"] != LATEST],
        resource=function.arn,
        FunctionName=function.name,
    )
    for version in found:
        await _qualified_policy(aws, version, FunctionVersionPolicyStatement)


_OF_EACH = {
    "lambda:ListFunctionUrlConfigs": _urls,
    "lambda:ListAliases": _aliases,
    "lambda:ListVersionsByFunction": _versions,
}


async def _qualified_policy(aws: Reader, qualified: FunctionAlias | FunctionVersion, row: type[StatementT]) -> None:
    """The policy of an alias or a version."""
    none: tuple[StatementT, ...] = ()
    await aws.get(
        "lambda:GetPolicy",
        qualified.arn,
        lambda reply: statements(row, qualified.arn, "", reply["Policy"]),
        absent={"ResourceNotFoundException": none},
        FunctionName=str(qualified.function_arn),
        Qualifier=qualified.name,
    )


def _version(item: Reply, arn: str) -> FunctionVersion:
    return FunctionVersion(arn=item["FunctionArn"], name=item["Version"], function_arn=arn)


def _function(item: Reply) -> Function:
    network = item.get("VpcConfig", {})
    variables = _variables(item)
    name = str(item["FunctionName"])
    return Function(
        arn=item["FunctionArn"],
        name=name,
        role_arn=item["Role"],
        runtime=item.get("Runtime", ""),
        package_type=item.get("PackageType", "Zip"),
        kms_key_arn=item.get("KMSKeyArn", ""),
        vpc_id=network.get("VpcId", ""),
        subnet_ids=tuple(network.get("SubnetIds", ())),
        security_group_ids=tuple(network.get("SecurityGroupIds", ())),
        log_group=item.get("LoggingConfig", {}).get("LogGroup", f"/aws/lambda/{name}"),
        environment_secret_names=None if variables is None else secret_names(variables),
        environment_model_references=None if variables is None else model_references(variables),
    )


def _variables(item: Reply) -> Mapping[str, str] | None:
    """The environment variables, None where Lambda could not decrypt them for us."""
    environment = item.get("Environment", {})
    return None if "Error" in environment else environment.get("Variables", {})


def _url(item: Reply, arn: str) -> FunctionUrl:
    qualifier = str(item["FunctionArn"]).removeprefix(arn).removeprefix(":")
    return FunctionUrl(arn=arn, url=item["FunctionUrl"], qualifier=qualifier, auth_type=item["AuthType"])


def _alias(item: Reply, arn: str) -> FunctionAlias:
    return FunctionAlias(
        arn=item["AliasArn"], name=item["Name"], function_arn=arn, function_version=item["FunctionVersion"]
    )
