"""CloudWatch Logs: log groups and metric filters, each listed once per region."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.collect.cloudwatch_patterns import alternatives
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.logs import LogGroup, MetricFilter


@collector(LogGroup)
async def log_groups(aws: Reader) -> None:
    """DescribeLogGroups. What is not set (a key, a retention) is left out of the reply."""
    await aws.list("logs:DescribeLogGroups", "logGroups", _log_group)


@collector(MetricFilter)
async def metric_filters(aws: Reader) -> None:
    """DescribeMetricFilters without a log group gives those of all."""

    def parse(item: Reply) -> MetricFilter:
        (transformation,) = item["metricTransformations"]
        return MetricFilter(
            arn=f"arn:{aws.partition}:logs:{aws.region}:{aws.account}:log-group:{item['logGroupName']}",
            filter_name=item["filterName"],
            filter_pattern=item.get("filterPattern", ""),
            alternatives=alternatives(item.get("filterPattern", "")),
            metric_namespace=transformation["metricNamespace"],
            metric_name=transformation["metricName"],
        )

    await aws.list("logs:DescribeMetricFilters", "metricFilters", parse)


def _log_group(item: Reply) -> LogGroup:
    inherits = "ACCOUNT_DATA_PROTECTION" in item.get("inheritedProperties", ())
    return LogGroup(
        arn=(item.get("logGroupArn") or item["arn"]).removesuffix(":*"),
        name=item["logGroupName"],
        kms_key_id=item.get("kmsKeyId", ""),
        retention_days=item.get("retentionInDays", 0),
        metric_filter_count=item.get("metricFilterCount"),
        log_group_class=item.get("logGroupClass"),
        data_protection_status="ACTIVATED" if inherits else item.get("dataProtectionStatus", ""),
    )
