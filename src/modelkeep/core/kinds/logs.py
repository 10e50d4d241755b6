"""Amazon CloudWatch Logs (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/)."""

from __future__ import annotations

from dataclasses import dataclass

from modelkeep.core.tables import Resource, Row, kind, part


@kind("AWS::Logs::LogGroup", calls="logs:DescribeLogGroups")
class LogGroup(Resource):
    """A log group; its ARN is written without the trailing `:*`. `retention_days` 0: kept for ever."""

    kms_key_id: str | None = None
    retention_days: int | None = None
    metric_filter_count: int | None = None
    log_group_class: str | None = None
    data_protection_status: str | None = None
    """ACTIVATED where the group or the account masks sensitive data; '' where nothing ever did."""


@dataclass(frozen=True, slots=True)
class FieldTest:
    """One test of a filter pattern, such as `$.eventName = DeleteTrail`: field `eventName`, operator, value without quotes.

    `operator` is `=`, `!=`, `<`, `<=`, `>`, `>=`, `IS NULL`, `IS TRUE`, `IS FALSE`, `EXISTS` or `NOT EXISTS`.
    """

    field: str
    operator: str
    value: str


@part(LogGroup, "metric_filter", calls="logs:DescribeMetricFilters")
class MetricFilter(Row):
    """A filter that counts matching log events in a metric.

    `alternatives` is the pattern as an "or" of "and"s: a log event matches when all tests of one alternative hold. Empty for
    patterns that are not JSON patterns (words, regular expressions, space-delimited fields); NULL for one that could not be parsed.
    """

    filter_name: str | None = None
    filter_pattern: str | None = None
    alternatives: tuple[tuple[FieldTest, ...], ...] | None = None
    metric_namespace: str | None = None
    metric_name: str | None = None
