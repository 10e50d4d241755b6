"""Queues and topics: who may use them."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from tests.fakes.journal import MemoryJournal
from tests.fakes.scripted_aws import ScriptedAws, error, ok

from modelkeep.adapters.aws.collect.sns import _policy as policy_of_topic
from modelkeep.adapters.aws.collect.sqs import queues
from modelkeep.adapters.aws.reader import Reader, Run
from modelkeep.core.kinds import tables
from modelkeep.core.kinds.sqs import Queue, QueuePolicyStatement
from modelkeep.ports import Silent

OWN, HOME = "111122223333", "us-east-1"
URL = f"https://sqs.{HOME}.amazonaws.com/{OWN}"
ARN = f"arn:aws:sqs:{HOME}:{OWN}"
POLICY = json.dumps({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}})


def collect(aws: ScriptedAws) -> MemoryJournal:
    journal = MemoryJournal()
    calls = frozenset(call for name in queues.tables for call in tables()[name].calls)

    async def go() -> None:
        with ThreadPoolExecutor(2) as executor:
            run = Run(
                journal=journal, progress=Silent(), calls=calls, executor=executor,
                clock=lambda: datetime(2026, 1, 1, tzinfo=UTC),
            )  # fmt: skip
            await queues.collect(Reader(run, aws.clients(), account=OWN, region=HOME, partition="aws", home=HOME))

    asyncio.run(go())
    return journal


def test_queues_are_listed_to_the_last_and_each_policy_is_read() -> None:
    """SQS gives a token only to who says how many it wants; a queue without a policy has no attributes at all."""
    with ScriptedAws() as aws:
        aws.on("ListQueues", ok(QueueUrls=[f"{URL}/open"], NextToken="2"), ok(QueueUrls=[f"{URL}/closed", f"{URL}/x"]))
        aws.on(
            "GetQueueAttributes", ok(Attributes={"Policy": POLICY}), ok(), error("AccessDenied", "no", 403)
        )  # asked in any order
        journal = collect(aws)
        assert [each["MaxResults"] for each in aws.requests["ListQueues"]] == [1000, 1000]
        assert all(each["AttributeNames"] == ["Policy"] for each in aws.requests["GetQueueAttributes"])
    assert {row.arn for row in journal.rows if isinstance(row, Queue)} == {
        f"{ARN}:{n}" for n in ("open", "closed", "x")
    }
    (found,) = (row for row in journal.rows if isinstance(row, QueuePolicyStatement))
    assert (found.effect, found.principals) == ("Allow", ("*",))
    unread = [entry.read for entry in journal.entries.values() if not entry.read.outcome.known]
    assert [each.call for each in unread] == ["sqs:GetQueueAttributes"]


def test_where_there_are_no_queues_the_empty_reply_is_an_answer() -> None:
    with ScriptedAws() as aws:
        aws.on("ListQueues", ok())
        journal = collect(aws)
    assert [entry.read.outcome.known for entry in journal.entries.values()] == [True]
    assert list(journal.rows) == []


def test_the_policy_of_a_topic_is_among_its_attributes() -> None:
    arn = f"arn:aws:sns:{HOME}:{OWN}:alerts"
    (found,) = policy_of_topic(arn, {"Attributes": {"TopicArn": arn, "Policy": POLICY}})
    assert (found.arn, found.actions) == (arn, ("sqs:*",))
    assert policy_of_topic(arn, {"Attributes": {"TopicArn": arn}}) == ()
    assert [each.effect for each in policy_of_topic(arn, {"Attributes": {"Policy": "{"}})] == ["Unparsed"]
