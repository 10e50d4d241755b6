"""A queue in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from modelkeep.core.errors import ConnectionFailedError
from modelkeep.core.logs.following import QueueMessage


@dataclass(slots=True)
class MemoryQueue:
    """A `ports.LogQueue`. What was received is hidden until `show`; the first `failures` receipts fail."""

    name: str = "logs"
    hidden: int = 300
    failures: int = 0
    waiting: dict[str, bytes] = field(default_factory=dict)
    received: dict[str, QueueMessage] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=dict)
    extended: list[str] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=count)

    def put(self, *bodies: bytes) -> None:
        """Send messages."""
        for body in bodies:
            self.waiting[f"m{next(self._numbers)}"] = body

    def show(self) -> None:
        """Let the time pass for which messages are hidden."""
        self.waiting = {**{key: each.body for key, each in self.received.items()}, **self.waiting}
        self.received.clear()

    @property
    def left(self) -> int:
        """Messages that were not deleted."""
        return len(self.waiting) + len(self.received)

    def receive(self, wait: int) -> Sequence[QueueMessage]:
        """See `ports.LogQueue`."""
        if self.failures:
            self.failures -= 1
            raise ConnectionFailedError("the queue cannot be reached")
        found = []
        for key in list(self.waiting)[:10]:
            self.times[key] = self.times.get(key, 0) + 1
            message = QueueMessage(
                id=key, receipt=f"{key}/{self.times[key]}", body=self.waiting.pop(key), times=self.times[key]
            )
            self.received[key] = message
            found.append(message)
        return found

    def extend(self, messages: Sequence[QueueMessage]) -> None:
        """See `ports.LogQueue`."""
        self.extended += [each.id for each in messages]

    def delete(self, messages: Sequence[QueueMessage]) -> int:
        """See `ports.LogQueue`. A receipt of an earlier delivery deletes nothing."""
        failed = 0
        for each in messages:
            current = self.received.get(each.id)
            if current is None or current.receipt != each.receipt:
                failed += 1
            else:
                del self.received[each.id]
        return failed
