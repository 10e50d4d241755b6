"""Functions (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_Lambda.html)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from modelkeep.adapters.iac.forms import Attachment, Form, Identity, Part, Rows, Surroundings
from modelkeep.adapters.iac.forms.environments import models_among, naming
from modelkeep.adapters.iac.forms.lenses import Computed, Text, Texts
from modelkeep.adapters.iac.properties import Properties
from modelkeep.adapters.iac.resource import Unknown
from modelkeep.core.kinds.awslambda import Function, FunctionPolicyStatement, FunctionUrl
from modelkeep.core.policy import ALLOW, UNPARSED, statements
from modelkeep.core.secrets import secret_names
from modelkeep.core.tables import Row


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


def _models(properties: Properties) -> tuple[str, ...] | None:
    return models_among([properties.mapping("Environment.Variables")])


_CONDITIONS = {
    "SourceArn": ("ArnLike", "AWS:SourceArn"),
    "SourceAccount": ("StringEquals", "AWS:SourceAccount"),
    "PrincipalOrgID": ("StringEquals", "aws:PrincipalOrgID"),
    "EventSourceToken": ("StringEquals", "lambda:EventSourceToken"),
    "FunctionUrlAuthType": ("StringEquals", "lambda:FunctionUrlAuthType"),
    "InvokedViaFunctionUrl": ("Bool", "lambda:InvokedViaFunctionUrl"),
}
"""What AddPermission makes of its parameters (https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html)."""


def _principal(found: Any) -> Any:
    """A service, an account, a user, a role, or everybody."""
    if not isinstance(found, str) or found == "*":
        return found
    is_service = not found.startswith("arn:") and "." in found
    return {"Service" if is_service else "AWS": found}


def _permission(properties: Properties, arn: str, around: Surroundings) -> tuple[Iterable[Row], Iterable[type[Row]]]:
    """The statement that a permission adds to the function's policy; a condition that is not known makes it unparsed."""
    conditions: dict[str, dict[str, Any]] = {}
    for name, (operator, key) in _CONDITIONS.items():
        found = properties.value(name)
        if found is not None:
            conditions.setdefault(operator, {})[key] = found if isinstance(found, Unknown) else properties.text(name)
    statement = {
        "Effect": ALLOW,
        "Principal": _principal(properties.value("Principal")),
        "Action": properties.value("Action"),
        "Resource": arn,
        **({"Condition": conditions} if conditions else {}),
    }
    return statements(FunctionPolicyStatement, arn, "", {"Statement": [statement]}), ()


def _permitting(row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if row["effect"] == UNPARSED:
        return {"Principal": Unknown("the case does not say")}
    principals, actions = row.get("principals") or ("",), row.get("actions") or ("lambda:InvokeFunction",)
    named = {key.lower(): name for name, (_, key) in _CONDITIONS.items()}
    found = {"Principal": principals[0].removeprefix("Service:").removeprefix("AWS:"), "Action": actions[0]}
    for condition in row.get("conditions") or ():
        name = named.get(condition["key"].lower(), "")
        if not name or _CONDITIONS[name][0] != condition["operator"] or len(condition["values"]) != 1:
            return None
        found[name] = condition["values"][0]
    plain = row["effect"] == ALLOW and len(principals) == len(actions) == 1
    return found if plain and not row.get("not_principals") else None


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
            "environment_model_references": Computed(_models, lambda models: {"Environment.Variables": naming(models)}),
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
    Attachment(
        cfn_type="AWS::Lambda::Permission",
        kind="AWS::Lambda::Function",
        target=("FunctionName",),
        sections=(Rows(fills=(FunctionPolicyStatement,), read=_permission, turned=_permitting),),
    ),
)
