"""AWS Lambda (https://docs.aws.amazon.com/lambda/latest/api/)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, Row, Statement, kind, part


@kind("AWS::Lambda::Function", calls="lambda:ListFunctions")
class Function(Resource):
    """A function. `runtime` is `''` for one that is a container image. Values of environment variables never leave the adapter.

    `environment_secret_names` are the variables that hold a secret. `environment_model_references` are names, IDs and ARNs
    of endpoints, agents and models, taken from variables that are named after one or hold an ARN of one.
    """

    role_arn: str | None = None
    runtime: str | None = None
    package_type: str | None = None
    kms_key_arn: str | None = None
    vpc_id: str | None = None
    subnet_ids: tuple[str, ...] | None = None
    security_group_ids: tuple[str, ...] | None = None
    log_group: str | None = None
    environment_secret_names: tuple[str, ...] | None = None
    environment_model_references: tuple[str, ...] | None = None


@part(Function, "policy_statement", calls="lambda:ListFunctions lambda:GetPolicy")
class FunctionPolicyStatement(Statement):
    """Who may invoke or change the function, beside the identities that IAM allows to."""


@part(Function, "url", calls="lambda:ListFunctions lambda:ListFunctionUrlConfigs")
class FunctionUrl(Row):
    """A URL at which the function (or the alias `qualifier` of it) answers; `auth_type` is `AWS_IAM` or `NONE`."""

    url: str | None = None
    qualifier: str | None = None
    auth_type: str | None = None


@kind("AWS::Lambda::Alias", calls="lambda:ListFunctions lambda:ListAliases")
class FunctionAlias(Resource):
    """A name of a version of a function, which may be invoked by others than the function itself."""

    function_arn: str | None = None
    function_version: str | None = None


@part(FunctionAlias, "policy_statement", calls="lambda:ListFunctions lambda:ListAliases lambda:GetPolicy")
class FunctionAliasPolicyStatement(Statement):
    """Who may invoke the alias, beside the identities that IAM allows to."""


@kind("AWS::Lambda::Version", calls="lambda:ListFunctions lambda:ListVersionsByFunction")
class FunctionVersion(Resource):
    """A published version of a function, which may be invoked by others than the function itself."""

    function_arn: str | None = None


@part(FunctionVersion, "policy_statement", calls="lambda:ListFunctions lambda:ListVersionsByFunction lambda:GetPolicy")
class FunctionVersionPolicyStatement(Statement):
    """Who may invoke the version, beside the identities that IAM allows to."""
