"""Amazon CloudWatch Logs (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, Row, kind, part


@kind("AWS::Logs::LogGroup", calls="logs:DescribeLogGroups")
class LogGroup(Resource):
    """A log group; its ARN is written without the trailing `:*`. `retention_days` 0: kept for ever."""

    kms_key_id: str | None = None
    retention_days: int | None = None
    metric_filter_count: int | None = None
    log_group_class: str | None = None
    data_protection_status: str | None = None


@part(LogGroup, "metric_filter", calls="logs:DescribeMetricFilters")
class MetricFilter(Row):
    """A filter that counts matching log events in a metric.

    `matched_values` are the values that the pattern asks fields to equal (`$.eventName = DeleteTrail` gives `DeleteTrail`),
    `excluded_values` those that it asks them not to equal.
    """

    filter_name: str | None = None
    filter_pattern: str | None = None
    matched_values: tuple[str, ...] | None = None
    excluded_values: tuple[str, ...] | None = None
    metric_namespace: str | None = None
    metric_name: str | None = None
