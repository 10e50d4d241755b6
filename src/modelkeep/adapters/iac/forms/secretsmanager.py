"""Secrets; never their values (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_SecretsManager.html)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from modelkeep.adapters.iac.forms import Attachment, Companion, Facet, Form, Identity, Policy, Surroundings
from modelkeep.adapters.iac.forms.lenses import Around, Fixed, Text
from modelkeep.adapters.iac.properties import Properties
from modelkeep.adapters.iac.resource import Unknown
from modelkeep.core.kinds.secretsmanager import Secret, SecretPolicy, SecretPolicyStatement

_SECRET, _SCHEDULE = "AWS::SecretsManager::Secret", "AWS::SecretsManager::RotationSchedule"
_RULES = "RotationRules"


def _rules(arn: str, around: Surroundings) -> tuple[bool | None, Properties]:
    """Whether the files make the secret rotate, and by which rules; None where it is not known whether, or how often."""
    schedules, whole = around.naming(_SCHEDULE, "SecretId", _SECRET, arn)
    if not schedules:
        return (False if whole else None), Properties({})
    rules = Properties(schedules[0].properties)
    days = rules.number(f"{_RULES}.AutomaticallyAfterDays")
    return (True if days is not None or rules.text(f"{_RULES}.ScheduleExpression") else None), rules


def _rotates(properties: Properties, arn: str, around: Surroundings) -> bool | None:
    return _rules(arn, around)[0]


def _days(properties: Properties, arn: str, around: Surroundings) -> int | None:
    rotates, rules = _rules(arn, around)
    return 0 if rotates is False else rules.number(f"{_RULES}.AutomaticallyAfterDays")


def _scheduled(path: str) -> Callable[[Any], Mapping[str, Mapping[str, Any]]]:
    """The schedule that makes it rotate so, for tests: none for no rotation."""

    def others(value: Any) -> Mapping[str, Mapping[str, Any]]:
        rules: Mapping[str, Any] = {f"{_RULES}.{path}": value}
        if value is None:
            rules = {_RULES: Unknown("the case does not say")}
        elif value is True:
            rules = {f"{_RULES}.{path}": "rate(10 days)"}
        return {} if value in (False, 0) else {_SCHEDULE: {"SecretId": "{own}", **rules}}

    return others


FORMS = (
    Form(
        cfn_type=_SECRET,
        row=Secret,
        identity=Identity(
            arn="arn:{partition}:secretsmanager:{region}:{account}:secret:{name}",
            name="Name",
            ref="{arn}",
            attributes={"Id": "{arn}"},
        ),
        columns={
            "kms_key_id": Text("KmsKeyId"),
            "rotation_enabled": Around(_rotates, "how often it rotates", others=_scheduled("ScheduleExpression")),
            "rotation_days": Around(_days, others=_scheduled("AutomaticallyAfterDays")),
            "owning_service": Fixed(""),
        },
        sections=(Facet(row=SecretPolicy, columns={"configured": Fixed(False)}),),
    ),
)

ATTACHMENTS = (
    Attachment(
        cfn_type="AWS::SecretsManager::ResourcePolicy",
        kind="AWS::SecretsManager::Secret",
        target=("SecretId",),
        whole=True,
        sections=(
            Facet(row=SecretPolicy, columns={"configured": Fixed(True)}),
            Policy(row=SecretPolicyStatement, path="ResourcePolicy"),
        ),
    ),
)

COMPANIONS = (Companion(cfn_type=_SCHEDULE, target=("SecretId",), readers=(_SECRET,)),)
