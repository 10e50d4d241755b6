"""SQS: who may use queues."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.sqs import Queue, QueuePolicyStatement
from modelkeep.core.policy import statements

LARGEST_PAGE = 1000
"""Without MaxResults, SQS gives one page and no token
(https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html). Where there is no queue, the reply is empty."""


@collector(Queue, QueuePolicyStatement)
async def queues(aws: Reader) -> None:
    """ListQueues, then GetQueueAttributes for each."""

    async def policy(queue: Queue) -> None:
        await aws.get(
            "sqs:GetQueueAttributes",
            queue.arn,
            lambda reply: _policy(queue.arn, reply),
            QueueUrl=queue.url,
            AttributeNames=["Policy"],
        )

    def page(reply: Reply) -> list[Queue]:
        return [_queue(aws, url) for url in reply.get("QueueUrls", ())]

    listed = await aws.pages("sqs:ListQueues", page, MaxResults=LARGEST_PAGE)
    if aws.wants("sqs:GetQueueAttributes"):
        await aws.each(listed, policy)


def _queue(aws: Reader, url: str) -> Queue:
    """Lists give URLs, which end in the queue's name."""
    name = url.rpartition("/")[2]
    return Queue(arn=f"arn:{aws.partition}:sqs:{aws.region}:{aws.account}:{name}", name=name, url=url)


def _policy(arn: str, reply: Reply) -> tuple[QueuePolicyStatement, ...]:
    """Without attributes that are set there is no mapping at all."""
    document = reply.get("Attributes", {}).get("Policy")
    return statements(QueuePolicyStatement, arn, "queue policy", document) if document else ()
