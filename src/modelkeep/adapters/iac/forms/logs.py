"""Log groups (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_Logs.html).

Metric filters are left out: how their patterns are taken apart is known to the adapter of AWS alone.
"""

from __future__ import annotations

from modelkeep.adapters.iac.forms import Form, Identity
from modelkeep.adapters.iac.forms.lenses import Computed, Number, Text
from modelkeep.adapters.iac.properties import Properties
from modelkeep.core.kinds.logs import LogGroup


def _masks(properties: Properties) -> str | None:
    """Whether the group has a policy of its own; without one the account's may mask, which files do not tell."""
    return "ACTIVATED" if properties.given("DataProtectionPolicy") else None


FORMS = (
    Form(
        cfn_type="AWS::Logs::LogGroup",
        row=LogGroup,
        identity=Identity(
            arn="arn:{partition}:logs:{region}:{account}:log-group:{name}",
            name="LogGroupName",
            attributes={"Arn": "{arn}:*"},
        ),
        columns={
            "kms_key_id": Text("KmsKeyId"),
            "retention_days": Number("RetentionInDays", 0),
            "log_group_class": Text("LogGroupClass", "STANDARD"),
            "data_protection_status": Computed(
                _masks,
                lambda value: {"DataProtectionPolicy": {"Name": "given"}} if value == "ACTIVATED" else None,
                "DataProtectionPolicy",
            ),
        },
    ),
)
