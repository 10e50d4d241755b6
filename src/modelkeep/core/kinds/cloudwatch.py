"""Amazon CloudWatch (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/)."""

from __future__ import annotations

from collections.abc import Mapping

from modelkeep.core.tables import Resource, Row, kind, part


@kind("AWS::CloudWatch::Alarm", calls="cloudwatch:DescribeAlarms")
class Alarm(Resource):
    """A metric alarm. `namespace` and `metric_name` are empty for an alarm over an expression: see its metrics."""

    namespace: str | None = None
    metric_name: str | None = None
    dimensions: Mapping[str, str] | None = None
    actions_enabled: bool | None = None
    alarm_actions: tuple[str, ...] | None = None
    state_value: str | None = None


@part(Alarm, "metric", calls="cloudwatch:DescribeAlarms")
class AlarmMetric(Row):
    """A metric that an alarm watches, alone or in an expression."""

    namespace: str | None = None
    metric_name: str | None = None
    dimensions: Mapping[str, str] | None = None
