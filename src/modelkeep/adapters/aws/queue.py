"""Queues of SQS whose messages tell of logs.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from modelkeep.adapters.aws.clients import Endpoint
from modelkeep.adapters.aws.logs import answer, clients_of
from modelkeep.core.errors import UsageError
from modelkeep.core.logs.following import QueueMessage

HIDDEN = 300
"""Seconds for which a message that was received is hidden from others."""
AT_ONCE = 10
"""Messages of one call: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html"""
_URL = re.compile(r"https?://(?P<host>[^/]+)/(?:[^/]+/)*(?P<name>[A-Za-z0-9_-]{1,80}(?:\.fifo)?)/?")
_HOST = re.compile(r"(?:sqs\.([a-z0-9-]+)\.|([a-z0-9-]+)\.queue\.)")


@dataclass(frozen=True, slots=True)
class SqsQueue:
    """A `ports.LogQueue`."""

    endpoint: Endpoint
    url: str
    name: str
    region: str
    hidden: int = HIDDEN

    @classmethod
    def of(cls, endpoint: Endpoint, url: str) -> SqsQueue:
        """The queue at a URL, whose host tells the region. Raises UsageError for what is no such URL."""
        matched = _URL.fullmatch(url)
        if matched is None:
            raise UsageError(
                f"{url!r} is no URL of a queue",
                remedy="Write --queue https://sqs.REGION.amazonaws.com/ACCOUNT/NAME, as `aws sqs get-queue-url` prints it.",
            )
        host = _HOST.match(matched["host"])
        return cls(endpoint, url, matched["name"], (host[1] or host[2]) if host else "")

    def receive(self, wait: int) -> Sequence[QueueMessage]:
        """See `ports.LogQueue`."""
        call = partial(
            self._sqs().receive_message, QueueUrl=self.url, MaxNumberOfMessages=AT_ONCE, WaitTimeSeconds=wait,
            VisibilityTimeout=self.hidden, MessageSystemAttributeNames=["ApproximateReceiveCount"],
        )  # fmt: skip
        return [
            QueueMessage(
                id=each["MessageId"], receipt=each["ReceiptHandle"], body=each["Body"].encode(),
                times=int(each.get("Attributes", {}).get("ApproximateReceiveCount", 1)),
            )
            for each in answer(call, self.url, self._needs("ReceiveMessage")).get("Messages", ())
        ]  # fmt: skip

    def extend(self, messages: Sequence[QueueMessage]) -> None:
        """See `ports.LogQueue`. Messages that were deleted meanwhile are none of its business."""
        for some in _tens(messages):
            entries = [
                {"Id": str(number), "ReceiptHandle": each.receipt, "VisibilityTimeout": self.hidden}
                for number, each in enumerate(some)
            ]
            call = partial(self._sqs().change_message_visibility_batch, QueueUrl=self.url, Entries=entries)
            answer(call, self.url, self._needs("ChangeMessageVisibility"))

    def delete(self, messages: Sequence[QueueMessage]) -> int:
        """See `ports.LogQueue`."""
        failed = 0
        for some in _tens(messages):
            entries = [{"Id": str(number), "ReceiptHandle": each.receipt} for number, each in enumerate(some)]
            call = partial(self._sqs().delete_message_batch, QueueUrl=self.url, Entries=entries)
            failed += len(answer(call, self.url, self._needs("DeleteMessage")).get("Failed", ()))
        return failed

    def _needs(self, action: str) -> str:
        return f"sqs:{action} on the queue {self.name}"

    def _sqs(self) -> Any:
        clients = clients_of(self.endpoint)
        return clients.client("sqs", self.region or clients.default_region or "us-east-1")


def _tens(messages: Sequence[QueueMessage]) -> list[Sequence[QueueMessage]]:
    return [messages[start : start + AT_ONCE] for start in range(0, len(messages), AT_ONCE)]
