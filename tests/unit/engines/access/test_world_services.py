"""Policies of queues and topics, of OpenSearch's collections, of models and versions: what becomes of their rows."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.engines.access.rows import BOB, OURS, PARTNER, document, outcome, role, told, user, world

from modelkeep.core.kinds.sns import Topic, TopicPolicyStatement
from modelkeep.core.kinds.sqs import Queue, QueuePolicyStatement
from modelkeep.core.policy import statements
from modelkeep.core.tables import Row

FULL = document("Allow", "*")
QUEUE = f"arn:aws:sqs:eu-west-1:{OURS}:requests"
TOPIC = f"arn:aws:sns:eu-west-1:{OURS}:alerts"


def queue(*documents: Any) -> list[Row]:
    rows: list[Row] = [Queue(arn=QUEUE, account=OURS, region="eu-west-1", name="requests", tags={})]
    return rows + [row for each in documents for row in statements(QueuePolicyStatement, QUEUE, "queue policy", each)]


def topic(*documents: Any) -> list[Row]:
    rows: list[Row] = [Topic(arn=TOPIC, account=OURS, region="eu-west-1", name="alerts", tags={})]
    return rows + [row for each in documents for row in statements(TopicPolicyStatement, TOPIC, "topic policy", each)]


# Queues and topics


def test_a_queues_policy_is_enough_within_the_account_and_has_to_agree_across() -> None:
    """https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-using-identity-based-policies.html"""
    sending = document("Allow", "sqs:SendMessage", QUEUE, Principal={"AWS": [BOB, PARTNER]})
    here = world(user(), role(PARTNER, FULL), queue(sending))
    assert outcome(here, BOB, "sqs:SendMessage", QUEUE) == "allowed"
    assert outcome(here, PARTNER, "sqs:SendMessage", QUEUE) == "allowed"
    assert outcome(here, PARTNER, "sqs:ReceiveMessage", QUEUE) == "implicit_deny"
    assert outcome(world(role(PARTNER), queue(sending)), PARTNER, "sqs:SendMessage", QUEUE) == "implicit_deny"
    assert outcome(world(role(PARTNER, FULL), queue()), PARTNER, "sqs:SendMessage", QUEUE) == "implicit_deny"


def test_a_topic_is_for_its_account_by_default_and_for_whom_its_policy_names() -> None:
    """https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html"""
    default = document(
        "Allow", "SNS:Publish", TOPIC, Principal={"AWS": "*"}, Condition={"StringEquals": {"AWS:SourceOwner": OURS}}
    )
    here = world(user(BOB, FULL), role(PARTNER, FULL), topic(default))
    assert outcome(here, BOB, "sns:Publish", TOPIC) == "allowed"
    assert here.decide(PARTNER, "sns:Publish", TOPIC).condition == f"AWS:SourceOwner is {OURS}"
    service = document(
        "Allow", "sns:Publish", TOPIC, Principal={"Service": "s3.amazonaws.com"},
        Condition={"StringEquals": {"aws:SourceOwner": OURS}},
    )  # fmt: skip
    (bounded,) = world(topic(service)).who_can("sns:Publish", TOPIC)
    assert not bounded.is_confused_deputy


@pytest.mark.parametrize(
    ("call", "rows", "action", "resource"),
    [
        ("sqs:GetQueueAttributes", queue(), "sqs:SendMessage", QUEUE),
        ("sns:GetTopicAttributes", topic(), "sns:Publish", TOPIC),
    ],
)
def test_a_policy_that_was_not_read_may_let_in_anybody(call: str, rows: list[Row], action: str, resource: str) -> None:
    assert told(world(rows), action, resource) == {}
    here = world(rows, user(BOB, FULL), denied=[call])
    assert outcome(here, BOB, action, resource) == "unknown"
    assert told(here, action, resource)["anonymous"] == "unknown"
    assert [(each.what, each.where) for each in here.unread] == [("resource policy", resource)]
