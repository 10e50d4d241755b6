"""Keys and their aliases (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_KMS.html)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from modelkeep.adapters.iac.forms import Facet, Form, Identity, Policy, Rows, Surroundings
from modelkeep.adapters.iac.forms.lenses import ArnOf, Computed, Fixed, Flag, Text
from modelkeep.adapters.iac.properties import Properties
from modelkeep.core.arn import account_arn, parse_arn
from modelkeep.core.kinds.kms import Alias, Key, KeyPolicyStatement, KeyRotation
from modelkeep.core.policy import statements
from modelkeep.core.tables import Row

YEARLY = 365
"""https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html"""


def _state(properties: Properties) -> str | None:
    """A key whose material is to be imported waits for it."""
    if properties.text("Origin") == "EXTERNAL":
        return "PendingImport"
    enabled = properties.flag("Enabled", absent=True)
    if enabled is None or properties.text("Origin") is None:
        return None
    return "Enabled" if enabled else "Disabled"


def _rotates(properties: Properties) -> bool | None:
    """Only symmetric keys whose material KMS made are rotated."""
    spec, origin = properties.text("KeySpec", "SYMMETRIC_DEFAULT"), properties.text("Origin", "AWS_KMS")
    if spec not in (None, "SYMMETRIC_DEFAULT") or origin not in (None, "AWS_KMS"):
        return False
    enabled = properties.flag("EnableKeyRotation")
    return None if enabled and (spec is None or origin is None) else enabled


def _period(properties: Properties) -> int | None:
    rotates = _rotates(properties)
    return properties.number("RotationPeriodInDays", YEARLY) if rotates else (0 if rotates is False else None)


def _default_policy(
    properties: Properties, arn: str, surroundings: Surroundings
) -> tuple[Iterable[Row], Iterable[type[Row]]]:
    """A key that is given no policy leaves all to IAM
    (https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html).
    """
    parts = parse_arn(arn)
    if properties.value("KeyPolicy") is not None or parts is None:
        return (), ()
    statement = {
        "Sid": "Enable IAM User Permissions",
        "Effect": "Allow",
        "Principal": {"AWS": account_arn(parts.account, parts.partition)},
        "Action": "kms:*",
        "Resource": "*",
    }
    return statements(KeyPolicyStatement, arn, "default", {"Statement": [statement]}), ()


_STATES: Mapping[str, Mapping[str, Any]] = {
    "Enabled": {"Origin": "AWS_KMS"},
    "Disabled": {"Enabled": False, "Origin": "AWS_KMS"},
    "PendingImport": {"Origin": "EXTERNAL"},
}

FORMS = (
    Form(
        cfn_type="AWS::KMS::Key",
        row=Key,
        identity=Identity(
            arn="arn:{partition}:kms:{region}:{account}:key/{name}", attributes={"Arn": "{arn}", "KeyId": "{name}"}
        ),
        columns={
            "key_manager": Fixed("CUSTOMER"),
            "key_state": Computed(_state, _STATES.get, "Enabled"),
            "key_spec": Text("KeySpec", "SYMMETRIC_DEFAULT"),
            "origin": Text("Origin", "AWS_KMS"),
            "multi_region": Flag("MultiRegion"),
        },
        sections=(
            Facet(
                row=KeyRotation,
                columns={
                    "enabled": Computed(_rotates, lambda value: {"EnableKeyRotation": value}, "EnableKeyRotation"),
                    "period_days": Computed(
                        _period, lambda value: {"RotationPeriodInDays": value} if value else {}, "RotationPeriodInDays"
                    ),
                },
            ),
            Policy(row=KeyPolicyStatement, path="KeyPolicy"),
            Rows(fills=(KeyPolicyStatement,), read=_default_policy, always=True),
        ),
    ),
    Form(
        cfn_type="AWS::KMS::Alias",
        row=Alias,
        identity=Identity(
            arn="arn:{partition}:kms:{region}:{account}:{name}",
            name="AliasName",
            placeholder="alias/{label}",
            attributes={},
        ),
        columns={"target_key_arn": ArnOf("TargetKeyId", "AWS::KMS::Key")},
        tags="",
    ),
)
