"""Metric alarms (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html)."""

from __future__ import annotations

from collections.abc import Mapping

from modelkeep.adapters.iac.forms import Form, Identity, Part
from modelkeep.adapters.iac.forms.lenses import Computed, Flag, Text, Texts
from modelkeep.adapters.iac.properties import Properties
from modelkeep.core.kinds.cloudwatch import Alarm, AlarmMetric


def _dimensions(properties: Properties) -> Mapping[str, str] | None:
    elements, complete = properties.each("Dimensions")
    pairs = [(each.text("Name", None), each.text("Value", None)) for each in elements]
    known = {name: value for name, value in pairs if name is not None and value is not None}
    return known if complete and len(known) == len(pairs) else None


_DIMENSIONS = Computed(
    _dimensions,
    lambda given: {"Dimensions": [{"Name": name, "Value": value} for name, value in given.items()]},
    "Dimensions",
)

FORMS = (
    Form(
        cfn_type="AWS::CloudWatch::Alarm",
        row=Alarm,
        identity=Identity(
            arn="arn:{partition}:cloudwatch:{region}:{account}:alarm:{name}",
            name="AlarmName",
            attributes={"Arn": "{arn}"},
        ),
        columns={
            "namespace": Text("Namespace"),
            "metric_name": Text("MetricName"),
            "dimensions": _DIMENSIONS,
            "actions_enabled": Flag("ActionsEnabled", absent=True),
            "alarm_actions": Texts("AlarmActions"),
        },
        sections=(
            Part(
                row=AlarmMetric,
                paths=("Metrics.MetricStat.Metric", ""),
                columns={
                    "namespace": Text("Namespace"),
                    "metric_name": Text("MetricName"),
                    "dimensions": _DIMENSIONS,
                },
                needs="MetricName",
            ),
        ),
    ),
)
