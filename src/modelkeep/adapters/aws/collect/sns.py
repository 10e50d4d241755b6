"""SNS: who is subscribed to which topic."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.sns import Subscription


@collector(Subscription)
async def subscriptions(aws: Reader) -> None:
    """ListSubscriptions. One that nobody confirmed has a word (`PendingConfirmation`, `Deleted`) for its ARN."""
    await aws.list("sns:ListSubscriptions", "Subscriptions", _subscription)


def _subscription(item: Reply) -> Subscription:
    return Subscription(
        arn=item["TopicArn"], protocol=item["Protocol"], confirmed=item["SubscriptionArn"].startswith("arn:")
    )
