"""CloudWatch: metric alarms, with every metric that they watch."""

from __future__ import annotations

from collections.abc import Iterator

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.cloudwatch import Alarm, AlarmMetric
from modelkeep.core.tables import Row


@collector(Alarm, AlarmMetric)
async def alarms(aws: Reader) -> None:
    """DescribeAlarms, metric alarms only."""

    def page(reply: Reply) -> Iterator[Row]:
        for item in reply.get("MetricAlarms", ()):
            yield _alarm(item)
            yield from _metrics(item)

    await aws.pages("cloudwatch:DescribeAlarms", page, AlarmTypes=["MetricAlarm"])


def _alarm(item: Reply) -> Alarm:
    return Alarm(
        arn=item["AlarmArn"],
        name=item["AlarmName"],
        namespace=item.get("Namespace", ""),
        metric_name=item.get("MetricName", ""),
        dimensions=_dimensions(item),
        actions_enabled=item.get("ActionsEnabled"),
        alarm_actions=tuple(item.get("AlarmActions", ())),
        state_value=item.get("StateValue"),
    )


def _metrics(item: Reply) -> Iterator[AlarmMetric]:
    if "MetricName" in item:
        yield AlarmMetric(
            arn=item["AlarmArn"],
            namespace=item.get("Namespace", ""),
            metric_name=item["MetricName"],
            dimensions=_dimensions(item),
        )
    for query in item.get("Metrics", ()):
        if "MetricStat" in query:
            metric = query["MetricStat"]["Metric"]
            yield AlarmMetric(
                arn=item["AlarmArn"],
                namespace=metric.get("Namespace", ""),
                metric_name=metric.get("MetricName", ""),
                dimensions=_dimensions(metric),
            )


def _dimensions(item: Reply) -> dict[str, str]:
    return {each["Name"]: each["Value"] for each in item.get("Dimensions", ())}
