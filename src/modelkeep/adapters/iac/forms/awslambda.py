"""Functions (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_Lambda.html)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from modelkeep.adapters.iac.forms import Attachment, Form, Identity, Part
from modelkeep.adapters.iac.forms.lenses import Computed, Text, Texts
from modelkeep.adapters.iac.properties import Properties
from modelkeep.core.kinds.awslambda import Function, FunctionUrl
from modelkeep.core.secrets import secret_names


def _secret_names(properties: Properties) -> tuple[str, ...] | None:
    """Variables that hold a secret; a value that is not known may be one."""
    variables = properties.mapping("Environment.Variables")
    if variables is None or not properties.whole("Environment.Variables"):
        return None
    return secret_names({name: str(value) for name, value in variables.items()})


def _secrets_named(names: Iterable[str]) -> Mapping[str, Any]:
    return {"Environment.Variables": dict.fromkeys(names, "db://user:Pa55word@host")}


def _runtime(properties: Properties) -> str | None:
    package = properties.text("PackageType", "Zip")
    return "" if package == "Image" else properties.text("Runtime", None if package is None else "")


def _log_group(properties: Properties) -> str | None:
    found = properties.text("LoggingConfig.LogGroup", "")
    name = properties.text("FunctionName", None)
    return (f"/aws/lambda/{name}" if name else None) if found == "" else found


FORMS = (
    Form(
        cfn_type="AWS::Lambda::Function",
        row=Function,
        identity=Identity(arn="arn:{partition}:lambda:{region}:{account}:function:{name}", name="FunctionName"),
        columns={
            "role_arn": Text("Role", None),
            "runtime": Computed(
                _runtime, lambda value: {"Runtime": value} if value else {"PackageType": "Image"}, "Runtime"
            ),
            "package_type": Text("PackageType", "Zip"),
            "kms_key_arn": Text("KmsKeyArn"),
            "subnet_ids": Texts("VpcConfig.SubnetIds"),
            "security_group_ids": Texts("VpcConfig.SecurityGroupIds"),
            "log_group": Computed(
                _log_group, lambda value: {"LoggingConfig.LogGroup": value}, "LoggingConfig.LogGroup"
            ),
            "environment_secret_names": Computed(_secret_names, _secrets_named, "Environment.Variables"),
        },
    ),
)

ATTACHMENTS = (
    Attachment(
        cfn_type="AWS::Lambda::Url",
        kind="AWS::Lambda::Function",
        target=("TargetFunctionArn",),
        sections=(
            Part(
                row=FunctionUrl,
                paths=("",),
                columns={"qualifier": Text("Qualifier"), "auth_type": Text("AuthType", None)},
            ),
        ),
    ),
)
