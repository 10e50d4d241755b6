"""One suite for every queue: the one in memory, and SQS as moto answers for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import boto3
import pytest
from moto import mock_aws
from tests.fakes.queue import MemoryQueue

from modelkeep.adapters.aws.clients import Endpoint
from modelkeep.adapters.aws.queue import SqsQueue
from modelkeep.core.errors import AccessError, UsageError
from modelkeep.ports import LogQueue


class _Bench(Protocol):
    queue: LogQueue

    def put(self, body: str) -> None: ...

    def left(self) -> int: ...


class _Memory:
    def __init__(self) -> None:
        self.queue = self._memory = MemoryQueue(name="logs")

    def put(self, body: str) -> None:
        self._memory.put(body.encode())

    def left(self) -> int:
        return self._memory.left


class _Sqs:
    def __init__(self) -> None:
        self._client = boto3.client("sqs", region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b")
        self._url = self._client.create_queue(QueueName="logs")["QueueUrl"]
        self.queue = SqsQueue.of(Endpoint(credentials=("a", "b"), region="eu-west-1"), self._url)

    def put(self, body: str) -> None:
        self._client.send_message(QueueUrl=self._url, MessageBody=body)

    def left(self) -> int:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        told = self._client.get_queue_attributes(QueueUrl=self._url, AttributeNames=names)["Attributes"]
        return sum(int(told[name]) for name in names)


@pytest.fixture(params=[_Memory, _Sqs])
def bench(request: pytest.FixtureRequest) -> Iterator[_Bench]:
    with mock_aws():
        yield request.param()


def test_messages_are_received_hidden_and_deleted(bench: _Bench) -> None:
    for number in range(12):
        bench.put(f"body {number} é")
    found = [message for _ in range(3) for message in bench.queue.receive(0)]
    assert sorted(each.body for each in found) == sorted(f"body {number} é".encode() for number in range(12))
    assert len({each.id for each in found}) == 12
    assert {each.times for each in found} == {1}
    assert not bench.queue.receive(0), "what was received is hidden"
    bench.queue.extend(found)
    assert bench.queue.delete(found[:11]) == 0
    assert bench.left() == 1
    assert bench.queue.name == "logs"


def test_a_queue_that_is_none_is_said() -> None:
    with pytest.raises(UsageError, match="no URL of a queue"):
        SqsQueue.of(Endpoint(), "arn:aws:sqs:eu-west-1:111122223333:logs")
    with mock_aws():
        queue = SqsQueue.of(
            Endpoint(credentials=("a", "b")), "https://sqs.eu-west-1.amazonaws.com/123456789012/nothing"
        )
        with pytest.raises(AccessError, match="NonExistent") as told:
            queue.receive(0)
    assert "sqs:ReceiveMessage" in told.value.remedy


@pytest.mark.parametrize(
    ("url", "region"),
    [
        ("https://sqs.eu-west-1.amazonaws.com/111122223333/logs", "eu-west-1"),
        ("https://eu-west-1.queue.amazonaws.com/111122223333/logs.fifo", "eu-west-1"),
        ("https://sqs.cn-north-1.amazonaws.com.cn/111122223333/logs", "cn-north-1"),
        ("http://127.0.0.1:5000/111122223333/logs", ""),
    ],
)
def test_the_url_tells_the_region(url: str, region: str) -> None:
    assert SqsQueue.of(Endpoint(), url).region == region
