"""SNS: who is subscribed to which topic, and who may use topics."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.sns import Subscription, Topic, TopicPolicyStatement
from modelkeep.core.policy import statements


@collector(Subscription)
async def subscriptions(aws: Reader) -> None:
    """ListSubscriptions. One that nobody confirmed has a word (`PendingConfirmation`, `Deleted`) for its ARN."""
    await aws.list("sns:ListSubscriptions", "Subscriptions", _subscription)


@collector(Topic, TopicPolicyStatement)
async def topics(aws: Reader) -> None:
    """ListTopics, then GetTopicAttributes for each."""

    async def policy(topic: Topic) -> None:
        await aws.get("sns:GetTopicAttributes", topic.arn, lambda reply: _policy(topic.arn, reply), TopicArn=topic.arn)

    listed = await aws.list("sns:ListTopics", "Topics", lambda item: _topic(str(item["TopicArn"])))
    if aws.wants("sns:GetTopicAttributes"):
        await aws.each(listed, policy)


def _topic(arn: str) -> Topic:
    return Topic(arn=arn, name=arn.rpartition(":")[2])


def _policy(arn: str, reply: Reply) -> tuple[TopicPolicyStatement, ...]:
    document = reply["Attributes"].get("Policy")
    return statements(TopicPolicyStatement, arn, "topic policy", document) if document else ()


def _subscription(item: Reply) -> Subscription:
    return Subscription(
        arn=item["TopicArn"], protocol=item["Protocol"], confirmed=item["SubscriptionArn"].startswith("arn:")
    )
