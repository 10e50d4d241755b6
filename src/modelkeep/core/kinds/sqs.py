"""Amazon SQS (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/). Messages are never read."""

from __future__ import annotations

from modelkeep.core.tables import Resource, Statement, kind, part


@kind("AWS::SQS::Queue", calls="sqs:ListQueues")
class Queue(Resource):
    """A queue."""

    url: str | None = None


@part(Queue, "policy_statement", calls="sqs:ListQueues sqs:GetQueueAttributes")
class QueuePolicyStatement(Statement):
    """Who may send to the queue and take from it, beside the identities that IAM allows to."""
