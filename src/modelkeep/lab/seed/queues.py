"""Where transactions wait to be scored, and who may put them there."""

from __future__ import annotations

import json
from collections.abc import Mapping

from modelkeep.lab.seed import PRODUCTION, RESEARCH, Acme, seeds

QUEUE = "scoring-requests"


@seeds(order=37)
def queues(acme: Acme) -> None:
    """Insecure: anybody may send, and the topic of finished trainings tells every account."""
    production = acme.within(PRODUCTION)
    queue = production.client("sqs").create_queue(QueueName=QUEUE)["QueueUrl"]
    arn = production.arn("sqs", QUEUE)
    sender = {"AWS": production.arn("iam", "root", regional=False)} if acme.hardened else "*"
    sending = {"Effect": "Allow", "Principal": sender, "Action": "sqs:SendMessage", "Resource": arn}
    production.client("sqs").set_queue_attributes(QueueUrl=queue, Attributes={"Policy": _document(sending)})
    if acme.hardened:
        return
    research = acme.within(RESEARCH)
    topic = research.client("sns").create_topic(Name="finished-trainings")["TopicArn"]
    listening = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sns:Subscribe", "Resource": topic}
    research.client("sns").set_topic_attributes(
        TopicArn=topic, AttributeName="Policy", AttributeValue=_document(listening)
    )


def _document(statement: Mapping[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
