"""Lambda functions: what they run on, who may call them, and which models they say they call."""

from __future__ import annotations

from collections.abc import Mapping

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.environment import model_references
from modelkeep.core.kinds.awslambda import (
    Function,
    FunctionAlias,
    FunctionAliasPolicyStatement,
    FunctionPolicyStatement,
    FunctionUrl,
)
from modelkeep.core.policy import statements
from modelkeep.core.secrets import secret_names


@collector(Function, FunctionPolicyStatement, FunctionUrl, FunctionAlias, FunctionAliasPolicyStatement)
async def functions(aws: Reader) -> None:
    """ListFunctions, then GetPolicy, ListFunctionUrlConfigs and ListAliases for each, and GetPolicy for each alias."""
    none: tuple[FunctionPolicyStatement, ...] = ()

    async def policy(function: Function) -> None:
        await aws.get(
            "lambda:GetPolicy",
            function.arn,
            lambda reply: statements(FunctionPolicyStatement, function.arn, "", reply["Policy"]),
            absent={"ResourceNotFoundException": none},
            FunctionName=function.name,
        )

    async def urls(function: Function) -> None:
        await aws.list(
            "lambda:ListFunctionUrlConfigs",
            "FunctionUrlConfigs",
            lambda item: _url(item, function.arn),
            resource=function.arn,
            FunctionName=function.name,
        )

    async def alias_policy(alias: FunctionAlias) -> None:
        of_alias: tuple[FunctionAliasPolicyStatement, ...] = ()
        await aws.get(
            "lambda:GetPolicy",
            alias.arn,
            lambda reply: statements(FunctionAliasPolicyStatement, alias.arn, "", reply["Policy"]),
            absent={"ResourceNotFoundException": of_alias},
            FunctionName=str(alias.function_arn),
            Qualifier=alias.name,
        )

    async def aliases(function: Function) -> None:
        found = await aws.list(
            "lambda:ListAliases",
            "Aliases",
            lambda item: _alias(item, function.arn),
            resource=function.arn,
            FunctionName=function.name,
        )
        for alias in found:
            await alias_policy(alias)

    listed = await aws.list("lambda:ListFunctions", "Functions", _function)
    if aws.wants("lambda:GetPolicy"):
        await aws.each(listed, policy)
    if aws.wants("lambda:ListFunctionUrlConfigs"):
        await aws.each(listed, urls)
    if aws.wants("lambda:ListAliases"):
        await aws.each(listed, aliases)


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
