"""Lines of CloudWatch Logs that are none of the sources with a table of their own."""

from __future__ import annotations

from modelkeep.core.logs.tables import LogTable, texts

CLOUDWATCH = LogTable(
    name="cloudwatch",
    doc="Lines of CloudWatch Logs, exported to S3 or sent by a subscription: "
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html",
    event_id=("id", "modelkeepId"),
    at=("timestamp",),
    account=("owner",),
    region=("region",),
    epoch="ms",
    columns=texts(log_group="logGroup", log_stream="logStream", message="message"),
)
